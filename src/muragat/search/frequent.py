"""Words that most texts have; beside other words they ask nothing, and in a name they tell nothing."""

_WORDS = """
және мен бен пен да де та те үшін туралы ма ме ба бе па пе
и в во на о об обо по с со к ко от до за из у а для при над под между через перед около без про
the a an of in on for and to by at
"""
_FREQUENT = frozenset(_WORDS.split())


def is_frequent(word: str) -> bool:
    """Whether most texts have the word."""
    return word.lower() in _FREQUENT
