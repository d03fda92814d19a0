"""The desk: the one way to read records with rights and to write them."""

from muragat.kernel.desk_reading import Related
from muragat.kernel.desk_rights import Rights
from muragat.kernel.paging import Page

__all__ = ['Desk', 'Page', 'Related']


class Desk(Rights):
    """All that one principal does in one transaction.

    Every write asks for rights, gathers all hindrances, changes the records, catalog, figures and dirty set, and
    writes the journal, in the caller's transaction. The desk never commits.
    """
