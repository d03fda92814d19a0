"""The end of an upload: all bytes are on the disk, a record takes them, the bytes of the upload go."""

import contextlib
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from muragat.capture.intake.accepted import better_known
from muragat.capture.intake.places import place_of
from muragat.capture.intake.receipts import receipts_for_writing, receipts_of
from muragat.capture.intake.service import delivering, take
from muragat.capture.intake.uploads import DAY, InUse, Order, Upload, Uploads, plain
from muragat.kernel.access import Permission
from muragat.kernel.errors import Busy, Hindered, NoSpace, NotVisible, Refused
from muragat.kernel.principals import SYSTEM, Principal
from muragat.media.service import area_of
from muragat.media.staging import Staged
from muragat.ports.mediatype import IMediaTypes


def uploads_of(settings: Any) -> Uploads:
    """The unfinished uploads of an archive."""
    return Uploads(settings.place('db', 'uploads'), area_of(settings), settings['upload.days'])


def finish(house: Any, uploads: Uploads, upload: Upload, patience: float = 0.0) -> Mapping[str, Any]:
    """Take a whole upload in a transaction of its own, or tell what became of it before; its receipt.

    `Refused` is for good, but for `Busy` and `NoSpace`: then the bytes stay and it may be tried again. `patience`:
    seconds for which another who has the upload is waited for.
    """
    with contextlib.ExitStack() as held:
        try:
            held.enter_context(uploads.held(upload, patience))
        except NotVisible:
            # Another one finished it in between.
            if receipt := receipt_of(house, upload.id):
                return receipt
            raise
        receipt = receipt_of(house, upload.id) or _taken_or_refused(house, uploads, upload)
    uploads.remove(upload.id)
    return receipt


def receipt_of(house: Any, upload_id: str) -> Mapping[str, Any] | None:
    """What became of an upload as it is known now; None when it was not taken."""
    with house.session() as desk:
        return receipts_of(desk.site).find(upload_id)


def _taken_or_refused(house: Any, uploads: Uploads, upload: Upload) -> Mapping[str, Any]:
    if refusals := uploads.refusals(upload):
        raise Hindered(*refusals)
    try:
        return _taken(house, uploads, upload)
    except (Busy, NoSpace):
        raise
    except Refused as refusal:
        uploads.refuse(upload, refusal)
        raise


def _taken(house: Any, uploads: Uploads, upload: Upload) -> Mapping[str, Any]:
    staged = look(house, uploads.staged(upload))
    order = upload.order

    def taken(desk: Any) -> Mapping[str, Any]:
        principal = sender_of(house.principals(desk.site), order)
        own = house.desk(desk.site._p_jar, principal, order.origin)
        found = take(own, place_of(own, order.target), staged, order.filename, order.operator, order.languages,
                     order.again)
        row = {'record': found.record, 'outcome': found.outcome.value, 'sha256': found.sha256, 'size': order.size,
               'cause': [plain(each) for each in found.cause], 'sender': order.sender, 'at': house.clock.now()}
        receipts_for_writing(desk.site).keep(upload.id, row)
        return row

    return house.run(taken, SYSTEM, order.origin)


def look(house: Any, staged: Staged) -> Staged:
    """The same file with its type, as its content tells."""
    found = house.ports[IMediaTypes].of(staged.path)
    return better_known(replace(staged, media_type=found.name, note=found.note))


def sender_of(principals: Any, order: Order) -> Principal:
    """Who sends, with no more rights than he had when he began; `NotVisible` when he works here no more."""
    if order.sender == SYSTEM.id:
        return SYSTEM
    found = principals.find(order.sender)
    if found is None:
        raise NotVisible
    scopes = None if order.scopes is None else frozenset(Permission(each) for each in order.scopes)
    return delivering(replace(found, scopes=scopes))


def finish_left(house: Any, uploads: Uploads) -> int:
    """Take what a crash left whole but not taken, and remove what was taken already; how many there were."""
    done = 0
    for upload in uploads.waiting():
        if upload.whole:
            with contextlib.suppress(Refused, InUse):
                finish(house, uploads, upload)
                done += 1
    return done


def tidy(house: Any, uploads: Uploads) -> None:
    """Remove what expired."""
    now = house.clock.now()
    uploads.sweep(now)
    before = now - uploads.days * DAY

    def swept(desk: Any) -> int:
        receipts = receipts_of(desk.site)
        return receipts.sweep(before) if next(receipts.expired(before), None) is not None else 0

    house.run(swept)
