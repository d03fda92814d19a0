"""A house with the holdings and capture in memory, and files as if a scanner and the pipeline had been there."""

import hashlib

from muragat.capture import deliveries
from muragat.content import archive, staff
from muragat.kernel import closure
from muragat.kernel.dates import parse_span
from muragat.kernel.interfaces import IReadingEnd
from muragat.kernel.registry import Registry
from muragat.kernel.site import register as register_kernel
from muragat.media import facts as media_facts
from muragat.media.originals import Original, originals_for_writing
from muragat.media.service import FileOf
from muragat.media.states import Stage, states_for_writing
from muragat.media.texts import Canvas, PageText, Source, texts_for_writing
from muragat.ports.words import Word

TITLE = {'kk': 'Хаттамалар', 'ru': 'Протоколы'}
CANVAS = Canvas(2480, 3508, 300)


def declared():
    from muragat import capture

    registry = Registry()
    register_kernel(registry)
    closure.register(registry)
    media_facts.register(registry)
    staff.register(registry)
    archive.register(registry)
    capture.register(registry)
    registry.freeze()
    return registry


def holdings(desk):
    """A fonds with an inventory and two units; gives the units."""
    fonds = desk.add(desk.site['archive'], 'fonds', {'number': 'Р-12', 'title': TITLE})
    inventory = desk.add(fonds, 'inventory', {'number': '1', 'title': TITLE})
    return [desk.add(inventory, 'unit', {'number': number, 'title': TITLE, 'sheets': 4, 'dates': parse_span('1931')})
            for number in ('34', '35')]


class Scanner:
    """Stands in for Files where no byte matters: keeps originals without blobs, and lets the files be read."""

    def __init__(self, desk):
        self.desk = desk

    def attach(self, record, staged, filename, number=None, wishes=None):
        original = Original(None, staged, 1, 'application/pdf', filename, self.desk.principal.id, 0.0)
        place = originals_for_writing(self.desk.site).keep(record.id, original, number)
        now = self.desk.clock.now()
        job = self.desk.site.jobs.enqueue('capture.read', {}, 'system', now)
        states_for_writing(self.desk.site).begin(record.id, *place, job.id, now)
        return FileOf(*place, original)


def digest(name):
    return hashlib.sha256(name.encode()).hexdigest()


def scan(desk, batch, name, pages, **more):
    """A file of so many pages (or of codes, a tuple for each page) comes into the batch and is read."""
    delivered = deliveries.deliver(desk, Scanner(desk), batch, digest(name), name)
    read(desk, delivered.record, delivered.file.number, pages, **more)
    return delivered.record


def read(desk, record, number, pages, signals=(), confidence=95.0, language='kk', version=1):
    """Do what the pipeline does at the end of a file."""
    codes = pages if isinstance(pages, (list, tuple)) else [()] * pages
    texts, states = texts_for_writing(desk.site), states_for_writing(desk.site)
    for index, found in enumerate(codes):
        seen = signals[index] if index < len(signals) else {}
        words = (Word(f'сөз{index}', 10, 10, 90, 30, confidence, 0, 0, 0),)
        text = PageText(words, CANVAS, Source.RECOGNISED, ('kk', 'ru'), confidence, seen, found)
        text.language = language
        texts.keep(record.id, number, version, index, text)
    reading, now = states.of(record.id)[number], desk.clock.now()
    reading.pages, reading.verdict = len(codes), Stage.DONE.value
    states.set(record.id, number, Stage.DONE, now)
    held = desk.registry.adapt(record.__parent__, IReadingEnd)
    controlled = held.read(desk, record, number) if held is not None else False
    if controlled:
        states.set(record.id, number, Stage.IN_QUALITY_CONTROL, now)
    elif reading.stage == Stage.IN_QUALITY_CONTROL:
        states.leave_control(record.id, now)
    return controlled
