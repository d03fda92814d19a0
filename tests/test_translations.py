"""Everything a person can meet is said in Kazakh and Russian, with the same placeholders as in the source."""

import re
from pathlib import Path

import pytest
from zope.i18nmessageid import Message

from muragat import main
from muragat.kernel.access import Permission, Role
from muragat.kernel.closure import KINDS
from muragat.kernel.fields import Rows, fields_of, groups
from muragat.settings import SETTINGS, read
from tests import translations

WORD = re.compile(r'\w+')
LATIN, CYRILLIC = re.compile('[a-z]', re.IGNORECASE), re.compile('[а-яёәғқңөұүһі]', re.IGNORECASE)
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


def test_no_word_mixes_latin_and_cyrillic_letters(language):
    forms = (form for message in translations.catalogue(language) if message.id for form in translations.forms(message))
    words = (word for form in forms for word in WORD.findall(translations.PLACEHOLDER.sub(' ', form)))
    assert [word for word in words if LATIN.search(word) and CYRILLIC.search(word)] == []


def test_templates_choose_plural_forms_by_the_name_that_is_gathered():
    assert [path.name for path in translations.sources()
            if path.suffix == '.jinja2' and re.search(r'\.plural\(', path.read_text('utf8'))] == []


@pytest.fixture(scope='module')
def registry():
    """What the families of the whole program declare."""
    return main.registry(read({}, Path()))


def schema_words(place, schema):
    """(where, words) of the groups and fields of a schema, columns of its tables included."""
    for group in groups(schema):
        yield f'{place} group {group.name}', group.title
    for name, field in fields_of(schema).items():
        yield f'{place}.{name}', field.title
        yield f'{place}.{name} help', field.description
        if isinstance(field, Rows):
            yield from schema_words(f'{place}.{name}', field.schema)


def workflow_words(workflow):
    for each in (*workflow.states, *workflow.transitions):
        yield f'workflow {workflow.name} {each.name}', each.title


def declared_words(registry):
    """(where, words) of everything that is declared once and shown everywhere."""
    for name, kind in registry.types.items():
        yield from ((f'type {name}', kind.title), (f'type {name} plural', kind.plural))
        yield from schema_words(name, kind.schema)
    for workflow in registry.workflows.values():
        yield from workflow_words(workflow)
    for shelf in ('vocabularies', 'parameters', 'job_kinds', 'journals', 'panels'):
        yield from ((f'{shelf} {name}', each.title) for name, each in getattr(registry, shelf).items())
    yield from ((f'parameter {name} unit', each.unit) for name, each in registry.parameters.items())
    for shelf in ('facts', 'relation_kinds'):
        yield from ((f'{shelf} {name}', words) for name, words in getattr(registry, shelf).items())
    yield from ((str(each), each.title) for enum in (Role, Permission) for each in enum)
    yield from ((f'closure {name}', words) for name, words in KINDS.items())
    yield from ((f'setting {name}', each.help) for name, each in SETTINGS.items())


def test_what_is_declared_has_words_in_both_languages(registry, language):
    known = {message.id for message in translations.catalogue(language) if message.id and message.string}
    found = dict(declared_words(registry))
    assert len(found) > 200
    assert {where: words for where, words in found.items()
            if words and not (isinstance(words, Message) and str(words) in known)} == {}
    assert [where for where, words in found.items() if not words and not where.endswith(' help')] == []


def test_every_term_has_words_in_three_languages(registry):
    terms = [(vocabulary.name, term) for vocabulary in registry.vocabularies.values() for term in vocabulary.terms]
    assert len(terms) > 50
    assert [(name, term.code) for name, term in terms
            if not all(words.strip() for words in (term.kk, term.ru, term.en))] == []
    assert [(name, term.code) for name, term in terms if KAZAKH_LETTERS.search(term.ru + term.en)] == []


def test_a_number_of_law_names_its_source_in_both_official_languages(registry):
    rows = [(name, row.source) for name, each in registry.parameters.items() for row in each.rows]
    assert rows
    assert [name for name, source in rows if not (source.startswith('ҚР ') and ' / ' in source)] == []
