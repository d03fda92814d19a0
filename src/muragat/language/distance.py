"""How far two spellings are from one another."""


def within_one(one: str, other: str) -> bool:
    """Whether an edit distance of at most one lies between two terms: a letter put in, left out or replaced."""
    if abs(len(one) - len(other)) > 1:
        return False
    start = 0
    while start < min(len(one), len(other)) and one[start] == other[start]:
        start += 1
    return one[start + (len(one) >= len(other)):] == other[start + (len(other) >= len(one)):]
