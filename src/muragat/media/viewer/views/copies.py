"""The access copy of a record: handed over when it is there, else made when somebody asks for it."""

from typing import Any
from urllib.parse import quote

from pyramid.config import Configurator
from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request
from pyramid.response import FileResponse, Response

from muragat.kernel.access import Permission
from muragat.kernel.record import Record
from muragat.media.accesscopy import ask_for_copy, copy_of, key_of
from muragat.web.addresses import href
from muragat.web.witnessing import witness_view


def copy(record: Any, request: Request) -> dict[str, Any] | Response:
    """The copy as it is now, or a page on which it is asked for."""
    request.desk.require(Permission.DOWNLOAD, record)
    page, path = request.page, copy_of(request.site, request.house.settings, record.id)
    if path is None:
        return {'record': record, 'has_pages': bool(key_of(request.site, record.id)), 'asked': 'asked' in request.GET,
                'crumbs': [*page.breadcrumb(record), (href(record), page.label(record))]}
    witness_view(request, record)
    response = FileResponse(str(path), request=request, content_type='application/pdf')
    name = quote(page.label(record), safe='')
    response.headers['Content-Disposition'] = f"attachment; filename*=UTF-8''{name}.pdf"
    response.headers['Cache-Control'] = 'private, no-cache'
    return response


def ask(record: Any, request: Request) -> Response:
    """Put up the job that makes the copy."""
    ask_for_copy(request.desk, record)
    return HTTPSeeOther(location=href(record, 'access-copy', asked='yes'))


def includeme(config: Configurator) -> None:
    """`…/access-copy`."""
    below = {'context': Record, 'below_site': True, 'name': 'access-copy', 'permission': Permission.DOWNLOAD}
    config.add_view(copy, request_method='GET', renderer='muragat:media/templates/access_copy.jinja2', **below)
    config.add_view(ask, request_method='POST', **below)
