"""Files over REST: what came up comes down byte for byte, in parts too, with its checksum."""
import base64
import hashlib

import pytest

from muragat.kernel.access import Role

PDF = b'%PDF-1.4\n' + bytes(range(256)) * 40
KIND = 'application/octet-stream'


def url(record, rest=''):
    return f'/api/v1/records/{record["id"]}{rest}'


@pytest.fixture
def sent(admin, holdings):
    return admin.ask('POST', url(holdings['document'], '/files?filename=бет 1.pdf'), raw=PDF, kind=KIND, status=201)


def down(client, sent, status=200, rest='', **headers):
    sent_headers = {name.replace('_', '-'): value for name, value in headers.items()}
    return client.get(f'{sent.headers["Location"]}/content{rest}', status=status, headers=sent_headers)


def test_what_was_sent_is_kept_with_its_checksum(admin, holdings, sent):
    assert sent.json['sha256'] == hashlib.sha256(PDF).hexdigest()
    assert (sent.json['size'], sent.json['filename'], sent.json['number']) == (len(PDF), 'бет 1.pdf', 1)
    assert sent.json['media_type'] == 'application/pdf'
    assert admin.get(url(holdings['document'], '/files')).json == {'items': [sent.json]}
    assert admin.get(sent.headers['Location']).json == sent.json


def test_it_comes_down_whole_as_an_attachment(admin, sent):
    answer = down(admin, sent)
    assert answer.body == PDF
    assert answer.headers['X-Content-Type-Options'] == 'nosniff'
    assert answer.headers['Content-Disposition'].startswith('attachment;')
    digest = base64.b64encode(hashlib.sha256(PDF).digest()).decode()
    assert answer.headers['Repr-Digest'] == f'sha-256=:{digest}:'


@pytest.mark.parametrize(('asked', 'start', 'stop'), [
    ('bytes=0-0', 0, 1), ('bytes=5-99', 5, 100), ('bytes=10000-', 10000, len(PDF)),
    ('bytes=-7', len(PDF) - 7, len(PDF)),
    ('bytes=5-999999999', 5, len(PDF)), ('bytes=-999999999', 0, len(PDF))])
def test_a_part_comes_down(admin, sent, asked, start, stop):
    answer = down(admin, sent, 206, Range=asked)
    assert answer.body == PDF[start:stop]
    assert answer.headers['Content-Range'] == f'bytes {start}-{stop - 1}/{len(PDF)}'
    assert int(answer.headers['Content-Length']) == stop - start


@pytest.mark.parametrize('asked', ['bytes=99999999-', 'bytes=-0'])
def test_a_part_that_is_not_there_is_told(admin, sent, asked):
    assert down(admin, sent, 416, Range=asked).headers['Content-Range'] == f'bytes */{len(PDF)}'


@pytest.mark.parametrize('asked', ['lines=1-2', 'bytes=9-1', 'bytes=-', 'bytes=0-1,5-6', 'x'])
def test_what_is_no_part_gives_the_whole(admin, sent, asked):
    assert down(admin, sent, 200, Range=asked).body == PDF


def test_a_part_of_another_version_is_not_mixed(admin, sent):
    tag = down(admin, sent).headers['ETag']
    assert down(admin, sent, 206, Range='bytes=0-1', If_Range=tag).body == PDF[:2]
    assert down(admin, sent, 200, Range='bytes=0-1', If_Range='"other"').body == PDF


def test_a_newer_version_leaves_the_older_one(admin, holdings, sent):
    newer = admin.ask('PUT', f'{sent.headers["Location"]}?filename=b.txt', raw=b'new', kind=KIND, status=201).json
    assert (newer['number'], newer['version']) == (1, 2)
    assert down(admin, sent).body == b'new'
    assert down(admin, sent, rest='?version=1').body == PDF
    assert [each['version'] for each in admin.get(sent.headers['Location'] + '/versions').json['items']] == [1, 2]
    down(admin, sent, 404, rest='?version=3')


def test_bytes_that_were_hurt_on_the_way_are_not_kept(admin, holdings):
    address = url(holdings['document'], f'/files?filename=a.bin&sha256={"0" * 64}')
    admin.ask('POST', address, raw=PDF, kind=KIND, status=422)
    assert admin.get(url(holdings['document'], '/files')).json == {'items': []}


def test_nothing_is_left_in_staging(admin, holdings, sent, house):
    admin.ask('POST', url(holdings['document'], f'/files?filename=a&sha256={"0" * 64}'), raw=b'x', kind=KIND,
              status=422)
    assert list(house.settings.place('db', 'staging').glob('*')) == []


def test_a_file_needs_a_name_a_right_and_a_record_that_carries_files(admin, staff, holdings):
    admin.ask('POST', url(holdings['document'], '/files'), raw=b'x', kind=KIND, status=400)
    admin.ask('POST', url(holdings['fonds'], '/files?filename=a'), raw=b'x', kind=KIND, status=409)
    reader = staff('reader', Role.READER)
    reader.ask('POST', url(holdings['document'], '/files?filename=a'), raw=b'x', kind=KIND, status=403)
    admin.get(url(holdings['document'], '/files/9'), status=404)
    admin.get(url(holdings['document'], '/files/x/content'), status=404)


def test_each_download_is_on_record_before_a_byte_is_sent(admin, holdings, sent, house):
    down(admin, sent)
    lines = ''.join(path.read_text() for path in house.settings.place('log').glob('*.spool'))
    assert hashlib.sha256(PDF).hexdigest() in lines
    assert 'file.downloaded' in lines
