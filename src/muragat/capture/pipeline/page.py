"""One page on its way: what its steps are given, what they find, and the contract they keep."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol, TypeVar

from muragat.capture.pipeline.context import Context
from muragat.media.texts import Canvas, PageText, Source
from muragat.ports.cleaning import Signals
from muragat.ports.faults import PROCESS_FAULTS, Failed, Fault
from muragat.ports.pages import PageImage
from muragat.ports.recognition import Recognition
from muragat.ports.words import Word

Result = TypeVar('Result')


@dataclass(frozen=True)
class PageContext:
    """A page to be read: its file, its index from 0, a folder of its own, and whether the file's text is believed."""

    file: Context
    index: int
    folder: Path
    believed: bool


@dataclass
class Draft:
    """What the steps have found of a page so far."""

    image: PageImage | None = None
    signals: Signals | None = None
    #: The text that the file brings for this page.
    layer: tuple[Word, ...] = ()
    reading: Recognition | None = None
    source: Source = Source.RECOGNISED
    #: Degrees clockwise by which the page must be turned to stand upright.
    turn: int = 0
    codes: tuple[str, ...] = ()
    #: A code of media.causes, or ''.
    note: str = ''


class PageStep(Protocol):
    """A part of reading a page; may raise `Failed`, which ends the page and not its file."""

    name: str

    def wanted(self, page: PageContext, draft: Draft) -> bool:
        """Whether it has something to do on this page."""

    def run(self, page: PageContext, draft: Draft) -> None:
        """Do it and write what was found into the draft."""


@dataclass(frozen=True)
class PageResult:
    """A page that was read, or why it was not."""

    index: int
    draft: Draft = field(default_factory=Draft)
    fault: Fault | None = None

    def text(self, job: int) -> PageText:
        """What is kept of it, made anew with each call: a transaction that others disturbed begins again."""
        draft, image, reading = self.draft, self.draft.image, self.draft.reading
        canvas = Canvas(image.width, image.height, image.dpi) if image else Canvas(0, 0, 0)
        if reading is None:
            source = Source.LAYER if draft.layer else Source.RECOGNISED
            made = PageText(draft.layer, canvas, source, (), -1.0, self._seen(), draft.codes, draft.note)
        else:
            made = PageText(reading.words, canvas, draft.source, reading.languages, reading.confidence, self._seen(),
                            draft.codes, draft.note)
            made.language = reading.language
            if draft.layer:
                layer = PageText(draft.layer, canvas, Source.LAYER, (), -1.0)
                layer.job = job
                made.earlier = (layer,)
        made.job = job
        return made

    def _seen(self) -> dict[str, Any]:
        signals = self.draft.signals
        return ({} if signals is None else signals._asdict()) | {'turn': self.draft.turn}


class Sample:
    """The reading of a page that was read before its turn came, kept in the folder of the job."""

    def __init__(self, file: Context) -> None:
        self._note = file.folder / 'sample.json'

    def keep(self, index: int, draft: Draft) -> None:
        """Remember what was read; whole or not at all."""
        if draft.reading is None:
            return
        unfinished = self._note.with_suffix('.new')
        unfinished.write_text(json.dumps([index, draft.reading, draft.source.value, draft.turn, draft.note],
                                         ensure_ascii=False), 'utf8')
        unfinished.replace(self._note)

    def give(self, index: int, draft: Draft) -> bool:
        """Put what was read of this page into its draft; whether there was anything."""
        try:
            sampled, reading, source, turn, note = json.loads(self._note.read_text('utf8'))
        except (FileNotFoundError, ValueError):
            return False
        if sampled != index:
            return False
        words, languages, language, confidence = reading
        draft.reading = Recognition(tuple(Word(*word) for word in words), tuple(languages), language, confidence)
        draft.source, draft.turn, draft.note = Source(source), turn, note
        return True


def tried_twice(work: Callable[[], Result]) -> Result:
    """Once more when a helper process was lost: it may have been killed for what another did."""
    try:
        return work()
    except Failed as failed:
        if failed.fault.code not in PROCESS_FAULTS - {'hung'}:
            raise
        return work()
