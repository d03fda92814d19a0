"""Workflow: states, transitions and guards of a type as data, and what stands against a transition."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from zope.i18nmessageid import Message

from muragat.kernel.access import Permission, Role
from muragat.kernel.errors import Refusal
from muragat.kernel.i18n import _

#: ``guard(desk, record)``: everything that stands against the transition, in words; empty when nothing does.
Guard = Callable[[Any, Any], list[Refusal]]
#: ``effect(desk, record)``: what happens with the change of state, in the same transaction.
Effect = Callable[[Any, Any], None]


@dataclass(frozen=True)
class State:
    """Where a record may be; ``waits_for``: the role whose turn it is, if any."""

    name: str
    title: Message
    waits_for: Role | None = None


@dataclass(frozen=True)
class Transition:
    """A way from some states to another; it needs the permission and that no guard refuses."""

    name: str
    title: Message
    sources: tuple[str, ...]
    target: str
    permission: Permission = Permission.TRANSITION
    guards: tuple[Guard, ...] = ()
    note_required: bool = False
    effect: Effect | None = None


@dataclass(frozen=True)
class Workflow:
    """The states of a type and the ways between them; ValueError when a name is double, unknown or unreachable."""

    name: str
    initial: str
    states: tuple[State, ...]
    transitions: tuple[Transition, ...] = ()

    def __post_init__(self) -> None:
        if defects := list(_defects(self)):
            raise ValueError(f'workflow {self.name!r}: ' + '; '.join(defects))

    def state(self, name: str | None) -> State:
        """The state by name; None is the initial one. KeyError when there is none."""
        return {state.name: state for state in self.states}[name or self.initial]

    def transition(self, name: str) -> Transition:
        """The transition by name; KeyError when there is none."""
        return {transition.name: transition for transition in self.transitions}[name]

    def leaving(self, state: str | None) -> tuple[Transition, ...]:
        """The transitions that start in the state, in the order of the workflow."""
        name = self.state(state).name
        return tuple(transition for transition in self.transitions if name in transition.sources)


def _defects(workflow: Workflow) -> Iterator[str]:
    states = [state.name for state in workflow.states]
    names = [transition.name for transition in workflow.transitions]
    yield from (f'{name!r} is there twice' for group in (states, names) for name in set(group) if group.count(name) > 1)
    used = [workflow.initial, *(name for each in workflow.transitions for name in (*each.sources, each.target))]
    yield from (f'there is no state {name!r}' for name in dict.fromkeys(used) if name not in states)
    yield from (f'nothing leads to {name!r}' for name in states if name not in _reachable(workflow))


def _reachable(workflow: Workflow) -> set[str]:
    reached, before = {workflow.initial}, set[str]()
    while reached != before:
        before = set(reached)
        reached |= {each.target for each in workflow.transitions if before & set(each.sources)}
    return reached


class Offer(NamedTuple):
    """A transition that starts in the record's state, and everything that stands against it now."""

    transition: Transition
    refusals: tuple[Refusal, ...]


def open_transitions(desk: Any, record: Any) -> list[Offer]:
    """Every transition that starts in the record's state; those with refusals are shown disabled, with the reasons.

    The note is not asked for here: it is given with the transition.
    """
    workflow = workflow_of(desk.registry, record)
    if workflow is None:
        return []
    return [Offer(each, tuple(_against(desk, record, each))) for each in workflow.leaving(record.state)]


def hindrances(desk: Any, record: Any, name: str, note: str = '') -> list[Refusal]:
    """Everything that stands against the transition now: the state, rights, guards, a missing note."""
    workflow = workflow_of(desk.registry, record)
    if workflow is None or name not in {each.name for each in workflow.transitions}:
        return [Refusal('no_transition', _('There is no transition "${name}".', mapping={'name': name}))]
    transition, state = workflow.transition(name), workflow.state(record.state)
    refusals = _against(desk, record, transition)
    if state.name not in transition.sources:
        mapping = {'transition': transition.title, 'state': state.title}
        wording = _('“${transition}” is not possible in the state “${state}”.', mapping=mapping)
        refusals.insert(0, Refusal('state', wording))
    if transition.note_required and not note.strip():
        refusals.append(Refusal('note', _('This change of state needs a note.'), 'note'))
    return refusals


def workflow_of(registry: Any, record: Any) -> Workflow | None:
    """The workflow of the record's type, None when it has none."""
    name = registry.type_of(record).workflow
    return None if name is None else registry.workflows[name]


def _against(desk: Any, record: Any, transition: Transition) -> list[Refusal]:
    refusals = list(desk.may(transition.permission, record).reasons)
    return refusals + [refusal for guard in transition.guards for refusal in guard(desk, record)]
