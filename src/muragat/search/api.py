"""The search over REST: hits, facets, suggestions, each with what the owner of the token sees."""

from typing import Any

from muragat.api.calls import Call, sealed_cursor
from muragat.api.operations import Operation, Parameter, Reply
from muragat.api.problems import bad_request
from muragat.api.schemas import COUNT, FLAG, ID, TEXT, items, maybe, record_of, ref
from muragat.kernel.access import Permission
from muragat.kernel.i18n import _
from muragat.ports.textindex import Order
from muragat.search.answer import Matched, State
from muragat.search.question import FILTERS, LONGEST, Question, Years
from muragat.search.service import Search, search_for
from muragat.search.shapes import answer_shape, facet_shape, suggested_shape

#: Hits of an answer that says nothing else, and suggestions.
_USUAL, _SUGGESTED = 25, 8
_LAST_YEAR = 9999


def search(call: Call) -> Any:
    """A page of hits, the best first unless another order is asked for."""
    question, found = _question(call), _search(call)
    answer = found.ask(question)
    following = question.offset + len(answer.hits)
    more = answer.hits and following < answer.total
    shape = {**answer_shape(answer), 'next': sealed_cursor(following) if more else None}
    if call.flag('facets'):
        shape['facets'] = [facet_shape(each) for each in found.facets(question)]
    return call.reply(shape)


def facets(call: Call) -> Any:
    """How many hits each value has, and how many fall on each year."""
    question, found = _question(call), _search(call)
    years = [{'year': year, 'count': count} for year, count in found.years(question).items()]
    return call.reply({'facets': [facet_shape(each) for each in found.facets(question)], 'years': years})


def suggest(call: Call) -> Any:
    """Records and texts that go on with what is typed."""
    found = _search(call).suggest(call.text('q', LONGEST) or '', call.number('limit', _SUGGESTED, 1, 50))
    return call.reply({'records': [suggested_shape(each) for each in found.records], 'terms': list(found.terms)})


def _search(call: Call) -> Search:
    return search_for(call, call.desk)


def _question(call: Call) -> Question:
    order = call.text('sort')
    if order is not None and order not in set(Order):
        raise bad_request(_('There is no such order.'), 'sort')
    filters = {name: tuple(filter(None, (call.text(name) or '').split(','))) for name in FILTERS}
    if any(not (value.isascii() and value.isdigit() and len(value) < 17) for value in filters['fonds']):
        raise bad_request(_('A fonds is told by its id.'), 'fonds')
    return Question(call.text('q', LONGEST) or '', filters, _years(call), Order(order or Order.RELEVANCE),
                    bool(call.flag('descending')), call.cursor_number(), call.number('limit', _USUAL, 1, 200))


def _years(call: Call) -> Years | None:
    first, last = (call.number(name, 0, 1, _LAST_YEAR) or None for name in ('from', 'to'))
    if first and last and first > last:
        raise bad_request(_('The first year is later than the last one.'), 'from')
    return (first, last) if first or last else None


_YEAR = {'type': 'integer', 'minimum': 1, 'maximum': _LAST_YEAR}
_TEXT = {'type': 'string', 'maxLength': LONGEST}
_FILTERS = (
    Parameter('q', _('Words, "phrases", OR, NOT, prefix*, fuzzy~, fields as title: or year: 1930..1941.'), _TEXT),
    Parameter('fonds', _('Ids of fonds; of this filter and the others several values are parted by commas.')),
    Parameter('type', _('Names of types.')),
    Parameter('kind', _('Codes of kinds of fonds or types of documents.')),
    Parameter('language', _('Codes of languages.')),
    Parameter('access', _('open or closed.')),
    Parameter('state', _('Names of states.')),
    Parameter('from', _('Dated in this year or later.'), _YEAR),
    Parameter('to', _('Dated in this year or earlier.'), _YEAR),
)
_PAGING = (
    Parameter('sort', _('By what the hits are sorted.'), {'type': 'string', 'enum': [order.value for order in Order]}),
    Parameter('descending', _('The last first.'), FLAG),
    Parameter('limit', _('How many items a page may have.'), {'type': 'integer', 'minimum': 1, 'maximum': 200}),
    Parameter('cursor', _('Where the page begins, as the page before told it.')),
)
HIT = record_of({
    'id': ID, 'path': maybe(TEXT), 'reference_code': TEXT, 'title': TEXT, 'type': TEXT, 'dates': TEXT,
    'score': {'type': 'number'}, 'matched': {'enum': [each.value for each in Matched]}, 'snippet': TEXT,
    'pages': items(COUNT), 'sheets': items(TEXT), 'pages_total': COUNT})
FACET = record_of({'name': TEXT, 'title': TEXT, 'values': items(record_of(
    {'value': TEXT, 'label': TEXT, 'count': COUNT, 'chosen': FLAG}))})
ANSWER = record_of({
    'total': COUNT, 'took_ms': {'type': 'number'}, 'engine': TEXT, 'state': {'enum': [each.value for each in State]},
    'notice': maybe(TEXT), 'hits': items(ref('Hit')), 'added': items(record_of({'term': TEXT, 'for': TEXT})),
    'left_out': items(TEXT), 'did_you_mean': maybe(TEXT), 'next': maybe(TEXT), 'facets': items(ref('Facet'))},
    optional=('facets',))
COUNTS = record_of({'facets': items(ref('Facet')), 'years': items(record_of({'year': COUNT, 'count': COUNT}))})
OFFERED = record_of({'id': ID, 'reference_code': TEXT, 'title': TEXT, 'type': TEXT})
SUGGESTED = record_of({'records': items(OFFERED), 'terms': items(TEXT)})

OPERATIONS = (
    Operation('search_archive', 'GET', '/search', _('Search the whole archive'), search,
              {200: Reply(_('A page of hits'), ref('Answer'))}, Permission.VIEW, tag='search',
              schemas={'Answer': ANSWER, 'Hit': HIT, 'Facet': FACET},
              parameters=(*_FILTERS, *_PAGING, Parameter('facets', _('Count the values of filters too.'), FLAG))),
    Operation('read_facets', 'GET', '/search/facets', _('Count the hits of a search by values of filters'), facets,
              {200: Reply(_('Facets'), COUNTS)}, Permission.VIEW, tag='search', parameters=_FILTERS),
    Operation('read_suggestions', 'GET', '/search/suggest', _('Suggest records and words while a person types'),
              suggest, {200: Reply(_('Suggestions'), SUGGESTED)}, Permission.VIEW, tag='search',
              parameters=(_FILTERS[0], _PAGING[2])),
)


def includeme(config: Any) -> None:
    """Mount the operations."""
    config.add_operations(OPERATIONS)
