"""Placing at the desk: moving, renaming, deleting and bringing back, with all that stands below."""

from itertools import islice
from typing import Any

from muragat.kernel import facts
from muragat.kernel.access import Permission
from muragat.kernel.desk_ground import LARGEST_SUBTREE
from muragat.kernel.desk_writing import Writing
from muragat.kernel.errors import Hindered, Invalid, NotVisible, Refusal, Refused, Taken
from muragat.kernel.fields import assign
from muragat.kernel.folder import Folder
from muragat.kernel.i18n import _
from muragat.kernel.record import lineage
from muragat.kernel.trash import TrashItem
from muragat.kernel.zones import NOWHERE

#: Most referring records that a refusal names.
_NAMED = 5


class Placing(Writing):
    """Moving rewrites the record, two folders and one zone; nothing below, unless a small part changes its zone. What
    is no zone and stands below in the same one is indexed again."""

    def move(self, record: Any, parent: Any, name: str | None = None) -> Any:
        """Put a record into another folder, under another name if one is given."""
        name = name or record.__name__
        self.require(Permission.MOVE, record)
        if parent is not record.__parent__:
            self.require(Permission.ADD, parent, record.type_name)
            if self.gate.opens(parent) < self.gate.opens(record.__parent__):
                self.require(Permission.CLOSE, record)
        return self.place(record, parent, name)

    def place(self, record: Any, parent: Any, name: str) -> Any:
        """As `move`, for those who have asked for rights already."""
        if refusals := self._against_move(record, parent, name):
            raise _refused(refusals)
        came_from = {'parent': record.__parent__.id, 'name': record.__name__}
        if came_from == {'parent': parent.id, 'name': name}:
            return record
        what = facts.RENAMED if parent is record.__parent__ else facts.MOVED
        self._put(record, parent, name)
        self._stamp(record)
        self._enter(record)
        self._reorder(record)
        details = {'from': came_from, 'to': {'parent': parent.id, 'name': name}, 'revision': record.revision}
        self._journal(what, record, details=details)
        return record

    def rename(self, record: Any, name: str) -> Any:
        """Give a record another number or name in its folder."""
        return self.move(record, record.__parent__, name)

    def _against_move(self, record: Any, parent: Any, name: str) -> list[Refusal]:
        record_type = self.registry.type_of(record)
        if refusal := self._not_held(parent, record_type):
            return [refusal]
        if any(above is record for above in lineage(parent)):
            return [Refusal('below_itself', _('A record cannot be moved below itself.'))]
        refusals = self._against_name(parent, name, record)
        if record_type.name_from and name != record.__name__:
            field = record_type.schema[record_type.name_from]
            refusals += self._against_value(field, name)
        if record.zone != record.id and record.zone != parent.zone:
            refusals += self._too_many(self._zoned_with(record))
        if parent is not record.__parent__:
            refusals += self._guards('hold', parent) + self._guards('release', record.__parent__)
        return refusals + self._guards('move', record)

    def _against_value(self, field: Any, name: str) -> list[Refusal]:
        try:
            field.validate(name)
        except ValueError as error:
            return [Refusal('bad_name', getattr(error, 'message', _('This cannot be a number or name.')), 'name')]
        return []

    def _reorder(self, record: Any) -> None:
        """What stands in the same zone below is sorted by numbers from the zone down, so it is indexed again."""
        if isinstance(record, Folder) and record.zone != record.id:
            below = islice(self._zoned_with(record), 1, LARGEST_SUBTREE)
            self.site.dirty.touch_all(each.id for each in below if each.zone != each.id)

    def _put(self, record: Any, parent: Any, name: str) -> None:
        self._shelter(parent)
        record.__parent__.detach(record)
        parent.attach(record, name)
        field = self.registry.type_of(record).name_from
        if field and getattr(record, field) != name:
            assign(record, {field: name})
        if record.zone == record.id:
            if self.site.zones.row(record.id).parent != parent.zone:
                self.site.zones.move(record.id, parent.zone)
        elif record.zone != parent.zone:
            self._rezone(record, parent.zone)
        parent.note(record)

    def delete(self, record: Any, reason: str) -> TrashItem:
        """Put a record with all below it into the trash, from which it can be brought back for some time."""
        self.require(Permission.DELETE, record)
        return self.discard(record, reason)

    def discard(self, record: Any, reason: str) -> TrashItem:
        """As `delete`, for those who have asked for rights already."""
        if not reason.strip():
            raise Invalid(Refusal('no_reason', _('Give the reason for the deletion.'), 'reason'))
        refusals = self._guards('delete', record) + (self._too_many(self.subtree(record)) or self._referred(record))
        if record.__parent__ is None or record.__parent__.id == self.site.id:
            refusals.append(Refusal('root', _('This is a part of the site that cannot be deleted.')))
        if refusals:
            raise Hindered(*refusals)
        item = self._detach(record, reason.strip())
        self._journal(facts.DELETED, record, details={'reason': item.reason, 'count': item.count,
                                                      'name': item.name, 'parent': item.parent_id})
        return item

    def _detach(self, record: Any, reason: str) -> TrashItem:
        gone = list(self.subtree(record))
        for zone in self._top_zones(record):
            self.site.zones.move(zone, NOWHERE)
        record.__parent__.detach(record)
        for each in gone:
            self._leave(each)
            self.site.dirty.hurry(each.id)
        item = TrashItem(record, record.__parent__.id, self.clock.now(), self.principal.id, reason, len(gone))
        self.site.trash.put(item)
        return item

    def _top_zones(self, record: Any) -> list[int]:
        """Zones of the subtree that hang on a zone outside of it."""
        if record.zone == record.id:
            return [record.id]
        return [each.id for each in self._zoned_with(record) if each.zone == each.id]

    def _referred(self, record: Any) -> list[Refusal]:
        """Records outside that refer into the subtree: named or counted when they are seen, else neither."""
        within = {each.id for each in self.subtree(record)}
        outside = dict.fromkeys(
            link.subject for each in within for link in self.site.relations.to(each)
            if link.subject not in within and link.subject in self.site.catalog.rows)
        seen = [found for each in outside if (found := self.find(each)) is not None]
        refusals = [self._named_referrer(each) for each in seen[:_NAMED]]
        if rest := len(seen) - len(refusals):
            refusals.append(Refusal('referred', _(
                'Other records refer to it: ${count}.', mapping={'count': rest})))
        if len(seen) < len(outside):
            refusals.append(Refusal('referred', _('It is still in use and cannot be deleted.')))
        return refusals

    def _named_referrer(self, record: Any) -> Refusal:
        label = self.registry.type_of(record).label(record, self.principal.language)
        mapping = {'number': record.__name__ or '', 'title': label}
        return Refusal('referred', _('${number} “${title}” refers to it.', mapping=mapping), f'record:{record.id}')

    def restore(self, item: TrashItem | int, name: str | None = None) -> Any:
        """Bring a record back to where it was, under another number if its own was taken."""
        found = self.site.trash.get(item) if isinstance(item, int) else self.site.trash.get(item.id)
        if found is None or not self.may_restore(found):
            raise NotVisible
        return self.bring_back(found, name or found.name)

    def bring_back(self, found: TrashItem, name: str) -> Any:
        """As `restore`, for those who have asked for rights already."""
        record = found.record
        if refusals := self._against_return(found, name):
            raise Hindered(*refusals)
        self.site.trash.take(record.id)
        self._reattach(record, name)
        self._journal(facts.RESTORED, record, details={'name': name, 'parent': found.parent_id, 'count': found.count})
        return record

    def _against_return(self, item: TrashItem, name: str) -> list[Refusal]:
        record, parent = item.record, item.record.__parent__
        refusals = []
        if name == item.name:
            if parent.id_of(name) is not None:
                refusals.append(Refusal('taken', _('“${name}” is in use again.', mapping={'name': name}), 'name'))
        else:
            refusals += self._against_name(parent, name)
        within = {each.id for each in self.subtree(record)}
        missing = {link.object for each in within for link in self.site.relations.of(each)
                   if link.object not in within and not self.live(self.site.ids.get(link.object, record))}
        if missing:
            refusals.append(Refusal('refers_to_missing', _(
                'It refers to records that are in the trash themselves: ${count}.', mapping={'count': len(missing)})))
        return refusals

    def _reattach(self, record: Any, name: str) -> None:
        parent = record.__parent__
        self._shelter(parent)
        parent.attach(record, name)
        field = self.registry.type_of(record).name_from
        if field and getattr(record, field) != name:
            assign(record, {field: name})
        for zone in self._top_zones(record):
            self.site.zones.move(zone, parent.zone)
        if record.zone != record.id and record.zone != parent.zone:
            self._rezone(record, parent.zone)
        self._note(record)
        for each in list(self.subtree(record)):
            self._enter(each)

    def destroy(self, item: TrashItem) -> int:
        """Remove an item from the trash for good, with its files; how many records are gone. Asks for no right."""
        self.site.trash.take(item.id)
        destroyed = list(self.subtree(item.record))
        for each in destroyed:
            self._destroy(each)
        self._journal(facts.DESTROYED, item.record, details={
            'name': item.name, 'parent': item.parent_id, 'count': len(destroyed), 'deleted': item.deleted,
            'deleted_by': item.deleted_by, 'reason': item.reason})
        return len(destroyed)

    def _destroy(self, record: Any) -> None:
        self.site.ids.forget(record.id)
        self.site.relations.forget(record.id)
        if record.zone == record.id:
            self.site.zones.remove(record.id)
        self.site.release(record.id)


def _refused(refusals: list[Refusal]) -> Refused:
    """Taken when only the name is in the way, else Hindered."""
    return Taken(*refusals) if all(each.field == 'name' for each in refusals) else Hindered(*refusals)
