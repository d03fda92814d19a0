"""Purging: what has lain in the trash for its time is destroyed, in pieces that each fit a transaction."""

from typing import Any

from muragat.kernel.desk import Desk

#: Days that deleted records can be brought back, unless the settings say otherwise.
DAYS = 30
#: Items of the trash in one transaction; each is at most desk_ground.LARGEST_SUBTREE records.
PIECE = 20


def purge(desk: Desk, days: int = DAYS, piece: int = PIECE) -> int:
    """Destroy the items that are older, at most `piece` of them; how many were, so 0 when nothing is left to do."""
    destroyed = 0
    for item in desk.site.trash.expired(desk.clock.now(), days):
        if destroyed == piece:
            break
        desk.destroy(item)
        destroyed += 1
    return destroyed


def due(site: Any, now: float, days: int = DAYS) -> bool:
    """Whether there is something to purge."""
    return next(iter(site.trash.expired(now, days)), None) is not None
