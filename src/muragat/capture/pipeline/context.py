"""What the steps of one reading are given, and the folder in which they work."""

import json
import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from muragat.capture.pipeline.outcome import Outcome


class Mode(StrEnum):
    """How much of a file is read; the value stands in arguments of jobs."""

    #: What is not read yet; pages that were read stay.
    RETRY = 'retry'
    #: Every page again, except those that a person corrected; sound text of the file itself is believed.
    REDO = 'redo'
    #: Every page again, by recognition, even where the file has sound text; a person's correction stands, and what is
    #: read anew is kept beside it.
    FORCE = 'force'


@dataclass(frozen=True)
class Context:
    """One file to be read by one job. Only helper processes open `path`."""

    job: int
    record: int
    number: int
    version: int
    path: Path
    media_type: str
    filename: str
    size: int
    sha256: str
    #: 'kk', 'ru', 'en'; empty: the default.
    languages: tuple[str, ...]
    mode: Mode
    #: Whether bar codes are looked for.
    codes: bool
    #: How many archives it came out of.
    depth: int
    folder: Path
    settings: Mapping[str, Any]
    ports: Mapping[Any, Any]
    #: kernel.work.Task: transactions, progress and the lease.
    task: Any

    @property
    def place(self) -> tuple[int, int, int]:
        """Record id, number of the file, version."""
        return self.record, self.number, self.version


class Work:
    """What the steps of one job have come to, kept in its folder so that a killed worker's successor goes on there."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def outcome(self, step: str) -> Outcome | None:
        """What a step came to, in this life of the job or an earlier one; None when it has not ended."""
        try:
            return Outcome.of(json.loads(self._note(step).read_text('utf8')))
        except (FileNotFoundError, ValueError):
            return None

    def told(self, step: str) -> Mapping[str, Any]:
        """What a step told; nothing when it was not wanted."""
        found = self.outcome(step)
        return {} if found is None else found.told

    def keep(self, step: str, outcome: Outcome) -> None:
        """Remember what a step came to: whole or not at all."""
        note = self._note(step)
        unfinished = note.with_suffix('.new')
        unfinished.write_text(json.dumps(outcome.plain(), ensure_ascii=False), 'utf8')
        os.replace(unfinished, note)

    def clear(self) -> None:
        """Remove the folder with everything in it."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def _note(self, step: str) -> Path:
        return self.folder / f'step-{step}.json'
