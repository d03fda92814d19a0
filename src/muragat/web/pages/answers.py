"""Small answers for a form that is being filled in: how a date is understood, which records fit what is typed."""

from typing import Any

from pyramid.request import Request
from pyramid.view import view_config

from muragat.kernel.dates import parse_span, word_span
from muragat.kernel.errors import NotVisible
from muragat.kernel.i18n import BadValue, _
from muragat.kernel.interfaces import IFinder
from muragat.kernel.site import Site
from muragat.web.security import SIGNED_IN

_LONGEST = 200
_SUGGESTED = 10
#: Of a type with more records only the one that is named is offered: looking through them all takes too long.
_LOOKED_THROUGH = 20_000


@view_config(context=Site, name='understood', permission=SIGNED_IN, request_method='GET',
             renderer='muragat:web/templates/understood.jinja2')
def understood(context: Any, request: Request) -> dict[str, Any]:
    """The first input of the query as a date in words."""
    text = next((value for value in request.GET.values()), '').strip()[:_LONGEST]
    try:
        words = word_span(parse_span(text), request.language) if text else ''
    except BadValue as error:
        return {'words': '', 'message': error.message}
    return {'words': words, 'message': '' if words else _('Not dated')}


@view_config(context=Site, name='suggest', permission=SIGNED_IN, request_method='GET',
             renderer='muragat:web/templates/suggestions.jinja2')
def suggest(context: Any, request: Request) -> dict[str, Any]:
    """At most ten records that the person sees: the one that the text names, then those that contain it."""
    text = request.GET.get('seek', '').strip()[:_LONGEST]
    types = [name for name in request.GET.get('types', '').split(',') if name in request.desk.registry.types]
    found = [] if len(text) < 2 else _fitting(request, text, types)
    return {'found': found, 'into': request.GET.get('into', ''), 'asked': bool(text)}


def _fitting(request: Request, text: str, types: list[str]) -> list[Any]:
    named = named_record(request, text)
    first = [named] if named is not None and (not types or named.type_name in types) else []
    counts = request.desk.figures_by_type()
    offered = [name for name in types or [name for name, kind in request.desk.registry.types.items() if kind.zone]
               if counts.get(name, 0) <= _LOOKED_THROUGH]
    if not offered:
        return first
    rest = request.desk.listing(None, offered, {'text': text}, 'modified', True, 0, _SUGGESTED).items
    return [*first, *(record for record in rest if record not in first)][:_SUGGESTED]


def named_record(request: Request, text: str) -> Any:
    """The visible record that an address, a number or a reference code names; None when there is none."""
    desk = request.desk
    if text.startswith('/') or (text.isascii() and text.isdigit() and len(text) > 6):
        try:
            return desk.resolve(text.removeprefix('/r/') if text.startswith('/r/') else text)
        except NotVisible:
            pass
    for root in request.page.roots:
        finder = desk.registry.adapt(root, IFinder)
        found = finder.find(desk, text) if finder is not None else None
        if found is not None:
            return found
        try:
            return desk.resolve(f'/{root.__name__}/{text}')
        except NotVisible:
            continue
    return None
