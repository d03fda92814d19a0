"""One service behind every way in: a received file becomes a record, once, or is refused with every reason."""

from collections.abc import Iterable
from dataclasses import replace
from enum import StrEnum
from typing import Any, NamedTuple

from muragat.capture.batch import Batch
from muragat.capture.deliveries import Delivered, begin, deliver, deliver_into
from muragat.capture.intake.accepted import against
from muragat.capture.intake.facts import ALREADY_HELD, TAKEN
from muragat.capture.intake.places import accepts_at_once, against_receiving, open_batch
from muragat.kernel.access import Permission
from muragat.kernel.errors import Forbidden, Hindered, Invalid, Refusal, Refused
from muragat.kernel.i18n import _
from muragat.kernel.principals import Principal
from muragat.kernel.record import path
from muragat.media.originals import originals_of
from muragat.media.service import Files, harmless
from muragat.media.staging import Staged, StagingArea

#: What delivering needs besides the right to take in scans: a token for delivering may do this while it delivers.
NEEDED = frozenset({Permission.VIEW, Permission.ADD, Permission.UPLOAD})


class Outcome(StrEnum):
    """What became of a file that was handed over."""

    STORED = 'stored'
    DUPLICATE = 'duplicate'
    REFUSED = 'refused'


class Taken(NamedTuple):
    """What became of a file: the record that holds it, and why it is no new one."""

    record: int | None
    outcome: Outcome
    cause: tuple[Refusal, ...]
    sha256: str


def take(desk: Any, place: Any, staged: Staged, filename: str, operator: str = '', languages: Iterable[str] = (),
         again: bool = False) -> Taken:
    """Keep a received file in a batch or a target, in the caller's transaction; `Refused` with every reason.

    `operator`: principal id of the person who scanned, when it is not the one of the desk. `languages`: 'kk', 'ru',
    'en'. The same bytes held by a record that the person sees are not kept twice, unless `again`.
    """
    desk.require(Permission.INGEST, place)
    if refusals := list(against(staged)):
        raise Invalid(*refusals)
    who, name = operator or desk.principal.id, harmless(filename)
    holder = None if again else holder_of(desk, staged.sha256)
    if holder is not None:
        desk.fact(ALREADY_HELD, place, principal=who, filename=name, holder=holder.id, sha256=staged.sha256)
        return Taken(holder.id, Outcome.DUPLICATE, (_held(holder),), staged.sha256)
    if refusals := against_receiving(desk, place):
        raise Hindered(*refusals)
    files = Files(desk, StagingArea(staged.path.parent), None)
    kept = _delivered(desk, files, place, staged, name, who, languages)
    desk.fact(TAKEN, kept.record, principal=who, filename=name, sha256=staged.sha256, number=kept.file.number)
    return Taken(kept.record.id, Outcome.STORED, (), staged.sha256)


def _delivered(desk: Any, files: Files, place: Any, staged: Staged, filename: str, who: str,
               languages: Iterable[str]) -> Delivered:
    if not isinstance(place, Batch):
        if accepts_at_once(desk, place):
            return deliver_into(desk, files, place, staged, filename, languages, who)
        place = open_batch(desk, place, who) or begin(desk, place, operator=who)
    return deliver(desk, files, place, staged, filename, languages)


def holder_of(desk: Any, sha256: str) -> Any:
    """A record that holds these bytes and that the person sees; None when there is none."""
    found = (desk.find(record_id) for record_id, _number, _version in originals_of(desk.site).holding(sha256))
    return next((record for record in found if record is not None), None)


def _held(holder: Any) -> Refusal:
    return Refusal('held', _('The same file is held already: ${address}', mapping={'address': path(holder)}))


def refused(refusal: Refused, sha256: str = '') -> Taken:
    """A refusal as an outcome."""
    return Taken(None, Outcome.REFUSED, refusal.refusals, sha256)


def delivering(principal: Principal) -> Principal:
    """The principal for the time of a delivery: a token that may take in scans need not be good for anything else."""
    if principal.scopes is None or Permission.INGEST not in principal.scopes:
        return principal
    return replace(principal, scopes=principal.scopes | NEEDED)


def operator_named(desk: Any, principals: Any, login: str, place: Any) -> str:
    """Principal id of the person who scans, by login; `Refused` when he does not work here or may not scan there."""
    if not login:
        return ''
    found = principals.by_login(login)
    if found is None:
        raise Invalid(Refusal('no_operator', _('Nobody works here under the login “${login}”.',
                                               mapping={'login': login[:64]}), 'operator'))
    if not desk.gate.decide(found, Permission.INGEST, place):
        raise Forbidden(Refusal('operator', _('${name} may not take in scans here.', mapping={'name': found.name}),
                                'operator'))
    return str(found.id)
