"""An archive whose records are in the text index, for tests of what is found."""

import hashlib

from muragat.media.originals import Original, originals_for_writing
from muragat.media.states import Stage, states_for_writing
from muragat.media.texts import Canvas, PageText, Source, texts_for_writing
from muragat.ports.words import Word
from muragat.search.indexer import keep_up
from muragat.search.indexing import Reading
from muragat.search.rebuild import Rebuild

CANVAS = Canvas(2480, 3508, 300.0)


def brought_up_to_date(house):
    """Index everything that changed; an index that is missing is built."""
    if house.search.index.condition().code == 'index_missing':
        Rebuild(house).run()
    while keep_up(house):
        pass


def document_of(record, registry):
    """The document of the text index for a record without pages."""
    reading = Reading(record, registry)
    assert not reading.new
    return reading.document()


def paged(desk, record, texts, original=None):
    """Give a record a file that was read: a page for each text."""
    name = hashlib.sha256(str(texts).encode()).hexdigest()
    original = original or Original(None, name, 1, 'application/pdf', 'scan.pdf', desk.principal.id, 0.0)
    place = originals_for_writing(desk.site).keep(record.id, original, None)
    now = desk.clock.now()
    job = desk.site.jobs.enqueue('capture.read', {}, 'system', now)
    states = states_for_writing(desk.site)
    states.begin(record.id, *place, job.id, now)
    for index, text in enumerate(texts):
        keep_page(desk, record, place, index, text)
    reading = states.of(record.id)[place[0]]
    reading.pages, reading.verdict = len(texts), Stage.DONE.value
    states.set(record.id, place[0], Stage.DONE, now)
    return place


def keep_page(desk, record, place, index, text):
    """Let a page of a file (its number and version) have this text."""
    page = PageText(words_of(text), CANVAS, Source.RECOGNISED, ('kk', 'ru'), 95.0)
    texts_for_writing(desk.site).keep(record.id, *place, index, page)
    desk.site.dirty.touch(record.id)


def words_of(text):
    """The words of a text with boxes, line below line."""
    return [Word(word, 300 + 260 * place, 300 + 150 * line, 240, 100, 95.0, line)
            for line, row in enumerate(text.splitlines()) for place, word in enumerate(row.split())]
