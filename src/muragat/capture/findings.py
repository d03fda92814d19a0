"""Findings: what a machine sees wrong with the scans of a batch, so that a person looks there first."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from zope.i18nmessageid import Message

from muragat.capture.batch import Batch, documents_of, sheets_in
from muragat.kernel.i18n import LANGUAGE_NAMES, _
from muragat.media.originals import originals_of
from muragat.media.plan import PlannedPage, Spot, kept_pages
from muragat.media.sharing import versions_of
from muragat.media.states import Stage, stage_of_file, states_of
from muragat.media.texts import PageText, texts_of
from muragat.ports.cleaning import DOUBLE, distance

#: Degrees by which the lines of a skewed page lean at least.
SKEWED = 1.0
#: Mean confidence below which the text of a page is doubtful.
DOUBTFUL = 75.0
#: Distance of ink and paper, 0 to 255, below which a page is faint.
FAINT = 60.0
#: Bytes of a perceptual hash.
_BYTES = 8

WORDS: Mapping[str, str] = MappingProxyType({
    'blank': _('Blank'),
    'skewed': _('Skewed by ${degrees}°'),
    'upside_down': _('Upside down'),
    'sideways': _('Lies on its side'),
    'dark': _('Too dark'),
    'blurred': _('Blurred'),
    'faint': _('Faint'),
    'low_confidence': _('Doubtful text: ${confidence} %'),
    'no_text': _('Ink, but no text'),
    'wrong_language': _('Looks like another language: ${language}'),
    'double': _('Double of page ${page}'),
    'rescan': _('To be scanned again: ${reason}'),
    'held': _('The same file is held already'),
    'sheets': _('Sheets: ${count}, expected: ${expected}'),
})

#: The sorts of findings, for counts.
KINDS: Mapping[str, str] = MappingProxyType({
    'sheets': _('Count of sheets'), 'cause': _('Needs attention'), 'held': _('Held already'),
    'double': _('Doubles'), 'rescan': _('To be scanned again'), 'blank': _('Blank'), 'skewed': _('Skewed'),
    'upside_down': _('Upside down'), 'sideways': _('Lies on its side'), 'dark': _('Too dark'),
    'blurred': _('Blurred'), 'faint': _('Faint'), 'no_text': _('Ink, but no text'),
    'low_confidence': _('Doubtful text'), 'wrong_language': _('Another language'),
})


class Finding(NamedTuple):
    """Something to look at. `spot` is None when it is about the whole document, `document` 0 when about the batch;
    `other`: id of a record to compare with."""

    code: str
    message: str
    document: int = 0
    spot: Spot | None = None
    other: int | None = None


class Seen(NamedTuple):
    """A page that is kept, with what was read on it; `text` is None when it was not read."""

    document: Any
    place: int
    page: PlannedPage
    text: PageText | None

    @property
    def sheet(self) -> str:
        """What the page is called."""
        return self.page.label or str(self.place)

    @property
    def phash(self) -> str:
        """The perceptual hash; '' for a page that is blank or was not looked at."""
        return str(self.text.signals.get('phash') or '') if self.text is not None else ''


def worded(code: str, **mapping: Any) -> str:
    """A finding in words, with what it names."""
    message: str = Message(WORDS[code], mapping=mapping)
    return message


def findings_of(desk: Any, batch: Batch) -> list[Finding]:
    """Everything that is seen in a batch, what is about the batch first."""
    documents = list(documents_of(batch))
    pages = [seen for document in documents for seen in pages_seen(desk.site, document)]
    found = list(_sheets(batch, pages))
    for document in documents:
        found += _of_files(desk, batch, document)
    for seen in pages:
        found += [Finding(code, message, seen.document.id, seen.page.spot) for code, message in _of_page(seen, batch)]
    return found + list(doubles(pages))


def pages_seen(site: Any, document: Any) -> Iterator[Seen]:
    """The pages of a document that are kept."""
    texts = texts_of(site)
    for place, page in enumerate(kept_pages(site, document.id), 1):
        yield Seen(document, place, page, texts.page(document.id, *page.spot))


def _sheets(batch: Batch, pages: list[Seen]) -> Iterator[Finding]:
    if batch.expected is None:
        return
    count = sum(sheets_in(tuple(seen.page for seen in pages if seen.document is document))
                for document in dict.fromkeys(seen.document for seen in pages))
    if count != batch.expected:
        yield Finding('sheets', worded('sheets', count=count, expected=batch.expected))


def _of_files(desk: Any, batch: Batch, document: Any) -> Iterator[Finding]:
    originals = originals_of(desk.site)
    sheaf = originals.sheaf(document.id)
    shown = {page.file for page in kept_pages(desk.site, document.id)} or None
    for number, versions in sorted(sheaf.files.items()) if sheaf is not None else ():
        if shown is None or number in shown or number not in states_of(desk.site).of(document.id):
            yield from _held(desk, batch, document, versions[-1])
    for _number, reading in sorted(states_of(desk.site).of(document.id).items()):
        stage, causes = stage_of_file(desk.site, reading)
        if Stage.NEEDS_ATTENTION in (stage, reading.verdict):
            yield from (Finding('cause', cause.message, document.id) for cause in causes)


def _held(desk: Any, batch: Batch, document: Any, original: Any) -> Iterator[Finding]:
    """Other records with the very same bytes that the person may see; parts of one scan are no doubles."""
    for record_id, number, version in originals_of(desk.site).holding(original.sha256):
        if record_id == document.id:
            continue
        other = desk.find(record_id)
        if other is not None and versions_of(desk.site, record_id, number)[version - 1] is not original:
            yield Finding('held', WORDS['held'], document.id, None, other.id)


def _of_page(seen: Seen, batch: Batch) -> Iterator[tuple[str, str]]:
    if seen.page.rescan:
        yield 'rescan', worded('rescan', reason=seen.page.rescan)
    text = seen.text
    if text is None:
        return
    signals = text.signals
    if signals.get('blank'):
        yield 'blank', WORDS['blank']
        return
    yield from _of_picture(signals, seen.page.rotation)
    yield from _of_words(text, batch)


def _of_picture(signals: Mapping[str, Any], rotation: int) -> Iterator[tuple[str, str]]:
    skew = float(signals.get('skew') or 0.0)
    if abs(skew) >= SKEWED:
        yield 'skewed', worded('skewed', degrees=f'{skew:.1f}')
    # Turned is what the pipeline had to turn and nobody has turned since.
    turn = (int(signals.get('turn') or 0) - rotation) % 360
    if turn == 180 or (signals.get('turned') == 'upside_down' and not turn and not rotation):
        yield 'upside_down', WORDS['upside_down']
    elif turn in (90, 270):
        yield 'sideways', WORDS['sideways']
    for code in ('dark', 'blurred'):
        if signals.get(code):
            yield code, WORDS[code]
    if 'contrast' in signals and float(signals['contrast']) < FAINT:
        yield 'faint', WORDS['faint']


def _of_words(text: PageText, batch: Batch) -> Iterator[tuple[str, str]]:
    if not text.count:
        yield 'no_text', WORDS['no_text']
    elif 0 <= text.confidence < DOUBTFUL:
        yield 'low_confidence', worded('low_confidence', confidence=round(text.confidence))
    if text.language and batch.languages and text.language not in batch.languages:
        name = LANGUAGE_NAMES.get(text.language, text.language)
        yield 'wrong_language', worded('wrong_language', language=name)


def doubles(pages: list[Seen]) -> Iterator[Finding]:
    """Pages that look like an earlier one; each is compared only with those that share a byte of the hash.

    Two hashes that differ in fewer bits than they have bytes share a byte at its place.
    """
    by_byte: dict[tuple[int, str], list[Seen]] = {}
    for seen in pages:
        if len(seen.phash) != 2 * _BYTES:
            continue
        parts = [(place, seen.phash[2 * place:2 * place + 2]) for place in range(_BYTES)]
        near = (other for part in parts for other in by_byte.get(part, ()))
        double = next((other for other in near if distance(seen.phash, other.phash) <= DOUBLE), None)
        if double is not None:
            named = f'{double.document.__name__}/{double.sheet}'
            message = worded('double', page=named)
            yield Finding('double', message, seen.document.id, seen.page.spot, double.document.id)
        for part in parts:
            by_byte.setdefault(part, []).append(seen)
