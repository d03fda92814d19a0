"""What fits while a person types in the search box: records that he sees and words that occur in them."""

from typing import Any

from pyramid.config import Configurator
from pyramid.request import Request

from muragat.search.answer import Suggested
from muragat.search.service import search_for
from muragat.web.addresses import href
from muragat.web.pages.answers import named_record
from muragat.web.pages.record import code_of
from muragat.web.security import SIGNED_IN

#: Records and words that are offered, and the longest text for which anything is.
SHOWN, LONGEST = 8, 200


def suggestions(request: Request) -> dict[str, Any]:
    """The record that the text names comes first."""
    text = request.GET.get('q', '').lstrip()
    if not 2 <= len(text) <= LONGEST:
        return {'records': [], 'terms': ()}
    found = search_for(request, request.desk).suggest(text, SHOWN)
    named = named_record(request, text.strip())
    records = list(found.records)
    if named is not None:
        records = [_suggested(request, named), *(one for one in records if one.id != named.id)]
    return {'records': records[:SHOWN], 'terms': found.terms[:SHOWN]}


def _suggested(request: Request, record: Any) -> Suggested:
    return Suggested(record, record.id, href(record), code_of(request, record), request.page.label(record),
                     record.type_name)


def includeme(config: Configurator) -> None:
    """`/search/suggest`."""
    config.add_route('search_suggest', '/search/suggest')
    config.add_view(suggestions, route_name='search_suggest', request_method='GET', permission=SIGNED_IN,
                    renderer='muragat:search/templates/suggestions_part.jinja2')
