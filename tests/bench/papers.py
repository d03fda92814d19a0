"""Synthetic papers: text of a realistic vocabulary by Zipf's law, and questions that people would ask of it."""

from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property

import numpy as np

from muragat.ports.textindex import STREAMS, IndexDocument
from muragat.search.analysis import streams
from tests.bench.lexicon import kazakh, russian
from tests.bench.wording import unit_title

#: Grows when what is made for a number changes.
VERSION = 1
WORDS, SPREAD = 230, 60
#: Zipf and Mandelbrot.
EXPONENT, SHIFT = 1.07, 2.7
#: Share of words that belong to the matter of a paper, and how many lemmas its matter has.
MATTER, LEMMAS = 0.15, 8
#: Records of one zone, as an inventory has them.
ZONE = 250
FIRST_ZONE = 10_000_000
FIRST_DAY = date(1918, 1, 1).toordinal()
#: Of records that are closed until this day.
OPENS = date(2090, 1, 1).toordinal()
CARRIERS = ('paper', 'paper', 'paper', 'photo', 'film')


@dataclass(frozen=True)
class Tongue:
    """Forms by lemma and the sum of frequencies up to each lemma."""

    forms: list
    sums: np.ndarray

    @cached_property
    def lemma_of(self):
        """The lemma of each form."""
        return {form: lemma for lemma, forms in reversed(list(enumerate(self.forms))) for form in forms}

    def lemmas(self, chances):
        """Lemmas by frequency."""
        return np.searchsorted(self.sums, chances)

    def word(self, lemma, chance):
        """A form of a lemma, the first ones oftener."""
        forms = self.forms[lemma]
        return forms[min(int(-np.log1p(-chance * 0.999) * 2.5), len(forms) - 1)]


@cache
def tongues():
    """Kazakh and Russian."""
    return tuple(_tongue(forms) for forms in (kazakh(), russian()))


def _tongue(forms):
    weights = 1 / (np.arange(len(forms)) + SHIFT) ** EXPONENT
    return Tongue(forms, np.cumsum(weights) / weights.sum())


def dice(*seed):
    """Chance that is the same in every run."""
    return np.random.Generator(np.random.PCG64([VERSION, *seed]))


def language_of(number):
    """0 Kazakh, 1 Russian; every tenth paper has both."""
    return number * 7 % 20 // 10


def text_of(number):
    """The text of a paper: sentences of some 230 words."""
    chance = dice(1, number)
    length = int(chance.integers(WORDS - SPREAD, WORDS + SPREAD + 1))
    halves = (length // 2, length - length // 2) if number % 10 == 3 else (length,)
    found = []
    for half, count in enumerate(halves):
        found += _words(tongues()[(language_of(number) + half) % 2], count, chance)
    return ' '.join(_sentences(found, number))


def _words(tongue, count, chance):
    lemmas = tongue.lemmas(chance.random(count))
    matter = tongue.lemmas(0.35 + 0.65 * chance.random(LEMMAS))
    own = chance.random(count) < MATTER
    lemmas[own] = matter[chance.integers(0, LEMMAS, int(own.sum()))]
    figures = chance.random(count)
    places = np.minimum((-np.log1p(-chance.random(count) * 0.999) * 2.5).astype(int), 99)
    for lemma, place, figure in zip(lemmas.tolist(), places.tolist(), figures.tolist(), strict=True):
        if figure < 0.03:
            yield str(int(1900 + figure * 3300) if figure < 0.01 else int(1 / (figure - 0.0099)))
        elif figure < 0.034:
            yield f'{int(figure * 1e4) % 40}-{int(figure * 1e7) % 500}'
        else:
            forms = tongue.forms[lemma]
            yield forms[min(place, len(forms) - 1)]


def _sentences(words, number):
    """Words with capitals and full stops, each sentence as long as its place says."""
    begin, turn = 0, number
    while begin < len(words):
        end = min(len(words), begin + 7 + turn % 11)
        yield ' '.join([words[begin].capitalize(), *words[begin + 1:end]]) + '.'
        begin, turn = end, turn + 3


@cache
def _rows(word):
    """The terms of a word; every word that stands in papers is remembered, for a million papers are made of them."""
    found = streams(word)
    return tuple(zip(*(found[name] for name in STREAMS), strict=True))


def streams_of(text):
    """What `search.analysis.streams` gives of the text of a paper."""
    rows = [row for word in text.split() for row in _rows(word.rstrip('.'))]
    return dict(zip(STREAMS, zip(*rows, strict=True), strict=True))


def year_of(number):
    """The year a paper is of."""
    return 1918 + number * 13 % 80


def document_of(number):
    """The paper as the index is given it; one in fifty is closed."""
    title = unit_title(number, year_of(number))
    titles = f'{title["kk"]} {title["ru"]}'
    day = FIRST_DAY + (year_of(number) - 1918) * 365
    return IndexDocument(
        id=number + 2, type='unit', family='archive', zone=FIRST_ZONE + number // ZONE,
        opens=OPENS if number % 50 == 7 else 0, state='described' if number % 10 else 'entered',
        fields={'title': streams_of(titles.replace(',', ' ')), 'pages': streams_of(text_of(number))},
        languages=('kk', 'ru') if number % 10 == 3 else (('kk',), ('ru',))[language_of(number)],
        earliest=day, latest=day + 364, title_key=title['kk'], number_key=f'{number:09}',
        facets={'carrier': CARRIERS[number % len(CARRIERS)]})


@dataclass(frozen=True)
class Asked:
    """One question as a person types it."""

    kind: str
    text: str
    years: tuple = ()


#: So many lemmas of each language are service words.
SERVICE = 38
KINDS = ('common', 'rare', 'two', 'three', 'phrase', 'years', 'prefix')


def questions(count, papers):
    """As many questions of every kind, in turn; their words stand in papers, mostly in other forms."""
    return [_question(KINDS[number % len(KINDS)], number, papers) for number in range(count)]


def _question(kind, number, papers):
    chance = dice(2, number)
    paper = int(chance.integers(0, papers))
    tongue = tongues()[language_of(paper)]

    def lemma(low, high):
        return tongue.word(int(chance.integers(low, high)), chance.random())

    if kind == 'common':
        return Asked(kind, lemma(SERVICE, SERVICE + 200))
    if kind == 'rare':
        return Asked(kind, lemma(2000, len(tongue.forms)))
    if kind == 'phrase':
        return Asked(kind, f'"{_phrase(paper, int(chance.integers(0, 200)), 2 + number // len(KINDS) % 2)}"')
    if kind == 'years':
        first = 1918 + int(chance.integers(0, 60))
        return Asked(kind, lemma(SERVICE, 600), (first, first + 9))
    if kind == 'prefix':
        return Asked(kind, lemma(SERVICE, 2000)[:4] + '*')
    telling = [word for word in _plain_words(paper) if word in tongue.lemma_of and word not in service_words()]
    words = chance.choice(telling, 2 if kind == 'two' else 3, replace=False)
    return Asked(kind, ' '.join(tongue.word(tongue.lemma_of[str(word)], chance.random()) for word in words))


def _plain_words(paper):
    return text_of(paper).replace('.', '').lower().split()


@cache
def service_words():
    """Words that most papers have."""
    return {form for tongue in tongues() for forms in tongue.forms[:SERVICE] for form in forms}


def _phrase(paper, place, length):
    """Words that follow one another in a paper, the last of which is no service word."""
    found = _plain_words(paper)
    ends = [end for end in range(length, len(found) + 1) if found[end - 1] not in service_words()]
    end = ends[place % len(ends)]
    return ' '.join(found[end - length:end])
