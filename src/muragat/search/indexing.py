"""From a record to its document in the text index and to the places of its pages."""

import hashlib
from collections.abc import Callable, Collection, Iterator, Mapping
from itertools import takewhile
from typing import Any

from muragat.kernel import catalog as rows_of
from muragat.kernel.catalog import row_of, title_key
from muragat.kernel.interfaces import IIndexable, IPageText
from muragat.kernel.record import Record, lineage
from muragat.kernel.registry import Registry
from muragat.kernel.searched import AUTHOR, CODE, KEYWORDS, NAMES, PAGES, SHEETS, TEXT, TITLE, Searched, searched
from muragat.language.numbers import number_key
from muragat.ports.analysts import AnalysedPage
from muragat.ports.pageplaces import PlacedPage
from muragat.ports.textindex import STREAMS, IndexDocument, Streams
from muragat.search.analysis import VERSION as ANALYSER
from muragat.search.analysis import streams

#: Grows when a document of the index holds something else than before: an index of another version is stale.
SCHEMA = '4'
#: Version of an index: what its documents hold, and what their texts become.
VERSION = f'{SCHEMA}.{ANALYSER}'

#: How much more a term says in one part of a record than in another.
WEIGHTS: Mapping[str, float] = {TITLE: 4.0, CODE: 5.0, NAMES: 2.5, AUTHOR: 2.5, KEYWORDS: 2.0, TEXT: 1.0, SHEETS: 0.5,
                                PAGES: 1.0}
#: Facet of every record, and its values.
ACCESS, OPEN, CLOSED = 'access', 'open', 'closed'
#: Pages that are asked what language they are in, when the description does not tell.
_LOOKED_AT = 5
#: Pages from which on a term is held once, however many pages of other processes bring it.
_MANY = 20
#: Letters of a page.
_USUAL = 2000

#: Gives the streams of a page of a record that is known by its stamp.
Known = Callable[[int, int], Streams]


class Reading:
    """Reads a record for the index: its pages first, one after the other, then the document.

    `known`: stamps of pages that need not be analysed again. Of a document of thousands of pages no more than its texts
    and its terms are held.
    """

    def __init__(self, record: Record, registry: Registry, known: Collection[int] = ()) -> None:
        self.record = record
        self._registry = registry
        self._row = row_of(record, registry)
        self._languages: set[str] = set()
        self._terms: dict[str, list[str]] = {name: [] for name in STREAMS}
        self._layout: list[tuple[int, str, int, bool]] = []
        #: Letters of all pages; of one that is known, as many as a page usually has.
        self.letters = 0
        self._texts = [*self._new_texts(known)]
        #: How many pages have to be analysed.
        self.new = len(self._texts)

    def _new_texts(self, known: Collection[int]) -> Iterator[str]:
        page_text = self._registry.adapt(self.record, IPageText)
        for place, page in enumerate(page_text.pages() if page_text is not None else ()):
            if place < _LOOKED_AT and page.language:
                self._languages.add(page.language)
            new = not page.stamp or page.stamp not in known
            self._layout.append((page.page, page.sheet, page.stamp, new))
            if new:
                text = page.text
                self.letters += len(text)
                yield text
            else:
                self.letters += _USUAL

    def texts(self) -> list[str]:
        """Of the pages that have to be analysed, in their order; given once: thousands of them are large."""
        texts, self._texts = self._texts, []
        return texts

    @property
    def mark(self) -> bytes:
        """The same while the record, its rights and the program are."""
        return mark_of(self._row)

    def pages(self, analysed: Iterator[AnalysedPage], known: Known) -> Iterator[PlacedPage]:
        """The pages that have text, when its `texts` were analysed; to be walked once, before the document is asked
        for."""
        shared: dict[str, str] = {}
        for page, sheet, stamp, new in self._layout:
            streams, packed = next(analysed) if new else (known(self.record.id, stamp), None)
            if len(self._layout) > _MANY:
                streams = {name: tuple(map(shared.setdefault, terms, terms)) for name, terms in streams.items()}
            for name, terms in streams.items():
                self._terms[name] += terms
            yield PlacedPage(page, sheet, stamp, packed, streams)

    def document(self) -> IndexDocument | None:
        """What the index keeps; None when the record is not searched."""
        record, registry, row = self.record, self._registry, self._row
        found = searched_of(record, registry)
        if found is None:
            return None
        fields: dict[str, Streams] = {part: streams('\n'.join(texts)) for part, texts in found.texts.items()}
        if any(self._terms.values()):
            # A phrase may go over the end of a page, as it does on paper.
            fields[PAGES] = {name: tuple(self._terms.pop(name)) for name in STREAMS}
        return IndexDocument(
            id=record.id, type=record.type_name, family=family_of(record), zone=record.zone, opens=record.opens,
            fields=fields, state=record.state or '', languages=found.languages or tuple(sorted(self._languages)),
            earliest=row[rows_of.EARLIEST] or 0, latest=row[rows_of.LATEST] or 0,
            title_key=title_key(registry.type_of(record).label(record, 'kk')),
            number_key=place_in_zone(record),
            facets={**found.facets, ACCESS: CLOSED if record.opens else OPEN})


def place_in_zone(record: Record) -> str:
    """Sorts records of a zone in the order of their codes: the numbers from below the record of the zone down."""
    below = [each.__name__ or '' for each in takewhile(lambda each: each.id != record.zone, lineage(record))]
    return '\0'.join(number_key(name) for name in reversed(below))


def searched_of(record: Record, registry: Registry) -> Searched | None:
    """What the record's family says is searched; without a word from it, every text of its schema."""
    schema = registry.type_of(record).schema
    indexable = registry.adapt(record, IIndexable)
    found: Searched | None = searched(record, schema) if indexable is None else indexable.searched(schema)
    return found


def mark_of(row: tuple[Any, ...]) -> bytes:
    """What a record was when it was indexed, as its row in the catalog tells it: rights, state, dates, title, time."""
    return hashlib.blake2b(repr((VERSION, row)).encode(), digest_size=8).digest()


def family_of(record: Record) -> str:
    """The family of content that the class of the record belongs to."""
    parts = type(record).__module__.split('.')
    return parts[2] if parts[:2] == ['muragat', 'content'] else ''
