"""An opened archive whose files are read by stand-ins, and the worker that does it."""

import secrets
from dataclasses import replace as replaced

import pytest

from muragat.cli.labour import Worker
from muragat.main import open_house
from muragat.media.service import files_at
from muragat.media.staging import StagingArea, sync_directory
from muragat.media.states import stage_of, states_of
from muragat.media.texts import texts_of
from tests import founded_archive
from tests.archive_on_disk import founded, var
from tests.capture.pipeline.standins import standins
from tests.founded_archive import DOCUMENT

__all__ = ['founded', 'house', 'ports', 'station', 'var']

PDF, TEXT, ZIP = 'application/pdf', 'text/plain', 'application/zip'


@pytest.fixture
def ports():
    """The stand-ins, for tests that tell them what to find."""
    return standins()


@pytest.fixture
def house(var, ports):
    """The opened archive."""
    opened = open_house(founded_archive.settings_for(var, capture__processes=2))
    opened.ports.update(ports)
    yield opened
    opened.close()


class Station:
    """Hands files over, has them read and tells what came of it."""

    def __init__(self, house):
        self.house = house
        self.worker = Worker(house, lambda _house: False)

    def hand_over(self, content, media_type=PDF, name='scan.pdf', path=DOCUMENT, **wishes):
        """Keep a file at a record; its id."""
        area = StagingArea(self.house.settings.place('db', 'staging'))
        area.directory.mkdir(parents=True, exist_ok=True)
        source = area.directory / f'{secrets.token_hex(4)}.source'
        source.write_bytes(content if isinstance(content, bytes) else content.encode())
        with source.open('rb') as stream:
            staged = replaced(area.receive(stream), media_type=media_type)
        source.unlink()
        sync_directory(area.directory)

        def kept(desk):
            record = desk.resolve(path)
            files_at(desk, self.house).attach(record, staged, name, wishes=wishes)
            return record.id

        try:
            return self.house.run(kept)
        finally:
            staged.discard()

    def work(self):
        """Do all jobs that wait."""
        while self.worker.do_job():
            pass

    def read(self, content, **more):
        """Hand over and read; the id of the record."""
        record = self.hand_over(content, **more)
        self.work()
        return record

    def stage(self, record):
        """(stage, codes of the causes)."""
        with self.house.session() as desk:
            stage, causes = stage_of(desk.site, record)
            return stage.value, [each.code for each in causes]

    def pages(self, record, number=1, version=1):
        """Texts by page."""
        with self.house.session() as desk:
            return {index: text.text for index, text in texts_of(desk.site).pages(record, number, version)}

    def page(self, record, index=0):
        """(source, note, turn, earlier texts, codes) of a page."""
        with self.house.session() as desk:
            text = texts_of(desk.site).page(record, 1, 1, index)
            return (text.source, text.note, text.signals.get('turn'), [each.text for each in text.earlier], text.codes)

    def reading(self, record):
        """(pages, done) of the reading."""
        with self.house.session() as desk:
            reading = states_of(desk.site).of(record)[1]
            return reading.pages, reading.done

    def jobs(self):
        """How many jobs stand in which state."""
        with self.house.session() as desk:
            return desk.site.jobs.counts()._asdict()


@pytest.fixture
def station(house):
    """Where files are handed over."""
    return Station(house)
