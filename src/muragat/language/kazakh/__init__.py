"""Kazakh words: their stems, and their letters without what only Kazakh has."""

STEMS_VERSION = '0'

_PLAIN = str.maketrans('әғқңөұүһіё', 'агкноууһые'.replace('һ', 'х'))
_ENDINGS = ('ларының', 'лерінің', 'ының', 'інің', 'лар', 'лер', 'дар', 'дер', 'тар', 'тер', 'ның', 'нің', 'дың', 'дің',
            'тың', 'тің', 'дан', 'ден', 'тан', 'тен', 'ға', 'ге', 'қа', 'ке', 'да', 'де', 'та', 'те', 'сы', 'сі',
            'ы', 'і')
_SHORTEST = 3


def plain(word: str) -> str:
    """The word as somebody types it who has no Kazakh letters."""
    return word.translate(_PLAIN)


def stem(word: str) -> str:
    """The word without its last ending."""
    return _without(word, _ENDINGS)


def folded_stem(word: str) -> str:
    """The same of a word without Kazakh letters."""
    return _without(word, tuple(map(plain, _ENDINGS)))


def _without(word: str, endings: tuple[str, ...]) -> str:
    return next((word.removesuffix(ending) for ending in endings
                 if word.endswith(ending) and len(word) >= len(ending) + _SHORTEST), word)
