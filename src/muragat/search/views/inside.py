"""The search inside a file: pages on which words stand, and the places of these words on one page, for the viewer."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from markupsafe import Markup
from pyramid.config import Configurator
from pyramid.httpexceptions import HTTPNotFound
from pyramid.request import Request

from muragat.kernel.access import Permission
from muragat.kernel.i18n import _
from muragat.media.viewer.shown import shown_pages, text_at
from muragat.ports.words import Word
from muragat.search.service import search_for
from muragat.web.addresses import href
from muragat.web.security import SIGNED_IN
from muragat.web.witnessing import witness_view

_LONGEST = 300


class Line(NamedTuple):
    """A page with hits; `href` leads to it with the words marked."""

    page: int
    label: str
    href: str
    hits: int
    snippet: Markup


def inside(request: Request) -> dict[str, Any]:
    """The pages of the record on which words of the text stand: a part of the viewer, or a page without a script."""
    record, text = _record(request), _text(request)
    witness_view(request, record)
    found = search_for(request, request.desk).inside(record, text) if text else ()
    lines = [Line(one.page, one.label, href(record, 'view', page=one.page, q=text), one.count, one.snippet)
             for one in found]
    page = request.page
    return {'record': record, 'text': text, 'lines': lines, 'whole': 'X-Requested-With' not in request.headers,
            'crumbs': [*page.breadcrumb(record), (href(record), page.label(record)),
                       (href(record, 'view'), page.words(_('Pages')))]}


def marks(request: Request) -> dict[str, Any]:
    """`hits`: for each place on the page, the numbers of the words that stand there."""
    record, text, number = _record(request), _text(request), request.GET.get('page', '')
    pages = shown_pages(request.site, record.id)
    if not (number.isascii() and number.isdigit() and len(number) < 10 and 1 <= int(number) <= len(pages)):
        raise HTTPNotFound()
    kept = text_at(request.site, record.id, pages[int(number) - 1].page.spot)
    if kept is None or not text:
        return {'hits': []}
    places = search_for(request, request.desk).marks(record, int(number), text)
    return {'hits': list(words_at(kept.text, kept.words, places))}


def words_at(text: str, words: Sequence[Word], places: Iterable[tuple[int, int]]) -> Iterator[list[int]]:
    """For each place (start and end in the text of a page) the numbers of the words of the page that it touches."""
    spans, at = [], 0
    for word in words:
        start = text.index(word.text, at)
        at = start + len(word.text)
        spans.append((start, at))
    for start, end in places:
        if touched := [number for number, (first, last) in enumerate(spans) if first < end and start < last]:
            yield touched


def _record(request: Request) -> Any:
    text = request.matchdict['id']
    if not (text.isascii() and text.isdigit() and len(text) < 17):
        raise HTTPNotFound()
    record = request.desk.resolve(int(text))
    request.desk.require(Permission.DOWNLOAD, record)
    return record


def _text(request: Request) -> str:
    return ' '.join(request.GET.get('q', '').split())[:_LONGEST]


def includeme(config: Configurator) -> None:
    """`/r/{id}/inside` and `/r/{id}/marks`, which the viewer knows by the names of their routes."""
    config.add_route('search_inside', '/r/{id}/inside')
    config.add_route('search_marks', '/r/{id}/marks')
    config.add_view(inside, route_name='search_inside', request_method='GET', permission=SIGNED_IN,
                    renderer='muragat:search/templates/inside.jinja2')
    config.add_view(marks, route_name='search_marks', request_method='GET', permission=SIGNED_IN, renderer='json')
