"""Pages of saved searches: saving one, the list of them, and what is new in each."""

from dataclasses import replace
from typing import Any, NamedTuple

from pyramid.config import Configurator
from pyramid.httpexceptions import HTTPBadRequest, HTTPSeeOther
from pyramid.request import Request
from pyramid.response import Response

from muragat.kernel.errors import Forbidden, NotVisible, Refused
from muragat.kernel.i18n import _
from muragat.search.saved import (
    REMEMBERED,
    SavedSearch,
    Seen,
    change,
    look,
    may_change,
    offered_roles,
    remove,
    save,
    saved_of,
)
from muragat.search.service import search_for
from muragat.search.views.asked import PAGE, Asked
from muragat.web.addresses import with_query
from muragat.web.panels import HomePart
from muragat.web.security import SIGNED_IN

_TEMPLATES = 'muragat:search/templates'
ADDRESS = '/searches'
#: Searches of which the home page tells what is new, and searches of which the list does.
AT_HOME, COUNTED = 5, 50


class Line(NamedTuple):
    """A saved search as its reader meets it; `new`: hits since he last looked, None when he never did."""

    saved: SavedSearch
    address: str
    asked: Asked
    chips: list[str]
    mine: bool
    may_change: bool
    seen: Seen | None
    #: None when it was not counted.
    total: int | None
    new: int | None


def searches(request: Request) -> dict[str, Any]:
    """Every saved search that the person meets."""
    desk = request.desk
    found = saved_of(desk).of(desk)
    notice = _notice(request, found)
    counted = 0 if notice else COUNTED
    return {
        'notice': notice, 'lines': [_line(request, saved, place < counted) for place, saved in enumerate(found)],
        'roles': {saved.id: offered_roles(desk, saved.roles) for saved in found if may_change(desk, saved)},
        'refusals': (), 'typed': None,
    }


def news(request: Request) -> dict[str, Any]:
    """The part of the home page: a few saved searches and what is new in them."""
    found = saved_of(request.desk).of(request.desk)
    notice = _notice(request, found)
    return {'notice': notice, 'lines': [_line(request, saved, not notice) for saved in found[:AT_HOME]],
            'more': len(found) > AT_HOME}


def _notice(request: Request, found: list[SavedSearch]) -> str:
    """Why nothing can be counted now; '' when all is well."""
    if not found:
        return ''
    question = Asked.from_pairs(found[0].pairs).question
    return search_for(request, request.desk).ask(replace(question, limit=0)).notice


def _line(request: Request, saved: SavedSearch, counted: bool) -> Line:
    desk, asked = request.desk, Asked.from_pairs(saved.pairs)
    seen = saved_of(desk).seen_by(desk.principal.id, saved.id)
    total, ids = _found(request, asked) if counted else (None, [])
    return Line(saved, asked.address(PAGE, saved=saved.id), asked, [chip.words for chip in asked.chips(request.page)],
                saved.owner == desk.principal.id, may_change(desk, saved), seen, total,
                seen.new(total, ids) if seen is not None and total is not None else None)


def _found(request: Request, asked: Asked) -> tuple[int, list[int]]:
    """How many records the reader finds now, and the ids of so many as are remembered."""
    search = search_for(request, request.desk)
    ids = search.ids(asked.question, REMEMBERED + 1)
    if len(ids) <= REMEMBERED:
        return len(ids), ids
    return search.ask(replace(asked.question, limit=0)).total, ids[:REMEMBERED]


def deed(request: Request) -> Response | dict[str, Any]:
    """Save, change, remove, or take what is new for seen."""
    doing = _DEEDS.get(request.POST.get('deed', ''))
    if doing is None:
        raise HTTPBadRequest()
    try:
        return HTTPSeeOther(location=doing(request))
    except (NotVisible, Forbidden):
        raise
    except Refused as refused:
        request.response.status_int = 422
        return {**searches(request), 'refusals': refused.refusals, 'typed': _typed(request)}


def _typed(request: Request) -> dict[str, Any] | None:
    """What was typed to save a new search, to be put right."""
    if request.POST.get('deed') != 'save':
        return None
    asked, roles = _asked(request), request.POST.getall('role')
    return {'name': request.POST.get('name', ''), 'pairs': asked.pairs, 'asked': asked,
            'roles': offered_roles(request.desk, roles)}


def _asked(request: Request) -> Asked:
    """The question that the form of the page of results carries."""
    return Asked.of(request.POST)


def _save(request: Request) -> str:
    asked, desk = _asked(request), request.desk
    saved = save(desk, request.POST.get('name', ''), asked.pairs, request.POST.getall('role'))
    look(desk, saved, *_found(request, asked))
    return asked.address(PAGE, saved=saved.id, done='saved')


def _change(request: Request) -> str:
    change(request.desk, _one(request), request.POST.get('name', ''), request.POST.getall('role'))
    return with_query(ADDRESS, {'done': 'saved'})


def _remove(request: Request) -> str:
    remove(request.desk, _one(request))
    return with_query(ADDRESS, {'done': 'saved'})


def _look(request: Request) -> str:
    saved = _one(request)
    asked = Asked.from_pairs(saved.pairs)
    look(request.desk, saved, *_found(request, asked))
    return ADDRESS if request.POST.get('then') != 'results' else asked.address(PAGE, saved=saved.id)


def _one(request: Request) -> SavedSearch:
    saved = saved_of(request.desk).find(request.desk, request.POST.get('id', ''))
    if saved is None:
        raise NotVisible
    return saved


_DEEDS = {'save': _save, 'change': _change, 'remove': _remove, 'look': _look}


def includeme(config: Configurator) -> None:
    """`/searches` and the part of the home page."""
    config.add_route('searches', ADDRESS)
    config.add_route('search_news', f'{ADDRESS}/news')
    mine = {'permission': SIGNED_IN}
    config.add_view(searches, route_name='searches', request_method='GET', renderer=f'{_TEMPLATES}/searches.jinja2',
                    **mine)
    config.add_view(deed, route_name='searches', request_method='POST', renderer=f'{_TEMPLATES}/searches.jinja2',
                    **mine)
    config.add_view(news, route_name='search_news', request_method='GET',
                    renderer=f'{_TEMPLATES}/news_part.jinja2', **mine)
    config.add_home_part(HomePart('searches', _('Saved searches'), ADDRESS, f'{ADDRESS}/news', has_searches))


def has_searches(request: Request) -> bool:
    """Whether the person meets any saved search."""
    searches = saved_of(request.desk)
    return bool(searches.rows) and bool(searches.of(request.desk))


