"""Characters that are read wrongly, by language and level of wear, beside bare Tesseract on the same pages.

Pages: `DIR/samples` (or DIR itself), or the samples shared beside the checkout, or else simulated ones. A file is
called like `scan01-05-kk-level2.jpg`; the true text stands in the `.txt` beside it, pages parted by form feeds.
"""

import os
import re
import subprocess
import tempfile
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from statistics import mean
from types import SimpleNamespace

from muragat.adapters.children import Children
from muragat.adapters.imaging import children_of, imaging
from muragat.capture.pipeline.page import Draft, PageContext
from muragat.capture.pipeline.page_steps import Judge, Recognise, Show
from muragat.ports.pages import IPageSource
from muragat.ports.words import text_of
from muragat.settings import read
from tests.bench import scans
from tests.bench.frame import ROOT, Figure

#: Per cent of wrong characters, mean of a level, and how much worse than bare one page may be.
GOOD, BAD, WORSE = 1.0, 3.0, 0.5
BARE = ('-l', 'kaz+rus+eng', '--psm', '3')
NAME = re.compile(r'-(kk|ru|en)-level(\d)\.(pdf|tif|tiff|jpg|png)$')
TYPES = {'pdf': 'application/pdf', 'tif': 'image/tiff', 'tiff': 'image/tiff', 'jpg': 'image/jpeg', 'png': 'image/png'}
SIGNS = str.maketrans({'i': 'і', 'I': 'І', '—': '-', '–': '-', '“': '"', '”': '"', '„': '"', '«': '"', '»': '"',
                       '’': "'", '‘': "'"})


@dataclass(frozen=True)
class Page:
    """One page with its true text."""

    path: Path
    index: int
    language: str
    level: int
    truth: str


@dataclass(frozen=True)
class Score:
    """Wrong characters of a page in per cent: by bare Tesseract and by us."""

    page: Page
    bare: float
    ours: float
    kept: str


def plain(text):
    """Text as it is compared: signs that look alike are one, white space is one space."""
    return re.sub(r'\s+', ' ', unicodedata.normalize('NFC', text).translate(SIGNS)).strip()


def edits(one, other):
    """Levenshtein's distance, all of a column at once in the bits of a whole number (Myers 1999)."""
    if not one or not other:
        return max(len(one), len(other))
    places: dict[str, int] = {}
    for at, sign in enumerate(one):
        places[sign] = places.get(sign, 0) | 1 << at
    full, top = (1 << len(one)) - 1, 1 << (len(one) - 1)
    up, down, distance = full, 0, len(one)
    for sign in other:
        same = places.get(sign, 0)
        vertical, across = same | down, (((same & up) + up) ^ up) | same
        higher, lower = down | (~(across | up) & full), up & across
        distance += bool(higher & top) - bool(lower & top)
        higher, lower = (higher << 1 | 1) & full, lower << 1 & full
        up, down = lower | (~(vertical | higher) & full), higher & vertical
    return distance


def wrong(truth, text):
    """Per cent of characters that are read wrongly."""
    truth = plain(truth)
    return 100 * edits(truth, plain(text)) / max(1, len(truth))


def sample_files(data):
    """Files with their true text, wherever they are."""
    for folder in (data / 'samples', data, ROOT.parent / 'shared' / 'samples'):
        found = [path for path in sorted(folder.glob('scan*')) if NAME.search(path.name)]
        if found:
            return found
    return []


def pages_of(run):
    """Every page of the samples, or simulated ones."""
    found = []
    for path in sample_files(run.data):
        language, level, _ending = NAME.search(path.name).groups()
        texts = path.with_suffix('.txt').read_text('utf8').split('\f')
        found += [Page(path, index, language, int(level), text) for index, text in enumerate(texts) if text.strip()]
    run.conditions['pages'] = 'samples' if found else 'simulated'
    if not found:
        found = [Page(path, 0, ('kk', 'ru')[number % 2], level, text) for level in range(len(scans.LEVELS))
                 for number, (path, text) in enumerate(scans.kept(run.data, run.pick(2, 8), level))]
    return run.pick([found[0], found[-1]], found)


def bare(image):
    """What Tesseract reads by itself."""
    environment = {**os.environ, 'OMP_THREAD_LIMIT': '1'}
    done = subprocess.run(['tesseract', str(image.path), '-', *BARE, '--dpi', str(image.dpi)], env=environment,
                          capture_output=True, check=True)
    return done.stdout.decode('utf8')


class Scoring:
    """Reads pages by the steps of the pipeline, without an archive around them."""

    def __init__(self, children: Children, settings, folder: Path) -> None:
        self._ports = imaging(settings, children)
        self._settings, self._folder = settings, folder
        self.source = self._ports[IPageSource]

    def score(self, page):
        """One page, read both ways."""
        folder = Path(tempfile.mkdtemp(dir=self._folder))
        file = SimpleNamespace(path=page.path, media_type=TYPES[page.path.suffix[1:]], settings=self._settings,
                               ports=self._ports, languages=(), record=0, folder=folder)
        context, draft = PageContext(file, page.index, folder, False), Draft()
        for step in (Show(), Judge(), Recognise()):
            if step.wanted(context, draft):
                step.run(context, draft)
        words = draft.reading.words if draft.reading else ()
        return Score(page, wrong(page.truth, bare(draft.image)), wrong(page.truth, text_of(words)), str(draft.source))


def figures_of(scores):
    """Means by level and by language and level, and the page that came off worst."""
    for level in sorted({score.page.level for score in scores}):
        there = [score for score in scores if score.page.level == level]
        bound = GOOD if level <= 2 else BAD
        yield Figure(f'level {level}, {len(there)} pages', mean(score.ours for score in there), '%', at_most=bound)
        for language in sorted({score.page.language for score in there}):
            own = [score for score in there if score.page.language == language]
            yield Figure(f'level {level}, {language}, {len(own)} pages', mean(score.ours for score in own), '%')
            yield Figure(f'level {level}, {language}, bare Tesseract', mean(score.bare for score in own), '%')
    yield Figure('most by which a page is worse than bare', max(score.ours - score.bare for score in scores), 'points',
                 at_most=WORSE)


def measure(run):
    """All pages, as many at once as there are processors."""
    settings = read({})
    children = children_of(settings)
    try:
        with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(len(os.sched_getaffinity(0))) as crew:
            scoring, scores = Scoring(children, settings, Path(folder)), []
            for score in crew.map(scoring.score, pages_of(run)):
                run.say(f'{score.page.path.name} {score.page.index + 1}: bare {score.bare:.2f} %, '
                        f'ours {score.ours:.2f} % ({score.kept})')
                scores.append(score)
    finally:
        children.close()
    return list(figures_of(scores))
