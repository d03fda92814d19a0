"""Operations on many records: children of a folder, the whole archive, the trash, relations."""
from itertools import islice
from typing import Any

from muragat.api.calls import Call
from muragat.api.operations import Operation, Parameter, Reply
from muragat.api.problems import bad_request
from muragat.api.records import trash_item
from muragat.api.schemas import COUNT, DAY, FLAG, TEXT, items, page_of, record_of, ref
from muragat.api.shapes import summary
from muragat.kernel.access import Permission
from muragat.kernel.folder import Folder
from muragat.kernel.i18n import BadValue, _

#: Rows that one page of the whole archive looks at, seen or hidden.
LONGEST_SCAN = 20_000
_SORTS = ('number', 'title', 'dates', 'state', 'type', 'modified', 'opens', 'created')


def children(call: Call) -> Any:
    """Children of a folder that the caller sees, in their natural order or in another."""
    folder = call.record
    if not isinstance(folder, Folder):
        return call.page([], None, total=0)
    types, filters = _types(call), _filters(call)
    sort, descending = _sort(call), bool(call.flag('descending'))
    offset = call.cursor_number()
    try:
        page = call.desk.listing(folder, types, filters, sort, descending, offset, call.limit)
    except BadValue as error:
        raise bad_request(error.message) from None
    following = offset + len(page.items) if page.more and page.items else None
    return call.page([summary(call, each) for each in page.items], following, total=page.total)


def everything(call: Call) -> Any:
    """Records of the whole archive that the caller sees, by id; a page may be short though others follow."""
    types = frozenset(_types(call) or ())
    state = call.text('state')
    last = call.cursor_number()
    seen: list[Any] = []
    number = looked_at = 0
    for number, row in islice(call.desk.site.catalog.rows.items(last + 1), LONGEST_SCAN):
        looked_at += 1
        if (not types or row[0] in types) and (state is None or row[3] == state):
            record = call.desk.find(number)
            if record is not None:
                seen.append(record)
        if len(seen) > call.limit:
            break
    found = [summary(call, each) for each in seen[:call.limit]]
    if len(seen) > call.limit:
        # That others follow is told only of those that the caller sees.
        return call.page(found, seen[call.limit - 1].id)
    return call.page(found, number if looked_at == LONGEST_SCAN else None)


def trash(call: Call) -> Any:
    """What lies in the trash and the caller may bring back."""
    offset = call.cursor_number()
    found = call.desk.deleted()
    part = found[offset:offset + call.limit]
    more = offset + len(part) < len(found)
    return call.page([trash_item(call, each) for each in part], offset + len(part) if more else None)


def relations(call: Call) -> Any:
    """Links from and to a record whose other end the caller sees."""
    found = call.desk.relations(call.record)
    return call.reply({'items': [{'kind': each.kind, 'outgoing': each.outgoing, 'record': summary(call, each.record)}
                                 for each in found]})


def relate(call: Call) -> Any:
    """A new link to another record."""
    call.fields('kind', 'object')
    record = call.record
    call.desk.require(Permission.RELATE, record)
    call.desk.relate(record, call.given('kind', str), call.desk.resolve(call.given('object', str)))
    return relations(call)


def unrelate(call: Call) -> Any:
    """A link taken away."""
    record = call.record
    call.desk.require(Permission.RELATE, record)
    call.desk.unrelate(record, call.text('kind') or '', call.desk.resolve(call.text('object') or ''))
    return relations(call)


def _types(call: Call) -> list[str] | None:
    value = call.text('type')
    if value is None:
        return None
    names = value.split(',')
    for name in names:
        if name not in call.desk.registry.types:
            raise bad_request(_('There is no type “${type}”.', mapping={'type': name[:64]}), 'type')
    return names


def _filters(call: Call) -> dict[str, Any]:
    given = {'state': call.text('state'), 'text': call.text('text', longest=200), 'closed': call.flag('closed'),
             'since': call.day('since'), 'until': call.day('until')}
    return {name: value for name, value in given.items() if value is not None}


def _sort(call: Call) -> str:
    sort = call.text('sort') or 'number'
    if sort not in _SORTS:
        raise bad_request(_('There is nothing called “${name}” to sort or filter by', mapping={'name': sort[:64]}),
                          'sort')
    return sort


LIMIT = Parameter('limit', _('Most items on a page.'),
                  {'type': 'integer', 'minimum': 1, 'maximum': 200, 'default': 50})
CURSOR = Parameter('cursor', _('Where the page begins: `next` of the page before.'))
TYPE = Parameter('type', _('Names of types, with commas between them.'))
STATE = Parameter('state', _('Name of a state.'))
PAGE = Reply(_('A page of records'), page_of(ref('Summary'), total=COUNT))
LINKS = Reply(_('All links of the record'), record_of({'items': items(record_of(
    {'kind': TEXT, 'outgoing': FLAG, 'record': ref('Summary')}))}))

OPERATIONS = (
    Operation('list_children', 'GET', '/records/{id}/children', _('List the children of a folder'), children,
              {200: PAGE}, Permission.VIEW, parameters=(
                  LIMIT, CURSOR, TYPE, STATE,
                  Parameter('text', _('Part of a number or title.'), {'type': 'string', 'maxLength': 200}),
                  Parameter('closed', _('Closed records or open ones only.'), FLAG),
                  Parameter('since', _('Dated on this day or later.'), DAY),
                  Parameter('until', _('Dated on this day or earlier.'), DAY),
                  Parameter('sort', _('By what the list is sorted.'), {'type': 'string', 'enum': list(_SORTS)}),
                  Parameter('descending', _('The last first.'), FLAG))),
    Operation('list_records', 'GET', '/records', _('List records of the whole archive by id'), everything,
              {200: Reply(_('A page of records'), page_of(ref('Summary')))}, Permission.VIEW,
              parameters=(LIMIT, CURSOR, TYPE, STATE)),
    Operation('list_trash', 'GET', '/trash', _('List what lies in the trash'), trash,
              {200: Reply(_('A page of the trash'), page_of(ref('TrashItem')))}, Permission.RESTORE, tag='trash',
              parameters=(LIMIT, CURSOR)),
    Operation('list_relations', 'GET', '/records/{id}/relations', _('List the links of a record'), relations,
              {200: LINKS}, Permission.VIEW),
    Operation('add_relation', 'POST', '/records/{id}/relations', _('Link two records'), relate, {200: LINKS},
              Permission.RELATE, body=record_of({'kind': TEXT, 'object': TEXT}), refusals=(409, 422)),
    Operation('remove_relation', 'DELETE', '/records/{id}/relations', _('Remove a link'), unrelate, {200: LINKS},
              Permission.RELATE, refusals=(409, 422), parameters=(
                  Parameter('kind', _('Kind of the link.'), required=True),
                  Parameter('object', _('Id or address of the other record.'), required=True))),
)
