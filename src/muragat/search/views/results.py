"""The page of results, its facets, which are asked for apart, and the results as a file."""

import re
from typing import Any

from pyramid.config import Configurator
from pyramid.httpexceptions import HTTPFound
from pyramid.request import Request
from pyramid.response import Response

from muragat.kernel.access import Permission
from muragat.kernel.i18n import _
from muragat.search.saved import SavedSearch, offered_roles, saved_of
from muragat.search.service import search_for
from muragat.search.views import chart
from muragat.search.views.asked import PAGE, REACH, SIZE, SORTS, Asked
from muragat.search.views.hits import Hits
from muragat.web.addresses import href
from muragat.web.exports import export
from muragat.web.menu import MenuItem
from muragat.web.pages.answers import named_record
from muragat.web.paging import Pages
from muragat.web.searchbox import SearchBox
from muragat.web.security import SIGNED_IN

_TEMPLATES = 'muragat:search/templates'
#: Records that a file of results may hold.
EXPORTED = 10_000
#: A text that names a record and is hardly meant as words: an address, or a code with a sign between its parts.
_CODE = re.compile(r'/\S+|\S*\d\S*[/-]\S*|[^\W\d]\S*[-/]\S*\d\S*')

#: What can be typed, for the page that has found nothing or was asked nothing.
OPERATORS = (
    (_('protocol 1931'), _('all the words, in any case ending')),
    (_('"executive committee"'), _('the words in this order')),
    (_('cholera OR plague'), _('at least one of them')),
    (_('committee NOT district'), _('the first without the second; where all is typed in capitals NOT is a word')),
    (_('coll*'), _('words that begin like this')),
    (_('Seifulin~'), _('a spelling that may differ by a letter')),
    (_('title: protocol'), _('only in the title')),
    (_('year: 1930..1941'), _('only of these years')),
    (_('type: file'), _('only records of this type')),
)


class _Pages(Pages):
    """Pages of hits; a filter may have several values."""

    @property
    def hidden(self) -> list[tuple[str, Any]]:
        """As `Pages.hidden`, one pair for each value."""
        pairs = ((name, value if isinstance(value, list) else [value]) for name, value in super().hidden)
        return [(name, value) for name, values in pairs for value in values if value not in (None, '')]


def results(request: Request) -> Any:
    """What was found, or how to ask; a text that is the code of a record leads straight to it from the box."""
    asked, page = Asked.of(request.GET), request.page
    named = named_record(request, asked.text[:300]) if asked.text and asked.number == 1 else None
    if named is not None and request.GET.get('go') and _CODE.fullmatch(asked.text):
        return HTTPFound(location=href(named))
    saved = saved_of(request.desk).find(request.desk, request.GET.get('saved', ''))
    shown = {
        'asked': asked, 'sorts': SORTS, 'operators': OPERATORS, 'chips': asked.chips(page), 'reach': REACH,
        'exported': EXPORTED, 'offered': offered_roles(request.desk),
        'saved': saved,
        'answer': None, 'hits': [], 'named': None, 'pages': None, 'parts_shown': None, 'may_export': False,
    }
    return shown if asked.empty else {**shown, **_answered(request, asked, named, saved)}


def _answered(request: Request, asked: Asked, named: Any, saved: SavedSearch | None) -> dict[str, Any]:
    desk, search = request.desk, search_for(request, request.desk)
    answer = search.ask(asked.question)
    hits = Hits(request.page, saved_of(desk).seen_by(desk.principal.id, saved.id) if saved is not None else None)
    return {
        'answer': answer, 'hits': [hits.of(found) for found in answer.hits],
        'named': named if named is not None and named.id not in {found.id for found in answer.hits} else None,
        'pages': _Pages(PAGE, asked.query, asked.number, SIZE, min(answer.total, REACH)),
        # Without a script the counts come with the page, when they are asked for.
        'parts_shown': _parts(request, asked, search) if 'facets' in request.GET else None,
        'may_export': any(request.page.may(Permission.EXPORT, found.record) for found in answer.hits),
    }


def facets(request: Request) -> dict[str, Any]:
    """Counts by which the hits can be narrowed, and their years."""
    asked = Asked.of(request.GET)
    return {'asked': asked, 'parts_shown': _parts(request, asked, search_for(request, request.desk))}


def _parts(request: Request, asked: Asked, search: Any) -> dict[str, Any]:
    question = asked.question
    found = [one for one in search.facets(question) if one.values]
    return {'facets': found, 'chart': chart.of(search.years(question), asked.years)}


def file_of_results(request: Request) -> Response:
    """The records that were found, in their order, as far as the person may take lists out of where they are."""
    desk, asked = request.desk, Asked.of(request.GET)
    request.step_aside()
    found = [desk.find(record_id) for record_id in search_for(request, desk).ids(asked.question, EXPORTED)]
    taken = [record for record in found if record is not None and request.page.may(Permission.EXPORT, record)]
    if not taken:
        desk.require(Permission.EXPORT, desk.site)
    names = {record.type_name for record in taken}
    name = f'search-{desk.today.isoformat()}'
    request.witness.downloaded(desk.site, request.principal, request.origin, f'{name}.xlsx', '')
    kinds = [kind for kind in desk.registry.types.values() if kind.name in names]
    return export(request, [record.id for record in taken], kinds, 'xlsx', name)


def includeme(config: Configurator) -> None:
    """`/search`, `/search/facets`, `/search/export.xlsx` and the box of every page."""
    config.add_route('search', PAGE)
    config.add_route('search_facets', f'{PAGE}/facets')
    config.add_route('search_export', f'{PAGE}/export.xlsx')
    mine = {'request_method': 'GET', 'permission': SIGNED_IN}
    config.add_view(results, route_name='search', renderer=f'{_TEMPLATES}/results.jinja2', **mine)
    config.add_view(facets, route_name='search_facets', renderer=f'{_TEMPLATES}/facets_part.jinja2', **mine)
    config.add_view(file_of_results, route_name='search_export', **mine)
    saved = MenuItem('/searches', _('Saved searches'), icon='bookmark', key='g f')
    config.set_search_box(SearchBox(PAGE, 'q', _('Words, a name, a code or a number'), f'{PAGE}/suggest',
                                    (('go', 'yes'),), (saved,)))
