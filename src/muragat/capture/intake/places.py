"""Places that files may go to: a batch that receives, or a target; how they are named, and what stands against it."""

from itertools import islice
from typing import Any

from muragat.capture.batch import Batch, operator_of
from muragat.capture.slips import parse
from muragat.capture.states import RECEIVING, RETURNED
from muragat.kernel.access import Permission
from muragat.kernel.errors import Hindered, NotVisible, Refusal
from muragat.kernel.i18n import _
from muragat.kernel.interfaces import IFinder, IScanTarget

#: Open batches among which the one of an operator is looked for.
_LOOKED_AT = 500


def place_of(desk: Any, record_id: int) -> Any:
    """A batch or target by its id; `NotVisible` when there is none, `Hindered` when it takes no scans at all."""
    return _receiver(desk, desk.resolve(record_id))


def place_named(desk: Any, text: str) -> Any:
    """A batch or target by its address, its id, its short address, its reference code or the code on its label."""
    slip = parse(text)
    return _receiver(desk, _named(desk, str(slip.record) if slip is not None else text.strip()))


def _named(desk: Any, text: str) -> Any:
    wanted = text.removeprefix('/r/')
    for address in (wanted, *(f'/{root}/{wanted}' for root in desk.registry.roots)):
        try:
            return desk.resolve(address)
        except NotVisible:
            continue
    for name in desk.registry.roots:
        root = desk.site.get(name)
        finder = None if root is None else desk.registry.adapt(root, IFinder)
        found = None if finder is None else finder.find(desk, text)
        if found is not None:
            return found
    raise NotVisible


def _receiver(desk: Any, record: Any) -> Any:
    if isinstance(record, Batch) or target(desk, record) is not None:
        return record
    raise Hindered(Refusal('no_target', _('Scans go into units, documents and batches, not here.'), 'target'))


def target(desk: Any, record: Any) -> Any:
    """The IScanTarget of a record; None when it takes no scans."""
    return desk.registry.adapt(record, IScanTarget)


def against_receiving(desk: Any, place: Any) -> list[Refusal]:
    """Everything that stands against taking a file in there, rights included."""
    reasons = list(desk.may(Permission.INGEST, place).reasons)
    if isinstance(place, Batch):
        if place.state not in (RECEIVING, RETURNED):
            reasons.append(Refusal('not_receiving', _('Batch ${number} takes no more files.',
                                                      mapping={'number': place.__name__})))
        return reasons
    return reasons + list(target(desk, place).hindrances(desk))


def accepts_at_once(desk: Any, place: Any) -> bool:
    """Whether what goes to the target is accepted without a batch."""
    return bool(target(desk, place).direct() or desk.may(Permission.ACCEPT, place))


def open_batch(desk: Any, place: Any, who: str) -> Any:
    """The latest batch that receives for a target from this person; None when there is none."""
    return max((each for each in open_batches(desk, who) if each.target == place.id),
               key=lambda batch: batch.created, default=None)


def open_batches(desk: Any, who: str) -> list[Any]:
    """Batches of a person that receive, the latest first."""
    found = (desk.find(each) for each in islice(desk.site.catalog.in_state(RECEIVING), _LOOKED_AT))
    own = [each for each in found if isinstance(each, Batch) and operator_of(each) == who]
    return sorted(own, key=lambda batch: batch.created, reverse=True)
