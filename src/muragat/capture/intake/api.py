"""REST of the intake: a scanning station delivers a file on behalf of a named person."""

import re
from typing import Any

from muragat.api.calls import Call
from muragat.api.operations import ROOT, Operation, Parameter, Reply
from muragat.api.problems import Problem, bad_request
from muragat.api.schemas import TEXT, items, record_of, ref
from muragat.capture.intake.accepted import languages_of
from muragat.capture.intake.finishing import look
from muragat.capture.intake.places import against_receiving, place_named
from muragat.capture.intake.service import Outcome, delivering, operator_named, take
from muragat.kernel.access import Permission
from muragat.kernel.errors import Hindered, Refusal
from muragat.kernel.i18n import _
from muragat.kernel.record import path
from muragat.media.service import area_of
from muragat.media.states import stage_of

_SHA256 = re.compile(r'[0-9a-fA-F]{64}')


def deliver(call: Call) -> Any:
    """The body as a scan for a batch or target; when this answers, every byte is kept."""
    filename, wanted = call.text('filename'), call.text('target')
    if filename is None:
        raise bad_request(_('Name the file in the query: filename=…'), 'filename')
    if wanted is None:
        raise bad_request(_('Name the target in the query: target=…'), 'target')
    languages = languages_of(call.text('language') or '')
    if languages is None:
        raise bad_request(_('The languages are kk, ru and en, joined by +.'), 'language')
    desk = call.house.desk(call.request.snapshot.connection, delivering(call.principal), call.request.origin)
    place = place_named(desk, wanted)
    desk.require(Permission.INGEST, place)
    if refusals := against_receiving(desk, place):
        raise Hindered(*refusals)
    operator = operator_named(desk, call.request.principals, call.text('operator') or '', place)
    staged = area_of(call.house.settings).receive(call.request.body_file, call.request.content_length)
    call.request.add_finished_callback(lambda _request: staged.discard())
    _check_digest(call, staged.sha256)
    taken = take(desk, place, look(call.house, staged), filename, operator, languages, bool(call.flag('again')))
    record = desk.site.ids[taken.record]
    stage = stage_of(desk.site, record.id)
    shape = {'id': str(record.id), 'path': path(record), 'outcome': taken.outcome.value,
             'state': stage[0].value if stage else None, 'sha256': taken.sha256,
             'cause': [call.words(each.message) for each in taken.cause]}
    new = taken.outcome is Outcome.STORED
    return call.reply(shape, 201 if new else 200, {'Location': f'{ROOT}/records/{record.id}'})


def _check_digest(call: Call, sha256: str) -> None:
    """Refuse bytes that are not those which the station meant to send."""
    wanted = call.text('sha256')
    if wanted is not None and not _SHA256.fullmatch(wanted):
        raise bad_request(_('A checksum has 64 hexadecimal digits.'), 'sha256')
    if wanted is not None and wanted.lower() != sha256:
        message = _('The bytes that arrived are not those that were sent; nothing was kept.')
        raise Problem(422, Refusal('sha256', message, 'sha256'))


DELIVERY = record_of({'id': TEXT, 'path': TEXT, 'outcome': {'enum': ['stored', 'duplicate']},
                      'state': {'type': ['string', 'null']}, 'sha256': TEXT, 'cause': items(TEXT)})

OPERATIONS = (
    Operation(
        'deliver', 'POST', '/intake', _('Deliver a scan'), deliver,
        {201: Reply(_('The record that holds the file now'), ref('Delivery'), headers=('Location',)),
         200: Reply(_('The record that holds the same file already'), ref('Delivery'), headers=('Location',))},
        Permission.INGEST, tag='intake', schemas={'Delivery': DELIVERY}, refusals=(409, 422, 507),
        body={'type': 'string', 'format': 'binary'}, body_type='application/octet-stream', parameters=(
            Parameter('target', _('Address, id or reference code of a unit, document or batch.'),
                      {'type': 'string', 'minLength': 1, 'maxLength': 1000}, required=True),
            Parameter('filename', _('How the file is called.'),
                      {'type': 'string', 'minLength': 1, 'maxLength': 1000}, required=True),
            Parameter('operator', _('Login of the person who scanned; the account of the token without it.')),
            Parameter('language', _('Languages of the text: kk, ru, en, joined by +.')),
            Parameter('sha256', _('SHA-256 of the bytes in hexadecimal; other bytes are refused.')),
            Parameter('again', _('Keep the file although the same bytes are held already.'), {'type': 'boolean'}))),
)


def includeme(config: Any) -> None:
    """Mount the operation."""
    config.add_operations(OPERATIONS)
