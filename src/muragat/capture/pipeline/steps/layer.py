"""Whether the text that a PDF brings is to be believed: one page of it is recognised and compared."""

import shutil
from collections.abc import Iterator

from muragat.capture.pipeline.agreement import TOLERATED, broken, disagreement, suspicious
from muragat.capture.pipeline.context import Context, Mode, Work
from muragat.capture.pipeline.judgement import LETTERS, letters
from muragat.capture.pipeline.outcome import ON, Outcome
from muragat.capture.pipeline.page import Draft, PageContext, Sample
from muragat.capture.pipeline.page_steps import Judge, Recognise, Show
from muragat.ports.faults import Failed
from muragat.ports.pages import IPageSource
from muragat.ports.words import Word

#: Pages from which the one to be compared is chosen.
CANDIDATES = 12


class Soundness:
    """Tells `believed`: whether pages with text of their own are not recognised."""

    name = 'layer'

    def wanted(self, context: Context, work: Work) -> bool:
        """Unless recognition is forced, or the pages are known already."""
        return context.mode != Mode.FORCE and not work.told('known').get('pages')

    def run(self, context: Context, work: Work) -> Outcome:
        """Compare the page with the most text; text without a Kazakh letter first, since it may be Kazakh misread."""
        best: tuple[bool, int, int, tuple[Word, ...]] | None = None
        for index in _spread(int(work.told('look')['pages'])):
            words = self._layer(context, index)
            if letters(words) >= LETTERS and not broken(words):
                best = max(best or (False, 0, 0, ()), (suspicious(words), letters(words), index, words))
        if best is None:
            return ON
        index, words = best[2:]
        share = self._disagreement(context, index, words)
        if share is None:
            return ON
        return Outcome(told={'believed': share <= TOLERATED, 'page': index, 'disagreement': round(share, 4)})

    def _layer(self, context: Context, index: int) -> tuple[Word, ...]:
        try:
            return context.ports[IPageSource].layer(  # type: ignore[no-any-return]
                context.path, index, context.settings['capture.dpi'])
        except Failed:
            return ()

    def _disagreement(self, context: Context, index: int, words: tuple[Word, ...]) -> float | None:
        """None when the page cannot be recognised: then nothing vouches for the text."""
        folder = context.folder / 'sample'
        folder.mkdir(exist_ok=True)
        page, draft = PageContext(context, index, folder, believed=False), Draft()
        try:
            for step in (Show(), Judge(), Recognise()):
                step.run(page, draft)
        except Failed:
            return None
        finally:
            shutil.rmtree(folder, ignore_errors=True)
        Sample(context).keep(index, draft)
        return disagreement(words, draft.reading.words if draft.reading else ())


def _spread(pages: int) -> Iterator[int]:
    """At most CANDIDATES pages, evenly from the first to the last."""
    if pages <= CANDIDATES:
        yield from range(pages)
    else:
        yield from sorted({round(place * (pages - 1) / (CANDIDATES - 1)) for place in range(CANDIDATES)})
