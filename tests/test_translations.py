"""Everything a person can meet is said in Kazakh and Russian, with the same placeholders as in the source."""

import re

import pytest

from tests import translations

KAZAKH_LETTERS = re.compile('[әғқңөұүһі]', re.IGNORECASE)


@pytest.fixture(scope='module')
def said():
    """id -> message of the sources."""
    return {message.id: message for message in translations.messages() if message.id}


@pytest.fixture(params=translations.TRANSLATED)
def language(request):
    return request.param


def test_the_sources_say_something(said):
    assert len(said) > 300


def test_every_message_is_translated(language):
    assert translations.untranslated(language) == []


def test_no_translation_has_lost_its_message(language, said):
    kept = {message.id for message in translations.catalogue(language) if message.id}
    assert kept - said.keys() == set(), 'run: .venv/bin/python -m tests.translations'


def placeholders(text):
    return set(translations.PLACEHOLDER.findall(text))


def test_placeholders_are_those_of_the_source(language):
    wrong = []
    for message in translations.catalogue(language):
        if message.id:
            words = message.id if isinstance(message.id, tuple) else (message.id,)
            wanted = set().union(*map(placeholders, words))
            # A form for one thing may spell the number.
            wrong += [form for form in translations.forms(message) if placeholders(form) - {'n'} != wanted - {'n'}]
    assert wrong == []


def test_russian_has_no_kazakh_letters():
    names = {'Қазақша', 'Мұрағат'}
    assert [form for message in translations.catalogue('ru') if message.id for form in translations.forms(message)
            if KAZAKH_LETTERS.search(form) and not any(name in form for name in names)] == []
