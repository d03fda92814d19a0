"""Uploads survive a lost network, a restart and a crash; what is answered with success is one record, byte for byte."""

import base64
import hashlib
import os
from concurrent.futures import ThreadPoolExecutor

import pytest
from webtest import TestApp

from muragat.capture.intake import finishing
from muragat.capture.intake.finishing import finish_left, tidy, uploads_of
from muragat.kernel.access import Permission
from muragat.kernel.errors import NoSpace
from muragat.main import application, open_house
from muragat.media.originals import originals_of
from muragat.media.service import files_at
from muragat.media.staging import StagingArea, no_space
from tests import founded_archive
from tests.capture.intake.conftest import PDF, UNIT, Station, digest, token

HALF = len(PDF) // 2


def upload(station, content=PDF, **values):
    """Send a file in two pieces; gives its address and the last answer."""
    address = station.begin(len(content), **values).headers['Location']
    half = len(content) // 2
    station.send(address, 0, content[:half])
    return address, station.send(address, half, content[half:])


def holding(house, content=PDF):
    with house.session() as desk:
        return originals_of(desk.site).holding(digest(content))


def kept(house, record, number):
    with house.session() as desk:
        files = files_at(desk, house)
        original = files.find(desk.site.ids[record], number).original
        with files.open(desk.site.ids[record], original) as reading:
            return original.filename, reading.read()


def left(house):
    return sorted(path.name for path in house.settings.place('db', 'uploads').iterdir())


def test_a_file_in_two_pieces_becomes_a_record_byte_for_byte(house, station):
    address, answer = upload(station, sha256=digest(PDF), filename='бет 1.pdf')
    [(record, number, _version)] = holding(house)
    assert kept(house, record, number) == ('бет 1.pdf', PDF)
    assert answer.headers['Muragat-Outcome'] == 'stored'
    assert answer.headers['Muragat-Record'] == str(record)
    assert left(house) == []
    found = station.ask('GET', address, 200).json
    assert (found['state'], found['record'], found['sha256']) == ('stored', str(record), digest(PDF))


def test_what_the_server_can_do_is_told(station):
    headers = station.ask('OPTIONS', '/uploads', 204).headers
    assert headers['Tus-Version'] == headers['Tus-Resumable'] == '1.0.0'
    assert set(headers['Tus-Extension'].split(',')) == {'creation', 'checksum', 'expiration', 'termination'}
    assert headers['Tus-Checksum-Algorithm'] == 'sha256,sha1'
    assert int(headers['Tus-Max-Size']) > 1 << 30


def test_after_a_lost_network_it_goes_on_where_the_disk_ends(house, station):
    address = station.begin().headers['Location']
    assert station.offset(address) == 0
    station.send(address, 0, PDF[:1000])
    assert station.offset(address) == 1000
    answer = station.send(address, 500, PDF[500:], 409)
    assert answer.headers['Upload-Offset'] == '1000'
    assert answer.json['detail']
    station.send(address, 1000, PDF[1000:])
    assert len(holding(house)) == 1


def test_bytes_that_were_not_promised_are_written_again(house, station, uploads):
    """A crash between the bytes and their offset: the tail is nobody's, the offset tells what is safe."""
    address = station.begin(sha256=digest(PDF)).headers['Location']
    station.send(address, 0, PDF[:HALF])
    found = uploads.find(address.rpartition('/')[2])
    with found.bytes.open('ab') as file:
        file.write(b'torn')
    with found.offsets.open('ab') as file:
        file.write(b'00000')
    assert station.offset(address) == HALF
    station.send(address, HALF, PDF[HALF:])
    assert len(holding(house)) == 1


def test_after_a_restart_of_the_server_it_goes_on_and_the_checksum_is_that_of_the_disk(var, house, station):
    address = station.begin(sha256=digest(PDF)).headers['Location']
    station.send(address, 0, PDF[:HALF])
    house.close()
    again = open_house(founded_archive.settings_for(var))
    try:
        other = Station(TestApp(application(again)), station.token)
        assert other.offset(address) == HALF
        other.send(address, HALF, PDF[HALF:])
        assert len(holding(again)) == 1
    finally:
        again.close()
    house.db = again.db


def test_bytes_that_changed_on_the_disk_while_the_server_was_away_are_not_taken(house, app, station, uploads):
    address = station.begin(sha256=digest(PDF)).headers['Location']
    station.send(address, 0, PDF[:HALF])
    path = uploads.find(address.rpartition('/')[2]).bytes
    path.write_bytes(b'x' * HALF)
    other = Station(TestApp(application(house)), station.token)
    answer = other.send(address, HALF, PDF[HALF:], 422)
    assert 'not those that were sent' in answer.json['detail']
    assert holding(house) == ()


def test_another_checksum_than_the_sender_told_is_refused_in_words_and_nothing_is_kept(house, station):
    address = station.begin(sha256=digest(b'other')).headers['Location']
    answer = station.send(address, 0, PDF, 422)
    assert 'not those that were sent' in answer.json['detail']
    assert holding(house) == ()
    station.ask('HEAD', address, 410)
    found = station.ask('GET', address, 200).json
    assert (found['state'], found['record']) == ('refused', None)
    assert 'not those that were sent' in found['cause']
    assert not [name for name in left(house) if name.endswith('.bytes')]


@pytest.mark.parametrize('name', ['sha256', 'sha1'])
def test_a_piece_that_was_hurt_on_its_way_is_sent_again(house, station, name):
    def header(content):
        return f'{name} {base64.b64encode(hashlib.new(name, content).digest()).decode()}'

    address = station.begin().headers['Location']
    station.send(address, 0, PDF, 460, Upload_Checksum=header(b'other'))
    assert station.offset(address) == 0
    station.send(address, 0, PDF, Upload_Checksum=header(PDF))
    assert len(holding(house)) == 1


@pytest.mark.parametrize('header', ['md4 AAAA', 'sha256', 'sha256 ???'])
def test_a_checksum_that_cannot_be_computed_is_refused(station, header):
    address = station.begin().headers['Location']
    station.send(address, 0, PDF, 400, Upload_Checksum=header)
    assert station.offset(address) == 0


def test_finishing_twice_makes_one_record(house, station):
    address, first = upload(station)
    again = station.send(address, len(PDF), b'')
    assert again.headers['Muragat-Record'] == first.headers['Muragat-Record']
    assert station.ask('POST', address, 200).json['record'] == first.headers['Muragat-Record']
    assert station.offset(address) == len(PDF)
    assert len(holding(house)) == 1


def test_two_that_finish_at_once_make_one_record(house, station, uploads, monkeypatch):
    """Another process took it between the look for the receipt and the transaction."""
    address = station.begin().headers['Location']
    monkeypatch.setattr('muragat.capture.intake.views.tus.finish', _dies)
    with pytest.raises(Killed):
        station.send(address, 0, PDF)
    monkeypatch.undo()
    found = uploads.find(address.rpartition('/')[2])
    first = finishing.finish(house, uploads, found)
    assert finishing.finish(house, uploads, found) == first
    assert len(holding(house)) == 1


def test_a_worker_and_a_sender_who_finish_at_the_same_moment_make_one_record(house, station, uploads, monkeypatch):
    address = station.begin().headers['Location']
    monkeypatch.setattr('muragat.capture.intake.views.tus.finish', _dies)
    with pytest.raises(Killed):
        station.send(address, 0, PDF)
    monkeypatch.undo()
    found = uploads.find(address.rpartition('/')[2])
    with ThreadPoolExecutor(4) as pool:
        all_uploads = [uploads_of(house.settings) for _each in range(4)]
        receipts = list(pool.map(lambda own: finishing.finish(house, own, found, 10), all_uploads))
    assert receipts == receipts[:1] * 4
    assert len(holding(house)) == 1


class Killed(BaseException):
    """What no handler catches: the process ends here."""


def _dies(*_arguments):
    raise Killed


def test_what_a_crash_left_whole_is_taken_by_the_worker_and_told_to_the_sender(house, station, uploads, monkeypatch):
    address = station.begin().headers['Location']
    monkeypatch.setattr('muragat.capture.intake.views.tus.finish', _dies)
    with pytest.raises(Killed):
        station.send(address, 0, PDF)
    monkeypatch.undo()
    assert station.offset(address) == len(PDF)
    assert holding(house) == ()
    assert finish_left(house, uploads) == 1
    assert finish_left(house, uploads) == 0
    [(record, _number, _version)] = holding(house)
    assert station.ask('POST', address, 200).json['record'] == str(record)


def test_a_crash_between_the_commit_and_the_removal_leaves_one_record(house, station, uploads, monkeypatch):
    address = station.begin().headers['Location']
    monkeypatch.setattr(finishing.Uploads, 'remove', _dies)
    with pytest.raises(Killed):
        station.send(address, 0, PDF)
    monkeypatch.undo()
    assert finish_left(house, uploads) == 1
    assert len(holding(house)) == 1
    assert left(house) == []
    assert station.offset(address) == len(PDF)


def test_the_same_bytes_are_told_and_not_kept_twice(house, station):
    _address, first = upload(station)
    address, second = upload(station, filename='other name.pdf')
    assert second.headers['Muragat-Outcome'] == 'duplicate'
    assert second.headers['Muragat-Record'] == first.headers['Muragat-Record']
    assert 'held already' in station.ask('GET', address, 200).json['cause']
    assert len(holding(house)) == 1
    _address, third = upload(station, again='yes')
    assert third.headers['Muragat-Outcome'] == 'stored'
    assert len(holding(house)) == 2


def test_held_files_need_not_be_sent(station):
    assert station.ask('GET', f'/uploads?sha256={digest(PDF)}', 200).json['record'] is None
    _address, first = upload(station)
    found = station.ask('GET', f'/uploads?sha256={digest(PDF)}', 200).json
    assert found['record'] == first.headers['Muragat-Record']
    station.ask('GET', '/uploads?sha256=zz', 400)


def test_an_upload_that_nobody_goes_on_with_expires(house, station, uploads):
    address = station.begin().headers['Location']
    answer = station.send(address, 0, PDF[:HALF])
    assert answer.headers['Upload-Expires'].endswith('GMT')
    found = uploads.find(address.rpartition('/')[2])
    for days, gone in ((6.9, False), (7.1, True)):
        for path in found.folder.iterdir():
            os.utime(path, (house.clock.now() - days * 86_400,) * 2)
        tidy(house, uploads)
        assert (left(house) == []) is gone
    station.ask('HEAD', address, 404)
    station.send(address, HALF, PDF[HALF:], 404)


def test_receipts_are_forgotten_in_time(house, station, uploads, monkeypatch):
    address, _answer = upload(station)
    tidy(house, uploads)
    station.ask('HEAD', address, 200)
    now = house.clock.now() + 8 * 86_400
    monkeypatch.setattr(house.clock, 'now', lambda: now)
    tidy(house, uploads)
    with house.session() as desk:
        assert list(desk.site.receipts.rows) == []


def test_a_sender_may_give_up(house, station):
    address = station.begin().headers['Location']
    station.send(address, 0, PDF[:HALF])
    station.ask('DELETE', address, 204)
    assert left(house) == []
    station.ask('HEAD', address, 404)


def test_without_space_nothing_is_begun(station, house, monkeypatch):
    monkeypatch.setattr(StagingArea, 'require_space', _full)
    assert 'full' in station.begin(status=507).json['detail']
    assert not house.settings.place('db', 'uploads').exists()


def _full(*_arguments):
    raise no_space()


def test_a_disk_that_fills_up_keeps_what_was_promised(house, station, monkeypatch):
    address = station.begin().headers['Location']
    station.send(address, 0, PDF[:HALF])

    def full(_file, _piece):
        raise OSError(28, 'No space left on device')

    monkeypatch.setattr('muragat.capture.intake.uploads.write_all', full)
    station.send(address, HALF, PDF[HALF:], 507)
    monkeypatch.undo()
    assert station.offset(address) == HALF
    station.send(address, HALF, PDF[HALF:])
    assert len(holding(house)) == 1


def test_when_the_record_finds_no_space_the_bytes_stay_and_it_is_tried_again(house, station, uploads, monkeypatch):
    def full(*_arguments, **_options):
        raise NoSpace(*no_space().refusals)

    address = station.begin().headers['Location']
    monkeypatch.setattr(finishing, 'take', full)
    station.send(address, 0, PDF, 507)
    monkeypatch.undo()
    assert finish_left(house, uploads) == 1
    assert len(holding(house)) == 1


@pytest.mark.parametrize(('values', 'status', 'code'), [
    ({'target': '/archive/Р-1/1/99'}, 404, 'not_visible'),
    ({'target': ''}, 422, 'no_target'),
    ({'target': '/archive/Р-1'}, 422, 'no_target'),
    ({'operator': 'nobody'}, 422, 'no_operator'),
    ({'operator': 'reader'}, 403, 'operator'),
    ({'language': 'kk+de'}, 422, 'no_language'),
    ({'sha256': 'abc'}, 422, 'sha256'),
])
def test_what_can_be_refused_is_refused_before_the_first_byte(house, station, values, status, code):
    answer = station.begin(status=status, **values)
    assert answer.json['refusals'][0]['code'] == code
    assert answer.json['detail']
    assert not house.settings.place('db', 'uploads').exists()


def test_sizes_that_are_not_taken(station, house):
    assert station.begin(0, 422).json['refusals'][0]['code'] == 'empty'
    assert station.begin(1 << 50, 413).headers['Tus-Max-Size'] == str(house.settings['upload.largest'])
    station.begin('x', 400)
    address = station.begin(10).headers['Location']
    assert station.send(address, 0, b'x' * 11, 422).json['refusals'][0]['code'] == 'too_long'
    assert station.offset(address) == 0


def test_a_piece_is_not_larger_than_a_server_should_hold(station):
    address = station.begin(20 << 20).headers['Location']
    assert station.send(address, 0, bytes((8 << 20) + 1), 413).json['refusals'][0]['code'] == 'too_large'
    station.send(address, 0, bytes(8 << 20))
    assert station.offset(address) == 8 << 20


def test_a_file_of_another_kind_is_refused_by_its_content(house, station):
    program = b'\x7fELF\x02\x01\x01' + bytes(200)
    address = station.begin(len(program), filename='scan.pdf').headers['Location']
    answer = station.send(address, 0, program, 422)
    assert answer.json['refusals'][0]['code'] == 'kind'
    assert 'PDF, TIFF' in answer.json['detail']
    assert holding(house, program) == ()


def test_the_protocol_is_held_to(station):
    address = station.begin().headers['Location']
    assert station.ask('PATCH', address, 412, Tus_Resumable='0.2.2').headers['Tus-Version'] == '1.0.0'
    station.ask('PATCH', address, 415, PDF, Upload_Offset=0, Content_Type='text/plain')
    station.ask('POST', '/uploads', 400, Upload_Length=5, Upload_Metadata='target ???')
    station.ask('POST', '/uploads', 400, Upload_Length=5, Upload_Metadata='a YQ==,a YQ==')
    station.ask('POST', address, 204, PDF, Upload_Offset=0, X_HTTP_Method_Override='PATCH',
                Content_Type='application/offset+octet-stream')


def test_an_upload_is_its_senders_alone(house, app, station):
    address = station.begin().headers['Location']
    other = Station(TestApp(app), token(house, 'admin'))
    other.ask('HEAD', address, 404)
    other.send(address, 0, PDF, 404)
    other.ask('DELETE', address, 404)
    other.ask('GET', address, 404)
    Station(TestApp(app), 'wrong').ask('HEAD', address, 401)
    TestApp(app).request(address, method='HEAD', headers={'Tus-Resumable': '1.0.0'}, status=401)


def test_while_one_request_writes_another_waits(station, uploads):
    address = station.begin().headers['Location']
    with uploads.held(uploads.find(address.rpartition('/')[2])):
        station.send(address, 0, PDF, 423)
    station.send(address, 0, PDF)


def test_a_token_for_delivering_is_good_for_nothing_else(house, app, station):
    _address, answer = upload(station)
    record = answer.headers['Muragat-Record']
    with house.session() as desk:
        unit = desk.resolve(UNIT).id
    for address in (f'records/{record}', f'records/{unit}', f'records/{record}/files/1/content'):
        station.ask('GET', f'/api/v1/{address}', 404)
    viewer = Station(TestApp(app), token(house, 'scanner', Permission.VIEW))
    assert viewer.begin(status=403).json['refusals'][0]['code'] == 'scope'
    reader = Station(TestApp(app), token(house, 'reader'))
    reader.begin(status=403)


def test_a_station_delivers_for_a_named_person(house, app):
    admin = Station(TestApp(app), token(house, 'admin', Permission.INGEST))
    _address, answer = upload(admin, operator='scanner')
    with house.session() as desk:
        entries = list(desk.site.journal.entries_of(int(answer.headers['Muragat-Record'])))
        scanner = house.principals(desk.site).by_login('scanner')
        taken = next(each for each in entries if each.what == 'intake.taken')
        assert taken.details['principal'] == scanner.id
        assert taken.who == house.principals(desk.site).by_login('admin').id
