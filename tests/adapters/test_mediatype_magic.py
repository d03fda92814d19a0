"""Media types come from content, out of a helper whose death is an outcome."""

import os
import signal
import sys
import zipfile
from pathlib import Path

import pytest
from zope.interface.verify import verifyObject

from muragat.adapters.mediatype_magic import MagicMediaTypes
from muragat.ports.mediatype import UNKNOWN, IMediaTypes


@pytest.fixture
def looker():
    with_helper = MagicMediaTypes()
    yield with_helper
    with_helper.close()


def written(tmp_path, name, content):
    path = tmp_path / name
    path.write_bytes(content)
    return path


def test_it_serves_the_port(looker):
    assert verifyObject(IMediaTypes, looker)


@pytest.mark.parametrize(('content', 'expected'), [
    (b'%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\n', 'application/pdf'),
    (b'\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x02\x00\x00\x00', 'image/png'),
    ('Қазақша мәтін\n'.encode(), 'text/plain'),
    (b'II*\x00\x08\x00\x00\x00', 'image/tiff'),
])
def test_the_content_tells_and_not_the_name(looker, tmp_path, content, expected):
    assert looker.of(written(tmp_path, 'x.exe', content)).name == expected


def test_a_zip_is_a_zip(looker, tmp_path):
    with zipfile.ZipFile(tmp_path / 'x.pdf', 'w') as archive:
        archive.writestr('a', 'b')
    assert looker.of(tmp_path / 'x.pdf').name == 'application/zip'


def test_an_empty_file_is_unknown_with_a_note(looker, tmp_path):
    assert looker.of(written(tmp_path, 'a', b'')) == (UNKNOWN, 'empty')


def test_a_name_with_a_line_break_asks_about_one_file(looker, tmp_path):
    assert looker.of(written(tmp_path, 'a\nb', b'%PDF-1.4\n')).name == 'application/pdf'


def test_the_death_of_the_helper_is_an_outcome_and_the_next_file_is_looked_at(looker, tmp_path):
    path = written(tmp_path, 'a', b'%PDF-1.4\n')
    looker.of(path)
    os.kill(looker._child.pid, signal.SIGKILL)
    looker._child.wait()
    assert looker.of(path).name == 'application/pdf'


def stand_in(code):
    return (sys.executable, '-c', code)


@pytest.mark.parametrize(('code', 'note'), [
    ('input()', 'looker_died'),
    ('import time; input(); time.sleep(60)', 'looker_slow'),
    ('input(); print("\\x00" * 100000, flush=True); input()', 'looker_died'),
    ('input(); print("[]", flush=True); input()', 'not_understood'),
    ('input(); print("{\\"type\\": \\"a b\\"}", flush=True); input()', 'not_understood'),
    ('import os; os.abort()', 'looker_died'),
], ids=['ends', 'hangs', 'floods', 'nonsense', 'no type', 'crashes'])
def test_a_helper_that_fails_leaves_a_note(tmp_path, code, note):
    looker = MagicMediaTypes(seconds=0.5, command=stand_in(code))
    assert looker.of(written(tmp_path, 'a', b'abc')) == (UNKNOWN, note)
    looker.close()


def test_the_helper_is_replaced_after_some_files(tmp_path):
    looker = MagicMediaTypes(files=2)
    path = written(tmp_path, 'a', b'%PDF-1.4\n')
    pids = []
    for _ in range(4):
        looker.of(path)
        pids.append(looker._child.pid)
    assert pids[0] == pids[1] != pids[2] == pids[3]
    looker.close()


def test_the_helper_has_limits(looker, tmp_path):
    looker.of(written(tmp_path, 'a', b'abc'))
    limits = Path(f'/proc/{looker._child.pid}/limits').read_text()
    row = next(line for line in limits.splitlines() if line.startswith('Max address space'))
    assert str(512 << 20) in row


def test_the_helper_ends_when_its_owner_lets_go(looker, tmp_path):
    looker.of(written(tmp_path, 'a', b'abc'))
    child = looker._child
    looker.close()
    assert child.poll() is not None
