"""The ways in beside a serving archive: a killed web process, a folder that the worker watches."""

import http.client
import os
import signal
from urllib.parse import urlsplit

import pytest

from muragat.kernel.access import Permission
from muragat.main import open_house
from muragat.media.originals import originals_of
from tests.capture.intake.conftest import PDF, UNIT, digest, encoded, token
from tests.founded_archive import ini_for, settings_for
from tests.served_archive import Served, until


@pytest.fixture
def secret(var):
    house = open_house(settings_for(var))
    try:
        return token(house, 'scanner', Permission.INGEST)
    finally:
        house.close()


@pytest.fixture
def served(var, tmp_path, secret):
    archive = Served(ini_for(var, tmp_path / 'archive.ini', inbox__quiet=0.5))
    yield archive
    archive.process.terminate()
    archive.process.wait(30)
    archive.end()


def ask(served, secret, method, address, body=b'', **headers):
    connection = http.client.HTTPConnection(urlsplit(served.address).netloc, timeout=20)
    try:
        sent = {'Authorization': f'Bearer {secret}', 'Tus-Resumable': '1.0.0',
                **{name.replace('_', '-'): str(value) for name, value in headers.items()}}
        connection.request(method, address, body, sent)
        answer = connection.getresponse()
        answer.read()
        return answer
    finally:
        connection.close()


def holding(var):
    house = open_house(settings_for(var))
    try:
        with house.session() as desk:
            return originals_of(desk.site).holding(digest(PDF))
    finally:
        house.close()


def test_an_upload_goes_on_after_the_web_process_was_killed(var, served, secret):
    begun = ask(served, secret, 'POST', '/uploads', Upload_Length=len(PDF), Upload_Metadata=encoded(
        filename='a.pdf', target=UNIT, sha256=digest(PDF)))
    address = begun.headers['Location']
    kind = 'application/offset+octet-stream'
    assert ask(served, secret, 'PATCH', address, PDF[:5000], Upload_Offset=0, Content_Type=kind).status == 204
    killed = served.child('web')
    os.kill(killed, signal.SIGKILL)
    until(lambda: served.child('web') not in (None, killed) and served.answers())
    assert ask(served, secret, 'HEAD', address).headers['Upload-Offset'] == '5000'
    last = ask(served, secret, 'PATCH', address, PDF[5000:], Upload_Offset=5000, Content_Type=kind)
    assert (last.status, last.headers['Muragat-Outcome']) == (204, 'stored')
    assert len(holding(var)) == 1


def test_the_worker_takes_what_lies_in_a_watched_folder(var, served):
    folder = until(lambda: (var / 'inbox').is_dir() and var / 'inbox' / 'scanner' / 'Р-1/1/1')
    folder.mkdir(parents=True)
    (folder / 'scan.pdf').write_bytes(PDF)
    until(lambda: (var / 'inbox/scanner/taken/Р-1/1/1/scan.pdf').exists())
    assert len(holding(var)) == 1
