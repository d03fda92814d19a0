"""Normalisation: the form in which words are compared, whatever hand, keyboard or program wrote them."""

import re
import unicodedata

from muragat.language.folding import look_alikes

#: Signs inside a word that nobody sees: soft hyphen, zero-width ones, the stress mark.
UNSEEN = '\u00ad\u200b\u200c\u200d\u2060\ufeff\u0301\u0307'
_BREAK = re.compile('(?<=[^\\W\\d_])[-‐‑\u00ad][ \t]*\r?\n[ \t]*(?=[^\\W\\d_])')
_LIGATURES = str.maketrans({'ﬀ': 'ff', 'ﬁ': 'fi', 'ﬂ': 'fl', 'ﬃ': 'ffi', 'ﬄ': 'ffl'})
_WITHOUT_UNSEEN = str.maketrans(dict.fromkeys(UNSEEN))
#: Letters of other alphabets in place of Kazakh ones.
_KIN = str.maketrans('əƏɵƟӊӉҥҤҝҜӄӃїЇ', 'әӘөӨңҢңҢқҚқҚіІ')
#: ё and е are one letter to the reader of most prints; an apostrophe is one sign, however curved.
_SAME = str.maketrans('ё’ʼ`´‘', "е'''''")
#: In a word with a Cyrillic letter an apostrophe is the hard sign of a typewriter that had none.
_HARD_SIGN = re.compile("(?<=[\u0400-\u052f])'(?=[еюяі])")
_CYRILLIC = re.compile('[\u0400-\u052f]')
#: Words of which only the capitals change.
_COMMON = re.compile('[а-яА-ЯәғқңөұүһіӘҒҚҢӨҰҮҺІ]+')
_STRAY_APOSTROPHE = re.compile("^'+|'+$")


def joined(text: str) -> str:
    """The text with words whole that a hyphen parted at the end of a line."""
    return _BREAK.sub('', text)


def normal(word: str) -> str:
    """One word: NFC, small letters, no unseen signs, one script where letters look alike, е for ё."""
    if _COMMON.fullmatch(word) or (word.isascii() and word.isalnum()):
        return word.lower()
    # Unseen signs go after composition: an accent may be half of a letter.
    plain = unicodedata.normalize('NFC', joined(word)).translate(_LIGATURES).translate(_WITHOUT_UNSEEN)
    plain = unicodedata.normalize('NFC', plain)
    if _CYRILLIC.search(plain):
        plain = look_alikes(plain.translate(_KIN))
    plain = plain.lower().translate(_SAME).translate(_WITHOUT_UNSEEN)
    if "'" in plain:
        plain = _STRAY_APOSTROPHE.sub('', _HARD_SIGN.sub('ъ', plain))
    return plain
