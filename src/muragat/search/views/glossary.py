"""The glossary to be read, and for who manages vocabularies to be extended: pairs are proposed, approved or refused."""

from typing import Any, NamedTuple

from pyramid.config import Configurator
from pyramid.httpexceptions import HTTPBadRequest, HTTPNotFound, HTTPSeeOther
from pyramid.request import Request

from muragat.kernel.access import Permission
from muragat.kernel.errors import Forbidden, NotVisible, Refusal, Refused
from muragat.kernel.i18n import _
from muragat.kernel.site import Site
from muragat.language.collation import sort_key
from muragat.language.containment import comparable, pattern
from muragat.search.glossary import jobs
from muragat.search.glossary.entries import shipped
from muragat.search.glossary.own import OwnTerm, OwnTerms, State, decide, own_terms, propose
from muragat.web.addresses import with_query
from muragat.web.layout import MenuItem
from muragat.web.paging import SIZE, Pages, page_number

ADDRESS = '/glossary'
_TEMPLATE = 'muragat:search/templates/glossary.jinja2'
PRODUCT = 'product'
#: Lists of the page: their names in the address and in words.
LISTS = {
    State.PROPOSED.value: _('Proposed'),
    State.APPROVED.value: _('Approved'),
    State.REFUSED.value: _('Refused'),
    PRODUCT: _('Of the product'),
}
_DEEDS = {'approve': State.APPROVED, 'refuse': State.REFUSED}
#: Stands between the terms of a pair in a form; no term has it.
_BETWEEN = '\t'


class Line(NamedTuple):
    """A pair as it is shown; `key` names it in the form."""

    key: str
    kk: str
    ru: str
    en: str = ''
    own: OwnTerm | None = None


def glossary(context: Any, request: Request) -> dict[str, Any]:
    """One of the lists."""
    return _page(request, request.GET.get('list', ''), [], {'kk': '', 'ru': ''})


def _page(request: Request, name: str, refusals: list[Refusal], typed: dict[str, str]) -> dict[str, Any]:
    terms = own_terms(request.site)
    chosen = name or (State.PROPOSED.value if terms.in_state(State.PROPOSED) else PRODUCT)
    if chosen not in LISTS:
        raise HTTPNotFound()
    wanted = request.GET.get('q', '').strip()
    lines = _containing(_lines(terms, chosen), wanted)
    number = page_number(request.GET.get('page'))
    return {
        'lists': LISTS, 'chosen': chosen, 'counts': {each: len(_lines(terms, each)) for each in LISTS}, 'q': wanted,
        'lines': lines[(number - 1) * SIZE:number * SIZE], 'refusals': refusals, 'typed': typed,
        'pages': Pages(ADDRESS, {'list': chosen, 'q': wanted or None}, number, SIZE, len(lines)),
        'managed': request.page.may(Permission.MANAGE_VOCABULARIES, request.site),
        'learning': jobs.open_job(request.site) is not None,
    }


def _lines(terms: OwnTerms, name: str) -> list[Line]:
    if name != PRODUCT:
        return [Line(_BETWEEN.join(term.pair), term.kk, term.ru, '', term) for term in terms.in_state(State(name))]
    found = [Line(_BETWEEN.join(entry.pair), *entry) for entry in shipped() if entry.pair not in terms.rows]
    return sorted(found, key=lambda line: (sort_key(line.kk), sort_key(line.ru)))


def _containing(lines: list[Line], text: str) -> list[Line]:
    if not text:
        return lines
    wanted = pattern(text)
    return [line for line in lines if any(wanted.search(comparable(term)) or wanted.search(term)
                                          for term in (line.kk, line.ru, line.en))]


def deed(context: Any, request: Request) -> Any:
    """Propose a pair, decide on those that are ticked, or look for pairs in titles."""
    doing = request.POST.get('deed', '')
    chosen = request.POST.get('list', '')
    typed = {name: request.POST.get(name, '') for name in ('kk', 'ru')}
    try:
        if doing in _DEEDS:
            _decide(request, _DEEDS[doing])
        elif doing == 'propose':
            propose(request.desk, typed['kk'], typed['ru'])
            chosen = State.PROPOSED.value
        elif doing == 'learn':
            jobs.ask_for(request.desk)
        else:
            raise HTTPBadRequest()
    except (NotVisible, Forbidden):
        raise
    except Refused as refused:
        request.response.status_int = 422
        return _page(request, chosen if chosen in LISTS else '', list(refused.refusals), typed)
    return HTTPSeeOther(location=with_query(ADDRESS, {'list': chosen or None, 'done': 'saved'}))


def _decide(request: Request, state: State) -> None:
    for key in request.POST.getall('pair')[:SIZE]:
        kk, _between, ru = key.partition(_BETWEEN)
        decide(request.desk, (kk, ru), state)


def includeme(config: Configurator) -> None:
    """`/glossary` and its line among the places of keeping the house in order."""
    config.add_office_item(MenuItem(ADDRESS, _('Glossary'), icon='vocabulary'), Permission.VIEW_RULES)
    config.add_view(glossary, context=Site, name='glossary', request_method='GET', renderer=_TEMPLATE,
                    permission=Permission.VIEW_RULES)
    config.add_view(deed, context=Site, name='glossary', request_method='POST', renderer=_TEMPLATE,
                    permission=Permission.MANAGE_VOCABULARIES)
