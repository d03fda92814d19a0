"""Entries of the glossary, and those that come with the product."""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from importlib.resources import files
from typing import NamedTuple

FILE = 'terms.tsv'


class Entry(NamedTuple):
    """One thing in the languages; a word with several meanings has several entries. English may be missing."""

    kk: str
    ru: str
    en: str = ''

    @property
    def pair(self) -> tuple[str, str]:
        """What tells entries apart: the Kazakh and the Russian term, in small letters."""
        return self.kk.casefold(), self.ru.casefold()


def read(lines: Iterable[str]) -> Iterator[Entry]:
    """The entries of a file: terms between tabs; a line that begins with "#" is a remark."""
    for line in lines:
        if line.strip() and not line.startswith('#'):
            yield Entry(*(term.strip() for term in line.rstrip('\n').split('\t')[:3]))


@lru_cache(maxsize=1)
def shipped() -> tuple[Entry, ...]:
    """The terms of archives and administration that come with the product."""
    return tuple(read(files(__package__).joinpath(FILE).read_text('utf-8').splitlines()))
