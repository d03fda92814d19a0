"""Kazakh in Latin letters as somebody types it: by the alphabets of 2018 and 2021, or on a plain keyboard."""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice, product

from muragat.language import russian
from muragat.language.kazakh.stemmer import stemmer
from muragat.language.normal import normal

#: What the letters may stand for, the likelier first.
_LETTERS = {
    'shch': 'щ', 'sh': 'ш', 'ch': 'ч', 'zh': 'ж', 'kh': 'х қ', 'gh': 'ғ', 'ng': 'ң нг', "n'": 'ң', "g'": 'ғ', "a'": 'ә',
    "o'": 'ө', "u'": 'ү', "s'": 'ш', "c'": 'ч', "y'": 'у', "i'": 'и й', 'ts': 'ц тс', 'ya': 'я', 'yu': 'ю',
    'yo': 'е йо', 'ye': 'е', 'ia': 'я ия иа', 'iya': 'ия', 'iia': 'ия йя', 'iu': 'ю иу іу', 'iy': 'ий й йы',
    'yy': 'ый', 'yi': 'ый', 'ii': 'ий', 'uu': 'уу', 'iý': 'ию', 'uw': 'у', 'iw': 'и',
    'a': 'а ә', 'ä': 'ә', 'á': 'ә', 'ə': 'ә', 'b': 'б', 'c': 'ц с', 'ç': 'ч', 'd': 'д', 'e': 'е э', 'é': 'е', 'f': 'ф',
    'g': 'г ғ', 'ğ': 'ғ', 'ǵ': 'ғ', 'h': 'х һ', 'i': 'и і й ы', 'ı': 'і ы и', 'í': 'и', 'ï': 'и', 'j': 'ж', 'k': 'к қ',
    'l': 'л', 'm': 'м', 'n': 'н ң', 'ñ': 'ң', 'ń': 'ң', 'ŋ': 'ң', 'o': 'о ө', 'ö': 'ө', 'ó': 'ө', 'p': 'п', 'q': 'қ',
    'r': 'р', 's': 'с', 'ş': 'ш', 'ś': 'ш', 'š': 'ш', 't': 'т', 'u': 'у ұ ү', 'ū': 'ұ', 'ü': 'ү', 'ú': 'ү', 'ý': 'у',
    'v': 'в', 'w': 'у', 'x': 'х кс', 'y': 'ы й', 'z': 'з', 'ž': 'ж',
}
_CHOICES = {letters: tuple(choices.split()) for letters, choices in _LETTERS.items()}
_UNIT = re.compile('|'.join(sorted(_LETTERS, key=len, reverse=True)))
_BACK, _FRONT = frozenset('аоұықғ'), frozenset('әөүіегк')
_STRICTLY_BACK, _STRICTLY_FRONT = frozenset('қғ'), frozenset('әөүі')
_KAZAKH = re.compile('[әғқңөұүһі]')
_VOWELS = frozenset('аәеиоөуұүыіэюя')

#: Longer words are not tried.
LONGEST = 24
#: Spellings made, looked up, and given, at most; of an unknown word few are given.
_MADE, _LOOKED_UP, _GIVEN, _GUESSED = 1024, 160, 6, 3


@lru_cache(maxsize=1 << 10)
def cyrillic(word: str) -> tuple[str, ...]:
    """What a word in Latin letters may be in Cyrillic, the likeliest first; nothing for another word.

    Spellings that the list of stems or the Russian dictionary knows come alone, when there are any.
    """
    choices = _choices(normal(word))
    if not choices:
        return ()
    even = sorted(set(islice(_even_spellings(choices), _MADE)), key=_unlikely)
    made = dict.fromkeys([*even, *sorted(set(islice(_spellings(choices), _MADE)), key=_unlikely)])
    known = [each for each in islice(made, _LOOKED_UP) if is_word(each)]
    return tuple(known[:_GIVEN] or islice(made, _GUESSED))


def is_word(word: str) -> bool:
    """Whether a normalised word is known in Kazakh or Russian."""
    return stemmer().knows(word) or (not _KAZAKH.search(word) and russian.is_known(word))


def _choices(word: str) -> list[tuple[str, ...]]:
    """The choices at each place; nothing when a sign is no letter of these alphabets."""
    units, end = list(_UNIT.finditer(word)), 0
    for unit in units:
        if unit.start() != end:
            return []
        end = unit.end()
    return [_CHOICES[unit[0]] for unit in units] if end == len(word) <= LONGEST else []


def _spellings(choices: list[tuple[str, ...]]) -> Iterator[str]:
    return (''.join(letters) for letters in product(*choices))


def _even_spellings(choices: list[tuple[str, ...]]) -> Iterator[str]:
    """Those in which the same letters stand for the same everywhere in the word: most words are such."""
    kinds = list(dict.fromkeys(choices))
    for chosen in product(*kinds):
        letters = dict(zip(kinds, chosen, strict=True))
        yield ''.join(letters[each] for each in choices)


def _unlikely(word: str) -> tuple[int, int, str]:
    """How ill a spelling fits the harmony of Kazakh vowels, and how many of its letters only Kazakh has."""
    letters = frozenset(word)
    kazakh = bool(_KAZAKH.search(word))
    both = bool(letters & _BACK) and bool(letters & _FRONT)
    worse = bool(letters & (_STRICTLY_BACK | frozenset('ұ'))) and bool(letters & (_STRICTLY_FRONT | frozenset('е')))
    return (2 * (kazakh and both) + 3 * worse + _misplaced(word), len(_KAZAKH.findall(word)), word)


def _misplaced(word: str) -> int:
    """Letters where Kazakh has none of them: э within the word, й between consonants, ы beside a vowel."""
    wrong = 0
    for place, letter in enumerate(word):
        before, after = word[place - 1:place], word[place + 1:place + 2]
        if letter == 'э':
            wrong += place > 0
        elif letter == 'й':
            wrong += before not in _VOWELS or after in _VOWELS - frozenset('аыіе')
        elif letter in 'ыі':
            wrong += before in _VOWELS or after in _VOWELS or (letter == 'ы' and not before and len(word) > 3)
    return wrong
