"""Records over REST: read, list, create, change, move, delete; nobody overwrites another's change unseen."""
import pytest

from muragat.kernel.access import Permission, Role
from tests.api.conftest import add

WORDS = {'kk': 'Тізім', 'ru': 'Список'}


def url(record, rest=''):
    return f'/api/v1/records/{record["id"]}{rest}'


def test_a_record_is_read_by_id_and_by_its_readable_address(admin, holdings):
    by_id = admin.get(url(holdings['unit']))
    by_path = admin.get('/api/v1/tree/archive/Р-12/1/34')
    assert by_id.json == by_path.json == holdings['unit']
    assert by_id.headers['ETag'] == by_path.headers['ETag']
    assert by_id.json['path'] == '/archive/Р-12/1/34'
    assert by_id.json['values']['sheets'] == 12


def test_a_number_with_look_alike_letters_finds_the_same_fonds(admin, holdings):
    assert admin.get('/api/v1/tree/archive/P-12').json['id'] == holdings['fonds']['id']


def test_a_new_record_says_where_it_is(admin, holdings):
    answer = admin.post(url(holdings['inventory'], '/children'),
                        {'type': 'unit', 'name': '35', 'values': {'title': WORDS}}, status=201)
    assert answer.json['name'] == '35'
    assert admin.get(answer.headers['Location']).json == answer.json
    assert answer.headers['ETag'] == admin.get(answer.headers['Location']).headers['ETag']


def test_every_reason_against_values_is_told_at_once_in_the_callers_language(admin, holdings):
    body = {'type': 'unit', 'values': {'number': '34', 'sheets': -1, 'nothing': 1}}
    refusals = admin.post(url(holdings['inventory'], '/children'), body, status=422).json['refusals']
    assert [each['field'] for each in refusals] == ['nothing']
    body['values'].pop('nothing')
    refusals = admin.post(url(holdings['inventory'], '/children'), body, status=422).json['refusals']
    assert {each['field'] for each in refusals} == {'sheets', 'title', 'name'}


def test_a_number_in_use_and_a_type_out_of_place_are_refused(admin, holdings):
    refused = admin.post(url(holdings['inventory'], '/children'),
                         {'type': 'unit', 'values': {'number': '34', 'title': WORDS}}, status=409).json
    assert refused['refusals'][0]['code'] == 'taken'
    refused = admin.post(url(holdings['inventory'], '/children'), {'type': 'fonds', 'values': {}}, status=409).json
    assert refused['refusals'][0]['code'] == 'not_held'
    admin.post(url(holdings['inventory'], '/children'), {'type': 'none', 'values': {}}, status=409)


def test_a_change_needs_the_version_that_was_read(admin, holdings):
    tag = admin.get(url(holdings['unit'])).headers['ETag']
    admin.patch(url(holdings['unit']), {'sheets': 13}, None, status=428)
    changed = admin.patch(url(holdings['unit']), {'sheets': 13}, tag)
    assert changed.json['values']['sheets'] == 13
    assert changed.json['values']['title'] == holdings['unit']['values']['title']
    assert changed.headers['ETag'] != tag
    stale = admin.patch(url(holdings['unit']), {'sheets': 14}, tag, status=412)
    assert stale.headers['ETag'] == changed.headers['ETag']
    assert admin.get(url(holdings['unit'])).json['values']['sheets'] == 13
    admin.patch(url(holdings['unit']), {'sheets': 14}, f'"x", {changed.headers["ETag"]}')
    admin.patch(url(holdings['unit']), {'sheets': 15}, '*')


def test_a_record_moves_with_all_below_it(admin, holdings):
    other = add(admin, holdings['fonds'], 'inventory', {'number': '2', 'title': WORDS})
    tag = admin.get(url(holdings['unit'])).headers['ETag']
    body = {'parent': other['path'], 'name': '40а'}
    admin.post(url(holdings['unit'], '/move'), body, status=428)
    moved = admin.post(url(holdings['unit'], '/move'), body, headers={'If-Match': tag}).json
    assert moved['path'] == '/archive/Р-12/2/40а'
    assert moved['values']['number'] == '40а'
    assert admin.get(url(holdings['document'])).json['path'].startswith('/archive/Р-12/2/40а/')
    admin.get('/api/v1/tree/archive/Р-12/1/34', status=404)
    below = admin.post(url(holdings['inventory'], '/move'), {'parent': moved['id']}, headers={'If-Match': '*'},
                       status=409)
    assert below.json['refusals']


def test_a_deletion_needs_a_reason_and_can_be_undone(admin, holdings):
    admin.ask('DELETE', url(holdings['unit']), status=422)
    admin.ask('DELETE', url(holdings['unit'], '?reason=x'), status=412, headers={'If-Match': '"1-1"'})
    item = admin.ask('DELETE', url(holdings['unit'], '?reason=mistake'), status=200).json
    assert (item['reason'], item['count'], item['from']) == ('mistake', 2, '/archive/Р-12/1')
    for gone in ('unit', 'document'):
        admin.get(url(holdings[gone]), status=404)
    assert [each['id'] for each in admin.get('/api/v1/trash').json['items']] == [item['id']]
    back = admin.post(f'/api/v1/trash/{item["id"]}/restore', {})
    assert back.json['path'] == '/archive/Р-12/1/34'
    assert admin.get('/api/v1/trash').json['items'] == []
    assert admin.get(url(holdings['document'])).json['id'] == holdings['document']['id']


def test_children_are_paged_by_cursor_in_natural_order(admin, holdings):
    for number in ('2', '10', '12а', '12'):
        add(admin, holdings['inventory'], 'unit', {'number': number, 'title': WORDS})
    names, address = [], url(holdings['inventory'], '/children?limit=2')
    cursor = ''
    while cursor is not None:
        page = admin.get(f'{address}&cursor={cursor}').json
        assert page['total'] == 5
        assert len(page['items']) <= 2
        names += [each['name'] for each in page['items']]
        cursor = page['next']
    assert names == ['2', '10', '12', '12а', '34']


def test_children_are_filtered_and_sorted(admin, holdings):
    for number, title in (('2', 'Әліпби'), ('10', 'Қала')):
        add(admin, holdings['inventory'], 'unit', {'number': number, 'title': {'kk': title}})
    address = url(holdings['inventory'], '/children')
    assert [each['name'] for each in admin.get(f'{address}?sort=title').json['items']] == ['2', '10', '34']
    assert [each['name'] for each in admin.get(f'{address}?text=қала').json['items']] == ['10']
    assert [each['name'] for each in admin.get(f'{address}?descending=true&type=unit').json['items']] == [
        '34', '10', '2']
    assert admin.get(f'{address}?closed=true').json == {'items': [], 'next': None, 'total': 0}
    assert admin.get(f'{address}?since=1900-01-01').json['total'] == 0


@pytest.mark.parametrize('query', ['limit=0', 'limit=x', 'limit=1e3', 'cursor=zz', 'cursor=W10=', 'sort=secret',
                                   'type=nothing', 'closed=maybe', 'since=yesterday'])
def test_a_query_that_is_not_understood_is_told(admin, holdings, query):
    assert admin.get(url(holdings['inventory'], f'/children?{query}'), status=400).json['refusals']


def test_a_leaf_has_no_children(admin, holdings):
    assert admin.get(url(holdings['document'], '/children')).json['total'] == 0


def test_the_whole_archive_is_listed_by_id(admin, holdings):
    seen, cursor = [], ''
    while cursor is not None:
        page = admin.get(f'/api/v1/records?limit=2&type=fonds,unit,document&cursor={cursor}').json
        seen += [each['id'] for each in page['items']]
        cursor = page['next']
    assert seen == sorted((holdings[name]['id'] for name in ('fonds', 'unit', 'document')), key=int)


def test_states_change_with_their_reasons(admin, holdings):
    offers = admin.get(url(holdings['unit'], '/transitions')).json
    assert [each['message'] for each in offers['items'][0]['refusals']]
    described = {'dates': '1941', 'condition': 'good', 'languages': ['kk']}
    admin.patch(url(holdings['unit']), described, '*')
    offers = admin.get(url(holdings['unit'], '/transitions')).json
    assert offers['state'] == holdings['unit']['state']
    offer = next(each for each in offers['items'] if not each['refusals'])
    body = {'transition': offer['name'], 'note': 'checked'}
    admin.post(url(holdings['unit'], '/transitions'), body, status=412, headers={'If-Match': '"1-77"'})
    changed = admin.post(url(holdings['unit'], '/transitions'), body)
    assert changed.json['state'] == offer['target']
    refused = admin.post(url(holdings['unit'], '/transitions'), {'transition': 'nothing'}, status=409)
    assert refused.json['refusals'][0]['code'] == 'no_transition'
    assert admin.get('/api/v1/tree/archive/Р-12/1/34').json['state'] == offer['target']


def test_the_journal_of_a_record_tells_who_changed_what(admin, holdings):
    admin.patch(url(holdings['unit']), {'sheets': 20}, '*')
    events = admin.get(url(holdings['unit'], '/journal')).json
    assert [each['what'] for each in events['items']] == ['record.changed', 'record.added']
    latest = events['items'][0]
    assert latest['who'] == admin.person
    assert latest['who_name'] == 'Admin'
    assert latest['from'].startswith('api ')
    assert [each['field'] for each in latest['changes']] == ['sheets']
    first = admin.get(url(holdings['unit'], '/journal?limit=1')).json
    second = admin.get(url(holdings['unit'], f'/journal?limit=1&cursor={first["next"]}')).json
    assert second['items'][0]['what'] == 'record.added'
    assert second['next'] is None


def test_records_are_linked(admin, holdings):
    body = {'kind': 'see_also', 'object': holdings['document']['path']}
    linked = admin.post(url(holdings['unit'], '/relations'), body).json['items']
    assert [(each['kind'], each['record']['id']) for each in linked] == [('see_also', holdings['document']['id'])]
    back = admin.get(url(holdings['document'], '/relations')).json['items']
    assert [each['outgoing'] for each in back] == [False]
    admin.ask('DELETE', url(holdings['unit'], f'/relations?kind=see_also&object={holdings["document"]["id"]}'),
              status=200)
    assert admin.get(url(holdings['document'], '/relations')).json['items'] == []


def test_types_describe_their_fields(admin):
    names = [each['name'] for each in admin.get('/api/v1/types').json['items']]
    assert {'fonds', 'inventory', 'unit', 'document'} <= set(names)
    unit = admin.get('/api/v1/types/unit').json
    assert unit['name_from'] == 'number'
    assert unit['schema']['properties']['sheets']['title'] == 'Sheets'
    admin.get('/api/v1/types/nothing', status=404)


def test_a_token_narrows_what_its_owner_may(staff, admin, holdings):
    narrow = staff('narrow', Role.ADMINISTRATOR, scopes=[Permission.VIEW])
    assert narrow.get('/api/v1/me').json['scopes'] == ['view']
    narrow.get(url(holdings['unit']))
    narrow.patch(url(holdings['unit']), {'sheets': 1}, '*', status=403)


def test_jobs_are_seen_and_put_up_again_by_those_who_may(admin, staff, house):
    with house.session() as desk:
        job = desk.site.jobs.enqueue('render', {'record': 1}, 'system', desk.clock.now() - 60)
    assert [each['id'] for each in admin.get('/api/v1/jobs').json['items']] == [str(job.id)]
    with house.session() as desk:
        claimed = desk.site.jobs.claim('w', desk.clock.now())
        desk.site.jobs.fail(claimed, 'w', desk.clock.now(), 'broken', final=True)
    failed = admin.get('/api/v1/jobs?state=failed').json
    assert failed['counts'] == {'waiting': 0, 'running': 0, 'done': 0, 'failed': 1}
    assert failed['items'][0]['error'] == 'broken'
    number = failed['items'][0]['id']
    reader = staff('reader', Role.READER)
    reader.get('/api/v1/jobs', status=403)
    reader.ask('POST', f'/api/v1/jobs/{number}/retry', status=403)
    assert admin.ask('POST', f'/api/v1/jobs/{number}/retry', status=200).json['state'] == 'waiting'
    assert admin.get(f'/api/v1/jobs/{number}').json['attempts'] == 0
    admin.get('/api/v1/jobs/77', status=404)
    admin.get('/api/v1/jobs?state=nothing', status=400)
