"""Russian words: the first lemma that the dictionary of OpenCorpora offers."""

from functools import lru_cache
from typing import Any

import pymorphy3
import pymorphy3_dicts_ru

DICTIONARY_VERSION: str = pymorphy3_dicts_ru.__version__


@lru_cache(maxsize=1)
def morphology() -> Any:
    """The analyser, loaded at its first use (25 MB, 0.1 s)."""
    return pymorphy3.MorphAnalyzer(lang='ru')


def lemma(word: str) -> str:
    """The dictionary form of a normalised word, with е for ё; an unknown word is judged by its ending."""
    form: str = morphology().parse(word)[0].normal_form
    return form.replace('ё', 'е')
