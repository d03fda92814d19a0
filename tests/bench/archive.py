"""Loads the synthetic archive through the desk and the object server, and keeps it for the next run."""

import json
import os
import shutil
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from resource import RUSAGE_SELF, getrusage

import transaction

from muragat.content.staff.rules import Rules
from muragat.content.staff.service import Accounts
from muragat.kernel.access import Role
from muragat.kernel.desk import Desk
from muragat.kernel.principals import SYSTEM
from muragat.kernel.sealing import seal
from muragat.ports.passwordhash import IPasswordHash
from tests.bench.kept_index import KeptIndex
from tests.bench.place import Place
from tests.bench.plan import Plan

BATCH = 1000
#: Units between two notes of the progress.
STRETCH = 50_000
PASSWORD = 'Қара-теңіз-1907-synthetic'
PEOPLE = {'keeper': Role.ADMINISTRATOR, 'reader': Role.READER}


@dataclass
class Note:
    """What is kept about an archive beside it, as JSON."""

    definition: str
    loaded: bool = False
    #: Bytes of the data file, seconds of loading, units in it.
    size: int = 0
    seconds: float = 0.0
    units: int = 0
    #: Most resident memory of the loading process, MiB.
    memory: float = 0.0
    #: Version of the text index that is kept beside it, and seconds in which it was built.
    index: str = ''
    indexing: float = 0.0


class Kept:
    """An archive of a plan in its folder below the data folder."""

    def __init__(self, data: Path, plan: Plan) -> None:
        self.plan = plan
        self.place = Place(data / plan.name, f'search.engine = {plan.engine}').prepare()
        self.definition = plan.definition()
        self._note_path = self.place.folder / 'archive.json'
        self._index = self.place.folder / 'Data.fs.index'
        self._searched = KeptIndex(self.place) if plan.indexed else None

    def note(self) -> Note:
        """What is known of it; of another definition: nothing."""
        with suppress(OSError, ValueError, TypeError):
            told = json.loads(self._note_path.read_text())
            found = Note(**{name: value for name, value in told.items() if name in Note.__dataclass_fields__})
            if found.definition == self.definition:
                return found
        return Note(self.definition)

    def write(self, note: Note) -> None:
        aside = self._note_path.with_suffix('.new')
        aside.write_text(json.dumps(vars(note), indent=1))
        os.replace(aside, self._note_path)

    def ready(self, say) -> Note:
        """Load what is missing, then put the archive back into the state it had after loading."""
        note = self.note()
        if not (note.loaded and self.place.size >= note.size and self._index.exists()):
            if not self._note_path.exists() or note.loaded or not note.units:
                shutil.rmtree(self.place.folder / 'var', ignore_errors=True)
                note = Note(self.definition)
                self.write(note)
            Loading(self, note, say).run()
        if self._searched is not None and (note.index != self._searched.version or not self._searched.kept):
            self._searched.forget()
            self.put_back(note)
            note.indexing, note.index = self._searched.build(say), self._searched.version
            self.write(note)
        self.put_back(note)
        return note

    def finish(self, note: Note) -> None:
        """After the object server has stopped: remember the end of the file and its index."""
        note.loaded, note.size = True, self.place.size
        shutil.copyfile(f'{self.place.data}.index', self._index)
        self.write(note)

    def put_back(self, note: Note) -> None:
        """A data file only grows: cut off what a measurement added, and forget what lies beside."""
        if self.place.size > note.size:
            os.truncate(self.place.data, note.size)
        shutil.copyfile(self._index, f'{self.place.data}.index')
        self.place.data.with_name('Data.fs.promised').unlink(missing_ok=True)
        for name in ('log', 'work', 'run', 'index'):
            shutil.rmtree(self.place.folder / 'var' / name, ignore_errors=True)
        if self._searched is not None:
            self._searched.put_back()


class Loading:
    """Fills an archive in order; what an earlier run committed is not done again."""

    def __init__(self, kept: Kept, note: Note, say) -> None:
        self.kept, self.note, self.say = kept, note, say

    def run(self) -> None:
        """Load all, seal the journal, settle the dirty set, stop the server cleanly."""
        place, began = self.kept.place, time.monotonic()
        if not place.data.exists():
            place.call('init', '--admin', 'founder')
        before = self.note.seconds
        with place.objects(), place.house() as house:
            self._people(house)
            self._load(house, began, before)
        self.note.seconds = before + time.monotonic() - began
        self.note.memory = max(self.note.memory, getrusage(RUSAGE_SELF).ru_maxrss / 1024)
        self.kept.finish(self.note)
        self.say(f'{self.note.units} units in {self.note.seconds:.0f} s, {self.note.size / 1e9:.2f} GB')

    def _people(self, house) -> None:
        with house.session(SYSTEM, 'bench') as desk:
            if desk.site.get('staff').get('keeper') is None:
                accounts = Accounts(desk, house.ports[IPasswordHash], Rules.of(house.settings))
                for login, role in PEOPLE.items():
                    account, _given = accounts.add({'login': login, 'name': login.title()})
                    accounts.settle_password(account, PASSWORD)
                    desk.grant(desk.site, f'account:{account.id}', role)

    def _load(self, house, began, before) -> None:
        manager = transaction.TransactionManager(explicit=True)
        manager.begin()
        connection = house.db.open(manager)
        desk = Desk(house.site(connection), house.registry, SYSTEM, 'bench', house.clock)
        # What was committed counts, not what was noted down last.
        self.note.units = desk.site.catalog.count('unit')
        steps = self._steps(desk)
        while made := sum(islice(steps, BATCH)):
            self._commit(manager)
            self._settle(desk, manager, house)
            if self.note.units // STRETCH != (self.note.units + made) // STRETCH:
                self.note.seconds = before + time.monotonic() - began
                self.say(f'{self.note.units + made} units, {self.note.seconds:.0f} s, '
                         f'{self.kept.place.size / 1e9:.2f} GB')
            self.note.units += made
            self.kept.write(self.note)
        manager.abort()
        connection.close()

    def _commit(self, manager) -> None:
        manager.commit()
        manager.begin()

    def _settle(self, desk, manager, house) -> None:
        """The journal is sealed, as the worker does it; the index of all is built when all are there."""
        while seal(desk.site.journal, house.clock.now()):
            self._commit(manager)
        while desk.site.dirty.settle(desk.site.dirty.batch(BATCH)):
            self._commit(manager)

    def _steps(self, desk):
        """One step per unit, each giving 1."""
        archive, plan = desk.site['archive'], self.kept.plan
        for each in plan.inventories():
            values = plan.fonds_values(each.fonds)
            fonds = archive.get(values['number']) or desk.add(archive, 'fonds', values)
            inventory = fonds.get(each.number) or desk.add(fonds, 'inventory', each.values)
            for index in range(inventory.count, each.count):
                unit = desk.add(inventory, 'unit', each.unit_values(index))
                if closures := each.closures(index):
                    desk.close(unit, closures)
                elif each.described(index):
                    desk.transition(unit, 'describe')
                plan.furnish(desk, unit, each.first + index)
                yield 1


@contextmanager
def kept(run, plan: Plan):
    """The place of an archive as it was after loading."""
    archive = Kept(run.data, plan)
    archive.place.plan = plan
    archive.place.note = note = archive.ready(run.say)
    run.conditions[plan.name] = f'loaded in {note.seconds:.0f} s, {note.size / 1e9:.3f} GB'
    try:
        yield archive.place
    finally:
        archive.put_back(note)
