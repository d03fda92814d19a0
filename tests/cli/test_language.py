"""`muragat language`: words from standard input without an archive; stems learned from an archive's texts."""

import io
import json
import os
import subprocess
import sys

import pytest

from muragat.cli.frame import Call, Doors, Failed, run
from muragat.cli.language import language
from muragat.kernel.dates import parse_span
from muragat.language import kazakh
from muragat.settings import STEMS
from tests import founded_archive


class Lent:
    """An opened archive that a command does not close."""

    def __init__(self, house):
        self._house = house

    def __getattr__(self, name):
        return getattr(self._house, name)

    def close(self):
        """It is closed by its owner."""


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


def test_learning_proposes_from_the_archives_texts_and_accepts_what_a_person_left(house, var, tmp_path, capfd):
    settings = founded_archive.settings_for(var)
    titles = [f'Мұрағат қорындағы шегіндор{ending} жөніндегі құжаттар тізімі'
              for ending in ('', 'дың', 'лар', 'ға', 'ды')]
    house.run(lambda desk: [desk.add(desk.site['archive'], 'fonds', {
        'number': str(number), 'title': {'kk': title, 'ru': title}, 'dates': parse_span('1930')})
        for number, title in enumerate(titles, 70)])
    doors = Doors(lambda _settings, **_options: Lent(house), None, None, None)
    call = Call(doors)
    call._settings = settings
    assert language.main(['learn'], standalone_mode=False, obj=call) is None
    line, = [each for each in capfd.readouterr().out.splitlines() if 'шегіндор' in each]
    assert line.startswith('шегіндор n  # ')

    (tmp_path / 'accepted.txt').write_text(line, 'utf8')
    for _time in range(2):
        language.main(['learn', '--accept', str(tmp_path / 'accepted.txt')], standalone_mode=False, obj=call)
    assert settings.stems.read_text('utf8') == 'шегіндор n\n'

    (tmp_path / 'wrong.txt').write_text('сөз ?', 'utf8')
    with pytest.raises(Failed):
        language.main(['learn', '--accept', str(tmp_path / 'wrong.txt')], standalone_mode=False, obj=call)


def test_stems_of_the_archive_make_another_version(tmp_path):
    own = tmp_path / 'stems.txt'
    own.write_text('қорындағыш n\n', 'utf8')
    code = 'from muragat.language import kazakh; print(kazakh.STEMS_VERSION, kazakh.stem("қорындағыштарының"))'
    version, stem = subprocess.run([sys.executable, '-c', code], env={**os.environ, STEMS: str(own)}, check=True,
                                   capture_output=True, text=True).stdout.split()
    assert version != kazakh.STEMS_VERSION
    assert stem == 'қорындағыш'


def test_a_process_is_told_of_the_archives_stems(var, monkeypatch):
    settings = founded_archive.settings_for(var)
    monkeypatch.setenv(STEMS, '')
    monkeypatch.delenv(STEMS)
    settings.hand_on()
    assert STEMS not in os.environ
    settings.stems.parent.mkdir()
    settings.stems.write_text('үй n\n', 'utf8')
    settings.hand_on()
    assert os.environ[STEMS] == str(settings.stems)
