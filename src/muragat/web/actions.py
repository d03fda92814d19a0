"""What can be done with a record: one plain button, and a menu in which what is hindered says why."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from muragat.kernel.access import Permission
from muragat.kernel.i18n import _
from muragat.kernel.workflow import open_transitions
from muragat.web.addresses import href


class Action(NamedTuple):
    """A link of the menu; with `hindrances` it is shown without a link and with these reasons."""

    title: str
    address: str
    icon: str
    key: str = ''
    danger: bool = False
    hindrances: Sequence[str] = ()


class Actions(NamedTuple):
    """The button and the menu, in parts that lines divide."""

    primary: Action | None
    groups: list[list[Action]]


_DEEDS = (
    (Permission.MOVE, 'move', _('Move'), 'arrows-move', 'm', False),
    (Permission.MOVE, 'rename', _('Change the number'), 'cursor-text', '', False),
    (Permission.RELATE, 'relate', _('Link to another record'), 'link', '', False),
    (Permission.CLOSE, 'close', _('Close or open to readers'), 'lock', '', False),
    (Permission.PERMIT, 'permit', _('Record a written permission'), 'certificate', '', False),
    (Permission.GRANT, 'grant', _('Give a role'), 'shield', '', False),
)


def actions_of(request: Any, record: Any) -> Actions:
    """What the person may do here."""
    additions = list(_additions(request, record))
    edits = list(_edits(request, record))
    primary = next((action for action in [*additions, *edits] if not action.hindrances), None)
    rest = [action for action in [*edits, *additions] if action is not primary]
    fixed = record.__parent__ is None or record.__parent__.__parent__ is None
    deeds = [] if fixed else list(_deeds(request, record))
    removal = [*([] if fixed else _removal(request, record)), *_trash(request, record)]
    groups = [rest, list(_transitions(request, record)), deeds, removal]
    return Actions(primary, [group for group in groups if group])


def addable(request: Any, record: Any) -> Iterator[Any]:
    """Types that the person may add here."""
    desk = request.desk
    kind = desk.registry.types.get(record.type_name)
    for name in kind.holds if kind else ():
        if request.page.may(Permission.ADD, record, name):
            yield desk.registry.types[name]


def _additions(request: Any, record: Any) -> Iterator[Action]:
    words = request.page.words
    hindrances = _hindrances(request, 'hold', record)
    for place, kind in enumerate(addable(request, record)):
        title = words(_('Add: ${type}'), type=words(kind.title))
        yield Action(title, href(record, 'add', type=kind.name), 'plus', '' if place else 'n', False, hindrances)


def _hindrances(request: Any, act: str, record: Any) -> tuple[str, ...]:
    return tuple(refusal.message for refusal in request.desk.hindrances(act, record))


def _edits(request: Any, record: Any) -> Iterator[Action]:
    if record.__parent__ is not None and request.page.may(Permission.EDIT, record):
        yield Action(_('Edit'), href(record, 'edit'), 'pencil', 'e')


def _deeds(request: Any, record: Any) -> Iterator[Action]:
    for permission, view, title, icon, key, danger in _DEEDS:
        if request.page.may(permission, record):
            hindrances = _hindrances(request, 'move', record) if permission is Permission.MOVE else ()
            yield Action(title, href(record, view), icon, key, danger, hindrances)


def _removal(request: Any, record: Any) -> Iterator[Action]:
    if request.page.may(Permission.DELETE, record):
        yield Action(_('Delete'), href(record, 'delete'), 'trash', '', True, _hindrances(request, 'delete', record))


def _trash(request: Any, record: Any) -> Iterator[Action]:
    """The way to what was deleted here, also for those who may bring back in this place alone."""
    if request.desk.registry.type_of(record).holds and request.page.may(Permission.RESTORE, record):
        yield Action(_('Trash'), '/trash', 'arrow-back-up')


def _transitions(request: Any, record: Any) -> Iterator[Action]:
    if record.__parent__ is None:
        return
    for transition, refusals in open_transitions(request.desk, record):
        reasons = tuple(refusal.message for refusal in _without_rights(refusals))
        if len(reasons) == len(refusals):
            address = href(record, 'transition', name=transition.name)
            yield Action(transition.title, address, 'chevrons-right', '', False, reasons)


def _without_rights(refusals: Iterable[Any]) -> Iterator[Any]:
    """What a person has no right to is not offered at all; what is hindered is, with the reasons."""
    return (refusal for refusal in refusals if refusal.code not in ('role', 'scope', 'closed'))
