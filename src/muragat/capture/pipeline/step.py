"""The contract of a step."""

from typing import Protocol

from muragat.capture.pipeline.context import Context, Work
from muragat.capture.pipeline.outcome import Outcome


class Step(Protocol):
    """A part of reading a file. It may be killed at any moment and begun again: what it did once, it may do twice."""

    #: Eternal: it names the note of the step in the work folder and stands in logs.
    name: str

    def wanted(self, context: Context, work: Work) -> bool:
        """Whether it has something to do with this file, by what earlier steps told."""

    def run(self, context: Context, work: Work) -> Outcome:
        """Do it; files only inside `work.folder`. What a foreign file does to it is an outcome, never an exception."""
