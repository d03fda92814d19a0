"""The trash: what was deleted, by whom and why, and the way back."""

from typing import Any

from pyramid.httpexceptions import HTTPNotFound, HTTPSeeOther
from pyramid.request import Request
from pyramid.response import Response
from pyramid.view import view_config

from muragat.kernel.errors import Hindered
from muragat.kernel.site import Site
from muragat.web.addresses import href
from muragat.web.paging import SIZE, Pages, page_number
from muragat.web.security import SIGNED_IN

_DAY = 86_400


@view_config(context=Site, name='trash', permission=SIGNED_IN, request_method='GET',
             renderer='muragat:web/templates/trash.jinja2')
def trash(context: Any, request: Request) -> dict[str, Any]:
    """What the person may bring back, the last deleted first."""
    return shown(request)


def shown(request: Request, refusals: tuple[Any, ...] = ()) -> dict[str, Any]:
    """The page, with what stands against a return."""
    page, desk = request.page, request.desk
    number = page_number(request.GET.get('page'))
    items = desk.deleted()
    days = request.house.settings['trash.days']
    rows = [
        (item, desk.registry.types[item.record.type_name], page.label(item.record), desk.find(item.parent_id),
         page.date(page.day_at(item.deleted + days * _DAY)))
        for item in items[(number - 1) * SIZE:number * SIZE]
    ]
    return {'rows': rows, 'refusals': refusals, 'pages': Pages('/trash', {}, number, SIZE, len(items)), 'days': days}


@view_config(context=Site, name='trash', permission=SIGNED_IN, request_method='POST',
             renderer='muragat:web/templates/trash.jinja2')
def restore(context: Any, request: Request) -> dict[str, Any] | Response:
    """Bring one record back to where it was."""
    text = request.POST.get('id', '')
    if not text.isascii() or not text.isdigit() or len(text) > 16:
        raise HTTPNotFound()
    try:
        record = request.desk.restore(int(text), request.POST.get('name', '').strip() or None)
    except Hindered as hindered:
        request.response.status_int = 422
        return shown(request, hindered.refusals)
    return HTTPSeeOther(location=href(record, done='restored'))
