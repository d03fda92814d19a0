"""Pages of files: the panel on a record's page, taking a file in, its versions, and its bytes sent safely."""

from typing import Any
from urllib.parse import quote

from pyramid.config import Configurator
from pyramid.httpexceptions import HTTPNotFound, HTTPNotModified, HTTPSeeOther
from pyramid.request import Request
from pyramid.response import Response

from muragat.kernel.access import Permission
from muragat.kernel.errors import NoSpace, NotVisible, Refusal, Refused
from muragat.kernel.i18n import _
from muragat.kernel.record import Record
from muragat.media.facts import NOTES
from muragat.media.service import Files, files_at
from muragat.media.sharing import against_whole
from muragat.web.addresses import href

_TEMPLATES = 'muragat:media/templates'
#: What a browser shows by itself without running anything of it.
PICTURES = frozenset(('image/png', 'image/jpeg', 'image/gif', 'image/webp'))
SHOWN = PICTURES | {'application/pdf', 'text/plain'}
#: A file that is shown may do nothing: no scripts, no frames, no other addresses.
POLICY = "default-src 'none'; img-src 'self'; object-src 'self'; sandbox"
#: Longest header that asks for a part; no file has so many bytes.
_LONGEST_RANGE = 60
#: The browser's own viewer lays itself out by a style of its own.
_PDF_POLICY = "default-src 'none'; style-src 'unsafe-inline'; object-src 'self'"


def files_of(request: Request) -> Files:
    """The files as the person of the request may meet them."""
    return files_at(request.desk, request.house)


def panel(request: Request, record: Any) -> dict[str, Any] | None:
    """The newest version of each file, and the form that takes one in."""
    if not request.desk.registry.type_of(record).files:
        return None
    files, may = files_of(request).of(record), bool(request.desk.may(Permission.DOWNLOAD, record))
    return {
        'record': record,
        'files': [(each, each.original.media_type in PICTURES, NOTES.get(each.original.note, '')) for each in files],
        'shown': SHOWN,
        'may_upload': bool(request.desk.may(Permission.UPLOAD, record)),
        'may_download': may,
        'withheld': {each.number: against_whole(request.desk, record, each.original)[:1] for each in files} if may
                    else {},
    }


def _discard(staged: list[Any]) -> None:
    for each in staged:
        each.discard()


def upload(record: Any, request: Request) -> dict[str, Any] | Response:
    """Take in the files that were sent; nothing is kept when one of them is refused."""
    sent = [each for each in request.POST.getall('file') if hasattr(each, 'file')]
    number = _whole(request.POST.get('number'))
    files, staged, refusals = files_of(request), [], []
    request.desk.require(Permission.UPLOAD, record)
    if not sent:
        refusals.append(Refusal('no_file', _('Choose a file first.')))
    try:
        for each in sent:
            received = files.receive(each.file, request.content_length)
            staged.append(received)
            files.attach(record, received, each.filename, number)
    except (NotVisible, NoSpace):
        raise
    except Refused as refused:
        refusals += refused.refusals
    finally:
        request.add_finished_callback(lambda _request: _discard(staged))
    if not refusals:
        return HTTPSeeOther(location=href(record, done='attached'))
    request.response.status_int = 422
    return {'record': record, 'refusals': refusals,
            'crumbs': [*request.page.breadcrumb(record), (href(record), request.page.label(record))]}


def versions(record: Any, request: Request) -> dict[str, Any]:
    """Every version of one file, the newest first."""
    found = files_of(request).versions(record, _required(request.GET.get('number')))
    page = request.page
    return {
        'record': record, 'versions': found[::-1], 'shown': SHOWN,
        'may_download': bool(request.desk.may(Permission.DOWNLOAD, record)),
        'crumbs': [*page.breadcrumb(record), (href(record), page.label(record))],
    }


def send(record: Any, request: Request) -> Response:
    """The bytes of a version: shown in the browser when that is safe and asked for, else handed over as a file."""
    files = files_of(request)
    found = files.find(record, _required(request.GET.get('number')), _whole(request.GET.get('version')))
    original = found.original
    if request.headers.get('If-None-Match') == f'"{original.sha256}"':
        return HTTPNotModified(etag=original.sha256)
    response = Response(content_type=original.media_type, accept_ranges='bytes')
    if original.media_type == 'text/plain':
        response.charset = 'utf-8'
    response.etag = original.sha256
    show = original.media_type in SHOWN and request.GET.get('as') != 'file'
    way = 'inline' if show else 'attachment'
    response.headers['Content-Disposition'] = f"{way}; filename*=UTF-8''{quote(original.filename, safe='')}"
    response.headers['Content-Security-Policy'] = _PDF_POLICY if original.media_type == 'application/pdf' else POLICY
    response.headers['Cache-Control'] = 'private, no-cache'
    start, stop = _range(request, response, original.size)
    request.step_aside()
    # As it is, not in a generator: a HEAD request closes it without having begun.
    response.app_iter = files.open(record, original, start, stop)
    response.content_length = stop - start
    return response


def _range(request: Request, response: Response, size: int) -> tuple[int, int]:
    """The bytes that are asked for; the whole when no single range is."""
    if len(request.headers.get('Range', '')) > _LONGEST_RANGE:
        return 0, size
    wanted = request.range is not None and response in request.if_range
    asked = request.range.range_for_length(size) if wanted else None
    if asked is None:
        return 0, size
    response.status_int = 206
    response.content_range = (*asked, size)
    return asked


def _whole(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else None


def _required(text: str | None) -> int:
    number = _whole(text)
    if number is None:
        raise HTTPNotFound()
    return number


def includeme(config: Configurator) -> None:
    """The panel of files and the addresses below a record."""
    config.include('muragat.media.viewer.views')
    config.add_record_panel('files', f'{_TEMPLATES}/files_panel.jinja2', panel)
    below = {'context': Record, 'below_site': True}
    config.add_view(upload, name='upload', request_method='POST', permission=Permission.UPLOAD,
                    renderer=f'{_TEMPLATES}/upload.jinja2', **below)
    config.add_view(versions, name='versions', request_method='GET', permission=Permission.VIEW,
                    renderer=f'{_TEMPLATES}/versions.jinja2', **below)
    config.add_view(send, name='file', request_method=('GET', 'HEAD'), permission=Permission.DOWNLOAD, **below)
