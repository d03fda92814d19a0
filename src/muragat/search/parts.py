"""What search is made of in a process: the text index, the page places, and where an index is built aside."""

from dataclasses import dataclass, field
from pathlib import Path
from threading import RLock
from typing import Any

from muragat.search.building import Building


@dataclass(frozen=True)
class SearchParts:
    """Opened with the first question. `index`: ITextIndex; `places`: IPagePlaces; `choice`: IIndexChoice; `folder`: of
    all that is told of them on disk; `analysts`: IAnalysts, who help to build an index aside. `lock`: who writes into
    the serving index in this process holds it."""

    index: Any
    places: Any
    choice: Any
    folder: Path
    analysts: Any
    lock: Any = field(default_factory=RLock, repr=False)

    @property
    def building(self) -> Building:
        """What is told on disk of an index that is built aside."""
        found: Building | None = self.__dict__.get('_building')
        if found is None:
            found = self.__dict__['_building'] = Building(self.folder)
        return found

    def close(self) -> None:
        """Let go of files, memory and processes."""
        self.analysts.close()
        self.index.close()
        self.places.close()
