"""Texts of pages: words with their boxes as they were read or corrected, one persistent object a page."""

import json
import zlib
from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from itertools import chain, pairwise
from typing import Any, NamedTuple

from BTrees.LOBTree import LOBTree
from BTrees.OOBTree import OOBTree
from persistent import Persistent

from muragat.kernel.i18n import _
from muragat.ports.words import Word


class Source(StrEnum):
    """Where the words of a page come from."""

    #: Stood in the file as text.
    LAYER = 'layer'
    #: Recognised on the image as it is.
    RECOGNISED = 'recognised'
    #: Recognised on the cleaned image.
    CLEANED = 'cleaned'
    #: Corrected by a person.
    CORRECTED = 'corrected'

    @property
    def wording(self) -> str:
        """The source in words."""
        return TITLES[self]


TITLES = {
    Source.LAYER: _('Text of the file'),
    Source.RECOGNISED: _('Recognised'),
    Source.CLEANED: _('Recognised after cleaning'),
    Source.CORRECTED: _('Corrected by a person'),
}


class Canvas(NamedTuple):
    """The page image that boxes are measured on: width and height in pixels, and its resolution."""

    width: int
    height: int
    dpi: float


class PageText(Persistent):
    """One reading of a page. Never changed once stored: a later reading replaces it and keeps it in `earlier`."""

    #: Readings before this one, the oldest first; the text of the file and the recognised one are both kept here.
    earlier: tuple['PageText', ...] = ()
    #: Principal id and seconds of the epoch, when a person corrected it.
    who: str = ''
    when: float = 0.0
    #: Id of the job that read it; 0 when a person corrected it.
    job: int = 0
    #: What the text looks like: 'kk', 'ru', 'en', or '' when that cannot be told.
    language: str = ''

    def __init__(self, words: Iterable[Word], canvas: Canvas, source: Source, languages: Iterable[str] = (),
                 confidence: float = 0.0, signals: Mapping[str, Any] | None = None, codes: Iterable[str] = (),
                 note: str = '') -> None:
        found = tuple(words)
        self._words = pack(found)
        self.count = len(found)
        self.canvas = tuple(canvas)
        self.source = Source(source).value
        #: Languages that it was read in ('kk', 'ru', 'en').
        self.languages = tuple(languages)
        #: Mean of the words, 0-100.
        self.confidence = confidence
        #: What a machine sees of the page (ports.cleaning.Signals), as plain data.
        self.signals = dict(signals or {})
        #: Texts of bar codes on the page.
        self.codes = tuple(codes)
        #: Why this reading was kept and not another: a code of media.causes, or ''.
        self.note = note

    @property
    def words(self) -> tuple[Word, ...]:
        """The words in the order of reading, unpacked with each call; boxes in pixels of the canvas."""
        return unpack(self._words)

    @property
    def text(self) -> str:
        """The text, a line of the page on each line and an empty line between paragraphs."""
        return packed_text(self._words)

    def read_by(self, job: int) -> bool:
        """Whether this job read the page, be it that a correction stands above what it read."""
        return self.job == job or (self.source == Source.CORRECTED and bool(self.earlier)
                                   and self.earlier[-1].job == job)

    def beside(self, earlier: Iterable['PageText']) -> 'PageText':
        """The same text with these readings before it."""
        made = PageText.__new__(PageText)
        made.__setstate__(self.__getstate__())
        made.earlier = tuple(earlier)
        return made

    @property
    def as_read(self) -> 'PageText | None':
        """The last reading by a machine, without what people wrote before; None when there was none."""
        history = (*self.earlier, self)
        if all(each.source != Source.CORRECTED for each in history):
            return self
        last = next((each for each in reversed(history) if each.source != Source.CORRECTED), None)
        return None if last is None else last.beside(())

    @property
    def size(self) -> int:
        """Bytes that the words take as they are stored."""
        return len(self._words)


def pack(words: Iterable[Word]) -> bytes:
    """Words column by column as compressed JSON: about 8 bytes a word."""
    columns = list(zip(*((*word[:5], round(word.confidence, 1), *word[6:]) for word in words), strict=True))
    return zlib.compress(json.dumps(columns, ensure_ascii=False, separators=(',', ':')).encode(), 6)


def unpack(packed: bytes) -> tuple[Word, ...]:
    """What `pack` packed."""
    return tuple(Word(*row) for row in zip(*json.loads(zlib.decompress(packed)), strict=True))


def packed_text(packed: bytes) -> str:
    """`text_of` of packed words, without making words of them: of the numbers only the places are read."""
    columns = zlib.decompress(packed).rsplit(b'],[', len(Word._fields) - 1)
    if len(columns) == 1:
        return ''
    texts = json.loads(columns[0][1:] + b']')
    lines, paragraphs, blocks = columns[-3:]
    numbers = list(zip(lines.split(b','), paragraphs.split(b','), blocks[:-2].split(b','), strict=True))
    between = [' ' if one == other else '\n' if one[1:] == other[1:] else '\n\n' for one, other in pairwise(numbers)]
    return ''.join(chain.from_iterable(zip(texts, [*between, ''], strict=True)))


class Texts(Persistent):
    """Texts of all pages: record id -> {(number of the file, version, index of the page from 0): PageText}."""

    def __init__(self) -> None:
        self.records = LOBTree()

    def page(self, record_id: int, number: int, version: int, index: int) -> PageText | None:
        """The text of a page that was read."""
        found: PageText | None = self.records.get(record_id, {}).get((number, version, index))
        return found

    def pages(self, record_id: int, number: int, version: int) -> Iterator[tuple[int, PageText]]:
        """The pages of a file that were read, by index."""
        tree = self.records.get(record_id)
        if tree is not None:
            for (_number, _version, index), text in tree.items((number, version, 0), (number, version + 1, -1)):
                yield index, text

    def read(self, record_id: int, number: int, version: int) -> set[int]:
        """Indexes of the pages that were read, without loading their texts."""
        tree = self.records.get(record_id)
        if tree is None:
            return set()
        return {key[2] for key in tree.keys((number, version, 0), (number, version + 1, -1))}

    def keep(self, record_id: int, number: int, version: int, index: int, text: PageText) -> PageText:
        """Keep a reading of a page; the one that stood there stays as an earlier one."""
        tree = self.records.get(record_id)
        if tree is None:
            tree = self.records[record_id] = OOBTree()
        key = (number, version, index)
        before = tree.get(key)
        if before is not None:
            text.earlier = (*before.earlier, before, *text.earlier)
        tree[key] = text
        return text

    def keep_read(self, record_id: int, number: int, version: int, index: int, text: PageText) -> PageText:
        """Keep what a machine read. What a person corrected stands: the reading is kept beside, as the last earlier
        one, and can be brought back."""
        before = self.page(record_id, number, version, index)
        if before is None or before.source != Source.CORRECTED:
            return self.keep(record_id, number, version, index, text)
        standing = before.beside((*before.earlier, text))
        self.records[record_id][number, version, index] = standing
        return standing

    def copy(self, source: tuple[int, int, int], target: tuple[int, int, int]) -> None:
        """Pages of a file (record id, number, version) that another record holds the same bytes of: nothing is read
        again. Both share the objects, which never change."""
        for index, text in list(self.pages(*source)):
            if self.page(*target, index) is None:
                self.keep(*target, index, text)

    def copy_read(self, source: tuple[int, int, int], target: tuple[int, int, int]) -> int:
        """Pages of a file that another record holds the same bytes of, as a machine read them; how many.

        What people wrote there does not come along: it is not in the bytes.
        """
        count = 0
        for index, text in list(self.pages(*source)):
            reading = text.as_read
            if reading is not None and self.page(*target, index) is None:
                self.keep(*target, index, reading)
                count += 1
        return count

    def forget(self, record_id: int, number: int, version: int) -> None:
        """Forget the pages of a version of a file."""
        tree = self.records.get(record_id)
        for index in self.read(record_id, number, version):
            del tree[number, version, index]

    def release(self, record_id: int) -> None:
        """Forget a record that is purged for ever."""
        self.records.pop(record_id, None)


def texts_of(site: Any) -> Texts:
    """The texts of a site for reading; empty, unstored ones when no page was ever read."""
    found = getattr(site, 'texts', None)
    return found if isinstance(found, Texts) else Texts()


def texts_for_writing(site: Any) -> Texts:
    """The texts of a site, made with the first page."""
    found = getattr(site, 'texts', None)
    if not isinstance(found, Texts):
        found = site.texts = Texts()
    return found
