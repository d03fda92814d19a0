"""The text of a page is put right by a person, with its earlier readings below."""

from typing import Any

from pyramid.config import Configurator
from pyramid.httpexceptions import HTTPNotFound, HTTPSeeOther
from pyramid.request import Request
from pyramid.response import Response

from muragat.kernel.access import Permission
from muragat.kernel.errors import Forbidden, NoSpace, NotVisible, Refusal, Refused
from muragat.kernel.record import Record
from muragat.media.texts import Source
from muragat.media.viewer.correction import bring_back, correct, revision
from muragat.media.viewer.shown import Shown, shown_pages, text_at
from muragat.media.viewer.views.pages import page_of
from muragat.web.addresses import href
from muragat.web.witnessing import witness_view


def form(record: Any, request: Request) -> dict[str, Any]:
    """The text of the page to be put right."""
    return _shown(record, request, _page(record, request), None, [])


def save(record: Any, request: Request) -> dict[str, Any] | Response:
    """Keep what was typed, or let an earlier reading stand again."""
    shown = _page(record, request)
    typed, seen = str(request.POST.get('text', '')), _whole(request.POST.get('seen'))
    earlier = _whole(request.POST.get('earlier'))
    try:
        if earlier:
            bring_back(request.desk, record, shown.page.spot, earlier, seen)
        else:
            correct(request.desk, record, shown.page.spot, typed, seen)
    except (NotVisible, Forbidden, NoSpace):
        raise
    except Refused as refused:
        request.response.status_int = 409 if any(each.code == 'stale' for each in refused.refusals) else 422
        return _shown(record, request, shown, None if earlier else typed, list(refused.refusals))
    return HTTPSeeOther(location=href(record, 'view', page=shown.place, done='saved'))


def _page(record: Any, request: Request) -> Shown:
    shown = page_of(request, shown_pages(request.site, record.id))
    if shown is None:
        raise HTTPNotFound()
    request.desk.require(Permission.DOWNLOAD, record)
    return shown


def _shown(record: Any, request: Request, shown: Shown, typed: str | None, refusals: list[Refusal]) -> dict[str, Any]:
    text, page = text_at(request.site, record.id, shown.page.spot), request.page
    witness_view(request, record)
    stands = text.text if text is not None else ''
    readings = [*text.earlier, text] if text is not None else []
    return {
        'record': record, 'shown': shown, 'refusals': refusals, 'seen': revision(text),
        'typed': stands if typed is None else typed,
        'stands': stands if typed is not None and typed != stands else None,
        'readings': [(number, each, Source(each.source).wording) for number, each in enumerate(readings, 1)][::-1],
        'crumbs': [*page.breadcrumb(record), (href(record), page.label(record))],
    }


def _whole(text: Any) -> int:
    return int(text) if isinstance(text, str) and text.isascii() and text.isdigit() and len(text) < 10 else 0


def includeme(config: Configurator) -> None:
    """`…/correct?page=7`."""
    below = {'context': Record, 'below_site': True, 'name': 'correct', 'permission': Permission.EDIT,
             'renderer': 'muragat:media/templates/correct.jinja2'}
    config.add_view(form, request_method='GET', **below)
    config.add_view(save, request_method='POST', **below)
