"""Batches over REST: begun for a unit, looked through, worked on, and taken through their states."""

import hashlib

import pytest

from muragat.kernel.access import Role
from tests.capture.batches import read

KIND = 'application/octet-stream'


@pytest.fixture
def batch(admin, holdings):
    return admin.ask('POST', f'/api/v1/records/{holdings["unit"]["id"]}/batches', {'expected': 3}, status=201).json


@pytest.fixture
def scanned(admin, house, batch):
    """A scan of three pages that was read."""
    content = b'%PDF-1.4\n' + b'scan' * 40
    sent = admin.ask('POST', f'/api/v1/intake?target={batch["id"]}&filename=a.pdf', raw=content, kind=KIND,
                     status=201).json
    assert sent['sha256'] == hashlib.sha256(content).hexdigest()
    with house.session() as desk:
        read(desk, desk.site.ids[int(sent['id'])], 1, 3, signals=[{}, {'blank': True}])
    return sent


def deed(admin, batch, name, document=None, *pages, status=200, **more):
    if document is not None:
        more |= {'document': document['id'], 'pages': [{'file': 1, 'version': 1, 'page': page} for page in pages]}
    return admin.ask('POST', f'/api/v1/records/{batch["id"]}/deeds', {'deed': name, **more}, status=status).json


def plan(admin, scanned):
    return admin.get(f'/api/v1/records/{scanned["id"]}/plan').json


def test_what_a_machine_sees_is_told_with_its_page(admin, batch, scanned):
    found = admin.get(f'/api/v1/records/{batch["id"]}/findings').json['items']
    assert [(each['code'], each['document'], each['page']) for each in found] == [
        ('blank', scanned['id'], {'file': 1, 'version': 1, 'page': 2})]


def test_pages_are_put_right_and_the_plan_tells_of_it(admin, batch, scanned):
    deed(admin, batch, 'rotate', scanned, 1, degrees=180)
    deed(admin, batch, 'drop', scanned, 2, reason='blank')
    assert deed(admin, batch, 'number', scanned, first=5)['deed'] == 'plan.labelled'
    told = plan(admin, scanned)
    assert [(page['page'], page['sheet'], page['rotation'], page['dropped']) for page in told['items']] == [
        (1, '5', 180, ''), (2, '', 0, 'blank'), (3, '6', 0, '')]
    assert [each['deed'] for each in told['changes']][:2] == ['plan.labelled', 'plan.dropped']
    deed(admin, batch, 'undo')
    assert [page['sheet'] for page in plan(admin, scanned)['items']] == ['1', '', '2']


def test_a_split_names_the_document_it_made(admin, batch, scanned):
    made, = deed(admin, batch, 'split', scanned, 3)['made']
    shown = [page['page'] for page in plan(admin, {'id': made})['items'] if not page['dropped']]
    assert shown == [3]


@pytest.mark.parametrize(('name', 'more'), [
    ('fly', {}), ('rotate', {'degrees': 45}), ('drop', {'reason': ' '}), ('rotate', {'degrees': 90, 'pages': []}),
    ('rotate', {'degrees': 90, 'pages': [{'file': 1}]}), ('rotate', {'degrees': 90, 'pages': [7]}),
    ('number', {'first': -1}), ('number', {'first': 10**30}), ('label', {'label': 'x' * 100})])
def test_what_cannot_be_done_is_refused(admin, batch, scanned, name, more):
    answer = admin.ask('POST', f'/api/v1/records/{batch["id"]}/deeds', {
        'deed': name, 'document': scanned['id'], 'pages': [{'file': 1, 'version': 1, 'page': 1}], **more})
    assert answer.status_int in (400, 422), answer.body


def test_pages_that_are_not_there_are_missing(admin, batch, scanned):
    assert deed(admin, batch, 'rotate', scanned, 99, degrees=90, status=404)
    assert deed(admin, batch, 'rotate', {'id': batch['id']}, 1, degrees=90, status=404)


def test_acceptance_over_rest_moves_the_documents(admin, batch, scanned):
    for name in ('finish', 'accept'):
        admin.ask('POST', f'/api/v1/records/{batch["id"]}/transitions', {'transition': name}, status=200)
    assert admin.get(f'/api/v1/records/{scanned["id"]}').json['path'].startswith('/archive/')


def test_a_reader_of_the_whole_archive_finds_none_of_it(staff, batch, scanned):
    reader = staff('reader', Role.READER)
    for address in (f'/records/{batch["id"]}', f'/records/{batch["id"]}/findings', f'/records/{scanned["id"]}/plan'):
        reader.get(f'/api/v1{address}', status=404)


@pytest.mark.parametrize('languages', [['de'], [{}], [['kk']], [None]])
def test_a_language_that_there_is_not_is_refused_in_words(admin, holdings, languages):
    address = f'/api/v1/records/{holdings["unit"]["id"]}/batches'
    answer = admin.ask('POST', address, {'languages': languages}, status=400).json
    assert [each['field'] for each in answer['refusals']] == ['languages']
