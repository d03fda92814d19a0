"""When a page needs cleaning, and which of two readings is the better: numbers measured on scans, all in one place."""

from collections.abc import Sequence

from muragat.ports.cleaning import Signals
from muragat.ports.recognition import Recognition
from muragat.ports.words import Word

#: Below this mean confidence a reading is not believed at once (good pages have 94-95).
SURE = 90.0
#: Fewer words than this are few, unless the page has little ink.
FEW = 20
#: Words that a page of text has for its share of ink, at the least.
WORDS_FOR_INK = 1500
#: A first look is bad beyond these: degrees, grey levels between ink and paper, dots per inch, noise.
SKEWED, FAINT, COARSE, NOISY = 1.0, 110.0, 200, 6.0
#: Confidence that a letter must have to speak for a reading.
SPEAKS = 50.0
#: Letters below which a page counts as one without text of its own.
LETTERS = 30
#: A reading below this may be that of a page that lies on its head.
TURNED = 75.0


def looks_bad(signals: Signals | None) -> bool:
    """Whether the first look is enough to clean before reading; bitonal pages are harmed by it."""
    if signals is None or signals.bitonal:
        return False
    return (signals.dark or signals.blurred or abs(signals.skew) >= SKEWED or signals.contrast < FAINT
            or signals.dpi < COARSE or signals.noise > NOISY)


def few(words: Sequence[Word], signals: Signals | None) -> bool:
    """Whether there are fewer words than the ink of the page lets expect."""
    ink = 1.0 if signals is None else signals.ink
    return len(words) < min(FEW, ink * WORDS_FOR_INK)


def good(reading: Recognition, signals: Signals | None) -> bool:
    """Whether a reading can be believed without another."""
    return bool(reading.words) and reading.confidence >= SURE and not few(reading.words, signals)


def weight(reading: Recognition) -> float:
    """What speaks for a reading: its letters, each by how sure it is; guesses in noise speak for nothing."""
    return sum(len(word.text) * max(0.0, word.confidence - SPEAKS) for word in reading.words)


def letters(words: Sequence[Word]) -> int:
    """Letters and digits of a text."""
    return sum(sign.isalnum() for word in words for sign in word.text)
