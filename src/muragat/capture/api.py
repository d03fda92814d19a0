"""REST of batches: beginning one, what is found in it, the pages of a record in their order, deeds on them."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from muragat.api.calls import Call, moment
from muragat.api.operations import ROOT, Operation, Reply
from muragat.api.problems import bad_request
from muragat.api.schemas import COUNT, MOMENT, TEXT, items, maybe, record_of, ref
from muragat.capture.batch import Batch
from muragat.capture.deliveries import begin
from muragat.capture.findings import findings_of
from muragat.capture.interfaces import EACH, GATHERINGS, TONGUES
from muragat.capture.workbench import Pick, Workbench
from muragat.kernel.access import Permission
from muragat.kernel.errors import NotVisible
from muragat.kernel.i18n import _
from muragat.kernel.record import path
from muragat.media.plan import PlannedPage, Spot, pages_of, plan_of

_LARGEST = 10**9


def begin_batch(call: Call) -> Any:
    """A new batch of scans for a target."""
    call.fields('expected', 'gathering', 'languages', 'remark')
    expected, gathering = call.given('expected', int, None), call.given('gathering', str, EACH)
    languages = call.given('languages', list, [])
    if gathering not in GATHERINGS.by_value:
        raise bad_request(_('There is no such choice.'), 'gathering')
    if any(not isinstance(each, str) or each not in TONGUES.by_value for each in languages):
        raise bad_request(_('The languages are kk, ru and en.'), 'languages')
    batch = begin(call.desk, call.record, expected=expected, gathering=gathering, languages=languages,
                  operator=call.principal.id, remark=call.given('remark', str, ''))
    shape = {'id': str(batch.id), 'path': path(batch), 'state': batch.state, 'expected': batch.expected}
    return call.reply(shape, 201, {'Location': f'{ROOT}/records/{batch.id}'})


def list_findings(call: Call) -> Any:
    """Everything that a machine sees in a batch."""
    found = [{'code': each.code, 'message': call.words(each.message),
              'document': str(each.document) if each.document else None,
              'page': _spot(each.spot) if each.spot is not None else None,
              'other': str(each.other) if each.other is not None else None}
             for each in findings_of(call.desk, _batch(call))]
    return call.reply({'items': found})


def read_plan(call: Call) -> Any:
    """The pages of a record in their order with those that are left out, and the history of that order."""
    record = call.record
    plan = plan_of(call.desk.site, record.id)
    place, shown = 0, []
    for page in pages_of(call.desk.site, record.id):
        place += not page.dropped
        shown.append(_page(page, '' if page.dropped else page.label or str(place)))
    changes = [{'number': each.number, 'deed': each.what, 'who': each.who, 'when': moment(each.when),
                'pages': [_page(page, page.label) for page in each.pages]} for each in plan.history()] if plan else []
    return call.reply({'items': shown, 'changes': changes})


def _page(page: PlannedPage, sheet: str) -> dict[str, Any]:
    return {**_spot(page.spot), 'sheet': sheet, 'rotation': page.rotation, 'dropped': page.dropped,
            'rescan': page.rescan}


def _spot(spot: Spot) -> dict[str, int]:
    return {'file': spot.file, 'version': spot.version, 'page': spot.index + 1}


def work(call: Call) -> Any:
    """Do something to pages of a batch."""
    call.fields('deed', 'document', 'pages', 'reason', 'degrees', 'before', 'label', 'first', 'both_sides')
    call.desk.require(Permission.EDIT, call.record)
    batch, name = _batch(call), call.given('deed', str)
    if name not in _WORK:
        raise bad_request(_('There is no such deed.'), 'deed')
    deed = _WORK[name](Workbench(call.desk, batch), call)
    return call.reply({'deed': deed.what if deed is not None else None,
                       'number': deed.number if deed is not None else None,
                       'made': [str(each) for each in deed.made] if deed is not None else []})


def _batch(call: Call) -> Batch:
    record = call.record
    if not isinstance(record, Batch):
        raise NotVisible
    return record


def _document(call: Call) -> int:
    text = call.given('document', str)
    if not (text.isascii() and text.isdigit() and len(text) < 17):
        raise NotVisible
    return int(text)


def _picks(call: Call) -> list[Pick]:
    document = _document(call)
    return [Pick(document, _told(each, 'pages')) for each in call.given('pages', list)]


def _told(page: Any, field: str) -> Spot:
    told = page if isinstance(page, dict) else {}
    numbers = [each for name in ('file', 'version', 'page') if type(each := told.get(name)) is int]
    if len(numbers) != 3 or not all(0 < each <= _LARGEST for each in numbers):
        raise bad_request(_('A page is told by file, version and page, each a number from 1.'), field)
    return Spot(numbers[0], numbers[1], numbers[2] - 1)


def _one(call: Call) -> Pick:
    picks = _picks(call)
    if len(picks) != 1:
        raise bad_request(_('Choose exactly one page.'), 'pages')
    return picks[0]


def _move(bench: Workbench, call: Call) -> Any:
    before = call.given('before', dict, None)
    return bench.move(_one(call), _told(before, 'before') if before is not None else None)


_WORK: Mapping[str, Callable[[Workbench, Call], Any]] = MappingProxyType({
    'rotate': lambda bench, call: bench.rotate(_picks(call), call.given('degrees', int)),
    'drop': lambda bench, call: bench.drop(_picks(call), call.given('reason', str)),
    'bring_back': lambda bench, call: bench.bring_back(_picks(call)),
    'rescan': lambda bench, call: bench.rescan(_picks(call), call.given('reason', str)),
    'no_rescan': lambda bench, call: bench.no_rescan(_picks(call)),
    'move': _move,
    'split': lambda bench, call: bench.split(_one(call)),
    'merge': lambda bench, call: bench.merge(_document(call)),
    'label': lambda bench, call: bench.name(_one(call), call.given('label', str)),
    'number': lambda bench, call: bench.number(_document(call), call.given('first', int, 1),
                                               call.given('both_sides', bool, False)),
    'undo': lambda bench, _call: bench.undo(),
})

SPOT = record_of({'file': COUNT, 'version': COUNT, 'page': COUNT})
PAGE = record_of({'file': COUNT, 'version': COUNT, 'page': COUNT, 'sheet': TEXT, 'dropped': TEXT, 'rescan': TEXT,
                  'rotation': {'enum': [0, 90, 180, 270]}})
CHANGE = record_of({'number': COUNT, 'deed': TEXT, 'who': TEXT, 'when': MOMENT, 'pages': items(ref('PlannedPage'))})
FINDING = record_of({'code': TEXT, 'message': TEXT, 'document': maybe(TEXT), 'other': maybe(TEXT),
                     'page': {'anyOf': [SPOT, {'type': 'null'}]}})
BEGUN = record_of({'id': TEXT, 'path': TEXT, 'state': TEXT, 'expected': maybe(COUNT)})
DEED = record_of({
    'deed': {'enum': sorted(_WORK)}, 'document': TEXT, 'pages': items(SPOT), 'reason': TEXT,
    'degrees': {'enum': [90, 180, 270]}, 'before': {'anyOf': [SPOT, {'type': 'null'}]}, 'label': TEXT, 'first': COUNT,
    'both_sides': {'type': 'boolean'}},
    optional=('document', 'pages', 'reason', 'degrees', 'before', 'label', 'first', 'both_sides'))
DONE = record_of({'deed': maybe({'type': 'string'}), 'number': maybe(COUNT), 'made': items(TEXT)})

OPERATIONS = (
    Operation('begin_batch', 'POST', '/records/{id}/batches', _('Begin a batch of scans for a target'), begin_batch,
              {201: Reply(_('The batch'), ref('Begun'), headers=('Location',))}, Permission.INGEST, tag='batches',
              schemas={'Begun': BEGUN}, refusals=(409, 422), body=record_of({
                  'expected': maybe(COUNT), 'gathering': {'enum': [term.value for term in GATHERINGS]},
                  'languages': items({'enum': [term.value for term in TONGUES]}), 'remark': TEXT},
                  optional=('expected', 'gathering', 'languages', 'remark'))),
    Operation('list_findings', 'GET', '/records/{id}/findings', _('What a machine sees wrong in a batch'),
              list_findings, {200: Reply(_('Findings'), record_of({'items': items(ref('Finding'))}))},
              Permission.VIEW, tag='batches', schemas={'Finding': FINDING}),
    Operation('read_plan', 'GET', '/records/{id}/plan', _('The pages of a record in their order, with its history'),
              read_plan, {200: Reply(_('The page plan'), record_of(
                  {'items': items(ref('PlannedPage')), 'changes': items(ref('PlanChange'))}))},
              Permission.VIEW, tag='batches', schemas={'PlannedPage': PAGE, 'PlanChange': CHANGE}),
    Operation('work_on_pages', 'POST', '/records/{id}/deeds',
              _('Turn, order, leave out, split or join pages of a batch'), work,
              {200: Reply(_('What was done; nothing when it was so already'), ref('DeedDone'))},
              Permission.EDIT, tag='batches', schemas={'DeedDone': DONE}, refusals=(409, 422), body=DEED),
)



def includeme(config: Any) -> None:
    """Mount the operations."""
    config.add_operations(OPERATIONS)
