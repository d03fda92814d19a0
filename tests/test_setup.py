"""scripts/setup names each system package that the code needs, and says so where it may not install."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SETUP = ROOT / 'scripts' / 'setup'

#: What in the sources makes a Debian package necessary.
NEEDED_FOR = {
    'libmagic1': r'^\s*import magic',
    'fonts-dejavu-core': r'DejaVuSans',
    'chromium': r'chromium',
    'strace': r'[\'"]strace[\'"]',
}


def sources():
    files = [*ROOT.glob('src/muragat/**/*.py'), *ROOT.glob('tests/**/*.py')]
    return '\n'.join(path.read_text('utf8') for path in files if path != Path(__file__))


def test_each_package_that_the_sources_need_is_installed_by_setup():
    text, installed = sources(), SETUP.read_text()
    needed = {package for package, sign in NEEDED_FOR.items() if re.search(sign, text, re.MULTILINE)}
    assert {package for package in needed if not re.search(rf'wants {package}\b', installed)} == set()


def bare_machine(tmp_path):
    """A PATH with the basic tools, a person who is not root and a sudo that refuses."""
    folder = tmp_path / 'bin'
    folder.mkdir()
    tools = ['bash', 'cat', 'cut', 'dirname', 'env', 'find', 'flock', 'grep', 'mkdir', 'sha256sum', 'sort', 'xargs']
    for name in tools:
        (folder / name).symlink_to(shutil.which(name))
    for name, text in (('id', 'echo 1000'), ('sudo', 'exit 1')):
        (folder / name).write_text(f'#!/bin/sh\n{text}\n')
        (folder / name).chmod(0o755)
    return folder


def test_without_rights_it_prints_the_command_and_stops(tmp_path):
    checkout = tmp_path / 'a checkout'
    (checkout / 'scripts').mkdir(parents=True)
    shutil.copy(SETUP, checkout / 'scripts')
    run = subprocess.run([checkout / 'scripts' / 'setup'], cwd=tmp_path, env={'PATH': str(bare_machine(tmp_path))},
                         capture_output=True, text=True, timeout=60)
    assert run.returncode == 1
    line = next(line for line in run.stderr.splitlines() if 'apt-get install' in line)
    assert {'nodejs', 'npm'} <= set(line.split())
    assert not (checkout / '.venv').exists()


def test_an_unknown_option_is_refused():
    run = subprocess.run([SETUP, '--fast'], capture_output=True, text=True, timeout=60, env=dict(os.environ))
    assert run.returncode == 2
    assert 'usage' in run.stderr


@pytest.mark.parametrize('name', ['scripts/setup', 'scripts/run', 'scripts/test', 'scripts/bench', '.ci/run'])
def test_a_script_can_be_called_and_read(name):
    script = ROOT / name
    assert os.access(script, os.X_OK)
    text = script.read_text()
    assert 'set -euo pipefail' in text
    assert subprocess.run(['bash', '-n', script], capture_output=True, timeout=60).stderr == b''


@pytest.mark.parametrize('arguments', [['--port'], ['--port', 'http'], ['--fast']])
def test_run_refuses_what_it_does_not_know(arguments):
    run = subprocess.run([ROOT / 'scripts' / 'run', *arguments], capture_output=True, text=True, timeout=60)
    assert run.returncode == 2
    assert run.stdout == ''
