"""Russian words: their lemmas by the dictionary of OpenCorpora."""

from functools import lru_cache

import pymorphy3_dicts_ru

from muragat.language.readings_ru import SURNAME, morphology, readings

#: Letters; what has more is no word, and prefixes in it ("не" a thousand times) would be taken off without end.
LONGEST = 400
#: A reading of a word that is less likely is far-fetched.
LIKELY = 0.1
_NAMES = frozenset(('Name', 'Geox', SURNAME))
DICTIONARY_VERSION: str = pymorphy3_dicts_ru.__version__


def lemma(word: str) -> str:
    """The dictionary form of a normalised word, with е for ё; an unknown word is judged by its ending.

    The first that the dictionary offers, but of a name the surname if it may be one: "Ахметов" is no plural of Ахмет.
    """
    if len(word) == 1 or len(word) > LONGEST:
        return word
    found = readings(word)
    first, form = next(found)
    if not _NAMES.isdisjoint(first.grammemes):
        form = next((other for tag, other in ((first, form), *found) if SURNAME in tag.grammemes), form)
    return _plain(form)


@lru_cache(maxsize=1 << 12)
def other_lemmas(word: str) -> tuple[str, ...]:
    """Dictionary forms of other words that a known word may be, none of them far-fetched: "судов" of суд and of судно.

    Without that of `lemma`.
    """
    if not is_known(word):
        return ()
    found = dict.fromkeys(_plain(parse.normal_form) for parse in morphology().parse(word) if parse.score >= LIKELY)
    found.pop(lemma(word), None)
    return tuple(found)


def _plain(form: str) -> str:
    return form.replace('ё', 'е')


def is_known(word: str) -> bool:
    """Whether the dictionary has a normalised word in any form."""
    return bool(morphology().word_is_known(word))


def may_be_surname(word: str) -> bool:
    """Whether a normalised word is a surname by the dictionary, or unknown to it."""
    return not is_known(word) or any(SURNAME in parse.tag for parse in morphology().parse(word))
