"""The steps of reading a page, one class each, in the order of `PAGE_STEPS`."""

import logging

from muragat.capture.pipeline.agreement import broken
from muragat.capture.pipeline.judgement import LETTERS, TURNED, few, good, letters, looks_bad, weight
from muragat.capture.pipeline.page import Draft, PageContext, PageStep, Sample, tried_twice
from muragat.media.renditions import Renderer, limits_of, store_of
from muragat.media.texts import Source
from muragat.ports.cleaning import Cleaned, ICleaner, ISignals
from muragat.ports.codes import ICodes
from muragat.ports.faults import Failed
from muragat.ports.pages import PDF, IPageSource
from muragat.ports.recognition import IRecognizer, Recognition

logger = logging.getLogger(__name__)


class Show:
    """The page as an image."""

    name = 'show'

    def wanted(self, page: PageContext, draft: Draft) -> bool:
        """Always."""
        return True

    def run(self, page: PageContext, draft: Draft) -> None:
        """Draw a page of a PDF, take an image as it is."""
        file = page.file
        draft.image = tried_twice(lambda: file.ports[IPageSource].render(
            file.path, file.media_type, page.index, page.folder, file.settings['capture.dpi'],
            limits_of(file.settings)))


class Judge:
    """What can be seen without reading."""

    name = 'judge'

    def wanted(self, page: PageContext, draft: Draft) -> bool:
        """Always."""
        return True

    def run(self, page: PageContext, draft: Draft) -> None:
        """A page that cannot be judged is read all the same."""
        try:
            draft.signals = page.file.ports[ISignals].signals(draft.image)
        except Failed as failed:
            logger.warning('page %d of record %d cannot be judged: %s', page.index, page.file.record, failed)


class Layer:
    """The text that the file brings."""

    name = 'layer'

    def wanted(self, page: PageContext, draft: Draft) -> bool:
        """In PDF files."""
        return page.file.media_type == PDF

    def run(self, page: PageContext, draft: Draft) -> None:
        """Text of a page that cannot be taken out is no text."""
        try:
            dpi = draft.image.dpi if draft.image else page.file.settings['capture.dpi']
            draft.layer = page.file.ports[IPageSource].layer(page.file.path, page.index, dpi)
        except Failed as failed:
            logger.warning('page %d of record %d gives no text: %s', page.index, page.file.record, failed)


class Recognise:
    """The words on the image, cleaned where that helps; the better of two readings is kept."""

    name = 'recognise'

    def wanted(self, page: PageContext, draft: Draft) -> bool:
        """Where the file brings no text that is believed, and the page is not blank."""
        if draft.signals is not None and draft.signals.blank:
            return False
        return not (page.believed and letters(draft.layer) >= LETTERS and not broken(draft.layer))

    def run(self, page: PageContext, draft: Draft) -> None:
        """Read; `Failed` when no way of reading came to an end. A page that served as a sample is read already."""
        if Sample(page.file).give(page.index, draft):
            return
        attempts = Attempts(page, draft)
        order = (Source.CLEANED, Source.RECOGNISED) if looks_bad(draft.signals) else (
            Source.RECOGNISED, Source.CLEANED)
        for source in order:
            if attempts.read(source):
                break
        if attempts.hopeless():
            attempts.turn()
        attempts.settle()


class Attempts:
    """Readings of one page, and which is the best."""

    def __init__(self, page: PageContext, draft: Draft) -> None:
        self._page, self._draft, self._ports = page, draft, page.file.ports
        self._best: tuple[Source, Recognition, int] | None = None
        self._failed: Failed | None = None

    def read(self, source: Source, turn: int = 0) -> bool:
        """Read in one way; whether that is good enough to read in no other."""
        try:
            reading = tried_twice(lambda: self._reading(source, turn))
        except Failed as failed:
            logger.warning('page %d of record %d, %s: %s', self._page.index, self._page.file.record, source, failed)
            self._failed = failed
            return False
        if self._best is None or weight(reading) > weight(self._best[1]):
            self._best = source, reading, turn
        return good(reading, self._draft.signals)

    def hopeless(self) -> bool:
        """Whether the page perhaps lies on its side or its head."""
        if self._best is None:
            return self._failed is None
        reading = self._best[1]
        return reading.confidence < TURNED or few(reading.words, self._draft.signals)

    def turn(self) -> None:
        """Read turned, when the page is found to lie otherwise."""
        try:
            degrees = self._ports[IRecognizer].turn(self._draft.image, self._page.folder)
        except Failed:
            return
        if degrees and not self.read(Source.RECOGNISED, degrees):
            self.read(Source.CLEANED, degrees)

    def settle(self) -> None:
        """Write the best into the draft; no words on a page with ink are a fault that is noted."""
        draft = self._draft
        if self._best is None:
            if self._failed is not None and not draft.layer:
                raise self._failed
            draft.note = self._failed.fault.code if self._failed else 'nothing'
            return
        draft.source, draft.reading, draft.turn = self._best
        if not draft.reading.words:
            draft.note = 'nothing'
        if letters(draft.layer) > letters(draft.reading.words) and self._page.believed and not broken(draft.layer):
            draft.reading = None

    def _reading(self, source: Source, turn: int) -> Recognition:
        image, folder, recognizer = self._draft.image, self._page.folder, self._ports[IRecognizer]
        changed: Cleaned | None = None
        if source == Source.CLEANED:
            changed = self._ports[ICleaner].clean(image, folder, turn)
        elif turn:
            changed = self._ports[ICleaner].turn(image, folder, turn)
        languages = self._page.file.languages or tuple(self._page.file.settings['capture.languages'])
        reading = recognizer.recognise(image if changed is None else changed.image, languages, folder)
        return reading if changed is None else reading._replace(words=changed.placed(reading.words))


class Codes:
    """Bar codes."""

    name = 'codes'

    def wanted(self, page: PageContext, draft: Draft) -> bool:
        """When who brought the file asked for them."""
        return page.file.codes

    def run(self, page: PageContext, draft: Draft) -> None:
        """A page whose codes cannot be looked for is read all the same."""
        try:
            draft.codes = tuple(code.text for code in page.file.ports[ICodes].codes(draft.image))
        except Failed as failed:
            logger.warning('no codes on page %d of record %d: %s', page.index, page.file.record, failed)


class Pictures:
    """Thumbnail, screen and tiles, made while the image is there."""

    name = 'pictures'

    def wanted(self, page: PageContext, draft: Draft) -> bool:
        """Always."""
        return True

    def run(self, page: PageContext, draft: Draft) -> None:
        """What fails here is made when somebody looks."""
        file = page.file
        store = store_of(file.settings)
        assert draft.image is not None
        try:
            with store.unfinished() as folder:
                Renderer(store, file.ports).make(file.sha256, page.index, draft.image, folder)
        except (Failed, OSError) as failed:
            logger.warning('no pictures of page %d of record %d: %s', page.index, page.file.record, failed)


PAGE_STEPS: tuple[PageStep, ...] = (Show(), Judge(), Layer(), Codes(), Recognise(), Pictures())
