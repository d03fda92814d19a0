"""What is told on disk of an index that is built aside: how far it is, and what changed since it was begun."""

import json
import os
from pathlib import Path
from typing import NamedTuple

from muragat.search.changes import ChangeLog

STATE, CHANGES = 'building.json', 'building.changes'
#: The building is over, and the index it made is being put into its place.
SWAPPING = 'swapping'
WALKING = 'walking'


class State(NamedTuple):
    """`filled_to`: every record up to this id is in it; `done` of `total` records; `why`: what it was begun for."""

    engine: str
    version: str
    why: str
    filled_to: int = 0
    done: int = 0
    total: int = 0
    phase: str = WALKING


class Building:
    """One at a time in an archive; survives the process that builds."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._path = folder / STATE
        self._changes: ChangeLog | None = None

    @property
    def state(self) -> State | None:
        """How far it is; None when nothing is being built. What cannot be read is begun anew."""
        try:
            return State(**json.loads(self._path.read_text('utf8')))
        except (FileNotFoundError, ValueError, TypeError):
            return None

    @property
    def going_on(self) -> bool:
        """Whether what changes must be noted."""
        return self._path.exists()

    @property
    def changes(self) -> ChangeLog:
        """Ids that changed since it was begun."""
        if self._changes is None:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._changes = ChangeLog(self._folder / CHANGES)
        return self._changes

    def begin(self, state: State) -> None:
        """Begin anew; from now on changes are noted."""
        self._path.unlink(missing_ok=True)
        (self._folder / CHANGES).unlink(missing_ok=True)
        self._changes = None
        self.tell(state)

    def tell(self, state: State) -> None:
        """On disk when it returns."""
        self._folder.mkdir(parents=True, exist_ok=True)
        new = self._path.with_suffix('.new')
        with new.open('w', encoding='utf8') as file:
            json.dump(state._asdict(), file)
            file.flush()
            os.fsync(file.fileno())
        new.replace(self._path)
        folder = os.open(self._folder, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    def end(self) -> None:
        """Nothing is built any more."""
        self._path.unlink(missing_ok=True)
        (self._folder / CHANGES).unlink(missing_ok=True)
        self._changes = None
