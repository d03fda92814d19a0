"""What every write at the desk does besides: catalog, figures, dirty set, journal."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from muragat.kernel import catalog as rows_of
from muragat.kernel.catalog import span_field, year_of
from muragat.kernel.closure import opens
from muragat.kernel.codecs import to_json
from muragat.kernel.desk_reading import Reading
from muragat.kernel.errors import Hindered, Refusal
from muragat.kernel.fields import fields_of
from muragat.kernel.folder import Folder
from muragat.kernel.i18n import _
from muragat.kernel.ids import SITE_ID
from muragat.kernel.interfaces import IGuard
from muragat.kernel.record import Record
from muragat.kernel.types import RecordType

#: Most records that one transaction moves between zones, deletes or restores with their folder.
LARGEST_SUBTREE = 2000


class Ground(Reading):
    """The parts from which writing is made; each runs in the caller's transaction and never commits."""

    def type_named(self, name: str) -> RecordType:
        """The type, or a refusal when nobody declares it."""
        record_type = self.registry.types.get(name)
        if record_type is None:
            raise Hindered(Refusal('no_type', _('There is no type “${type}”.', mapping={'type': name}), 'type'))
        return record_type

    def _guards(self, act: str, record: Any) -> list[Refusal]:
        guard = self.registry.adapt(record, IGuard)
        return [] if guard is None else list(guard.against(self, act))

    def hindrances(self, act: str, record: Any) -> list[Refusal]:
        """Every reason of its family against 'move', 'delete' or 'hold' (taking another record in), told beforehand."""
        return self._guards(act, record)

    def fact(self, what: str, record: Any = None, **details: Any) -> None:
        """Write a fact into the journal; details are plain data."""
        self._journal(what, record, details=details)

    def _journal(self, what: str, record: Any, before: Mapping[str, Any] | None = None,
                 after: Mapping[str, Any] | None = None, details: Mapping[str, Any] | None = None) -> None:
        self.site.journal.append({
            'at': self.clock.now(),
            'who': self.principal.id,
            'from': self.origin,
            'what': what,
            'record': None if record is None else record.id,
            'before': before or {},
            'after': after or {},
            'details': details or {},
        })

    def _plain(self, record_type: RecordType, values: Mapping[str, Any]) -> dict[str, Any]:
        """Values as JSON data, without those that are the default."""
        fields = fields_of(record_type.schema)
        return {name: to_json(fields[name], value) for name, value in values.items() if value != fields[name].default}

    def _stamp(self, record: Record) -> None:
        record.modified = self.clock.now()
        record.modified_by = self.principal.id
        record.revision += 1

    def _enter(self, record: Record) -> None:
        """Bring catalog, figures and dirty set up to what the record is now; the site itself is in none of them."""
        if record.id == SITE_ID:
            return
        old, new = self.site.catalog.index(record, self.registry)
        counted = rows_of.TYPE, rows_of.ZONE, rows_of.OPENS, rows_of.EARLIEST, rows_of.LATEST
        if old is None or any(old[place] != new[place] for place in counted):
            self._count(old, -1)
            self._count(new, 1)
        self.site.dirty.touch(record.id)
        if old is not None and (old[rows_of.ZONE], old[rows_of.OPENS]) != (new[rows_of.ZONE], new[rows_of.OPENS]):
            self.site.dirty.hurry(record.id)

    def _note(self, record: Record) -> None:
        """Tell the folder what it must know of its child."""
        if record.__parent__ is not None:
            record.__parent__.note(record)

    def _leave(self, record: Record) -> None:
        self._count(self.site.catalog.unindex(record.id), -1)
        self.site.dirty.touch(record.id)

    def recatalogue(self, record: Record) -> None:
        """Make the row of a live record, its indexes and its figures anew; the record itself stays as it is."""
        self._leave(record)
        self._enter(record)

    def _count(self, row: tuple[Any, ...] | None, delta: int) -> None:
        if row is not None:
            self.site.figures.change(
                row[rows_of.ZONE], row[rows_of.TYPE], year_of(row), row[rows_of.OPENS], delta)

    def _dates(self, record: Record) -> Any:
        """The Span that dates the record, or None."""
        name = span_field(self.registry.type_of(record).schema)
        return getattr(record, name) if name else None

    def _set_closures(self, record: Record, closures: tuple[Any, ...]) -> None:
        """Closures of a zone stand in the zone table, with the zone's record; those of a leaf on the record."""
        day = opens(closures, self._dates(record), self.site, self.registry)
        if record.closures != closures:
            record.closures = closures
        if record.zone == record.id:
            if self.site.zones.row(record.id)[3:] != (closures, day):
                self.site.zones.close(record.id, closures, day)
            day = 0
        if record.opens != day:
            record.opens = day

    def subtree(self, record: Record) -> Iterator[Any]:
        """The record and everything below it, parents first."""
        yield record
        if isinstance(record, Folder):
            ids = self.site.ids
            for each in record.child_ids():
                yield from self.subtree(ids[each])

    def _zoned_with(self, record: Record) -> Iterator[Any]:
        """The record and what below it stands in the same zone; zones of their own are given but not entered."""
        yield record
        if isinstance(record, Folder):
            ids = self.site.ids
            for each in record.child_ids():
                child = ids[each]
                if child.zone == child.id:
                    yield child
                else:
                    yield from self._zoned_with(child)

    def _too_many(self, records: Iterator[Any]) -> list[Refusal]:
        for place, _record in enumerate(records, 1):
            if place > LARGEST_SUBTREE:
                mapping = {'count': LARGEST_SUBTREE}
                return [Refusal('too_many', _(
                    'More than ${count} records would have to be rewritten. Do it in parts.', mapping=mapping))]
        return []

    def _rezone(self, record: Record, zone: int) -> None:
        """Put a record that is no zone, with what below it is none, into another zone."""
        for each in list(self._zoned_with(record)):
            if each.zone == each.id:
                self.site.zones.move(each.id, zone)
            else:
                each.zone = zone
                if self.live(each):
                    self._enter(each)
            if each is not record:
                self._note(each)

    def _make_zone(self, record: Any) -> None:
        """Let the record be a zone of its own, and re-index the small part below that goes with it."""
        if record.zone == record.id:
            return
        self.site.zones.add(record.id, record.zone, record.type_name)
        self._rezone(record, record.id)
        if record.closures:
            self._set_closures(record, record.closures)
            self._enter(record)
        self._note(record)

    def _shelter(self, folder: Any) -> None:
        """Before something is placed in a folder that is closed or opened by itself: as a zone it passes that on."""
        if folder.zone != folder.id and (folder.closures or any(self.site.permits.on(folder.id))):
            self._make_zone(folder)

    def _holds_others(self, record: Any) -> bool:
        return isinstance(record, Folder) and record.count > 0

    def _day(self, day: date | None) -> str | None:
        return None if day is None else day.isoformat()
