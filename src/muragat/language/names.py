"""Names of people: one surname in its Kazakh, Russian and Latin forms."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from muragat.language import latin, russian
from muragat.language.kazakh.stemmer import stemmer
from muragat.language.normal import normal

_CASE = ('(?:[дтн][ыі]ң|[ғг][аеы]|қа|ке|[дтн][ыі]|[дт][ае]|[дтн][ае]н|[бмп]ен|лар|лер|тар|тер|дар|дер|'
         'н[ае]|ның|нің|н|нд[ае]|нан|нен)?')
_RUSSIAN_CASE = '(?:а|у|ым|ом|е|ой|ою|ы|ых|ыми)?'
_SURNAME = re.compile(f'(?P<root>.{{2,}}?)(?P<kind>[оеё]в|[иы]н)(?:{_RUSSIAN_CASE}|а?{_CASE})')
_ADJECTIVE = re.compile('(?P<root>.{2,}?)(?P<kind>[сц]к)(?:ий|ого|ому|им|ом|ая|ой|ую|ою|ие|их|ими)')
_CHILD = re.compile(f'(?P<root>.{{3,}}?)(?:(?:ұлы|[қк]ызы|оглы|(?P<doubtful>улы)){_CASE}|[ое]в(?:ич|н).*)')
_CAPITAL = re.compile('[A-ZА-ЯЁӘҒҚҢӨҰҮҺІ][^A-ZА-ЯЁӘҒҚҢӨҰҮҺІ]')
_LATIN = re.compile('[a-z]')
_VOWELS = 'аәеиоөуұүыіэюя'

_TO_LATIN = {
    'а': 'a', 'ә': 'a', 'б': 'b', 'в': 'v', 'г': 'g', 'ғ': 'g', 'д': 'd', 'е': 'e', 'ж': 'zh', 'з': 'z', 'и': 'i',
    'й': 'y', 'к': 'k', 'қ': 'k', 'л': 'l', 'м': 'm', 'н': 'n', 'ң': 'n', 'о': 'o', 'ө': 'o', 'п': 'p', 'р': 'r',
    'с': 's', 'т': 't', 'у': 'u', 'ұ': 'u', 'ү': 'u', 'ф': 'f', 'х': 'kh', 'һ': 'h', 'ц': 'ts', 'ч': 'ch', 'ш': 'sh',
    'щ': 'shch', 'ы': 'y', 'і': 'i', 'э': 'e', 'ю': 'yu', 'я': 'ya', 'ь': '', 'ъ': '',
}
#: How else the same letters are written in Latin ones.
_OTHER_LATIN = {'х': 'h', 'ж': 'j', 'қ': 'q'}
#: Kazakh letters as Russian papers write them in names.
_KEYBOARD = str.maketrans('әғқңөұүһі', 'агкноууги')


class Family(NamedTuple):
    """A surname taken apart. `kind`: 'ов', 'ев', 'ин', 'ын', 'ск', 'цк', or '' for a child's name of Kazakh or Russian
    form, whose root is the father's name."""

    root: str
    kind: str


@lru_cache(maxsize=1 << 12)
def family(word: str) -> Family | None:
    """The surname or father's name that a word is, in any case; None for another word.

    A word that is known as no name counts as one when it begins with a capital letter.
    """
    plain = normal(word)
    if _LATIN.search(plain):
        found = (_taken_apart(each) for each in latin.cyrillic(plain))
        return next((each for each in found if each is not None), None)
    apart = _taken_apart(plain)
    return apart if apart and (is_capitalised(word) or _is_surely(plain, apart)) else None


def _is_surely(word: str, apart: Family) -> bool:
    """Whether a word in small letters is a surname: "жазулы", "қорын" and "документов" end like one too."""
    if child := _CHILD.fullmatch(word):
        return not child['doubtful']
    return russian.may_be_surname(word) and not (apart.kind.endswith('н') and stemmer().knows(word))


def is_capitalised(word: str) -> bool:
    """Whether a word begins with a capital letter and goes on with a small one."""
    return _CAPITAL.match(word) is not None


def _taken_apart(word: str) -> Family | None:
    if child := _CHILD.fullmatch(word):
        return Family(child['root'], '')
    found = _ADJECTIVE.fullmatch(word) or _SURNAME.fullmatch(word)
    return Family(found['root'], found['kind'].replace('ё', 'е')) if found else None


@lru_cache(maxsize=1 << 12)
def query_forms(word: str) -> tuple[str, ...]:
    """The other forms in which the surname that a word is may stand in a text, in small letters; none for other words.

    Of each gender, with -ов, with -ұлы or -қызы or bare, in Latin letters.
    """
    found = family(word)
    if found is None:
        return ()
    forms = dict.fromkeys(each for form in _forms(found) for each in (form, form.translate(_KEYBOARD)))
    forms.pop(normal(word), None)
    return tuple(forms)


def _forms(found: Family) -> Iterator[str]:
    for surname in _surnames(found):
        yield surname
        yield f'{surname[:-2]}ая' if surname.endswith('ий') else f'{surname}а'
    if not found.kind or found.kind[0] in 'ое':
        father = _father(found)
        yield from (f'{father}{child}' for child in ('ұлы', 'қызы', 'улы', 'кызы'))
        yield father
    if not found.kind:
        yield from (f'{surname}{end}' for surname in _surnames(found) for end in ('ич', 'на'))
    for surname in _surnames(found):
        yield from _in_latin(surname)


def _surnames(found: Family) -> Iterator[str]:
    root, kind = found
    if kind:
        yield f'{root}{kind}ий' if kind.endswith('к') else f'{root}{kind}'
    elif root.endswith('й'):
        yield f'{root[:-1]}ев'
    elif root[-1] in 'иі':
        yield f'{root[:-1]}иев'
    else:
        yield f'{root}ев' if root[-1] in _VOWELS else f'{root}ов'


def _father(found: Family) -> str:
    """The name that a surname was made of: Ахмет of Ахметов, Жұмабай of Жұмабаев."""
    return f'{found.root}й' if found.kind == 'ев' and found.root[-1] in 'аәоөуұүеэ' else found.root


def _in_latin(surname: str) -> Iterator[str]:
    for table in (_TO_LATIN, {**_TO_LATIN, **_OTHER_LATIN}):
        written = ''.join(table.get(letter, letter) for letter in surname)
        masculine = f'{written.removesuffix("iy")}y' if written.endswith('skiy') else written
        yield masculine
        yield f'{masculine[:-1]}aya' if masculine.endswith('sky') else f'{masculine}a'
