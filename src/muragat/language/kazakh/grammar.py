"""The order of Kazakh suffixes: what may stand after what, as one table of patterns.

A pattern is written in small letters with capitals for the sounds that vary: A а/е, I ы/і, K қ/к, and at the beginning
D д/т, G ғ/г/қ/к, L л/д/т, N н/д/т, M м/б/п by what stands before. "Aтын:йтын" stands after a consonant as the first,
after a vowel as the second. The price says how willingly the suffix is taken off: 0 at once, 3 hardly ever.
"""

from enum import Enum
from typing import NamedTuple


class Voice(Enum):
    """Which suffixes of voice are taken off a verb: a decision of retrieval, not of grammar."""

    NONE = 'none'
    PASSIVE = 'passive'
    ALL = 'all'


class Row(NamedTuple):
    """A suffix that may stand after any of the places `after` and leads to the place `to`."""

    after: str
    pattern: str
    to: str
    price: float


#: Grows when the rules outside these tables change so that words get other stems.
GRAMMAR_VERSION = 1
#: Places of the word behind which it may end, with the price of ending there.
ENDS = {
    'noun': 0.0, 'adverb': 0.0, 'verb': 0.8, 'fixed': 0.0, 'many': 0.0, 'his': 0.0, 'mine': 0.0, 'ours': 0.0,
    'attribute': 0.0, 'end': 0.0, 'present': 1.0, 'past': 0.0, 'participle': 0.0, 'aorist': 0.4, 'converb': 0.0,
    'if': 0.0, 'wish': 0.0, 'gerund': 0.0, 'voiced': 2.0, 'not': 1.3, 'intent': 0.0,
}

_NAMES = 'noun participle gerund'
_PERSONS = (('мIн', 1.6), ('сIң', 1.6), ('сIз', 1.6), ('сIңдAр', 1.0), ('сIздAр', 1.0))

NOMINAL = (
    Row(f'{_NAMES} attribute', 'LAр', 'many', 0.3),
    Row(f'{_NAMES} aorist many attribute', 'I:сI', 'his', 0.4),
    Row(f'{_NAMES} aorist many', 'Iм:м', 'mine', 0.9),
    Row(f'{_NAMES} aorist many', 'Iң:ң', 'mine', 1.2),
    Row(f'{_NAMES} aorist many', 'IмIз:мIз', 'ours', 0.7),
    Row(f'{_NAMES} aorist many', 'IңIз:ңIз', 'ours', 0.9),
    Row(f'{_NAMES} many mine ours attribute', 'NIң', 'end', 0.2),
    Row(f'{_NAMES} aorist many mine ours attribute', 'NI', 'end', 0.4),
    Row(f'{_NAMES} aorist many ours attribute', 'GA', 'end', 0.3),
    Row(f'{_NAMES} many mine ours attribute', 'DA', 'end', 0.3),
    Row('aorist', 'DA', 'end', 0.6),
    Row(f'{_NAMES} aorist many mine ours attribute', 'DAн', 'end', 0.2),
    Row(f'{_NAMES} many mine his ours attribute', 'Mен', 'end', 0.2),
    Row(f'{_NAMES} many mine his ours attribute', 'Mенен', 'end', 0.4),
    Row('mine', 'A', 'end', 0.4),
    Row('his', 'нIң', 'end', 0.0),
    Row('his', 'н', 'end', 0.0),
    Row('his', 'нA', 'end', 0.0),
    Row('his', 'ндA', 'end', 0.0),
    Row('his', 'нAн', 'end', 0.0),
    Row('his', 'ншA', 'end', 0.4),
    Row(f'{_NAMES} many mine ours attribute', 'DAғI', 'attribute', 0.2),
    Row('his', 'ндAғI', 'attribute', 0.0),
    Row(f'{_NAMES} many mine ours attribute', 'Nікі', 'attribute', 0.5),
    Row('his', 'нікі', 'attribute', 0.5),
    Row('attribute', 'н', 'end', 0.3),
    Row('adverb', 'GI', 'attribute', 0.3),
    Row('noun', 'GI', 'attribute', 2.2),
    Row('noun', 'GIлIқтI', 'end', 3.0),
    Row(f'{_NAMES} many mine ours attribute', 'DAй', 'similar', 1.2),
    Row('his', 'ндAй', 'similar', 0.6),
    Row('similar', 'Iн', 'end', 0.1),
    Row('quality', 'IрAK:рAK', 'end', 0.5),
    Row('quality', 'LAу', 'end', 2.0),
    Row('adverb', 'IрAK:рAK', 'end', 0.8),
    Row('adverb', 'DAн', 'end', 0.6),
    Row('adverb', 'GA', 'end', 0.8),
    *(Row('noun many ours his attribute', 'M' + person[1:] if person[0] == 'м' else person, 'end', price + 1.0)
      for person, price in _PERSONS),
    Row('noun many attribute', 'MIз', 'end', 2.0),
)

VERBAL = (
    Row('verb voiced', 'MA', 'not', 0.3),
    Row('verb voiced not', 'A:й', 'present', 0.2),
    Row('present', 'дI', 'end', -0.8),
    *(Row('present', person, 'end', price - 1.6) for person, price in _PERSONS),
    Row('present', 'мIз', 'end', -0.4),
    Row('present', 'м', 'end', 1.1),
    Row('verb voiced not', 'AтIн:йтIн', 'participle', 0.0),
    Row('verb voiced not', 'DI', 'past', 0.5),
    Row('past', 'м', 'end', 0.0),
    Row('past', 'ң', 'end', 0.3),
    Row('past', 'K', 'end', 0.8),
    Row('past', 'ңIз', 'end', 0.0),
    Row('past', 'ңдAр', 'end', 0.0),
    Row('past', 'ңIздAр', 'end', 0.0),
    Row('verb voiced not', 'GAн', 'participle', 0.0),
    Row('participle aorist', 'MIн', 'end', 0.5),
    Row('participle aorist', 'MIз', 'end', 0.5),
    Row('participle aorist', 'сIң', 'end', 0.5),
    Row('participle aorist', 'сIз', 'end', 0.5),
    Row('participle aorist', 'сIңдAр', 'end', 0.3),
    Row('participle aorist', 'сIздAр', 'end', 0.3),
    Row('participle', 'шA', 'end', 0.2),
    Row('participle aorist', 'DIK', 'noun', 0.3),
    Row('participle aorist', 'DIғI', 'his', 0.2),
    Row('participle aorist', 'DIғIм', 'mine', 0.3),
    Row('participle aorist', 'DIғIмIз', 'ours', 0.3),
    Row('participle aorist', 'DIғIңIз', 'ours', 0.3),
    Row('verb voiced not', 'Iп:п', 'converb', 0.1),
    Row('converb', 'тI', 'end', 0.2),
    Row('converb', 'пIн', 'end', 0.2),
    Row('converb', 'сIң', 'end', 0.2),
    Row('converb', 'сIз', 'end', 0.2),
    Row('converb', 'пIз', 'end', 0.2),
    Row('converb', 'сIздAр', 'end', 0.2),
    Row('verb voiced', 'Aр:р', 'aorist', 0.8),
    Row('not', 'с', 'aorist', 0.0),
    Row('aorist', 'лIK', 'noun', 0.5),
    Row('aorist', 'лIғI', 'his', 0.5),
    Row('not', 'стAй', 'end', 0.0),
    Row('verb voiced not', 'MAK', 'intent', 0.6),
    Row('intent', 'шI', 'wish', 0.0),
    Row('intent wish', 'MIн', 'end', 0.5),
    Row('intent wish', 'сIз', 'end', 0.5),
    Row('intent wish', 'MIз', 'end', 0.5),
    Row('verb voiced not', 'сA', 'if', 0.4),
    Row('if', 'м', 'end', 0.2),
    Row('if', 'ң', 'end', 0.2),
    Row('if', 'K', 'end', 0.2),
    Row('if', 'ңIз', 'end', 0.1),
    Row('if', 'ңдAр', 'end', 0.1),
    Row('if', 'ңIздAр', 'end', 0.1),
    Row('if', 'ңшI', 'end', 0.1),
    Row('verb voiced not', 'сIн', 'wish', 0.1),
    Row('verb voiced not', 'AйIн:йIн', 'wish', 0.2),
    Row('verb voiced not', 'AйIK:йIK', 'wish', 0.2),
    Row('verb voiced not', 'IңIз:ңIз', 'wish', 0.5),
    Row('verb voiced not', 'IңIздAр:ңIздAр', 'wish', 0.3),
    Row('verb voiced not', 'IңдAр:ңдAр', 'wish', 0.4),
    Row('verb voiced not', 'Iң:ң', 'end', 2.0),
    Row('verb voiced not wish', 'шI', 'end', 0.9),
    Row('verb', 'GIн', 'end', 1.8),
    Row('verb voiced not', 'GAй', 'wish', 1.0),
    Row('wish', 'мIн', 'end', 0.3),
    Row('wish', 'сIз', 'end', 0.3),
    Row('verb voiced not', 'GIсI', 'his', 0.4),
    Row('verb voiced not', 'GIм', 'mine', 0.8),
    Row('verb voiced not', 'GIң', 'mine', 1.0),
    Row('verb voiced not', 'GIмIз', 'ours', 0.6),
    Row('verb voiced not', 'GIңIз', 'ours', 0.6),
    Row('verb voiced', 'GAлI', 'end', 0.4),
    Row('not', 'йIншA', 'end', 0.0),
    Row('verb voiced', 'IсIмен:сIмен', 'end', 0.3),
    Row('verb voiced not', 'у', 'gerund', 0.2),
    Row('verb voiced not', 'ушI', 'noun', 0.8),
    Row('verb voiced', 'улI', 'noun', 1.0),
)

#: Voices that keep what is done: the passive, the reflexive, the reciprocal.
_PASSIVE = (
    Row('verb voiced', 'Iл:л', 'voiced', 0.3),
    Row('verb voiced', 'Iн:н', 'voiced', 0.4),
    Row('verb', 'Iс:с', 'voiced', 0.7),
)
#: Voices that make somebody else do it.
_CAUSATIVE = (
    Row('verb', 'т', 'voiced', 0.6),
    Row('verb', 'DIр', 'voiced', 0.6),
    Row('verb', 'GIз', 'voiced', 0.6),
)

#: Suffixes that make other words, which are stems of their own.
DERIVED = (
    Row('noun', 'LIK', 'noun', 0.7),
    Row('noun', 'шI', 'noun', 0.7),
    Row('noun', 'сIз', 'quality', 0.7),
    Row('noun', 'LI', 'quality', 1.1),
    Row('noun', 'шIл', 'noun', 0.9),
    Row('noun', 'DAс', 'noun', 0.9),
    Row('noun', 'шA', 'noun', 0.9),
    Row('noun', 'хана', 'noun', 0.7),
    Row('noun', 'нама', 'noun', 0.9),
    Row('noun', 'кер', 'noun', 0.9),
    Row('noun', 'гер', 'noun', 0.9),
    Row('noun', 'LA', 'verb', 1.0),
    Row('noun', 'LAс', 'verb', 1.0),
    Row('noun', 'LAндIр', 'verb', 1.0),
    Row('noun', 'LAстIр', 'verb', 1.0),
    Row('noun', 'IншI:ншI', 'quality', 0.7),
    Row('noun', 'қор', 'noun', 0.9),
    Row('noun', 'паз', 'noun', 0.9),
    Row('noun', 'кеш', 'noun', 0.9),
    Row('verb', 'GIш', 'noun', 0.8),
    Row('verb', 'MAлI', 'quality', 0.8),
    Row('verb', 'IндI:ндI', 'noun', 1.0),
    Row('verb', 'ушIлIK', 'noun', 0.7),
    Row('verb', 'MA', 'noun', 0.6),
    Row('verb', 'Iс:с', 'noun', 0.9),
    Row('verb', 'Iм:м', 'noun', 0.9),
    Row('verb', 'IK:K', 'noun', 0.9),
)
#: What is taken off when nothing else is said; measured both ways in docs/quality.md.
VOICE = Voice.PASSIVE


def table(voice: Voice) -> tuple[Row, ...]:
    """All rows of the grammar, with as much of voice as is taken off."""
    voices = {Voice.NONE: (), Voice.PASSIVE: _PASSIVE, Voice.ALL: _PASSIVE + _CAUSATIVE}[voice]
    return NOMINAL + VERBAL + voices
