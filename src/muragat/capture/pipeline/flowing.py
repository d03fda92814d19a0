"""Text that has no page of its own: cut into stretches that are kept like pages, without boxes."""

from collections.abc import Iterator
from itertools import islice

from muragat.capture.pipeline.context import Context
from muragat.kernel.desk import Desk
from muragat.media.states import states_of
from muragat.media.texts import Canvas, PageText, Source, texts_for_writing
from muragat.ports.words import Word

#: Words of a stretch.
STRETCH = 1000
#: Stretches that one transaction keeps.
PORTION = 50
NOWHERE = Canvas(0, 0, 0)


def stretches(text: str) -> Iterator[list[Word]]:
    """The words of a text, line by line, in stretches that end with a line where they can."""
    stretch: list[Word] = []
    for number, line in enumerate(text.splitlines(), 1):
        for word in line.split():
            stretch.append(Word(word, 0, 0, 0, 0, line=number))
            if len(stretch) >= 2 * STRETCH:
                yield stretch
                stretch = []
        if len(stretch) >= STRETCH:
            yield stretch
            stretch = []
    if stretch:
        yield stretch


def keep_flowing(context: Context, text: str) -> int:
    """Keep the text of a file in the place of its pages, in portions; how many words."""
    context.task.run(lambda desk: texts_for_writing(desk.site).forget(*context.place))
    left, count, words = stretches(text), 0, 0
    while portion := list(islice(left, PORTION)):
        context.task.run(lambda desk, portion=portion, first=count: _keep(desk, context, first, portion))
        count += len(portion)
        words += sum(map(len, portion))
    return words


def _keep(desk: Desk, context: Context, first: int, portion: list[list[Word]]) -> None:
    reading = states_of(desk.site).of(context.record).get(context.number)
    if desk.site.ids.get(context.record) is None or reading is None or reading.job != context.job:
        return
    for index, words in enumerate(portion, first):
        made = PageText(words, NOWHERE, Source.LAYER, (), -1.0)
        made.job = context.job
        texts_for_writing(desk.site).keep(*context.place, index, made)
