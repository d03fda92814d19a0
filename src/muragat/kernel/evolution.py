"""Evolution: steps that bring an older database up to this program, and the class names a database uses."""
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from persistent import Persistent

from muragat.kernel.errors import Refusal
from muragat.kernel.i18n import _

State = dict[str, Any]


@dataclass(frozen=True)
class Step:
    """A change of stored data. `id` is `family.YYYY-MM-DD.what`, for ever; `run(site, registry)` may run twice."""

    id: str
    title: str
    run: Callable[[Any, Any], object]
    after: tuple[str, ...] = ()


class Names(Persistent):
    """Dotted names of the persistent classes that the database has ever stored; it only grows."""

    def __init__(self) -> None:
        self.known: frozenset[str] = frozenset()

    def add(self, names: Iterable[str]) -> None:
        """Put names in; nothing is written when all are known."""
        if not self.known.issuperset(names):
            self.known |= frozenset(names)

    def _p_resolveConflict(self, _old: State, committed: State, new: State) -> State:
        return {**new, 'known': committed['known'] | new['known']}


class Evolution(Persistent):
    """Which steps were done when (seconds of the epoch), and the class names in use."""

    def __init__(self) -> None:
        self.done: dict[str, float] = {}
        self.names = Names()

    def mark(self, step_id: str, now: float) -> None:
        """A step is done."""
        self.done = {**self.done, step_id: now}

    def mark_all(self, registry: Any, now: float) -> None:
        """All steps are done: for a site that is founded now."""
        self.done = dict.fromkeys(registry.steps, now) | self.done


def ordered(steps: Iterable[Step]) -> list[Step]:
    """Steps by `after`, then by date and name. ValueError when one follows an unknown step or itself."""
    by_id = {step.id: step for step in steps}
    result: dict[str, Step] = {}

    def place(step_id: str, trail: tuple[str, ...]) -> None:
        if step_id not in by_id or step_id in trail:
            raise ValueError(f'Evolution step {step_id!r} is unknown or follows itself: {" < ".join(trail)}')
        if step_id not in result:
            for earlier in by_id[step_id].after:
                place(earlier, (*trail, step_id))
            result[step_id] = by_id[step_id]

    for step_id in sorted(by_id, key=lambda name: (name.split('.')[1:2], name)):
        place(step_id, ())
    return list(result.values())


def pending(site: Any, registry: Any) -> list[Step]:
    """Steps that are not done yet, in the order in which they run."""
    done = site.evolution.done
    return [step for step in ordered(registry.steps.values()) if step.id not in done]


def evolve(manager: Any, site: Callable[[], Any], registry: Any, now: float) -> Iterator[Step]:
    """Run what is pending, each step in a transaction of its own; gives each step when it is committed."""
    manager.begin()
    steps = pending(site(), registry)
    manager.abort()
    for step in steps:
        manager.begin()
        try:
            step.run(site(), registry)
            site().evolution.mark(step.id, now)
            manager.commit()
        except BaseException:
            manager.abort()
            raise
        yield step


def rehearse(manager: Any, site: Callable[[], Any], registry: Any) -> list[Step]:
    """Run what is pending in one transaction and undo it; the steps that would be done."""
    manager.begin()
    try:
        steps = pending(site(), registry)
        for step in steps:
            step.run(site(), registry)
        return steps
    finally:
        manager.abort()


def check(root: Mapping[str, Any], registry: Any, renames: Mapping[str, str]) -> list[Refusal]:
    """Why this program must not open the database: classes it does not know, steps that are pending or from later."""
    site = root.get('muragat')
    if site is None:
        return []
    if not isinstance(getattr(site, 'evolution', None), Evolution):
        return [Refusal('unreadable', _('The root of the database cannot be read by this program.'))]
    refusals = [_unknown_class(name) for name in sorted(site.evolution.names.known) if not _found(name, renames)]
    refusals += [Refusal('later_program', _('A later version of the program has written this archive (step ${step}). '
                                            'Start that version.', mapping={'step': step}))
                 for step in sorted(site.evolution.done) if step not in registry.steps]
    refusals += [Refusal('pending_step', _('A step of evolution is pending: ${step}. Run "muragat evolve".',
                                           mapping={'step': step.id}))
                 for step in pending(site, registry)]
    return refusals


def _unknown_class(name: str) -> Refusal:
    return Refusal('unknown_class', _('The database holds objects of the class ${name}, which this program does not '
                                      'know.', mapping={'name': name}))


def _found(name: str, renames: Mapping[str, str]) -> bool:
    module, _dot, attribute = renamed(name, renames).rpartition('.')
    try:
        return hasattr(import_module(module), attribute)
    except ImportError:
        return False


def renamed(name: str, renames: Mapping[str, str]) -> str:
    """The present dotted name of a class, however often it was renamed."""
    seen = {name}
    while (name := renames.get(name, name)) not in seen:
        seen.add(name)
    return name
