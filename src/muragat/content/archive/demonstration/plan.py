"""The demonstration archive as plain data: series of the files beside this module unfolded into units and documents."""

import textwrap
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Any

HOLDINGS = 'holdings.toml'
DOCUMENTS = 'documents.toml'


@dataclass(frozen=True)
class PlannedDocument:
    """A document of a unit with the text of its pages."""

    title: dict[str, str]
    kind: str
    author: dict[str, str]
    addressee: dict[str, str]
    language: str
    #: As written: "14.04.1931", "1936".
    date: str
    look: str
    body: str


@dataclass(frozen=True)
class PlannedUnit:
    """A unit of an inventory; `number` may end in a letter."""

    series: str
    number: str
    title: dict[str, str]
    #: As written: "1931", "не ранее 1930 г.".
    dates: str
    sheets: int
    carrier: str
    condition: str
    valuable: bool
    former_number: str
    #: Kind of closure, or ''.
    closure: str
    documents: tuple[PlannedDocument, ...] = field(default=())


def load(name: str) -> dict[str, Any]:
    """What stands in a data file of this package."""
    return tomllib.loads((files(__package__) / name).read_text('utf8'))


def fonds() -> list[dict[str, Any]]:
    """The fonds with their inventories as in the data file; `units` of each inventory are ready."""
    papers = load(DOCUMENTS)['papers']
    rows = load(HOLDINGS)['fonds']
    for row in rows:
        for inventory in row['inventories']:
            inventory['units'] = list(units(inventory.pop('series'), papers))
    return rows


def units(series: list[dict[str, Any]], papers: list[dict[str, Any]]) -> Iterator[PlannedUnit]:
    """Units in the order of the inventory, numbered from 1; a letter does not take a number."""
    number = 0
    for row in series:
        for dates, words in _occasions(row):
            letter = row.get('letter', '')
            number += not letter
            yield PlannedUnit(
                series=row['id'], number=f'{number}{letter}', dates=dates, title=_filled(row, words),
                sheets=row.get('sheets', 18 + (number * 37 + len(dates) * 11) % 162),
                carrier=row.get('carrier', 'paper'), condition=row.get('condition', 'good'),
                valuable=row.get('valuable', False), closure=row.get('closure', ''),
                former_number=f'{number + 211}-с' if row.get('former') else '',
                documents=tuple(_documents(papers, row['id'], words.get('year'))))


def _occasions(row: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """(dates as written, words for the title) of each unit of a series."""
    if 'years' in row:
        first, last = row['years']
        for year in range(first, last + 1):
            yield str(year), {'year': year}
    elif 'ordinals' in row:
        for ordinal, dates in row['ordinals'].items():
            yield dates, {'ordinal': ordinal}
    else:
        yield row['dates'], {}


def _filled(texts: Mapping[str, Any], words: Mapping[str, Any]) -> dict[str, str]:
    return {language: texts[language].format_map(words) for language in ('kk', 'ru') if language in texts}


def _documents(papers: list[dict[str, Any]], series: str, year: int | None) -> Iterator[PlannedDocument]:
    for paper in papers:
        for copy in paper['copies']:
            if paper['of'] == series and copy['year'] == year:
                yield PlannedDocument(
                    title=_filled(paper['title'], copy), kind=paper['kind'], author=paper['author'],
                    addressee=_filled(paper.get('addressee', {}), copy), language=paper['language'],
                    date=copy['date'], look=paper['look'], body=paper['body'].format_map(copy).strip())


def pages(body: str, columns: int, rows: int) -> list[tuple[str, ...]]:
    """A text broken into lines and these into pages; a short line of its own stays one, headings are centred."""
    lines: list[str] = []
    for paragraph in body.split('\n\n'):
        for line in paragraph.split('\n'):
            heading = line.isupper() or line.startswith('№')
            broken = textwrap.wrap(line, columns, break_on_hyphens=False)
            lines += [part.center(columns).rstrip() for part in broken] if heading else broken
        lines.append('')
    lines = lines[:-1]
    return [tuple(lines[start:start + rows]) for start in range(0, len(lines), rows)]
