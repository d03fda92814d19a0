"""An archive in which every unit has a page of text, as if it had been read by recognition."""

from dataclasses import dataclass

from muragat.media.plan import plan_for_writing
from muragat.media.texts import Canvas, PageText, Source, texts_for_writing
from muragat.ports.words import Word
from tests.bench import papers
from tests.bench.plan import Plan

CANVAS = Canvas(2480, 3508, 300)
#: Words of a line, and how far apart lines and words stand.
LINE, LEADING, WIDTH = 9, 76, 220


@dataclass(frozen=True)
class PapersPlan(Plan):
    """Units with a page each; the page of a place is the paper of that number."""

    indexed = False

    @property
    def name(self) -> str:
        """How its folder is called."""
        return f'{self.units}-papers'

    def furnish(self, desk, unit, place) -> None:
        """Its page with the words of the paper."""
        keep_papers(desk, unit, 1, place)

    def definition(self) -> str:
        """With that of the papers."""
        return f'{super().definition()}-{papers.VERSION}'


def keep_papers(desk, unit, count, first=0):
    """Give a unit a file of so many pages, each of which is a paper."""
    for index in range(count):
        text = PageText(words_of(papers.text_of(first + index)), CANVAS, Source.RECOGNISED, ('kk', 'ru'), 95.0)
        text.language = ('kk', 'ru')[papers.language_of(first + index)]
        texts_for_writing(desk.site).keep(unit.id, 1, 1, index, text)
    plan_for_writing(desk.site, unit.id).grow([(1, 1, count)])
    desk.site.dirty.touch(unit.id)


def words_of(text):
    """The words of a text with boxes, line by line."""
    for place, word in enumerate(text.split()):
        line, column = divmod(place, LINE)
        yield Word(word, 250 + column * WIDTH, 250 + line * LEADING, WIDTH - 30, 46, 95.0, line)


PAPERS, FEW_PAPERS = PapersPlan(20_000, 20, 4_000), PapersPlan(300, 3, 120)
