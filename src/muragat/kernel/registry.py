"""What the families declare: types, workflows, vocabularies, parameters, adapters; frozen before the first request."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, NamedTuple, Protocol

from zope.interface import implementedBy, providedBy
from zope.interface.adapter import AdapterRegistry
from zope.interface.interface import InterfaceClass

from muragat.kernel.fields import ClosureField, Reference, VocabularyChoice, fields_of
from muragat.kernel.numbering import Locks
from muragat.kernel.types import RecordType
from muragat.kernel.visibility import Sights


class RegistrationConflict(Exception):
    """Two declarations under one name, or a declaration after the registry was frozen."""


class Named(Protocol):
    """Anything declared under a name of its own."""

    @property
    def name(self) -> str: ...


class Identified(Protocol):
    """An evolution step: known for ever by its id."""

    @property
    def id(self) -> str: ...


class Root(NamedTuple):
    """A record that a new site has from its foundation, directly below the site; `place` orders menu and tree."""

    name: str
    type_name: str
    values: Mapping[str, Any]
    place: int = 0


class JobKind(NamedTuple):
    """A kind of background work and who does it."""

    name: str
    handler: Callable[..., Any]
    title: str
    #: Whether it fills the processors for a long time; a worker keeps a thread free for what does not.
    heavy: bool = False


class NumberJournal(NamedTuple):
    """A registration journal whose numbers are given without gaps; the pattern has `{number}` and `{year}`."""

    name: str
    title: str
    pattern: str


class RoleRow(NamedTuple):
    """What a role may do with records of a type ('*': of any type)."""

    role: Any
    type_name: str
    permissions: frozenset[Any]


@dataclass
class _Shelf:
    """Things of one sort by name; a second thing of the same name is refused."""

    sort: str
    things: dict[str, Any] = field(default_factory=dict)

    def put(self, name: str, thing: Any) -> None:
        if name in self.things:
            raise RegistrationConflict(f'{self.sort} {name!r} is declared twice')
        self.things[name] = thing

    @property
    def view(self) -> Mapping[str, Any]:
        return MappingProxyType(self.things)


class Registry:
    """Filled by `main` from each family's `register(registry)`, then frozen; only read afterwards."""

    def __init__(self) -> None:
        self._frozen = False
        self._types = _Shelf('type')
        self._workflows = _Shelf('workflow')
        self._vocabularies = _Shelf('vocabulary')
        self._parameters = _Shelf('parameter')
        self._steps = _Shelf('step')
        self._job_kinds = _Shelf('job kind')
        self._journals = _Shelf('journal')
        self._facts = _Shelf('fact')
        self._panels = _Shelf('panel')
        self._health_checks = _Shelf('health check')
        self._roots = _Shelf('root')
        self._relation_kinds = _Shelf('relation kind')
        self._role_rows: list[RoleRow] = []
        self._adapters: Any = AdapterRegistry()

        self.types: Mapping[str, RecordType] = self._types.view
        self.workflows: Mapping[str, Any] = self._workflows.view
        self.vocabularies: Mapping[str, Any] = self._vocabularies.view
        self.parameters: Mapping[str, Any] = self._parameters.view
        self.steps: Mapping[str, Any] = self._steps.view
        self.job_kinds: Mapping[str, JobKind] = self._job_kinds.view
        self.journals: Mapping[str, NumberJournal] = self._journals.view
        self.facts: Mapping[str, str] = self._facts.view
        self.panels: Mapping[str, Any] = self._panels.view
        self.health_checks: Mapping[str, Any] = self._health_checks.view
        self.roots: Mapping[str, Root] = self._roots.view
        self.relation_kinds: Mapping[str, str] = self._relation_kinds.view

        #: What is shared by the threads of a process: computed sights, and a lock per counter.
        self.sights = Sights()
        self.locks = Locks()

    def _put(self, shelf: _Shelf, name: str, thing: Any) -> None:
        self._refuse_when_frozen(f'{shelf.sort} {name!r}')
        shelf.put(name, thing)

    def _refuse_when_frozen(self, what: str) -> None:
        if self._frozen:
            raise RegistrationConflict(f'{what} came after the registry was frozen')

    def add_type(self, record_type: RecordType) -> None:
        """A type of record."""
        self._put(self._types, record_type.name, record_type)

    def type_of(self, record: Any) -> RecordType:
        """The type of a record; KeyError when no family declares it."""
        return self.types[record.type_name]

    def add_root(self, name: str, type_name: str, values: Mapping[str, Any], place: int = 0) -> None:
        """A record that `found` puts directly below a new site; menus show those of a lower `place` first."""
        self._put(self._roots, name, Root(name, type_name, MappingProxyType(dict(values)), place))

    def add_workflow(self, workflow: Named) -> None:
        """States and transitions that types name."""
        self._put(self._workflows, workflow.name, workflow)

    def add_vocabulary(self, vocabulary: Named) -> None:
        """The default terms of a list that an administrator may edit."""
        self._put(self._vocabularies, vocabulary.name, vocabulary)

    def add_parameter(self, parameter: Named) -> None:
        """A number of law with its dated default values."""
        self._put(self._parameters, parameter.name, parameter)

    def add_step(self, step: Identified) -> None:
        """An evolution step."""
        self._put(self._steps, step.id, step)

    def add_job_kind(self, name: str, handler: Callable[..., Any], title: str, heavy: bool = False) -> None:
        """A kind of background work."""
        self._put(self._job_kinds, name, JobKind(name, handler, title, heavy))

    def add_journal(self, name: str, title: str, pattern: str = '{number}') -> None:
        """A registration journal with its own numbers of each year."""
        self._put(self._journals, name, NumberJournal(name, title, pattern))

    def add_fact(self, what: str, wording: str) -> None:
        """How the journal words a fact; placeholders name keys of the entry's details."""
        self._put(self._facts, what, wording)

    def add_relation_kind(self, name: str, title: str) -> None:
        """A kind of link between records."""
        self._put(self._relation_kinds, name, title)

    def add_panel(self, name: str, panel: Any) -> None:
        """A part of the home page."""
        self._put(self._panels, name, panel)

    def add_health_check(self, name: str, check: Any) -> None:
        """A check that the health page and `verify` show."""
        self._put(self._health_checks, name, check)

    def add_roles(self, rows: Iterable[tuple[Any, str, Iterable[Any]]]) -> None:
        """Rows (role, type name or '*', permissions) on top of the kernel's table."""
        self._refuse_when_frozen('roles')
        self._role_rows += [RoleRow(role, name, frozenset(permissions)) for role, name, permissions in rows]

    @property
    def role_rows(self) -> tuple[RoleRow, ...]:
        """All rows that families added, in the order of declaration."""
        return tuple(self._role_rows)

    def register_adapter(self, factory: Callable[[Any], Any], for_: Any, provides: InterfaceClass) -> None:
        """`factory(object)` gives `provides` for objects of an interface or class."""
        self._refuse_when_frozen(f'an adapter to {provides.__name__}')
        required = [_specification(for_)]
        if self._adapters.registered(required, provides) is not None:
            raise RegistrationConflict(f'{for_.__name__} is adapted to {provides.__name__} twice')
        self._adapters.register(required, provides, '', factory)

    def adapt(self, thing: Any, interface: InterfaceClass, default: Any = None) -> Any:
        """The thing itself when it provides the interface, else its adapter, else the default."""
        provided = providedBy(thing)
        if provided.isOrExtends(interface):
            return thing
        factory = self._adapters.lookup1(provided, interface)
        return default if factory is None else factory(thing)

    def freeze(self) -> None:
        """End of declaration; names that declarations use must exist by now."""
        self._check_names()
        self._frozen = True

    def _check_names(self) -> None:
        for record_type in self.types.values():
            if record_type.workflow and record_type.workflow not in self.workflows:
                raise RegistrationConflict(f'type {record_type.name!r} names no workflow: {record_type.workflow!r}')
            if missing := [name for name in record_type.holds if name not in self.types]:
                raise RegistrationConflict(f'type {record_type.name!r} holds unknown types: {missing}')
            self._check_fields(record_type)
        for root in self.roots.values():
            if root.type_name not in self.types:
                raise RegistrationConflict(f'root {root.name!r} has an unknown type: {root.type_name!r}')

    def _check_fields(self, record_type: RecordType) -> None:
        fields = fields_of(record_type.schema)
        named = {*record_type.columns, *filter(None, [record_type.name_from])}
        if unknown := sorted(named - fields.keys()):
            raise RegistrationConflict(f'type {record_type.name!r} names no field of its schema: {unknown}')
        for name, each in fields.items():
            if name == 'closures' or isinstance(each, ClosureField):
                raise RegistrationConflict(f'{record_type.name}.{name}: closures are no field, the desk sets them')
            item = getattr(each, 'value_type', None) or each
            if isinstance(item, VocabularyChoice) and item.vocabulary not in self.vocabularies:
                raise RegistrationConflict(f'{record_type.name}.{name} has an unknown vocabulary: {item.vocabulary!r}')
            if isinstance(item, Reference) and (missing := [kind for kind in item.types if kind not in self.types]):
                raise RegistrationConflict(f'{record_type.name}.{name} refers to unknown types: {missing}')


def _specification(for_: Any) -> Any:
    return for_ if isinstance(for_, InterfaceClass) else implementedBy(for_)  # type: ignore[no-untyped-call]
