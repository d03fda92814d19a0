"""Every role on every view and operation with its own, foreign, closed and deleted records, found by introspection."""
import pytest

from muragat.api import TABLE
from muragat.capture.batch import Batch, Capture
from muragat.content.staff.model import Account, Group
from muragat.kernel.record import Record, path
from muragat.kernel.site import Site
from tests.security import routes
from tests.security.expected import (
    MAY,
    NOBODY,
    STRANGER,
    WHO,
    Outcome,
    Place,
    outcome,
    site_outcome,
    staff_outcome,
)
from tests.security.world import forgetful


@pytest.fixture(autouse=True)
def _nothing_remains(monkeypatch):
    forgetful(monkeypatch)


#: Routes of programs, which are told in their own manner that they must sign in.
ASKS_ITSELF = {'upload', 'uploads'}


# What there is.


def methods(view):
    found = view['request_methods']
    return (found,) if found is None or isinstance(found, str) else tuple(found)


def views_of(app):
    """(route, context, name, method, below_site) of every view but those of exceptions and REST."""
    for item in app.registry.introspector.get_category('views'):
        view = item['introspectable']
        route, context = view['route_name'], view['context']
        if view['exception_only'] or (route or '').startswith('api ') or _of_exceptions(view):
            continue
        for method in methods(view):
            yield route, context, view['name'], method, bool(view.get('below_site'))


def _of_exceptions(view):
    return view['route_name'] is None and not (
        isinstance(view['context'], type) and issubclass(view['context'], (Record, Site)))


def known(table):
    return {(name, method) for name, cases in table.items() for method in cases}


def test_every_view_has_an_entry(world):
    tables = {Record: routes.RECORD, Site: routes.SITE, Account: routes.STAFF, Group: routes.STAFF,
              Batch: routes.CAPTURE, Capture: routes.CAPTURE}
    missing, found = [], set()
    for route, context, name, method, _below in views_of(world.app):
        key = (route or name, method)
        table = {name: cases for name, (_address, cases) in routes.ROUTES.items()} if route else tables.get(context, {})
        found.add(('route' if route else 'view', *key))
        if key not in known(table):
            missing.append(f'{getattr(context, "__name__", "route")} {key}')
    assert not missing, f'views without an entry in tests/security/routes.py: {missing}'
    tables = (routes.RECORD, routes.SITE, routes.STAFF, routes.CAPTURE)
    entries = {('view', *key) for table in tables for key in known(table)}
    entries |= {('route', name, method) for name, (_address, cases) in routes.ROUTES.items() for method in cases}
    assert entries == found, 'entries for what is not there any more'


def test_every_view_that_the_site_has_too_is_known(world):
    found = {name for _route, context, name, _method, below in views_of(world.app) if context is Record and not below}
    assert found == set(routes.ALSO_SITE)


def test_every_operation_has_an_entry_with_the_permission_that_it_declares(world):
    entries = {**routes.OPERATIONS, **routes.SITE_OPERATIONS, **routes.STAFF_OPERATIONS, **routes.TRASH_OPERATIONS}
    operations = {each.name: each for each in world.app.registry[TABLE].operations}
    assert set(operations) - set(entries) == set(), 'operations without an entry in tests/security/routes.py'
    assert set(entries) - set(operations) == set(), 'entries for what is not there any more'
    for name, case in {**routes.OPERATIONS, **routes.STAFF_OPERATIONS, **routes.TRASH_OPERATIONS}.items():
        assert operations[name].permission.value == case.permission, name


def test_every_view_without_a_permission_is_one_of_those_meant_to_be_public(world):
    public = set()
    for item in world.app.registry.introspector.get_category('views'):
        view = item['introspectable']
        asked = [each['value'] for each in item['related'] if each.category_name == 'permissions']
        if not view['exception_only'] and not _of_exceptions(view) and '__no_permission_required__' in asked:
            public.add(view['route_name'])
    assert {each for each in public if not (each or '').startswith('api ')} == {
        '__static/', 'language', 'login', 'logout', *ASKS_ITSELF}


# How it is asked.


def made(value, world, target):
    return value(world, target) if callable(value) else value


def right(expected, case, status):
    """Whether the status says what is expected."""
    if expected is Outcome.ALLOWED:
        return status in expected.value | case.also
    if expected is Outcome.FORBIDDEN:
        return status in case.refused
    return status in expected.value


def asked(world, who, address, method, case, target):
    query = made(case.query, world, target)
    browser = world.browser(who)
    return browser.ask(method or 'GET', f'{address}?{query}' if query else address,
                       made(case.fields, world, target), case.files)


def wrong(answers):
    """Those answers that are not as expected, by name."""
    return [f'{name}: {status} instead of {expected.name}' for name, expected, case, status in answers
            if not right(expected, case, status)]


@pytest.mark.parametrize('place', Place, ids=lambda place: place.name)
@pytest.mark.parametrize('who', WHO)
def test_pages_of_a_record(world, who, place):
    target, answers = world.targets[place], []
    for name, cases in routes.RECORD.items():
        for method, case in cases.items():
            answer = asked(world, who, f'{target.address}/{name}' if name else target.address, method, case, target)
            answers.append((f'{method} {name}', outcome(who, place, case.permission, case.of), case, answer.status_int))
    assert not wrong(answers)


@pytest.mark.parametrize('place', Place, ids=lambda place: place.name)
@pytest.mark.parametrize('who', WHO)
def test_operations_on_a_record(world, who, place):
    target, answers = world.targets[place], []
    operations = {each.name: each for each in world.app.registry[TABLE].operations}
    for name, case in {**routes.OPERATIONS, **routes.TRASH_OPERATIONS}.items():
        expected = outcome(who, place, case.permission, case.of)
        if name in routes.TRASH_OPERATIONS and who != NOBODY:
            may = place is Place.TRASH and outcome(who, Place.OWN, case.permission) is Outcome.ALLOWED
            expected = Outcome.ALLOWED if may else Outcome.HIDDEN
        answer = called(world, who, operations[name], case, target)
        answers.append((name, expected, case, answer.status_int))
    assert not wrong(answers)


def called(world, who, operation, case, target):
    address = operation.path.replace('{id}', str(target.id)).replace('{number}', '1')
    address = address.replace('{path:.*}', target.address.strip('/')).replace('{name}', 'unit')
    address = address.replace('{permit}', str(getattr(target, 'permit', 0))).replace('{job}', str(world.job))
    query = made(case.query, world, target)
    return world.program(who).ask(operation.method, f'{address}?{query}' if query else address,
                                  made(case.body, world, target), case.raw, case.headers)


def test_pages_of_a_leaf_answer_in_words_too(world):
    """A document is no folder and has no file here: some pages have nothing to show, none breaks."""
    target = world.targets[Place.OWN]
    with world.house.session() as desk:
        leaf = type(target)(**{**vars(target), 'address': path(desk.resolve(target.child))})
    answers = []
    for name, cases in routes.RECORD.items():
        for method, case in cases.items():
            address = f'{leaf.address}/{name}' if name else leaf.address
            answer = asked(world, 'administrator', address, method, case, leaf)
            also = routes.Case(case.permission, also=frozenset({404, 422}))
            answers.append((f'{method} {name}', Outcome.ALLOWED, also, answer.status_int))
    assert not wrong(answers)


def everywhere():
    """(person, role, whether the role holds for the whole archive)."""
    return [(who, who, False) for who in WHO] + [(f'{who}_all', who, True) for who in MAY]


@pytest.mark.parametrize(('person', 'who', 'whole'), everywhere())
def test_pages_of_the_house(world, person, who, whole):
    answers = []
    of_record = {name: routes.RECORD[name] for name in routes.ALSO_SITE}
    for name, cases in {**routes.SITE, **of_record}.items():
        for method, case in cases.items():
            answer = asked(world, person, f'/{name}', method, case, world.targets[Place.OWN])
            case = case if name in routes.SITE else routes.Case(case.permission, also=frozenset({404, 422}))
            answers.append((f'{method} {name}', site_outcome(who, case.permission, whole), case, answer.status_int))
    assert not wrong(answers)


@pytest.mark.parametrize(('person', 'who', 'whole'), everywhere())
def test_operations_on_the_house(world, person, who, whole):
    answers = []
    operations = {each.name: each for each in world.app.registry[TABLE].operations}
    for name, case in routes.SITE_OPERATIONS.items():
        expected = Outcome.ALLOWED if case.permission == '' else site_outcome(who, case.permission, whole)
        answers.append((name, expected, case, called(world, person, operations[name], case, world.targets[Place.OWN]
                                                     ).status_int))
    assert not wrong(answers)


def of_staff(name, case):
    """The case with what an account does not have: files, folders, those changes of state."""
    absent = {404} if name in ('file', 'read_content', 'transition') else set()
    return routes.Case(case.permission, refused=case.refused | absent, also=case.also | {404, 409, 422})


@pytest.mark.parametrize('who', WHO)
def test_pages_of_accounts_and_groups(world, who):
    person = f'{who}_all' if who in MAY else who
    answers = []
    for name, cases in {**routes.STAFF, **routes.RECORD}.items():
        address = f'/staff/{world.group}' if name == 'members' else '/staff/witness'
        for method, case in cases.items():
            answer = asked(world, person, f'{address}/{name}' if name else address, method, case,
                           world.targets[Place.OWN])
            answers.append((f'{method} {name}', staff_outcome(who, case.permission), of_staff(name, case),
                            answer.status_int))
    assert not wrong(answers)


@pytest.mark.parametrize('who', WHO)
def test_operations_on_accounts(world, who):
    person = f'{who}_all' if who in MAY else who
    operations = {each.name: each for each in world.app.registry[TABLE].operations}
    target, answers = world.targets[Place.OWN], []
    account = type(target)(**{**vars(target), 'id': int(world.people['witness'].partition(':')[2]),
                              'address': '/staff/witness'})
    for name, case in {**routes.STAFF_OPERATIONS, **routes.OPERATIONS}.items():
        answer = called(world, person, operations[name], case, account)
        if name == 'withdraw_permit':
            continue
        answers.append((name, staff_outcome(who, case.permission), of_staff(name, case), answer.status_int))
    assert not wrong(answers)


@pytest.mark.parametrize('who', ['administrator', 'reader', STRANGER, NOBODY])
def test_routes(world, who):
    target, answers = world.targets[Place.OWN], []
    for name, (address, cases) in routes.ROUTES.items():
        for method, case in cases.items():
            answer = asked(world, who, address.format(id=target.id), method, case, target)
            expected = Outcome.ALLOWED if case.permission == '' else site_outcome(who, None, False)
            if case.permission in ('view', 'download'):
                expected = outcome(who, Place.OWN, case.permission)
            answers.append((f'{method} {name}', expected, case, answer.status_int))
    assert not wrong(answers)


@pytest.mark.parametrize('place', Place, ids=lambda place: place.name)
def test_the_short_address(world, place):
    for who in WHO:
        status = world.browser(who).ask('GET', f'/r/{world.targets[place].id}').status_int
        assert status in outcome(who, place, 'view').value, (who, status)
