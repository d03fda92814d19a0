"""What stands against a password: too short, too common, made of what everybody knows of the person."""

import unicodedata
from collections.abc import Iterator

from muragat.kernel.errors import Refusal
from muragat.kernel.i18n import _

FIELD = 'password'
_LONGEST = 200
_FEWEST_SIGNS = 5
_ROWS = ('abcdefghijklmnopqrstuvwxyz', '01234567890', 'qwertyuiop', 'asdfghjkl', 'zxcvbnm', 'йцукенгшщзхъ',
         'фывапролджэ', 'ячсмитьбю', 'абвгдежзийклмнопрстуфхцчшщъыьэюя')
_RUN = 4
_DISGUISE = str.maketrans('0134@$!5', 'oieaasis')
_WORDS = """
    password passwort passw pass word qwerty admin administrator root user login welcome letmein master secret dragon
    monkey sunshine princess football iloveyou hello default changeme temp test guest archive archives arhiv muragat
    kazakhstan qazaqstan astana almaty computer internet server system
    пароль парол админ администратор привет любовь солнце секрет логин архив архивы казахстан алматы астана йцукен
    қазақстан мұрағат мұрағаттар құпиясөз құпия сөз сәлем пайдаланушы әкімші
"""
_COMMON = frozenset(_WORDS.split())


def weaknesses(password: str, login: str, name: str, least: int) -> tuple[Refusal, ...]:
    """Every reason to refuse the password of the person with this login and name; `least`: characters at least."""
    text = unicodedata.normalize('NFC', password)
    return tuple(Refusal(code, message, FIELD) for code, message in _found(text, login, name, least))


def _found(text: str, login: str, name: str, least: int) -> Iterator[tuple[str, str]]:
    plain = text.casefold()
    if len(text) < least:
        yield 'short', _('A password has at least ${count} characters.', mapping={'count': least})
    if len(text) > _LONGEST:
        yield 'long', _('A password has at most ${count} characters.', mapping={'count': _LONGEST})
    if len(set(plain)) < _FEWEST_SIGNS:
        yield 'monotonous', _('The password repeats the same few characters.')
    if _bare(plain) in _COMMON or len(_without_runs(plain)) < _RUN:
        yield 'common', _('The password is one of those that are tried first.')
    if any(known in plain for known in _known(login, name)):
        yield 'personal', _('The password contains the login or the name.')


def _bare(plain: str) -> str:
    """The word that is left when digits and signs around it and letters in disguise are undone; doubles count once."""
    word = ''.join(sign for sign in plain.strip('0123456789!?.,-_*#+ ').translate(_DISGUISE) if sign.isalpha())
    half = word[: len(word) // 2]
    return half if half and half * 2 == word else word


def _without_runs(plain: str) -> str:
    """What is left without rows of the keyboard, of the alphabet and of digits, forwards and backwards."""
    rest = plain
    for row in (*_ROWS, *(each[::-1] for each in _ROWS)):
        for length in range(len(row), _RUN - 1, -1):
            for start in range(len(row) - length + 1):
                rest = rest.replace(row[start : start + length], '')
    return rest


def _known(login: str, name: str) -> list[str]:
    words = [login, *login.replace('.', ' ').replace('-', ' ').replace('_', ' ').split(), *name.split()]
    return [word.casefold() for word in words if len(word) >= 4]
