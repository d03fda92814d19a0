"""The example of the README delivers a scan over a real connection."""

import re
import subprocess
import threading
from pathlib import Path

import pytest
from waitress.server import create_server

from muragat.kernel.access import Permission
from tests.capture.intake.conftest import PDF, UNIT, digest, token

README = Path(__file__).parents[3] / 'README.md'


@pytest.fixture
def address(app):
    server = create_server(app, host='127.0.0.1', port=0, threads=2)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield f'http://127.0.0.1:{server.effective_port}'
    server.close()
    thread.join(10)


def test_curl_delivers_on_behalf_of_a_named_person(house, address, tmp_path):
    (tmp_path / 'scan.pdf').write_bytes(PDF)
    command = re.search(r'curl (?:.*\\\n)*.*', README.read_text('utf8'))[0]
    for old, new in (('https://archive.example', address), ('/archive/Р-12/1/34', UNIT), ('aigul', 'scanner')):
        assert old in command
        command = command.replace(old, new)
    ran = subprocess.run(['bash', '-c', command], cwd=tmp_path, capture_output=True, text=True, timeout=60, env={
        'PATH': '/usr/bin:/bin', 'TOKEN': token(house, 'scanner', Permission.INGEST)})
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert '"outcome":"stored"' in ran.stdout
    assert digest(PDF) in ran.stdout
