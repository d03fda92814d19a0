"""`muragat language`: words from standard input, without an archive."""

import io
import json

import pytest

from muragat.cli.frame import Doors, run


@pytest.fixture
def say(monkeypatch, capfd):
    """Runs the command over some input; what it answered."""
    def call(text, *options):
        monkeypatch.setattr('sys.stdin', io.TextIOWrapper(io.BytesIO(text.encode()), 'utf-8'))
        assert run(Doors(None, None, None, None), ['language', 'terms', *options]) == 0
        return capfd.readouterr().out
    return call


def test_each_word_has_a_line_with_its_terms(say):
    kazakh, russian, code = say('құжаттарының\nДокументами\n\nP-12\n').splitlines()
    assert kazakh.split('\t') == ['құжаттарының', 'құжат']
    assert russian.split('\t')[0] == 'Документами'
    assert 'документ' in russian.split('\t')[1].split()
    assert code == 'P-12\tр12'


def test_folded_terms_come_when_they_are_wanted(say):
    assert say('құжаттарының\n', '--folded') == 'құжаттарының\tқұжат кужат\n'


def test_terms_as_json(say):
    assert json.loads(say('архив\n', '--json')) == {'word': 'архив', 'terms': ['архив']}
