"""The order in which an upload reaches the disk, traced: SIGKILL proves nothing about a power cut."""

import re
import shutil
import subprocess
import sys

import pytest

from tests.founded_archive import DOCUMENT, ini_for

pytestmark = pytest.mark.skipif(shutil.which('strace') is None, reason='strace is not installed')

CALL = re.compile(r'^(?P<pid>\d+) +(?P<name>\w+)\((?P<arguments>.*)\) += 0$')
BEGUN = re.compile(r'^(?P<pid>\d+) +(?P<name>\w+)\((?P<arguments>.*) <unfinished \.\.\.>$')
ENDED = re.compile(r'^(?P<pid>\d+) +<\.\.\. \w+ resumed>.*\) += 0$')


def traced(tmp_path, command):
    """Calls that bring something to the disk, in the order of their ends: (name, arguments)."""
    out = tmp_path / 'trace'
    watched = 'trace=fsync,fdatasync,rename,renameat,renameat2,link,linkat'
    subprocess.run(['strace', '-f', '-y', '-s', '300', '-e', watched, '-o', out,
                    *command], check=True, capture_output=True)
    calls, begun = [], {}
    for line in out.read_text('utf8', 'replace').splitlines():
        if match := CALL.match(line):
            calls.append((match['name'], match['arguments']))
        elif match := BEGUN.match(line):
            begun[match['pid']] = (match['name'], match['arguments'])
        elif match := ENDED.match(line):
            calls.append(begun.pop(match['pid']))
    return calls


def first(calls, name, pattern, after=-1):
    found = [at for at, (each, arguments) in enumerate(calls)
             if at > after and each.startswith(name) and re.search(pattern, arguments)]
    assert found, (name, pattern, calls[after:])
    return found[0]


def attach(tmp_path, ini):
    scan = tmp_path / 'scan.pdf'
    scan.write_bytes(b'%PDF-1.7\n' * 1000)
    return [sys.executable, '-m', 'muragat.main', '--config', str(ini), 'attach', DOCUMENT, str(scan)]


def check(calls):
    file_synced = first(calls, 'fsync', r'/db/staging/\w+\.part>')
    name_synced = first(calls, 'fsync', r'/db/staging>', file_synced)
    moved = first(calls, 'rename', r'/db/blobs/.*\.blob"', name_synced)
    blob_synced = first(calls, 'fsync', r'/db/blobs/.*\.blob>', moved)
    place_synced = first(calls, 'fsync', r'/db/blobs/(0x\w\w/){7}0x\w\w>', blob_synced)
    above_synced = first(calls, 'fsync', r'/db/blobs/(0x\w\w/){6}0x\w\w>', place_synced)
    voted = first(calls, 'fdatasync', r'/db/Data\.fs>', above_synced)
    finished = first(calls, 'fsync', r'/db/Data\.fs>', voted)
    assert file_synced < name_synced < moved < blob_synced < place_synced < above_synced < voted < finished
    # Nothing of the data file was on its way before the bytes and their name were safe.
    assert not [at for at, (name, arguments) in enumerate(calls[:above_synced])
                if name.endswith('sync') and 'Data.fs>' in arguments and at > file_synced]


def test_a_command_alone_syncs_bytes_and_name_before_the_vote(var, tmp_path):
    check(traced(tmp_path, attach(tmp_path, ini_for(var, tmp_path / 'archive.ini'))))


def test_the_object_server_syncs_what_a_client_hands_over_before_the_vote(var, tmp_path):
    """Both processes under one trace: the order holds between them, not only inside each."""
    ini = ini_for(var, tmp_path / 'archive.ini')
    program = (f'{sys.executable} -m muragat.main --config {ini} objects & server=$!; '
               'for i in $(seq 400); do [ -S "$0/run/zeo.sock" ] && break; sleep 0.05; done; '
               '"$@"; status=$?; kill $server; wait $server; exit $status')
    calls = traced(tmp_path, ['sh', '-c', program, str(var), *attach(tmp_path, ini)])
    check(calls)


def test_a_new_data_file_and_its_name_are_synced(tmp_path):
    ini = ini_for(tmp_path / 'v', tmp_path / 'archive.ini')
    calls = traced(tmp_path, [sys.executable, '-m', 'muragat.main', '--config', str(ini), 'init'])
    finished = first(calls, 'fsync', r'/db/Data\.fs>')
    assert first(calls, 'fsync', r'/v/db>') < finished


