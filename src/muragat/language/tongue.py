"""Which language a text is in, as far as its letters tell."""

import re

#: Letters that Kazakh has and Russian has not.
KAZAKH = frozenset('әғқңөұүһіӘҒҚҢӨҰҮҺІ')
#: Share of those letters from which a text is Kazakh; running text has about 15 %, a Russian one names and slips.
ENOUGH = 0.03
#: Letters below which nothing can be told.
FEWEST = 12

_CYRILLIC = re.compile(r'[\u0400-\u04ff]')
_LATIN = re.compile(r'[A-Za-z]')


def tongue(text: str) -> str:
    """'kk', 'ru' or 'en'; '' when there are too few letters."""
    cyrillic, latin = len(_CYRILLIC.findall(text)), len(_LATIN.findall(text))
    if cyrillic + latin < FEWEST:
        return ''
    if latin > 2 * cyrillic:
        return 'en'
    return 'kk' if sum(sign in KAZAKH for sign in text) >= ENOUGH * cyrillic else 'ru'
