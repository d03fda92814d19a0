"""Which language a program wants its answers in."""
from muragat.kernel.i18n import LANGUAGES


def preferred(header: str | None, otherwise: str) -> str:
    """The best of kk, ru and en by an Accept-Language header; `otherwise` when it names none of them."""
    best, best_quality = otherwise, 0.0
    for part in (header or '').split(','):
        name, _semicolon, parameters = part.strip().partition(';')
        language = name.strip().lower().split('-')[0]
        quality = _quality(parameters)
        if language in LANGUAGES and quality > best_quality:
            best, best_quality = language, quality
    return best


def _quality(parameters: str) -> float:
    name, _equals, value = parameters.strip().partition('=')
    if name.strip() != 'q':
        return 1.0
    try:
        return min(max(float(value), 0.0), 1.0)
    except ValueError:
        return 0.0
