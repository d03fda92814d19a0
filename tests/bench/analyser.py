"""The analyser: tokens a second into four streams, warm and cold, beside splitting and lowering alone; its memory.

Texts: `DIR/corpus/*.txt`, or else the texts of the demonstration archive. New words: those of synthetic papers.
"""

import random
import re
import subprocess
import sys
from pathlib import Path
from time import process_time

from muragat.content.archive import demonstration
from muragat.language import kazakh, russian
from muragat.language.kazakh.stems import listed
from muragat.language.normal import normal
from muragat.language.terms import terms
from muragat.search import analysis
from tests.bench.frame import Figure
from tests.bench.papers import text_of

WORD = re.compile(r'\w+')
ENDINGS = ('', 'лар', 'дың', 'ға', 'да', 'мен', 'лары', 'ларының', 'сы', 'сының', 'дағы', 'дан', 'шы', 'лық', 'сыз')
#: List, dictionary and stemmers are loaded with these.
READY = 'құжат документ archive'
#: Different words of an archive of a million records, and those of a small trial.
FULL, SMALL = 150_000, 4_000
#: Papers whose words are new ones: 95,000 different words stand in the most.
PAPERS, FEW_PAPERS = 3_000, 20
OF_KAZAKH = re.compile('[әғқңөұүһі]')


def texts(data):
    """Running text in Kazakh and Russian."""
    own = Path(demonstration.__file__).parent.glob('*.toml')
    return '\n'.join(path.read_text('utf8') for path in sorted((data / 'corpus').glob('*.txt')) or sorted(own))


def plain(text):
    """What no analyser does with less."""
    return [word.lower() for word in WORD.findall(text)]


def best(function, text, times=9):
    """Least processor time of some calls, in seconds."""
    found = []
    for _time in range(times):
        began = process_time()
        function(text)
        found.append(process_time() - began)
    return min(found)


def cold(text):
    """Processor seconds for words of which none was seen before, and how many they are."""
    words = sorted(set(plain(text)))
    analysis.streams(READY)
    analysis._rows.cache_clear()
    terms.cache_clear()
    began = process_time()
    analysis.streams('\n'.join(words))
    return process_time() - began, len(words)


def new_words(papers):
    """The different words of so many synthetic papers in an order that is no order, in two halves."""
    words = sorted({word for number in range(papers) for word in plain(text_of(number))})
    random.Random(11).shuffle(words)
    return words[::2], words[1::2]


def each(function, words):
    """Processor time of a call, in microseconds."""
    began = process_time()
    for word in words:
        function(word)
    return (process_time() - began) / len(words) * 1e6


def costs(papers):
    """Figures of a word that was never seen, whole and in parts; half of the words make ready what the others meet."""
    first, second = new_words(papers)
    terms.cache_clear()
    whole = each(terms, first), each(terms, second)
    letters = [normal(word) for word in second if word.isalpha()]
    both = [word for word in letters if not OF_KAZAKH.search(word)]
    return [
        Figure('a new word', sum(whole) / 2, 'µs', at_most=45),
        Figure('of that its Kazakh stem', each(kazakh.stem, letters), 'µs'),
        Figure('its stem without Kazakh letters', each(kazakh.folded_stem, letters), 'µs'),
        Figure('its Russian lemma, of a word without Kazakh letters', each(russian.lemma, both), 'µs'),
        Figure('share of such words', len(both) / len(letters), ''),
    ]


def vocabulary(count):
    """Made words, so many that no memory of words holds them all."""
    chance = random.Random(7)
    stems = [word.stem for word in listed()]
    return [chance.choice(stems) + chance.choice(ENDINGS) + chance.choice(ENDINGS) for _word in range(count)]


def resident():
    """MiB of this process."""
    return int(Path('/proc/self/statm').read_text().split()[1]) * 4096 / 2**20


def growth(count):
    """MiB that a process grows by while it meets so many words; said by itself."""
    analysis.analysed(READY)
    before = resident()
    words = vocabulary(count)
    for start in range(0, count, 1000):
        analysis.analysed(' '.join(words[start:start + 1000]))
    print(resident() - before)


def grown(count):
    """The same in a process of its own."""
    code = f'from tests.bench.analyser import growth; growth({count})'
    said = subprocess.run([sys.executable, '-c', code], capture_output=True, text=True, check=True)
    return float(said.stdout)


def measure(run):
    """Speed by processor time, for other processes share the machine; memory in a process of its own."""
    text = texts(run.data)
    first, different = cold(text)
    count = len(analysis.streams(text)['word'])
    bare = len(plain(text)) / best(plain, text)
    warm, placed = count / best(analysis.streams, text), count / best(analysis.analysed, text)
    run.conditions |= {'tokens': count, 'different words': different}
    return [
        Figure('streams of terms, warm', warm, 'tokens/s', at_least=300_000),
        Figure('streams with places, warm', placed, 'tokens/s', at_least=300_000),
        Figure('splitting and lowering alone', bare, 'tokens/s'),
        Figure('times slower than that, with places', bare / placed, ''),
        Figure('words never seen before', different / first, 'words/s'),
        *costs(run.pick(FEW_PAPERS, PAPERS)),
        Figure('memory after many different words', grown(run.pick(SMALL, FULL)), 'MiB', at_most=200),
    ]
