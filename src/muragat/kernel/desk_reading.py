"""Reading at the desk: what a person may do, sees and finds; a hidden record is as good as none."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple

from muragat.kernel import catalog as rows_of
from muragat.kernel.access import ALLOWED, Decision, Permission, Role
from muragat.kernel.errors import Forbidden, NotVisible
from muragat.kernel.folder import Folder
from muragat.kernel.gate import Gate, gate_of
from muragat.kernel.ids import SITE_ID
from muragat.kernel.listing import Listing
from muragat.kernel.paging import Page
from muragat.kernel.principals import Principal
from muragat.kernel.record import Record, lineage
from muragat.kernel.registry import Registry
from muragat.kernel.sight import Sight
from muragat.kernel.trash import TrashItem
from muragat.kernel.vocabularies import has_term

if TYPE_CHECKING:
    from muragat.kernel.site import Site

#: Children on either side among which a visible neighbour is looked for.
_NEAR = 500


class Related(NamedTuple):
    """A link of a record that the person sees; `outgoing` when the record is its subject."""

    kind: str
    record: Any
    outgoing: bool


class Reading:
    """A desk for one principal in one transaction; `origin` says from where he came, for the journal."""

    def __init__(self, site: 'Site', registry: Registry, principal: Principal, origin: str, clock: Any,
                 witness: Any = None) -> None:
        self.site = site
        self.registry = registry
        self.principal = principal
        self.origin = origin
        self.clock = clock
        self.witness = witness

    @cached_property
    def today(self) -> date:
        """The day on which the desk was opened, in the archive's time zone."""
        day: date = self.clock.today()
        return day

    @property
    def gate(self) -> Gate:
        """Who may do what, as things stand now."""
        return gate_of(self.site, self.registry, self.today)

    @property
    def sight(self) -> Sight:
        """What the principal sees, for long loops and for queries elsewhere."""
        return self.gate.sight(self.principal)

    @property
    def roles(self) -> frozenset[Role]:
        """Every role that the principal was given anywhere and that has not ended."""
        return self.registry.sights.roles(self.site.zones, self.principal, self.today)

    def live(self, record: Any) -> bool:
        """Whether the record is in the archive, not in the trash or destroyed."""
        return record.id == SITE_ID or record.id in self.site.catalog.rows

    def may(self, permission: Permission, record: Any, type_name: str | None = None) -> Decision:
        """Whether the principal may, and every reason why not; `type_name`: of what is to be added, for ADD."""
        scopes = self.principal.scopes
        if permission is Permission.VIEW and record.id == SITE_ID and (scopes is None or permission in scopes):
            return ALLOWED
        return self.gate.decide(self.principal, permission, record, type_name)

    def require(self, permission: Permission, record: Any, type_name: str | None = None) -> None:
        """Go on when the principal may; NotVisible when the record is hidden from him, Forbidden with all reasons."""
        if not self.visible(record):
            raise NotVisible
        decision = self.may(permission, record, type_name)
        if not decision:
            raise Forbidden(*decision.reasons)

    def visible(self, record: Any) -> bool:
        """Whether the record is live and the principal sees it."""
        if record.id == SITE_ID:
            return True
        return record.id in self.site.catalog.rows and self.sight.sees(record.id, record.zone, record.opens)

    def find(self, record_id: int) -> Any:
        """The record with this id when it is visible, else None."""
        record = self.site.ids.get(record_id)
        return record if record is not None and self.visible(record) else None

    def resolve(self, path_or_id: str | int) -> Any:
        """The record at an address ('/archive/Р-12/1') or with an id (a number, as text too); NotVisible if none."""
        record = self._located(path_or_id)
        if record is None or not self.visible(record):
            raise NotVisible
        return record

    def _located(self, path_or_id: str | int) -> Any:
        if isinstance(path_or_id, int):
            return self.site.ids.get(path_or_id)
        if path_or_id.isascii() and path_or_id.isdigit():
            return self.site.ids.get(int(path_or_id)) if len(path_or_id) < 17 else None
        record: Any = self.site
        for name in path_or_id.strip('/').split('/') if path_or_id.strip('/') else ():
            record = record.get(name) if isinstance(record, Folder) else None
            if record is None:
                return None
        return record

    def ancestors(self, record: Any) -> list[Any]:
        """From below the site down to the parent; only those that are visible."""
        above = [each for each in lineage(record.__parent__) if each.id != SITE_ID and self.visible(each)]
        return above[::-1]

    def listing(self, folder: Folder | None = None, types: Iterable[str] | None = None,
                filters: Mapping[str, Any] | None = None, sort: str = 'number', descending: bool = False,
                offset: int = 0, limit: int = 50) -> Page:
        """Visible children of a folder, or visible records of the whole site; see `Listing` for filters and sorts."""
        question = Listing(self.site, self.registry, self.sight, folder, types or (), filters)
        return question.page(sort, descending, offset, limit)

    def count(self, folder: Folder, types: Iterable[str] | None = None) -> int:
        """How many children of a folder are visible."""
        return self.listing(folder, types, limit=0).total

    def neighbours(self, record: Any) -> tuple[Any, Any]:
        """The visible records before and after this one in its folder; None at the ends and where none is near."""
        folder = record.__parent__
        return self._next_seen(folder.before(record)), self._next_seen(folder.after(record))

    def _next_seen(self, ids: Iterator[int]) -> Any:
        near = islice(ids, _NEAR)
        return next((found for each in near if (found := self.find(each)) is not None), None)

    def relations(self, record: Any) -> list[Related]:
        """Links from and to a record whose other end is visible."""
        links = [(link.kind, link.object, True) for link in self.site.relations.of(record.id)]
        links += [(link.kind, link.subject, False) for link in self.site.relations.to(record.id)]
        found = ((kind, self.find(other), outgoing) for kind, other, outgoing in links)
        return [Related(kind, other, outgoing) for kind, other, outgoing in found if other is not None]

    def figures_by_type(self) -> dict[str, int]:
        """How many visible records of each type there are."""
        found = Counter(self.site.figures.by_type(self.sight))
        found.update(row[rows_of.TYPE] for row in self._permitted())
        return dict(found)

    def figures_by_year(self, types: Iterable[str]) -> dict[int, int]:
        """How many visible records of the types each year has; undated ones under 0."""
        wanted = frozenset(types)
        found = Counter(self.site.figures.by_year(self.sight, wanted))
        found.update(rows_of.year_of(row) for row in self._permitted() if row[rows_of.TYPE] in wanted)
        return dict(found)

    def _permitted(self) -> Iterator[tuple[Any, ...]]:
        """Rows of records that are seen by a written permission alone: figures of zones do not count them."""
        by_zone = replace(self.sight, permitted=frozenset())
        for record_id in self.sight.permitted:
            row = self.site.catalog.rows.get(record_id)
            if row is not None and not by_zone.sees(record_id, row[rows_of.ZONE], row[rows_of.OPENS]):
                yield row

    def deleted(self) -> list[TrashItem]:
        """What lies in the trash and this person may bring back, the last deleted first."""
        return [item for item in self.site.trash.latest() if self.may_restore(item)]

    def may_restore(self, item: TrashItem) -> Decision:
        """Whether the person may bring the item back: a right on the folder it was in, which must be visible."""
        parent = self.site.ids.get(item.parent_id)
        if parent is None or not self.visible(parent) or not self._saw(item):
            return Decision(False, NotVisible().refusals)
        return self.may(Permission.RESTORE, parent, item.record.type_name)

    def knows(self, record_id: int) -> bool:
        """Whether the person sees the record, or would see it where it was before it came into the trash."""
        record = self.site.ids.get(record_id)
        if record is None or self.live(record):
            return record is not None and self.visible(record)
        item = next((found for each in lineage(record) if (found := self.site.trash.get(each.id))), None)
        parent = self.site.ids.get(item.parent_id) if item is not None else None
        return item is not None and parent is not None and self.knows(parent.id) and self._saw(item)

    def _saw(self, item: TrashItem) -> bool:
        """Whether the record would be seen in its folder; a zone of its own counts with the grants it kept."""
        record = item.record
        zone = record.__parent__.zone if record.zone == record.id else record.zone
        return self.sight.sees(record.id, zone, max(record.opens, self._zone_opening(record)))

    def _zone_opening(self, record: Record) -> int:
        zones = self.site.zones
        return int(zones.row(record.id).opens) if record.zone == record.id and record.id in zones else 0

    def has_term(self, vocabulary: str, code: str) -> bool:
        """Whether the vocabulary has the term (for `codecs.validate`)."""
        return has_term(self.site, self.registry, vocabulary, code)

    def has_record(self, record_id: int, types: tuple[str, ...]) -> bool:
        """Whether the principal sees such a record of one of the types, none meaning any (for `codecs.validate`)."""
        record = self.find(record_id)
        return record is not None and (not types or record.type_name in types)
