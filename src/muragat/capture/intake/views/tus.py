"""Resumable uploads: the server's part of the protocol tus 1.0.0, with creation, checksum, expiration, termination."""

import base64
import binascii
import re
from collections.abc import Callable, Iterable, Mapping
from contextlib import nullcontext
from email.utils import formatdate
from functools import wraps
from typing import Any

from pyramid.config import Configurator
from pyramid.httpexceptions import HTTPException
from pyramid.request import Request
from pyramid.response import Response
from pyramid.security import NO_PERMISSION_REQUIRED

from muragat.api import problems
from muragat.api.problems import Problem, bad_request
from muragat.capture.intake.accepted import languages_of
from muragat.capture.intake.finishing import finish, receipt_of
from muragat.capture.intake.places import against_receiving, place_named
from muragat.capture.intake.service import delivering, holder_of, operator_named
from muragat.capture.intake.uploads import (
    LARGEST_PIECE,
    ChecksumDiffers,
    InUse,
    OffsetDiffers,
    Order,
    Upload,
    worded,
)
from muragat.kernel.access import Permission
from muragat.kernel.errors import Busy, Forbidden, Hindered, Invalid, NoSpace, NotVisible, Refusal, Refused
from muragat.kernel.i18n import _, translator
from muragat.kernel.record import path
from muragat.media.service import harmless
from muragat.web.addresses import eternal

VERSION = '1.0.0'
EXTENSIONS = 'creation,checksum,expiration,termination'
#: Names of tus -> names of hashlib.
ALGORITHMS: Mapping[str, str] = {'sha256': 'sha256', 'sha1': 'sha1'}
PIECE_TYPE = 'application/offset+octet-stream'
_SHA256 = re.compile(r'[0-9a-f]{64}')
_LONGEST_METADATA = 8192
#: Seconds for which a worker that finishes the same upload is waited for.
PATIENCE = 30.0

View = Callable[[Request], Response]


def tus(view: View) -> View:
    """Answers as the protocol wants them: its version in each, refusals as problems in words."""

    @wraps(view)
    def answered(request: Request) -> Response:
        try:
            _require_sender(request)
            _require_version(request)
            response = view(request)
        except Problem as found:
            response = problems.problem(found, request)
        except OffsetDiffers as found:
            response = problems.problem(Problem(409, _OFFSET, headers=[('Upload-Offset', str(found.args[0]))]), request)
        except ChecksumDiffers:
            response = problems.problem(Problem(460, _CHECKSUM), request)
            response.status = '460 Checksum Mismatch'
        except InUse:
            response = problems.problem(Problem(423, _IN_USE), request)
        except Hindered as hindered:
            # 409 means to a sender that he should ask for the offset and try again.
            response = problems.problem(Problem(422, *hindered.refusals), request)
        except (NotVisible, Forbidden) as refusal:
            # Who asks is known here, by token or by session.
            status = 404 if isinstance(refusal, NotVisible) else 403
            response = problems.problem(Problem(status, *refusal.refusals), request)
        except Refused as refusal:
            response = problems.refused(refusal, request)
        except HTTPException as error:
            response = problems.http_error(error, request)
        response.headers['Tus-Resumable'] = VERSION
        return response

    return answered


_OFFSET = Refusal('offset', _('The file is held up to another place; ask where, and go on from there.'))
_CHECKSUM = Refusal('checksum', _('The piece was hurt on its way; nothing of it was kept. Send it again.'))
_IN_USE = Refusal('in_use', _('Another request is sending this file at this moment.'))


def _require_version(request: Request) -> None:
    given = request.headers.get('Tus-Resumable')
    if given != VERSION and request.method not in ('OPTIONS', 'GET'):
        raise Problem(412, Refusal('version', _('The version of the protocol is ${version}.',
                                                mapping={'version': VERSION})), headers=[('Tus-Version', VERSION)])


def _require_sender(request: Request) -> None:
    if request.method != 'OPTIONS' and request.principal.is_anonymous:
        raise Problem(401, Refusal('signed_out', _('Sign in first, then the upload goes on.')),
                      headers=[('WWW-Authenticate', 'Bearer')])


def told(request: Request) -> Response:
    """What this server can do."""
    largest = request.house.settings['upload.largest']
    return Response(status=204, headerlist=[
        ('Tus-Version', VERSION), ('Tus-Extension', EXTENSIONS), ('Tus-Max-Size', str(largest)),
        ('Tus-Checksum-Algorithm', ','.join(ALGORITHMS))])


def begun(request: Request) -> Response:
    """A new upload: everything that can be refused is refused before the first byte."""
    size = _whole(request, 'Upload-Length')
    said = metadata(request.headers.get('Upload-Metadata', ''))
    order = _order(request, size, said)
    if size > request.uploads.area.largest:
        raise Problem(413, Refusal('too_large', _('The file is larger than ${largest} MB; nothing was taken.', mapping={
            'largest': request.uploads.area.largest >> 20})), headers=[
                ('Tus-Max-Size', str(request.uploads.area.largest))])
    if size == 0:
        raise Invalid(Refusal('empty', _('The file is empty.'), 'file'))
    upload = request.uploads.begin(order)
    return Response(status=201, headerlist=[
        ('Location', f'/uploads/{upload.id}'), ('Upload-Offset', '0'), ('Upload-Expires', _expires(request, upload))])


def _order(request: Request, size: int, said: Mapping[str, str]) -> Order:
    principal = delivering(request.principal)
    desk = request.house.desk(request.snapshot.connection, principal, request.origin)
    place = place_named(desk, said.get('target', ''))
    desk.require(Permission.INGEST, place)
    if refusals := against_receiving(desk, place):
        raise Hindered(*refusals)
    languages = languages_of(said.get('language', ''))
    if languages is None:
        raise Invalid(Refusal('no_language', _('The languages are kk, ru and en, joined by +.'), 'language'))
    sha256 = said.get('sha256', '').lower()
    if sha256 and not _SHA256.fullmatch(sha256):
        raise Invalid(Refusal('sha256', _('A checksum has 64 hexadecimal digits.'), 'sha256'))
    scopes = request.principal.scopes
    return Order(
        harmless(said.get('filename') or said.get('name') or ''), size, place.id, principal.id,
        operator_named(desk, request.principals, said.get('operator', ''), place), languages, sha256,
        said.get('again') == 'yes', None if scopes is None else tuple(sorted(each.value for each in scopes)),
        request.origin, request.house.clock.now())


def metadata(header: str) -> dict[str, str]:
    """Keys and texts of the header `Upload-Metadata`."""
    if len(header) > _LONGEST_METADATA:
        raise bad_request(_('${name} is too long.', mapping={'name': 'Upload-Metadata'}))
    found: dict[str, str] = {}
    for pair in filter(None, (each.strip() for each in header.split(','))):
        key, _space, value = pair.partition(' ')
        try:
            text = base64.b64decode(value.strip(), validate=True).decode('utf8', 'replace')
        except binascii.Error:
            raise _BAD_METADATA from None
        if key in found:
            raise _BAD_METADATA
        found[key] = text
    return found


_BAD_METADATA = bad_request(_('Upload-Metadata has keys, each once, with values in Base64, parted by commas.'))


def asked(request: Request) -> Response:
    """How far an upload is."""
    upload = _found(request)
    if not isinstance(upload, Upload):
        return _at(upload['size'], upload['size'])
    if request.uploads.refusals(upload):
        return Response(status=410)
    response = _at(upload.offset, upload.order.size)
    response.headers['Upload-Expires'] = _expires(request, upload)
    return response


def _at(offset: int, size: int) -> Response:
    return Response(status=200, headerlist=[
        ('Upload-Offset', str(offset)), ('Upload-Length', str(size)), ('Cache-Control', 'no-store')])


def sent(request: Request) -> Response:
    """A piece; with the last one the file is taken before this answers."""
    if request.content_type != PIECE_TYPE:
        raise Problem(415, Refusal('media_type', _('Send ${kind}.', mapping={'kind': PIECE_TYPE})))
    offset = _whole(request, 'Upload-Offset')
    upload = _found(request)
    if not isinstance(upload, Upload):
        return _last(upload, offset)
    if refusals := request.uploads.refusals(upload):
        raise Hindered(*refusals)
    if (request.content_length or 0) > LARGEST_PIECE:
        raise Problem(413, Refusal('too_large', _('A piece has at most ${most} MB.', mapping={
            'most': LARGEST_PIECE >> 20})))
    at = request.uploads.append(upload, offset, request.body_file, _checksum(request))
    if at < upload.order.size:
        return Response(status=204, headerlist=[
            ('Upload-Offset', str(at)), ('Upload-Expires', _expires(request, upload))])
    return _last(finish(request.house, request.uploads, upload, PATIENCE), None)


def _last(receipt: Mapping[str, Any], offset: int | None) -> Response:
    if offset not in (None, receipt['size']):
        raise OffsetDiffers(receipt['size'])
    return Response(status=204, headerlist=[
        ('Upload-Offset', str(receipt['size'])), ('Muragat-Outcome', receipt['outcome']),
        ('Muragat-Record', str(receipt['record'] or '')), ('Muragat-Sha256', receipt['sha256'])])


def _checksum(request: Request) -> tuple[str, bytes] | None:
    header = request.headers.get('Upload-Checksum')
    if header is None:
        return None
    name, _space, value = header.partition(' ')
    try:
        digest = base64.b64decode(value.strip(), validate=True)
    except binascii.Error:
        digest = b''
    if name not in ALGORITHMS or not digest:
        raise bad_request(_('Checksums are ${names}, in Base64.', mapping={'names': ', '.join(ALGORITHMS)}))
    return ALGORITHMS[name], digest


def ended(request: Request) -> Response:
    """Forget an upload that is not finished."""
    upload = _found(request)
    if not isinstance(upload, Upload):
        raise Hindered(Refusal('taken', _('The file was taken already.')))
    with request.uploads.held(upload) if upload.bytes.exists() else nullcontext():
        request.uploads.remove(upload.id)
    return Response(status=204)


def described(request: Request) -> Response:
    """What became of an upload, for programs and pages."""
    return _shape(request, _found(request))


def held(request: Request) -> Response:
    """Where a file with this checksum is held already, so that it need not be sent."""
    sha256 = request.GET.get('sha256', '').lower()
    if not _SHA256.fullmatch(sha256):
        raise bad_request(_('A checksum has 64 hexadecimal digits.'), 'sha256')
    desk = request.house.desk(request.snapshot.connection, delivering(request.principal), request.origin)
    record = holder_of(desk, sha256)
    return Response(json_body={'record': None, 'address': None, 'path': None} if record is None else {
        'record': str(record.id), 'address': eternal(record.id), 'path': path(record)})


def finished(request: Request) -> Response:
    """Finish a whole upload (again): one record, however often it is asked for."""
    override = request.headers.get('X-HTTP-Method-Override', '').upper()
    if override in ('PATCH', 'DELETE', 'HEAD'):
        return {'PATCH': sent, 'DELETE': ended, 'HEAD': asked}[override](request)
    found: Upload | Mapping[str, Any] = _found(request)
    if isinstance(found, Upload) and found.whole and not request.uploads.refusals(found):
        try:
            found = finish(request.house, request.uploads, found, PATIENCE)
        except (Busy, NoSpace, NotVisible):
            raise
        except Refused:
            return _shape(request, found)
    return _shape(request, found)


def _shape(request: Request, found: Upload | Mapping[str, Any]) -> Response:
    if not isinstance(found, Upload):
        return Response(json_body={
            'state': found['outcome'], 'offset': found['size'], 'size': found['size'], 'sha256': found['sha256'],
            'record': str(found['record']), 'cause': _words(request, map(worded, found['cause'])),
            **_address(request, found['record'])})
    refusals = request.uploads.refusals(found)
    return Response(json_body={
        'state': 'refused' if refusals else 'receiving', 'offset': 0 if refusals else found.offset,
        'size': found.order.size, 'sha256': None, 'record': None, 'cause': _words(request, refusals),
        'address': None, 'path': None})


def _address(request: Request, record_id: int) -> dict[str, str | None]:
    """Where the record is, in a new look at the archive: it may be younger than this request."""
    with request.house.session(delivering(request.principal), request.origin) as desk:
        record = desk.find(record_id)
        return {'address': eternal(record_id) if record is not None else None,
                'path': path(record) if record is not None else None}


def _words(request: Request, refusals: Iterable[Refusal]) -> str:
    words = translator(problems.language_of(request)).translate
    return ' '.join(words(each.message) for each in refusals)


def _found(request: Request) -> Upload | Mapping[str, Any]:
    """An upload of the sender on the disk, or the receipt of a finished one; `NotVisible` when there is neither."""
    upload_id, sender = request.matchdict['id'], request.principal.id
    receipt = receipt_of(request.house, upload_id)
    if receipt is not None:
        if receipt['sender'] != sender:
            raise NotVisible
        return receipt
    upload: Upload = request.uploads.find(upload_id)
    if upload.order.sender != sender:
        raise NotVisible
    return upload


def _expires(request: Request, upload: Upload) -> str:
    return formatdate(request.uploads.expires(upload), usegmt=True)


def _whole(request: Request, name: str) -> int:
    value = request.headers.get(name, '')
    if not (value.isascii() and value.isdigit() and len(value) < 17):
        raise bad_request(_('The header ${name} must be a whole number.', mapping={'name': name}), name)
    return int(value)


def includeme(config: Configurator) -> None:
    """`/uploads` and `/uploads/{id}`; who may is asked in the view, since a program is to be told in its own way."""
    config.add_route('uploads', '/uploads')
    config.add_route('upload', '/uploads/{id}')
    for route, method, view in (
        ('uploads', 'OPTIONS', told), ('uploads', 'POST', begun), ('uploads', 'GET', held), ('upload', 'OPTIONS', told),
        ('upload', 'HEAD', asked), ('upload', 'PATCH', sent), ('upload', 'DELETE', ended),
        ('upload', 'POST', finished), ('upload', 'GET', described),
    ):
        config.add_view(tus(view), route_name=route, request_method=method, permission=NO_PERMISSION_REQUIRED)
