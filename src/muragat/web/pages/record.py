"""The page of a record: where it stands, its fields, what it holds, what can be done with it."""

from functools import lru_cache
from typing import Any, NamedTuple

from pyramid.httpexceptions import HTTPFound, HTTPNotFound
from pyramid.request import Request
from pyramid.response import Response
from pyramid.view import view_config

from muragat.kernel import fields
from muragat.kernel.access import Permission
from muragat.kernel.i18n import _
from muragat.kernel.ids import SITE_ID
from muragat.kernel.interfaces import ICitable
from muragat.kernel.record import Record
from muragat.kernel.relations import FIELD
from muragat.kernel.site import Site
from muragat.web.actions import actions_of
from muragat.web.addresses import eternal, href
from muragat.web.pages.answers import named_record
from muragat.web.panels import panels_of
from muragat.web.security import SIGNED_IN
from muragat.web.tables import state_words, table_of
from muragat.web.values import Reader, show
from muragat.web.witnessing import is_closed, witness_view

#: Words for a link that comes from a field of another record.
NAMED_IN = _('Named in a field of')


class Shown(NamedTuple):
    """Fields of one group that have something to show."""

    title: str
    pairs: list[tuple[str, str]]


@view_config(context=Record, permission=Permission.VIEW, request_method='GET', below_site=True,
             renderer='muragat:web/templates/record.jinja2')
def record_page(context: Any, request: Request) -> dict[str, Any]:
    """Everything about one record that fits a page."""
    witness_view(request, context)
    page, desk = request.page, request.desk
    kind = desk.registry.type_of(context)
    held = [desk.registry.types[name] for name in kind.holds]
    return {
        'record': context,
        'kind': kind,
        'title': page.label(context),
        'code': code_of(request, context),
        'crumbs': list(page.breadcrumb(context)),
        'actions': actions_of(request, context),
        'groups': shown_fields(page, kind.schema, context),
        'children': table_of(request, context, held) if held else None,
        'empty_words': _empty_words(page, held),
        'panels': panels_of(request, context),
        'state': state_words(page, context),
        'closed': is_closed(request, context),
        'short': eternal(context.id),
        'may_see_journal': page.may(Permission.VIEW_JOURNAL, context),
        'may_see_access': page.may(Permission.VIEW_ACCESS, context),
        'links': links_of(request, context),
        'neighbours': desk.neighbours(context) if context.__parent__.id != SITE_ID else (None, None),
    }


def code_of(request: Request, record: Any) -> str:
    """The reference code in the reader's language; empty when the type has none."""
    citable = request.desk.registry.adapt(record, ICitable)
    return citable.code(request.language) if citable is not None else ''


@lru_cache(maxsize=1024)
def _labels(schema: Any, page_words: Any, language: str) -> tuple[tuple[str, tuple[tuple[str, Any, str], ...]], ...]:
    known = fields.fields_of(schema)
    return tuple(
        (page_words(group.title),
         tuple((name, known[name], page_words(known[name].title)) for name in group.field_names))
        for group in fields.groups(schema)
    )


def shown_fields(page: Any, schema: Any, record: Any) -> list[Shown]:
    """The fields that have a value, by groups."""
    reader, found = Reader(page), []
    for title, members in _labels(schema, page.request.translator.translate, page.language):
        pairs = [(label, shown) for name, field, label in members
                 if (shown := show(field, getattr(record, name), reader))]
        if pairs:
            found.append(Shown(title, pairs))
    return found


def _empty_words(page: Any, held: list[Any]) -> str:
    if not held:
        return ''
    names = ', '.join(page.words(kind.plural).lower() for kind in held)
    words = _('Nothing is here yet. This is the place for: ${types}. Add the first one with the button above.')
    return page.words(words, types=names)


def links_of(request: Request, record: Any) -> list[tuple[str, str, str]]:
    """(words, address, title) of links whose other end the person sees; what the record's own fields name is above."""
    page, kinds = request.page, request.desk.registry.relation_kinds
    return [(page.words(kinds.get(one.kind, NAMED_IN)), href(one.record), page.label(one.record))
            for one in request.desk.relations(record) if not (one.outgoing and one.kind.startswith(FIELD))]


@view_config(route_name='eternal', permission=SIGNED_IN, request_method='GET')
def eternal_page(request: Request) -> Response:
    """The short address leads to where the record is now; hidden and missing ones are the same."""
    text = request.matchdict['id']
    if not text.isascii() or not text.isdigit() or len(text) > 16:
        raise HTTPNotFound()
    return HTTPFound(location=href(request.desk.resolve(int(text))))


@view_config(context=Site, name='go', permission=SIGNED_IN, request_method='GET',
             renderer='muragat:web/templates/not_found_here.jinja2')
def go(context: Any, request: Request) -> Any:
    """To the record that was typed: an address, a reference code, or the number of a short address."""
    wanted = request.GET.get('to', '').strip()[:300]
    record = named_record(request, wanted) if wanted else None
    if record is not None:
        return HTTPFound(location=href(record))
    request.response.status_int = 404
    return {'wanted': wanted}
