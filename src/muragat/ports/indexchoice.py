"""Which engine keeps the text index: the one that serves, and the one that is wished for."""

from typing import Any

from zope.interface import Attribute, Interface


class IIndexChoice(Interface):
    """Over the stores of all engines. What a person chose outlives the process and stands above the setting."""

    engines = Attribute('Names of the engines that there are.')
    serving = Attribute('Name of the engine whose index serves, or will when one is built.')
    wished = Attribute('Name of the engine that was chosen, else that of the setting.')

    def open() -> Any:
        """The serving ITextIndex; follows a change of the engine with its next question."""

    def store(engine: str) -> Any:
        """The IIndexStore of an engine; KeyError when there is none of this name."""

    def wish(engine: str) -> None:
        """Choose an engine; it serves when an index was built for it."""

    def serve(engine: str) -> None:
        """From now on the index of this engine serves; those of others are removed."""
