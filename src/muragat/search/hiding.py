"""What the index does not know yet: records that were deleted, moved or closed since they were indexed."""

from itertools import islice
from typing import Any

from muragat.kernel.catalog import OPENS, ZONE
from muragat.kernel.sight import Sight

#: Changed records that one question looks through; behind a longer queue hits are still looked at one by one.
MOST = 20_000


def hidden_ids(site: Any, sight: Sight) -> frozenset[int]:
    """Changed records that are not in the archive any more or that the person does not see as they are now."""
    rows, everything, sees = site.catalog.rows, sight.everything, sight.sees
    found = []
    for record_id in islice(site.dirty.records(), MOST):
        row = rows.get(record_id)
        if row is None or not (everything or sees(record_id, row[ZONE], row[OPENS])):
            found.append(record_id)
    return frozenset(found)
