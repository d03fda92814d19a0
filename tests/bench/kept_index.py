"""The text index of a kept archive, and the copy of it with which each measurement begins."""

import shutil
import time

from muragat.search.indexing import VERSION


class KeptIndex:
    """Built once for each version of the analyser, for that takes longer than most measurements."""

    version = VERSION

    def __init__(self, place) -> None:
        self._place = place
        self._serving = place.folder / 'var' / 'index'
        self._copy = place.folder / 'index'

    @property
    def kept(self) -> bool:
        """Whether there is a copy."""
        return self._copy.exists()

    def build(self, say) -> float:
        """Build it as an administrator does while nothing serves; how many seconds that took."""
        began = time.monotonic()
        told = self._place.call('index', 'rebuild')
        seconds = time.monotonic() - began
        say(f'{told["records"]} records indexed in {seconds:.0f} s')
        shutil.copytree(self._serving, self._copy)
        return seconds

    def forget(self) -> None:
        """One of another version is of no use."""
        shutil.rmtree(self._copy, ignore_errors=True)

    def put_back(self) -> None:
        """As it was when it was built."""
        if self.kept:
            shutil.copytree(self._copy, self._serving)
