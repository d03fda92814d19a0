"""Writing at the desk: adding and changing records, their states and links."""

from collections.abc import Mapping
from textwrap import shorten
from typing import Any

from muragat.kernel import facts, workflow
from muragat.kernel.access import Permission
from muragat.kernel.catalog import span_field
from muragat.kernel.closure import opens
from muragat.kernel.codecs import validate
from muragat.kernel.desk_ground import Ground
from muragat.kernel.errors import Forbidden, Hindered, Invalid, NotVisible, Refusal, Refused, Taken
from muragat.kernel.fields import assign
from muragat.kernel.folder import Folder, taken
from muragat.kernel.i18n import _
from muragat.kernel.pointers import with_hidden
from muragat.kernel.record import Record
from muragat.kernel.staleness import reconcile
from muragat.kernel.types import RecordType
from muragat.language.numbers import number_key

LONGEST_NAME = 100
#: Characters of a reason that a refusal repeats.
_REASON = 100


class Writing(Ground):
    """Each write asks for rights, gathers every hindrance, then changes everything or nothing."""

    def add(self, parent: Any, type_name: str, values: Mapping[str, Any], name: str | None = None) -> Any:
        """A new record in a folder. Its name comes from the type's field, else from `name`, else the next number."""
        record_type = self.type_named(type_name)
        self.require(Permission.ADD, parent, type_name)
        not_held = self._not_held(parent, record_type)
        if hindrances := [not_held] if not_held else self._guards('hold', parent):
            raise Hindered(*hindrances)
        return self.create(parent, record_type, values, name)

    def create(self, parent: Any, record_type: RecordType, values: Mapping[str, Any], name: str | None = None) -> Any:
        """As `add`, for those who have asked for rights already."""
        values, name = self._named(parent, record_type, dict(values), name)
        refusals = validate(record_type.schema, values, None, self)
        taken_by = self._against_name(parent, name)
        if refusals:
            raise Invalid(*refusals, *taken_by)
        if taken_by:
            raise Taken(*taken_by)
        self._shelter(parent)
        record = self._born(parent, record_type, values)
        parent.attach(record, name)
        self.site.ids.put(record)
        self._enter(record)
        self.site.relations.refer(record.id, record_type.schema, values)
        self._journal(facts.ADDED, record, after=self._plain(record_type, values),
                      details={'name': name, 'parent': parent.id, 'type': record_type.name})
        return record

    def _born(self, parent: Any, record_type: RecordType, values: Mapping[str, Any]) -> Any:
        record = record_type.factory()
        assign(record, values)
        record.id = self.site.ids.allocate()
        record.created = record.modified = self.clock.now()
        record.created_by = record.modified_by = self.principal.id
        if record_type.workflow:
            record.state = self.registry.workflows[record_type.workflow].initial
        record.zone = record.id if record_type.zone else parent.zone
        if record_type.zone:
            self.site.zones.add(record.id, parent.zone, record_type.name)
        return record

    def _not_held(self, parent: Any, record_type: RecordType) -> Refusal | None:
        holds = self.registry.types[parent.type_name].holds if parent.type_name in self.registry.types else ()
        if record_type.name in holds and isinstance(parent, Folder):
            return None
        return Refusal('not_held', _('“${type}” cannot be kept here.', mapping={'type': record_type.title}), 'type')

    def _named(self, parent: Any, record_type: RecordType, values: dict[str, Any],
               name: str | None) -> tuple[dict[str, Any], str]:
        field = record_type.name_from
        if field is None:
            return values, name if name is not None else self.next_number(parent)
        if name is not None:
            values.setdefault(field, name)
        return values, str(values.get(field) or '')

    def next_number(self, parent: Any) -> str:
        """The next number that neither a child nor a record in the trash bears."""
        number: str = parent.next_number()
        while self.site.trash.holds_name(parent.id, number) or number in parent:
            number = str(int(number) + 1)
        return number

    def _against_name(self, parent: Any, name: str, record: Record | None = None) -> list[Refusal]:
        """Why a record (None: a new one) may not bear the name in the folder."""
        if name in ('.', '..') or '/' in name or not name.isprintable() or len(name) > LONGEST_NAME:
            return [Refusal('bad_name', _('This cannot be a number or name.'), 'name')]
        if not number_key(name):
            return [Refusal('bad_name', _('A number or name is needed.'), 'name')]
        holder = parent.id_of(name)
        if holder is not None and (record is None or holder != record.id):
            return [taken(name)]
        if self.site.trash.holds_name(parent.id, name):
            return [Refusal('taken_in_trash', self._in_trash(parent, name), 'name')]
        return []

    def _in_trash(self, parent: Any, name: str) -> Any:
        """Which deleted record keeps the name; who may not bring it back learns no more than that there is one."""
        item = next(filter(self.may_restore, self.site.trash.holders(parent.id, name)), None)
        if item is None:
            return _('“${name}” belongs to a record in the trash.', mapping={'name': name})
        return _('“${name}” belongs to a record that lies in the trash (${type}, reason: ${reason}). Bring it back '
                 'from there, or choose another number.',
                 mapping={'name': name, 'type': self.registry.type_of(item.record).title,
                          'reason': shorten(item.reason, _REASON, placeholder='…')})

    def change(self, record: Any, values: Mapping[str, Any], revision: int | None = None, merge: bool = False) -> Any:
        """Set values. With the revision they were read at, what others changed meanwhile is never overwritten: Stale.

        `merge`: let others' changes of fields that this person left alone stand, and go on when nothing conflicts.
        """
        self.require(Permission.EDIT, record)
        record_type = self.registry.type_of(record)
        if refusals := validate(record_type.schema, values, record, self):
            raise Invalid(*refusals)
        values = with_hidden(self, record, record_type.schema, values)
        new = {name: value for name, value in values.items() if getattr(record, name) != value}
        if revision is not None and revision != record.revision and new:
            new = reconcile(self.site.journal, record, record_type.schema, new, revision, merge)
        if new:
            self._change(record, record_type, new)
        return record

    def _change(self, record: Any, record_type: RecordType, new: dict[str, Any]) -> None:
        before = self._plain(record_type, {name: getattr(record, name) for name in new})
        dated = span_field(record_type.schema) in new and bool(record.closures)
        if dated and self._opens_sooner(record, new[span_field(record_type.schema) or '']):
            self.require(Permission.CLOSE, record)
        if record_type.name_from in new:
            self._renamed(record, str(new[record_type.name_from]))
        assign(record, new)
        self._stamp(record)
        if dated:
            self._set_closures(record, record.closures)
        self.site.relations.refer(record.id, record_type.schema, new)
        self._enter(record)
        self._note(record)
        self._journal(facts.CHANGED, record, before, self._plain(record_type, new),
                      {'revision': record.revision, 'fields': sorted(new)})

    def _opens_sooner(self, record: Any, dates: Any) -> bool:
        """Whether a closed record would open before its time because it is dated otherwise."""
        now = opens(record.closures, self._dates(record), self.site, self.registry)
        return opens(record.closures, dates, self.site, self.registry) < now

    def _renamed(self, record: Any, name: str) -> None:
        """Give the record another name in its folder."""
        if refusals := self._against_name(record.__parent__, name, record):
            raise Taken(*refusals)
        parent = record.__parent__
        parent.detach(record)
        parent.attach(record, name)

    def transition(self, record: Any, name: str, note: str = '') -> Any:
        """Go from one state to another; all that stands against it is told at once."""
        if not self.visible(record):
            raise NotVisible
        flow = workflow.workflow_of(self.registry, record)
        refusals = workflow.hindrances(self, record, name, note)
        if flow is None or refusals:
            raise self._against_transition(flow, record, name, refusals)
        before = record.state
        transition = flow.transition(name)
        record.state = transition.target
        self._stamp(record)
        self._enter(record)
        details = {'transition': name, 'from': before, 'to': record.state, 'note': note, 'revision': record.revision}
        self._journal(facts.TRANSITION, record, {'state': before}, {'state': record.state}, details)
        if transition.effect is not None:
            transition.effect(self, record)
        return record

    def _against_transition(self, flow: workflow.Workflow | None, record: Any, name: str,
                            refusals: list[Refusal]) -> Refused:
        """Forbidden when a right is missing too, else Hindered; either way with every reason."""
        known = {each.name: each for each in flow.transitions} if flow is not None else {}
        if name in known and not self.may(known[name].permission, record):
            return Forbidden(*refusals)
        return Hindered(*refusals)

    def relate(self, subject: Any, kind: str, object: Any) -> None:
        """Link two records; the kind is one that the registry declares."""
        self._may_relate(subject, kind, object)
        if self.site.relations.add(subject.id, kind, object.id):
            self._told_of_link(facts.RELATED, subject, kind, object)

    def unrelate(self, subject: Any, kind: str, object: Any) -> None:
        """Take a link away; nothing happens when there is none."""
        self._may_relate(subject, kind, object)
        if self.site.relations.remove(subject.id, kind, object.id):
            self._told_of_link(facts.UNRELATED, subject, kind, object)

    def _may_relate(self, subject: Any, kind: str, object: Any) -> None:
        self.require(Permission.RELATE, subject)
        if not self.visible(object):
            raise NotVisible
        if kind not in self.registry.relation_kinds:
            raise Invalid(Refusal('no_kind', _('There is no such kind of link.'), 'kind'))
        if subject.id == object.id:
            raise Invalid(Refusal('itself', _('A record cannot be linked to itself.'), 'object'))

    def _told_of_link(self, what: str, subject: Any, kind: str, object: Any) -> None:
        self._journal(what, subject, details={'kind': kind, 'other': object.id})
        self._journal(what, object, details={'kind': kind, 'other': subject.id, 'backward': True})

    def _forbid(self, refusals: list[Refusal]) -> None:
        if refusals:
            raise Forbidden(*refusals)
