"""The list of stems of the product: each word with the ways in which it is written before suffixes."""

import hashlib
import os
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

from muragat.language.kazakh.fold import plain
from muragat.language.kazakh.grammar import DERIVED, GRAMMAR_VERSION, VOICE, table
from muragat.language.kazakh.harmony import ANY, EITHER, GLIDE, VOWEL, VOWELS, ending, harmony, plain_harmony
from muragat.language.kazakh.suffixes import NUMBERS
from muragat.settings import STEMS

#: Places of the grammar by the mark of a word in the list.
MARKS = {'n': 'noun', 'j': 'quality', 'v': 'verb', 'a': 'adverb', 'x': 'fixed', 'm': 'many', 'h': 'his', 'e': 'end',
         'p': 'participle', 'k': 'attribute'}
#: What reading a rare word costs where a form of another is written alike.
RARE = 1.0
#: The same for a verb like ашы, go sour: most of its forms are forms of аш, open, too.
SECOND = 0.25
_KNOWN = {*MARKS, '~', 'r'}
_VOWEL_FIRST = 'аеыіуюя'
_VOICED = {'к': 'г', 'қ': 'ғ', 'п': 'б'}
_CLUSTERS = ('кт', 'нкт', 'пт')


class Word(NamedTuple):
    """A line of the list: the stem, the key under which it is found, its marks.

    `falls`: its last vowel may fall. `rare`: where a form of another word is written alike, that is meant.
    """

    stem: str
    key: str
    marks: str
    falls: bool = False
    rare: bool = False


class Entry(NamedTuple):
    """A beginning of words that is a stem: with `first`, only before these letters; the rest is read with `before` in
    place of its first `drop` letters."""

    key: str
    place: int
    end: int
    series: int
    first: str = ''
    before: str = ''
    drop: int = 0
    price: float = 0.0


#: Entries by the letters that a word begins with.
Lexicon = Mapping[str, tuple[Entry, ...]]


def read(lines: Iterable[str]) -> Iterator[Word]:
    """The words of a list: "халық ~n", "маған e мен"; what follows "#" is a remark; lines that make no sense are
    left out."""
    for line in lines:
        parts = line.split('#')[0].split()
        if parts:
            marks = parts[1] if len(parts) > 1 else 'n'
            if not set(marks) <= _KNOWN:
                continue
            key = parts[2] if len(parts) > 2 else parts[0]
            yield Word(parts[0], key, marks.strip('r~'), '~' in marks, 'r' in marks)


@lru_cache(maxsize=1)
def _texts() -> tuple[str, ...]:
    folder = files(__package__)
    own = os.environ.get(STEMS, '')
    return (*(folder.joinpath(name).read_text('utf8') for name in ('stems.txt', 'forms.txt')),
            Path(own).read_text('utf8') if own and Path(own).is_file() else '')


@lru_cache(maxsize=1)
def listed() -> tuple[Word, ...]:
    """The words that come with the product, and those that the archive accepted."""
    return tuple(word for text in _texts() for word in read(text.splitlines()))


@lru_cache(maxsize=1)
def version() -> str:
    """Changes when a word may get another stem than before: with the list and with the tables of the grammar."""
    told = (*_texts(), repr(table(VOICE)), repr(DERIVED))
    digest = hashlib.sha256('\0'.join(told).encode()).hexdigest()
    return f'{GRAMMAR_VERSION}.{digest[:10]}'


def lexicon(words: Iterable[Word], folded: bool) -> Lexicon:
    """All ways to write the stems, in Kazakh letters or folded."""
    found: defaultdict[str, dict[Entry, None]] = defaultdict(dict)
    words = tuple(words)
    verbs = {word.stem for word in words if 'v' in word.marks and not word.rare}
    for word in words:
        second = word.stem[-1] in 'ыі' and word.stem[:-1] in verbs
        for mark in word.marks:
            price = RARE if word.rare else SECOND if second and mark == 'v' else 0.0
            for surface, entry in _written(word, NUMBERS[MARKS[mark]], mark, price):
                surface, entry = _folded(surface, entry) if folded else (surface, entry)
                found[surface][entry] = None
    return {surface: tuple(entries) for surface, entries in found.items()}


def _folded(surface: str, entry: Entry) -> tuple[str, Entry]:
    bare = plain(surface)
    end = entry.end | ending(bare, True) if entry.end != ANY else ANY
    return bare, entry._replace(key=plain(entry.key), end=end, series=plain_harmony(plain(entry.key)),
                                first=plain(entry.first), before=plain(entry.before))


def _written(word: Word, place: int, mark: str, price: float) -> Iterator[tuple[str, Entry]]:
    stem = word.stem
    entry = Entry(word.key, place, ending(stem), harmony(stem), price=price)
    yield stem, entry
    if mark in 'xe':
        return
    yield from _before_vowels(stem, entry, word.falls)
    if mark == 'v':
        yield from _verb(stem, entry)
    elif mark == 'n':
        yield from _loan(stem, entry)


def _before_vowels(stem: str, entry: Entry, falls: bool) -> Iterator[tuple[str, Entry]]:
    """к, қ, п become г, ғ, б; халық loses its last vowel; роль its soft sign."""
    entry = entry._replace(first=_VOWEL_FIRST)
    if falls:
        yield stem[:-2] + stem[-1], entry
    if stem[-1] in _VOICED and len(stem) > 1:
        yield stem[:-1] + _VOICED[stem[-1]], entry
    if stem[-1] == 'ь':
        yield stem[:-1], entry


def _verb(stem: str, entry: Entry) -> Iterator[tuple[str, Entry]]:
    """оқы, but оқу and оқиды; қой, but қою and қояды; тап, but тауып."""
    if stem[-1] == 'п':
        yield stem[:-1] + 'у', entry._replace(first='ыі')
    bare = stem
    if stem[-1] in 'ыі' and len(stem) > 1:
        yield stem[:-1] + 'и', entry._replace(end=VOWEL, before='й')
        bare = stem[:-1]
        yield bare, entry._replace(first='у', end=ending(bare))
    if bare[-1] == 'й':
        yield bare[:-1], entry._replace(first='ю', before='у', drop=1, end=GLIDE)
        if bare == stem:
            yield bare[:-1], entry._replace(first='я', before='а', drop=1, end=GLIDE)
    if bare[-1] == 'и':
        yield bare, entry._replace(first='ю', before='у', drop=1, end=GLIDE)
        yield bare, entry._replace(first='я', before='а', drop=1, end=GLIDE)


def _loan(stem: str, entry: Entry) -> Iterator[tuple[str, Entry]]:
    """объект, but объектілер; класс, but класы; съезд, but съезде."""
    if stem.endswith(_CLUSTERS):
        yield stem + 'і', entry._replace(end=VOWEL, series=EITHER)
    if len(stem) > 3 and stem[-1] == stem[-2] and stem[-1] not in VOWELS:
        yield stem[:-1], entry
    if len(stem) > 4 and stem.endswith(('зд', 'ст')):
        yield stem[:-1], entry
