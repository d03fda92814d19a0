"""The example of the README delivers a scan over a real connection."""

import re
import subprocess
from pathlib import Path

import pytest

from muragat.kernel.access import Permission
from tests.answering import answering
from tests.capture.intake.conftest import PDF, UNIT, digest, token

README = Path(__file__).parents[3] / 'README.md'


@pytest.fixture
def address(app):
    with answering(app) as address:
        yield address


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
