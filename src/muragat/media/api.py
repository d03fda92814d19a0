"""REST operations on the files of records: up and down, in parts, each with its checksum."""
import base64
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from pyramid.response import Response

from muragat.api.calls import Call, moment
from muragat.api.operations import ROOT, Operation, Parameter, Reply
from muragat.api.problems import Problem, bad_request
from muragat.api.schemas import COUNT, MOMENT, TEXT, items, record_of, ref
from muragat.kernel.access import Permission
from muragat.kernel.errors import NotVisible, Refusal
from muragat.kernel.i18n import _
from muragat.media.service import FileOf, Files
from muragat.media.staging import StagingArea
from muragat.ports.mediatype import IMediaTypes

_RANGE = re.compile(r'bytes=([0-9]{0,18})-([0-9]{0,18})')


def files_of(call: Call) -> Files:
    """The files as the caller may meet them."""
    settings = call.house.settings
    area = StagingArea(settings.place('db', 'staging'), settings['upload.min_free'], settings['upload.largest'])
    return Files(call.desk, area, call.house.ports[IMediaTypes])


def list_files(call: Call) -> Any:
    """The newest version of each file of a record."""
    record = call.record
    return call.reply({'items': [_shape(record, each) for each in files_of(call).of(record)]})


def read_file(call: Call) -> Any:
    """What is known of a file."""
    record = call.record
    return call.reply(_shape(record, _found(call, record)))


def list_versions(call: Call) -> Any:
    """All versions of a file, the oldest first."""
    record = call.record
    return call.reply({'items': [_shape(record, each) for each in files_of(call).versions(record, _number(call))]})


def add_file(call: Call) -> Any:
    """The body as a new file of the record."""
    return _attach(call, None)


def add_version(call: Call) -> Any:
    """The body as a newer version of a file."""
    return _attach(call, _number(call))


def _attach(call: Call, number: int | None) -> Any:
    """Keep the body; when this answers, every byte is on disk with its directory entry."""
    record, filename = call.record, call.text('filename')
    if filename is None:
        raise bad_request(_('Name the file in the query: filename=…'), 'filename')
    call.desk.require(Permission.UPLOAD, record)
    files = files_of(call)
    staged = files.receive(call.request.body_file, call.request.content_length)
    call.request.add_finished_callback(lambda request: staged.discard())
    _check_digest(call, staged.sha256)
    kept = files.attach(record, staged, filename, number)
    location = f'{ROOT}/records/{record.id}/files/{kept.number}'
    return call.reply(_shape(record, kept), 201, {'Location': location})


def _check_digest(call: Call, sha256: str) -> None:
    """Refuse bytes that are not those which the caller meant to send."""
    wanted = call.text('sha256')
    if wanted is not None and wanted.lower() != sha256:
        message = _('The bytes that arrived are not those that were sent; nothing was kept.')
        raise Problem(422, Refusal('sha256', message, 'sha256'))


def content(call: Call) -> Any:
    """The bytes of a file, whole or a part of them."""
    record = call.record
    found = _found(call, record)
    original = found.original
    start, stop, partial = _part(call.request.headers.get('Range'), call.request.headers.get('If-Range'),
                                 original.size, _tag(original))
    response = Response(status=206 if partial else 200, content_type='application/octet-stream')
    response.headers.update(_headers(original))
    if partial:
        response.headers['Content-Range'] = f'bytes {start}-{stop - 1}/{original.size}'
    call.request.step_aside()
    # Last: an answer that fails before holds no open file.
    response.app_iter = files_of(call).open(record, original, start, stop)
    response.content_length = stop - start
    return response


def _headers(original: Any) -> Mapping[str, str]:
    name = quote(original.filename, safe='')
    return {'Accept-Ranges': 'bytes', 'ETag': _tag(original), 'X-Content-Type-Options': 'nosniff',
            'Content-Security-Policy': "default-src 'none'; sandbox",
            'Content-Disposition': f"attachment; filename*=UTF-8''{name}",
            'Repr-Digest': f'sha-256=:{base64.b64encode(bytes.fromhex(original.sha256)).decode()}:'}


def _tag(original: Any) -> str:
    return f'"{original.sha256}"'


def _part(header: str | None, condition: str | None, size: int, tag: str) -> tuple[int, int, bool]:
    """Bytes start..stop (not included) and whether that is a part; several parts at once are given whole."""
    match = _RANGE.fullmatch(header.strip()) if header and (condition is None or condition == tag) else None
    if match is None or match.groups() == ('', ''):
        return 0, size, False
    first, last = match.groups()
    start = int(first) if first else max(size - int(last), 0)
    stop = min(int(last) + 1, size) if first and last else size
    if first and last and int(last) < start:
        return 0, size, False
    if start >= size or not (first or int(last)):
        raise Problem(416, Refusal('range', _('The file has ${size} bytes.', mapping={'size': str(size)})),
                      headers=[('Content-Range', f'bytes */{size}')])
    return start, stop, True


def _number(call: Call) -> int:
    text = call.part('number')
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise NotVisible
    return int(text)


def _found(call: Call, record: Any) -> FileOf:
    version = call.number('version', 0, 1, 10**9)
    return files_of(call).find(record, _number(call), version or None)


def _shape(record: Any, file: FileOf) -> dict[str, Any]:
    original = file.original
    return {'record': str(record.id), 'number': file.number, 'version': file.version, 'filename': original.filename,
            'sha256': original.sha256, 'size': original.size, 'media_type': original.media_type, 'who': original.who,
            'when': moment(original.when)}


FILE = record_of({'record': TEXT, 'number': COUNT, 'version': COUNT, 'filename': TEXT, 'sha256': TEXT, 'size': COUNT,
                  'media_type': TEXT, 'who': TEXT, 'when': MOMENT})
BYTES = {'type': 'string', 'format': 'binary'}
ONE = Reply(_('The file'), ref('File'))
NEW = Reply(_('The file as it was kept'), ref('File'), headers=('Location',))
ALL = Reply(_('Files'), record_of({'items': items(ref('File'))}))
VERSION = Parameter('version', _('Number of the version; the newest without it.'), {'type': 'integer', 'minimum': 1,
                                                                                 'maximum': 10**9})
NAME = Parameter('filename', _('How the file is called.'), {'type': 'string', 'minLength': 1, 'maxLength': 1000},
                 required=True)
DIGEST = Parameter('sha256', _('SHA-256 of the bytes in hexadecimal; other bytes are refused.'))

OPERATIONS = (
    Operation('list_files', 'GET', '/records/{id}/files', _('List the files of a record'), list_files, {200: ALL},
              Permission.VIEW, tag='files', schemas={'File': FILE}),
    Operation('add_file', 'POST', '/records/{id}/files', _('Attach a file'), add_file, {201: NEW}, Permission.UPLOAD,
              tag='files', parameters=(NAME, DIGEST), body=BYTES, body_type='application/octet-stream',
              refusals=(409, 422, 507)),
    Operation('read_file', 'GET', '/records/{id}/files/{number}', _('What is known of a file'), read_file, {200: ONE},
              Permission.VIEW, tag='files', parameters=(VERSION,)),
    Operation('add_version', 'PUT', '/records/{id}/files/{number}', _('Attach a newer version of a file'), add_version,
              {201: NEW}, Permission.UPLOAD, tag='files', parameters=(NAME, DIGEST), body=BYTES,
              body_type='application/octet-stream', refusals=(409, 422, 507)),
    Operation('list_versions', 'GET', '/records/{id}/files/{number}/versions', _('List the versions of a file'),
              list_versions, {200: ALL}, Permission.VIEW, tag='files'),
    Operation('read_content', 'GET', '/records/{id}/files/{number}/content', _('Read the bytes of a file'), content, {
        200: Reply(_('All bytes'), BYTES, 'application/octet-stream', ('ETag', 'Accept-Ranges', 'Repr-Digest')),
        206: Reply(_('A part of them'), BYTES, 'application/octet-stream', ('ETag', 'Content-Range', 'Repr-Digest'))},
        Permission.DOWNLOAD, tag='files', refusals=(409, 416), parameters=(
            VERSION, Parameter('Range', _('Which bytes, for example bytes=0-1023.'), place='header'))),
)


def includeme(config: Any) -> None:
    """Mount the operations."""
    config.add_operations(OPERATIONS)
    config.include('muragat.media.viewer.api')
