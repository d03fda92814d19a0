"""A page of a record with its text beside it, and the text alone."""

from typing import Any
from urllib.parse import quote

from pyramid.config import Configurator
from pyramid.httpexceptions import HTTPNotFound
from pyramid.interfaces import IRoutesMapper
from pyramid.request import Request
from pyramid.response import Response

from muragat.kernel.access import Permission
from muragat.kernel.record import Record
from muragat.media.pagetext import RecordText
from muragat.media.states import stage_of
from muragat.media.texts import Source
from muragat.media.viewer.shown import Shown, is_sound, paragraphs, shown_pages, text_at
from muragat.media.views import files_of
from muragat.web.addresses import href
from muragat.web.witnessing import witness_view

#: Longest text that is looked for inside a file.
LONGEST = 300
#: Routes of the search inside a file, which a storey above may offer: pages with hits, and places on one page.
INSIDE = ('search_inside', 'search_marks')
#: Thumbnails on one page of the viewer; those of other pages are a step away.
THUMBNAILS = 250


def view(record: Any, request: Request) -> dict[str, Any]:
    """The page that the address names, the nearest there is, with its text, its neighbours and thumbnails."""
    site, page = request.site, request.page
    sounds = [each for each in files_of(request).of(record) if is_sound(each.original.media_type)]
    pages = shown_pages(site, record.id)
    witness_view(request, record)
    shown = page_of(request, pages)
    text = text_at(site, record.id, shown.page.spot) if shown is not None else None
    asked = request.GET.get('q', '')[:LONGEST]
    first = (shown.place - 1) // THUMBNAILS * THUMBNAILS if shown is not None else 0
    return {
        'record': record, 'shown': shown, 'count': len(pages), 'sounds': sounds,
        'thumbnails': pages[first:first + THUMBNAILS],
        'before': first, 'after': first + THUMBNAILS + 1 if first + THUMBNAILS < len(pages) else 0,
        'text': text, 'paragraphs': list(paragraphs(text)) if text is not None else [],
        'source': Source(text.source).wording if text is not None else '',
        'stage': stage_of(site, record.id),
        'inside': inside_of(request, record), 'asked': asked, 'more': {'q': asked} if asked else {},
        'may_correct': bool(request.desk.may(Permission.EDIT, record)),
        'crumbs': [*page.breadcrumb(record), (href(record), page.label(record))],
    }


def page_of(request: Request, pages: list[Shown]) -> Shown | None:
    """The page whose number is in the address; the first without one, the last when there are not so many."""
    asked = request.params.get('page', '')
    place = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 10 else 1
    return pages[min(max(place, 1), len(pages)) - 1] if pages else None


def inside_of(request: Request, record: Any) -> list[str] | None:
    """Addresses of the search inside the record's file; None when nobody offers it."""
    routes = request.registry.getUtility(IRoutesMapper)
    if any(routes.get_route(name) is None for name in INSIDE):
        return None
    return [request.route_path(name, id=record.id) for name in INSIDE]


def plain_text(record: Any, request: Request) -> Response:
    """The text of a page, or of the whole record, as a file."""
    request.desk.require(Permission.DOWNLOAD, record)
    name = request.page.label(record)
    if 'page' in request.GET:
        shown = page_of(request, shown_pages(request.site, record.id))
        text = text_at(request.site, record.id, shown.page.spot) if shown is not None else None
        words, name = text.text if text is not None else '', f'{name}, {shown.sheet}' if shown is not None else name
    else:
        words = RecordText(record).text()
    if not words:
        return HTTPNotFound()
    witness_view(request, record)
    response = Response(text=words + '\n', content_type='text/plain', charset='utf-8')
    response.headers['Content-Disposition'] = f"attachment; filename*=UTF-8''{quote(name, safe='')}.txt"
    response.headers['Cache-Control'] = 'private, no-cache'
    return response


def includeme(config: Configurator) -> None:
    """`…/view?page=7` and `…/page-text`."""
    below = {'context': Record, 'below_site': True, 'request_method': 'GET', 'permission': Permission.DOWNLOAD}
    config.add_view(view, name='view', renderer='muragat:media/templates/view.jinja2', **below)
    config.add_view(plain_text, name='page-text', **below)
