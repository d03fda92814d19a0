"""Stems: whether forms of one word, and only those, meet; Kazakh with and without its letters, Russian; speed.

Forms with their lemmas: `DIR/eval/*_dev.tsv` (form, lemma, part of speech). Without them only the speed is measured, on
the project's own paradigms, and the rest is skipped.
"""

import unicodedata
from collections import defaultdict
from itertools import combinations
from time import process_time

from muragat.language import russian
from muragat.language.kazakh.fold import plain
from muragat.language.kazakh.grammar import VOICE, Voice
from muragat.language.kazakh.stemmer import Stemmer, stemmer
from muragat.language.kazakh.stems import listed
from muragat.language.normal import normal
from tests.bench.frame import Figure
from tests.language.kazakh.paradigms import FORMS

#: Name of a set of forms -> least F1 and least precision.
TARGETS = {'ru_gsd': (0.95, None), 'kk_ktb': (0.86, 0.95), 'kk_families': (0.94, None),
           'kk_unimorph_nouns': (0.95, None)}
#: Latin letters in Cyrillic words of one of the sets, which is written in them throughout.
LATIN = str.maketrans('acehikmoptxyə', 'асеһікмортхуә')


def lemmas_of(path):
    """form -> its lemmas."""
    found = defaultdict(set)
    for line in path.read_text('utf8').splitlines():
        if line.strip() and not line.startswith('#'):
            form, lemma = line.split('\t')[:2]
            found[form].add(lemma)
    return found


def pairs(keys):
    """Pairs of different forms that share a key, of a mapping form -> keys."""
    together = defaultdict(set)
    for form, found in keys.items():
        for key in found:
            together[key].add(form)
    return {pair for forms in together.values() for pair in combinations(sorted(forms), 2)}


def scores(lemmas, stem):
    """(precision, recall, F1) over pairs of forms."""
    wanted = pairs(lemmas)
    found = pairs({form: {stem(form)} for form in lemmas})
    right = len(wanted & found)
    precision, recall = right / max(1, len(found)), right / max(1, len(wanted))
    return precision, recall, 2 * precision * recall / max(1e-9, precision + recall)


def word(form, name='kk'):
    """A form as the index takes it."""
    plain_form = unicodedata.normalize('NFC', form.lower())
    return normal(plain_form.translate(LATIN) if name.startswith('kk') else plain_form)


def manners():
    """Ways to stem: as delivered, by the other decisions on voice, without Kazakh letters, without the list."""
    yield 'as delivered', stemmer().stem
    for voice in Voice:
        if voice is not VOICE:
            yield f'voice: {voice.value}', Stemmer(listed(), voice).stem
    folded = stemmer(folded=True).stem
    yield 'without Kazakh letters', lambda form: folded(plain(form))
    yield 'grammar alone', Stemmer(()).stem


def figures_of(path):
    """Precision, recall and F1 of a set of forms in each manner."""
    name = path.stem.removesuffix('_dev')
    lemmas = lemmas_of(path)
    for manner, stem in manners() if name.startswith('kk') else [('as delivered', russian.lemma)]:
        precision, recall, f1 = scores(lemmas, lambda form, stem=stem: stem(word(form, name)))
        least, exact = TARGETS.get(name, (None, None)) if manner == 'as delivered' else (None, None)
        yield Figure(f'{name}, {manner}: F1', f1, '', at_least=least)
        yield Figure(f'{name}, {manner}: precision', precision, '', at_least=exact)
        yield Figure(f'{name}, {manner}: recall', recall, '')


def speed(words):
    """Words per second of the processor, none of them seen before; the suffixes are known from other words."""
    stem = stemmer().stem
    for each in words[::2]:
        stem(each)
    rest = words[1::2]
    began = process_time()
    for each in rest:
        stem(each)
    return len(rest) / (process_time() - began)


def measure(run):
    """All sets of forms that are there."""
    paths = sorted(path for path in (run.data / 'eval').glob('[kr][ku]_*_dev.tsv'))
    if not paths:
        run.say('skipped: there are no forms with lemmas; name their folder with --data')
    words = [word(form) for path in paths if path.stem.startswith('kk')
             for form in lemmas_of(path)] or [form for forms in FORMS for form in forms]
    run.conditions |= {'stems': len(listed()), 'voice taken off': VOICE.value}
    return [Figure('words per second of the processor, first time seen', speed(words), '', at_least=30_000),
            *(figure for path in paths for figure in figures_of(path))]
