"""The vocabulary of the synthetic papers: Kazakh and Russian lemmas with all their forms, and names, by frequency."""

import tomllib
from functools import cache
from itertools import product
from pathlib import Path

_FRONT, _BACK = 'әөүіеэ', 'аоұыяёю'
_VOICELESS = 'кқпстфхцчшщбвгд'
_LONG = 'лмнңзж'


def is_front(word):
    """Whether suffixes take front vowels, by the last vowel that tells."""
    for letter in reversed(word.lower()):
        if letter in _FRONT:
            return True
        if letter in _BACK:
            return False
    return 'и' in word.lower()


def kk_noun(word):
    """Forms of a Kazakh noun, the most frequent first."""
    stems = [word, plural(word), possessed(word), possessed(plural(word))]
    forms = [word, *(case(stem, number, owned) for number in range(1, 7)
                     for stem, owned in zip(stems, (False, False, True, True), strict=True)), *stems[1:]]
    return tuple(dict.fromkeys(sorted(forms, key=len)))


def plural(word):
    """The plural."""
    last = word[-1].lower()
    begin = 'т' if last in _VOICELESS else 'д' if last in _LONG else 'л'
    return f'{word}{begin}{"ер" if is_front(word) else "ар"}'


def possessed(word):
    """With the ending of what belongs to a third person."""
    vowel = 'і' if is_front(word) else 'ы'
    if word[-1].lower() in _FRONT + _BACK + 'уи':
        return f'{word}с{vowel}'
    soft = {'к': 'г', 'қ': 'ғ', 'п': 'б'}.get(word[-1], word[-1])
    return f'{word[:-1]}{soft}{vowel}'


def case(word, number, owned):
    """Genitive, dative, accusative, locative, ablative, instrumental: 1 to 6."""
    front, last = is_front(word), word[-1].lower()
    vowel, narrow = ('е', 'і') if front else ('а', 'ы')
    open_end = last in _FRONT + _BACK + 'уи'
    hard = 'т' if last in _VOICELESS else 'д'
    if number == 2:
        guttural = 'кқ'[not front] if last in _VOICELESS else 'гғ'[not front]
        return f'{word}{"н" if owned else guttural}{vowel}'
    if number == 6:
        return f'{word}{"пен" if last in _VOICELESS else "бен" if last in "зж" else "мен"}'
    nasal = 'н' if open_end or owned or last in 'мнң' else hard
    if number == 1:
        return f'{word}{nasal}{narrow}ң'
    if number == 3:
        return f'{word}н' if owned else f'{word}{"н" if open_end else hard}{narrow}'
    middle = 'нд' if owned else hard
    return f'{word}{middle}{vowel}' if number == 4 else f'{word}{"н" if owned or last in "мнң" else hard}{vowel}н'


def kk_verb(stem):
    """Forms of a Kazakh verb."""
    front, last = is_front(stem), stem[-1]
    vowel, narrow = ('е', 'і') if front else ('а', 'ы')
    hard, guttural = ('т', 'кқ'[not front]) if last in _VOICELESS else ('д', 'гғ'[not front])
    link = '' if last in _FRONT + _BACK else narrow
    return (f'{stem}{hard}{narrow}', f'{stem}{guttural}{vowel}н', f'{stem}{link}лс{narrow}н', f'{stem}{link}лд{narrow}',
            f'{stem}{link}п', f'{stem}{link}лг{vowel}н' if front else f'{stem}{link}лғ{vowel}н', f'{stem}у',
            f'{stem}уд{narrow}', f'{stem}у{guttural}{vowel}', f'{stem}{vowel}д{narrow}')


def ru_noun(word):
    """Forms of a Russian noun by its ending."""
    for ending, endings in _RU_NOUN_ENDINGS.items():
        if word.endswith(ending):
            stem = word.removesuffix(ending)
            return tuple(dict.fromkeys(_with(stem, endings)))
    return (word, *_with(word, 'а у ом е ы ов ам ами ах'))


_RU_NOUN_ENDINGS = {
    'ий': 'ий его ему им ем ие их ими', 'ие': 'ие ия ию ием ии ий иям иями иях', 'ия': 'ия ии ию ией ий иям иями иях',
    'ость': 'ость ости остью остей остям', 'ь': 'ь и ью ей ям ями ях я ю ем', 'а': 'а ы у е ой ам ами ах',
    'я': 'я и ю е ей ям ями ях', 'ство': 'ство ства ству ством стве ств ствам', 'о': 'о а у ом е ам ами ах',
    'й': 'й я ю ем е и ев ям ями ях', 'е': 'е я ю ем и ей ям',
}


def ru_adjective(stem):
    """Forms of a Russian adjective."""
    return _with(stem, 'ый ого ая ой ое ых ому ую ым ые ыми ом')


def ru_verb(stem):
    """Forms of a Russian verb and its participle."""
    return _with(stem, 'ить ил ила или ено ены ен енный енных ит ят')


@cache
def words():
    """The lists of words by name."""
    told = tomllib.loads(Path(__file__).with_suffix('.toml').read_text('utf8'))
    return {name: text.split() for name, text in told.items()}


@cache
def kazakh():
    """Forms of each Kazakh lemma, the most frequent lemma first."""
    nouns, adjectives, verbs = (words()[f'kk_{kind}'] for kind in ('nouns', 'roots_of_adjectives', 'verbs'))
    suffixes = (('шы', 'ші'), ('лық', 'лік'), ('сыз', 'сіз'), ('дай', 'дей'))
    derived = [noun + suffix[is_front(noun)] for suffix in suffixes for noun in nouns]
    compounds = [first + second for first, second in product(adjectives[:24], nouns[:120])]
    common = _mixed(map(kk_noun, nouns), ((word,) for word in adjectives), map(kk_verb, verbs))
    service = [(word,) for word in words()['kk_service']]
    return service + common + [kk_noun(word) for word in [*derived, *compounds]] + names()


@cache
def russian():
    """Forms of each Russian lemma, the most frequent lemma first."""
    nouns = _mixed(*(words()[f'ru_{gender}'] for gender in ('neuter', 'masculine', 'feminine')))
    common = _mixed(map(ru_noun, nouns), map(ru_adjective, words()['ru_adjectives']), map(ru_verb, words()['ru_verbs']))
    compounds = [ru_noun(first + second) for second, first in product(nouns, words()['ru_prefixes'])]
    return [(word,) for word in words()['ru_service']] + common + compounds + names()


@cache
def names():
    """People and places of both languages."""
    kazakh_names = [first + last for first, last in product(words()['first_parts'], words()['last_parts'])]
    found = [kk_noun(name) for name in kazakh_names]
    found += [_with(name, 'ов ова ову овым ұлы қызы') for name in kazakh_names]
    return found + [_with(name, 'ов ова ову овым ове') for name in words()['ru_surnames']]


def _with(stem, endings):
    """Russian has no ы after these letters."""
    soft = stem[-1] in 'кгхжшчщ'
    return tuple(stem + (ending.replace('ы', 'и', 1) if soft else ending) for ending in endings.split())


def _mixed(*lists):
    """Lists put into one another, so that each kind is found in every stretch of frequency."""
    rows = [(place / len(each), number, value) for number, each in enumerate(map(list, lists))
            for place, value in enumerate(each)]
    return [value for _place, _number, value in sorted(rows, key=lambda row: row[:2])]
