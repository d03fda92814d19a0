"""Text that has no page of its own: cut into stretches that are kept like pages, without boxes."""

from collections.abc import Iterator

from muragat.capture.pipeline.context import Context
from muragat.kernel.desk import Desk
from muragat.media.states import states_of
from muragat.media.texts import Canvas, PageText, Source, texts_for_writing
from muragat.ports.words import Word

#: Words of a stretch.
STRETCH = 1000
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
    """Keep the text of a file in the place of its pages, all at once; how many words."""
    pages = list(stretches(text))

    def kept(desk: Desk) -> None:
        reading = states_of(desk.site).of(context.record).get(context.number)
        if desk.site.ids.get(context.record) is None or reading is None or reading.job != context.job:
            return
        texts = texts_for_writing(desk.site)
        texts.forget(*context.place)
        for index, words in enumerate(pages):
            made = PageText(words, NOWHERE, Source.LAYER, (), -1.0)
            made.job = context.job
            texts.keep(*context.place, index, made)

    context.task.run(kept)
    return sum(map(len, pages))
