"""An archive that is founded by the command, served by the command, and met only through a browser."""

import json
import subprocess

import pytest
from playwright.sync_api import expect

from tests.founded_archive import ini_for
from tests.served_archive import DEADLINE, MURAGAT, Served

#: Milliseconds; a busy machine answers late, and nothing here waits for them when it does not.
PATIENCE = 60_000


class House:
    """The folder of an archive, its commands and its address."""

    def __init__(self, folder):
        self.ini = ini_for(folder / 'var', folder / 'archive.ini')
        self.founded = self.command('init')
        self.served = Served(self.ini)
        self.address = self.served.address.rstrip('/')

    def command(self, *words):
        """What a command answers."""
        command = [*MURAGAT, '--config', str(self.ini), '--language', 'en', '--json', *words]
        done = subprocess.run(command, capture_output=True, text=True, timeout=3 * DEADLINE, check=False)
        assert done.returncode == 0, done.stderr + done.stdout
        return json.loads(done.stdout)

    def stop(self):
        """The exit code of a served archive that is asked to end."""
        self.served.process.terminate()
        return self.served.process.wait(DEADLINE)


@pytest.fixture
def house(tmp_path):
    house = House(tmp_path)
    yield house
    house.served.end()


@pytest.fixture
def someone(chromium, house):
    """someone(language) -> a page of a browser that nobody has used yet; a script that breaks is a fault."""
    contexts, faults = [], []

    def open_page(language):
        context = chromium.new_context(base_url=house.address, viewport={'width': 1280, 'height': 900}, locale=language)
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        page = context.new_page()
        page.on('pageerror', lambda error: faults.append(str(error)))
        return page

    expect.set_options(timeout=PATIENCE)
    yield open_page
    for context in contexts:
        context.close()
    assert faults == []
