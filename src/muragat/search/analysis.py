"""Analysis: a text becomes parallel streams of terms, the same for index and query."""
import re

from muragat.language.folding import fold
from muragat.ports.textindex import FILLER, STREAMS, Streams

#: Grows with every change of what a text becomes: an index of another version is stale.
VERSION = '1'

_WORD = re.compile(r'[^\W_]+(?:[-’\'][^\W_]+)*')
_KAZAKH = re.compile('[әғқңөұүһі]')
_CYRILLIC = re.compile('[а-яё]')
_PLAIN = str.maketrans('әғқңөұүһіё', 'агкноуухые')


def streams(text: str) -> Streams:
    """Terms by stream, one position per word; a stream without a term holds the filler."""
    rows = [terms(word) for word in _WORD.findall(fold(text.replace('№', ' ')))]
    return {name: tuple(row[place] for row in rows) for place, name in enumerate(STREAMS)}


def terms(word: str) -> tuple[str, str, str, str]:
    """What a folded word is in each stream: as it is, as a Russian word if it may be one, without Kazakh letters."""
    russian = word if _CYRILLIC.search(word) and not _KAZAKH.search(word) else FILLER
    return word, russian, word.translate(_PLAIN), word
