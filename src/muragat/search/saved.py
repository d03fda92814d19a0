"""Searches that people keep: their own, or shared with everybody who has a role; each tells whom it shows what is new.

A saved search holds a question, never hits: whoever opens it finds what he himself may see.
"""

from array import array
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from BTrees.LOBTree import LOBTree
from BTrees.OOBTree import OOBTree
from persistent import Persistent

from muragat.kernel.access import Permission, Role
from muragat.kernel.errors import Forbidden, Hindered, Invalid, NotVisible, Refusal
from muragat.kernel.i18n import _
from muragat.language.collation import sort_key
from muragat.search import facts

#: Longest name, in characters, and how many searches a person may keep.
LONGEST, MOST = 120, 100
#: Hits that are remembered as seen; of more only the number is compared.
REMEMBERED = 2000

Pairs = tuple[tuple[str, str], ...]


class SavedSearch(Persistent):
    """A question under a name. `pairs`: the query of its address; `roles`: values of the roles it is shared with."""

    def __init__(self, search_id: int, owner: str, created: float, name: str, pairs: Pairs,
                 roles: Iterable[str] = ()) -> None:
        self.id = search_id
        self.owner = owner
        self.created = created
        self.name = name
        self.pairs = pairs
        self.roles = tuple(roles)


class Seen(Persistent):
    """What a person saw of a saved search when he last looked."""

    def __init__(self, at: float, total: int, ids: Sequence[int]) -> None:
        self.at = at
        self.total = total
        self._ids = array('q', sorted(ids)).tobytes() if total <= REMEMBERED else b''

    @property
    def ids(self) -> set[int]:
        """Ids of the hits; empty when there were too many to remember."""
        return set(array('q', self._ids))

    @property
    def remembered(self) -> bool:
        """Whether each hit can be told from a new one."""
        return self.total <= REMEMBERED

    def new(self, total: int, ids: Sequence[int]) -> int:
        """How many of the hits of now were not there."""
        if max(total, self.total) > REMEMBERED:
            return max(total - self.total, 0)
        return len(set(ids) - self.ids)


class SavedSearches(Persistent):
    """All saved searches of a site, and what each person saw of them: (principal id, id) -> Seen."""

    def __init__(self) -> None:
        self.rows = LOBTree()
        self.seen = OOBTree()
        #: The last number that was given.
        self.last = 0

    def of(self, desk: Any) -> list[SavedSearch]:
        """Those of the person of the desk and those shared with a role of his, by name."""
        roles = {role.value for role in desk.roles}
        found = [each for each in self.rows.values() if each.owner == desk.principal.id or roles & set(each.roles)]
        return sorted(found, key=lambda each: (sort_key(each.name, 'kk'), each.id))

    def find(self, desk: Any, number: str) -> SavedSearch | None:
        """The one with this number when the person of the desk meets it."""
        if not (number.isascii() and number.isdigit() and len(number) < 16):
            return None
        found: SavedSearch | None = self.rows.get(int(number))
        if found is None or found.owner == desk.principal.id:
            return found
        return found if {role.value for role in desk.roles} & set(found.roles) else None

    def seen_by(self, principal: str, search_id: int) -> Seen | None:
        """What the person saw when he last looked; None when he never did."""
        found: Seen | None = self.seen.get((principal, search_id))
        return found

    def looks(self, search_id: int) -> Iterator[tuple[str, int]]:
        """Keys of what people saw of it."""
        return (key for key in self.seen if key[1] == search_id)


def saved_of(desk: Any) -> SavedSearches:
    """The saved searches of a site for reading; empty, unstored ones when nobody ever saved one."""
    found = desk.site.searches
    return found if isinstance(found, SavedSearches) else SavedSearches()


def _for_writing(desk: Any) -> SavedSearches:
    found = desk.site.searches
    if not isinstance(found, SavedSearches):
        found = desk.site.searches = SavedSearches()
    return found


class Offered(NamedTuple):
    """A role that a person may share a search with, and whether he does."""

    role: Role
    chosen: bool


def offered_roles(desk: Any, chosen: Iterable[str] = ()) -> list[Offered]:
    """The roles that the person has himself; all of them for who manages accounts."""
    mine = desk.roles
    every = bool(desk.may(Permission.MANAGE_ACCOUNTS, desk.site))
    kept = set(chosen)
    return [Offered(role, role.value in kept) for role in Role
            if role is not Role.ANONYMOUS and (every or role in mine or role.value in kept)]


def may_change(desk: Any, saved: SavedSearch) -> bool:
    """Whether it is his own, or shared and he manages accounts."""
    return saved.owner == desk.principal.id or bool(desk.may(Permission.MANAGE_ACCOUNTS, desk.site))


def save(desk: Any, name: str, pairs: Pairs, roles: Iterable[str] = ()) -> SavedSearch:
    """Keep a question; `Invalid` for a name that is none, `Hindered` when the person keeps too many already."""
    searches, owner = _for_writing(desk), desk.principal.id
    named, shared = _checked(desk, name, roles, ())
    if not any(value.strip() for _name, value in pairs):
        raise Invalid(Refusal('nothing_asked', _('Search for something first, then it can be saved.')))
    if sum(each.owner == owner for each in searches.rows.values()) >= MOST:
        raise Hindered(Refusal('too_many', _('You keep ${count} searches already. Remove some first.',
                                             mapping={'count': str(MOST)})))
    searches.last += 1
    saved = searches.rows[searches.last] = SavedSearch(searches.last, owner, desk.clock.now(), named, pairs, shared)
    desk.fact(facts.SAVED, search=saved.id, name=named, roles=list(shared))
    return saved


def change(desk: Any, saved: SavedSearch, name: str, roles: Iterable[str]) -> None:
    """Give it another name, or share it with other roles."""
    _require(desk, saved)
    named, shared = _checked(desk, name, roles, saved.roles)
    if (named, shared) != (saved.name, saved.roles):
        saved.name, saved.roles = named, shared
        desk.fact(facts.CHANGED, search=saved.id, name=named, roles=list(shared))


def remove(desk: Any, saved: SavedSearch) -> None:
    """Forget it, and what people saw of it."""
    _require(desk, saved)
    searches = _for_writing(desk)
    for key in list(searches.looks(saved.id)):
        del searches.seen[key]
    del searches.rows[saved.id]
    desk.fact(facts.REMOVED, search=saved.id, name=saved.name)


def look(desk: Any, saved: SavedSearch, total: int, ids: Sequence[int]) -> None:
    """The person has seen these hits: what comes later is new to him."""
    _for_writing(desk).seen[desk.principal.id, saved.id] = Seen(desk.clock.now(), total, ids)


def _require(desk: Any, saved: SavedSearch) -> None:
    if saved_of(desk).find(desk, str(saved.id)) is None:
        raise NotVisible
    if not may_change(desk, saved):
        raise Forbidden(Refusal('not_yours', _('This search is shared by another person.')))


def _checked(desk: Any, name: str, roles: Iterable[str], before: Iterable[str]) -> tuple[str, tuple[str, ...]]:
    named = ' '.join(name.split())
    if not named:
        raise Invalid(Refusal('required', _('A name is needed.'), 'name'))
    if len(named) > LONGEST:
        raise Invalid(Refusal('too_long', _('The name is longer than ${limit} characters.',
                                            mapping={'limit': str(LONGEST)}), 'name'))
    may = {offer.role.value for offer in offered_roles(desk, before)}
    return named, tuple(sorted(set(roles) & may))
