"""A worker that is killed at any step: its successor ends the work, nothing is lost and nothing is there twice."""

import os
import signal
from itertools import count

import pytest

from muragat.capture.pipeline import page_steps, reading
from muragat.capture.pipeline.context import Work
from muragat.capture.pipeline.crew import Crew
from muragat.capture.pipeline.leftovers import sweep
from muragat.capture.pipeline.reading import steps_of
from muragat.capture.pipeline.steps.members import Members
from muragat.capture.pipeline.steps.pages import Pages
from muragat.main import open_house
from muragat.media.originals import originals_of
from muragat.media.texts import texts_of
from tests import founded_archive
from tests.capture.pipeline.conftest import PDF, TEXT, ZIP, Station
from tests.capture.pipeline.standins import standins

PAGE = ' '.join(f'құжат{number}' for number in range(30))
SCAN = '\n'.join(f'{PAGE} {number}' for number in range(4))
BOX = '\n'.join(f'{number}.txt=мәтін {number}' for number in range(3))

FILE_STEPS = {PDF: ('look', 'known', 'layer', 'pages'), ZIP: ('members',), TEXT: ('office',)}
CONTENT = {PDF: SCAN, ZIP: BOX, TEXT: 'мәтін'}
#: What is called on the way -> on which call of it the worker is killed.
BETWEEN = {
    PDF: [('begun', 1), ('conclude', 1), ('keep', 1), ('keep', 4), ('page kept', 1), ('page kept', 3),
          *((f'page {step.name}', 2) for step in page_steps.PAGE_STEPS if step.name != 'codes')],
    ZIP: [('document', 1), ('document', 2), ('document', 3), ('conclude', 1)],
    TEXT: [('begun', 1), ('conclude', 1)],
}


def moments():
    for kind, steps in FILE_STEPS.items():
        for step in steps:
            yield pytest.param(kind, f'step {step}', 1, id=f'{kind}-{step}')
        for name, call in BETWEEN[kind]:
            yield pytest.param(kind, name, call, id=f'{kind}-{name}-{call}')


class Killer:
    """Kills its own process before or after the n-th call of something."""

    def __init__(self, name, call, when):
        self.name, self.call, self.when, self.calls = name, call, when, count(1)

    def around(self, name, work):
        def called(*given, **more):
            # Each call has its own number, for pages are read by several threads.
            chosen = name == self.name and next(self.calls) == self.call
            if chosen and self.when == 'before':
                os.kill(os.getpid(), signal.SIGKILL)
            result = work(*given, **more)
            if chosen:
                os.kill(os.getpid(), signal.SIGKILL)
            return result

        return called

    def arm(self, house):
        """Put itself around everything that happens on the way."""
        reader = house.registry.job_kinds['capture.read'].handler
        for name, step in steps_of(Crew(2)).items():
            step.run = self.around(f'step {name}', step.run)
            reader._steps = {**reader._steps, name: step}
        for step in page_steps.PAGE_STEPS:
            step.run = self.around(f'page {step.name}', step.run)
        Work.keep = self.around('keep', Work.keep)
        Pages._keep = self.around('page kept', Pages._keep)
        Members._document = self.around('document', Members._document)
        reading.begun = self.around('begun', reading.begun)
        reading.conclude = self.around('conclude', reading.conclude)


def opened(var):
    house = open_house(founded_archive.settings_for(var, capture__processes=2))
    house.ports.update(standins())
    return house


def killed(var, killer):
    """Let a process of its own work until it is killed; whether it was."""
    child = os.fork()
    if child == 0:
        house = opened(var)
        killer.arm(house)
        Station(house).work()
        os._exit(0)
    _pid, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL


@pytest.mark.parametrize('when', ['before', 'after'])
@pytest.mark.parametrize(('kind', 'name', 'call'), list(moments()))
def test_everything_completes_after_a_kill(var, kind, name, call, when):
    house = opened(var)
    record = Station(house).hand_over(CONTENT[kind], media_type=kind)
    house.close()
    was_killed = killed(var, Killer(name, call, when))
    house = opened(var)
    try:
        house.clock.now = lambda now=house.clock.now: now() + 3600
        station = Station(house)
        station.work()
        assert was_killed
        assert station.stage(record) == (('done_without_text', ['members']) if kind == ZIP else ('done', []))
        whole(station, record, kind)
        sweep(house)
        assert not list((var / 'work' / 'read').iterdir())
    finally:
        house.close()


def whole(station, record, kind):
    """Nothing is missing and nothing is there twice."""
    assert station.jobs() == {'waiting': 0, 'running': 0, 'done': 4 if kind == ZIP else 1, 'failed': 0}
    with station.house.session() as desk:
        texts = texts_of(desk.site)
        if kind == PDF:
            pages = dict(texts.pages(record, 1, 1))
            assert [pages[index].text for index in range(4)] == SCAN.splitlines()
            assert all(not page.earlier for page in pages.values())
        elif kind == TEXT:
            assert texts.page(record, 1, 1, 0).text == 'мәтін'
            assert not texts.page(record, 1, 1, 0).earlier
        else:
            unit = desk.site.ids[record].__parent__
            names = sorted(sheaf.files[1][0].filename for sheaf in
                           (originals_of(desk.site).sheaf(child) for child in unit.child_ids()))
            assert names == ['0.txt', '1.txt', '2.txt', 'scan.pdf']
