"""The same bytes were read for another record already: their pages are taken over and not recognised again."""

from typing import Any

from muragat.capture.pipeline.context import Context, Mode, Work
from muragat.capture.pipeline.outcome import ON, Outcome
from muragat.kernel.desk import Desk
from muragat.media.originals import originals_of
from muragat.media.states import Reading, Stage, states_of
from muragat.media.texts import texts_for_writing, texts_of


class Known:
    """Tells `pages`: how many were taken over.

    No right is asked: whoever brings the bytes has all that a machine can read in them. What people corrected elsewhere
    is not in the bytes and stays there.
    """

    name = 'known'

    def wanted(self, context: Context, work: Work) -> bool:
        """When the file is read for the first time."""
        return context.mode == Mode.RETRY and bool(work.told('look').get('pages'))

    def run(self, context: Context, work: Work) -> Outcome:
        """Take the pages of the first file that was read whole and in the same way; all of them or none."""
        total = int(work.told('look')['pages'])
        count = context.task.run(lambda desk: taken_over(desk, context, total))
        return Outcome(told={'pages': count}) if count else ON


def taken_over(desk: Desk, context: Context, total: int) -> int:
    """How many pages another reading of these bytes gave."""
    own = _reading(desk, context.record, context.number)
    if own is None or own.job != context.job or texts_of(desk.site).read(*context.place):
        return 0
    for place in originals_of(desk.site).holding(context.sha256):
        if place != context.place and _fits(desk.site, context, place, total):
            own.done = texts_for_writing(desk.site).copy_read(place, context.place)
            return int(own.done)
    return 0


def _reading(desk: Desk, record: int, number: int) -> Reading | None:
    return states_of(desk.site).of(record).get(number)


def _fits(site: Any, context: Context, place: tuple[int, int, int], total: int) -> bool:
    """Whether all pages were read there, well, in the same languages, and with bar codes when they are wanted."""
    record, number, version = place
    there = states_of(site).of(record).get(number)
    if there is None or there.version != version or not Stage(there.stage).ended or there.verdict != Stage.DONE:
        return False
    if there.languages != context.languages or (context.codes and not there.codes):
        return False
    texts = texts_of(site)
    if len(texts.read(*place)) != total:
        return False
    readings = (text.as_read for _index, text in texts.pages(*place))
    return all(reading is not None and not reading.note for reading in readings)
