"""The help of every command speaks the language of the call."""

import re

import pytest

from muragat.cli.frame import COMMANDS, Doors, run

NOWHERE = Doors(*[None] * len(Doors._fields))
CYRILLIC = re.compile('[а-яәғқңөұүһі]', re.IGNORECASE)


def helped(capsys, *arguments):
    assert run(NOWHERE, [*arguments, '--help']) == 0
    return capsys.readouterr().out


@pytest.mark.parametrize(('language', 'heading'), [('kk', 'Командалар:'), ('ru', 'Команды:'), ('en', 'Commands:')])
def test_the_program_lists_its_commands(capsys, language, heading):
    told = helped(capsys, '--language', language)
    _options, _heading, listed = told.partition(heading)
    shown = [line.split(maxsplit=1) for line in listed.strip().splitlines()]
    assert {'init', 'serve', 'backup'} <= {name for name, _words in shown} <= set(COMMANDS)
    assert all(bool(CYRILLIC.search(words)) == (language != 'en') for _name, words in shown)


def test_a_command_explains_itself_and_its_options(capsys):
    told = helped(capsys, '--language', 'ru', 'user', 'add')
    assert told.startswith('Использование: muragat user add')
    assert 'Добавить учетную запись' in told
    assert re.search(r'--name TEXT\s+Фамилия, имя, отчество\.\s+\[required\]', told)
    assert re.search(r'-h, --help\s+Показать этот текст и выйти\.', told)


def test_in_english_the_words_are_those_of_the_source(capsys):
    told = helped(capsys, '--language', 'en', 'init')
    assert 'Found an archive: an empty site' in ' '.join(told.split())
    assert 'Login of the first administrator.' in told
