"""Open or closed as a filter: a narrower sight, so that every engine has it."""

from collections.abc import Iterable, Set
from typing import Any

from muragat.kernel.catalog import OPENS, ZONE
from muragat.kernel.sight import Sight
from muragat.search.zonetree import zone_tree

OPEN, CLOSED = 'open', 'closed'
NOTHING: frozenset[int] = frozenset()


def narrowed(sight: Sight, site: Any, values: Iterable[str]) -> Sight:
    """What the person sees of open records, of closed ones, or of both."""
    chosen = set(values) & {OPEN, CLOSED}
    if len(chosen) != 1:
        return sight
    closed_zones = zone_tree(site.zones).closed(sight.today)
    permitted = {each: (row[ZONE] in closed_zones or row[OPENS] > sight.today)
                 for each in sight.permitted if (row := site.catalog.rows.get(each)) is not None}
    if OPEN in chosen:
        mine = frozenset(each for each, closed in permitted.items() if not closed)
        return Sight(sight.today, _except(sight.zones, closed_zones, site), NOTHING, mine)
    mine = frozenset(each for each, closed in permitted.items() if closed)
    within = closed_zones if sight.zones is None else closed_zones & sight.zones
    return Sight(sight.today, within, sight.closed_zones, mine)


def _except(zones: Set[int] | None, unwanted: frozenset[int], site: Any) -> Set[int] | None:
    if not unwanted:
        return zones
    return frozenset(zone_tree(site.zones).parents if zones is None else zones) - unwanted
