"""Reading ahead: objects that are about to be read are asked of the object server together, not one by one."""

from collections.abc import Iterable
from typing import Any


def read_ahead(site: Any, objects: Iterable[Any]) -> None:
    """Ask for those that are not in memory; None among them is passed over. Nobody waits, and what is lost meanwhile
    is read as ever."""
    missing = [each for each in objects if each is not None and each._p_changed is None]
    if len(missing) > 1 and site._p_jar is not None:
        site._p_jar.prefetch(missing)
