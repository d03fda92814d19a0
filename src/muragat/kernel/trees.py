"""Trees of the catalog; apart from it, for the object server loads their classes when it merges what two wrote."""

from BTrees.LFBTree import LFTreeSet
from BTrees.LOBTree import LOBTree


class Rows(LOBTree):
    """Rows by record id; small leaves, for each commit rewrites the leaf it adds to."""

    max_leaf_size = 30
    max_internal_size = 128


class Register(LFTreeSet):
    """Record ids; small leaves for the same reason."""

    max_leaf_size = 60
