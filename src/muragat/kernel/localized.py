"""A text in several languages: a plain mapping of language to text, in which languages may be missing."""

from collections.abc import Mapping

from muragat.kernel.i18n import LANGUAGES


def pick(value: Mapping[str, str] | str | None, language: str) -> str:
    """The text in the language, or in the first of Kazakh, Russian, English that there is; else an empty string."""
    if not value:
        return ''
    if isinstance(value, str):
        return value
    text = value.get(language)
    return text or next((value[other] for other in LANGUAGES if value.get(other)), '')


def language_of(value: Mapping[str, str] | None, language: str) -> str:
    """The language of the text that `pick` gives, for the `lang` attribute of a page."""
    if not value or value.get(language):
        return language
    return next((other for other in LANGUAGES if value.get(other)), language)


def tidy(value: Mapping[str, str]) -> dict[str, str]:
    """Without empty texts and outer spaces, languages in their order."""
    return {language: text for language in LANGUAGES if (text := (value.get(language) or '').strip())}


def every(value: Mapping[str, str] | str | None) -> tuple[str, ...]:
    """All texts that there are, for searching."""
    if not value:
        return ()
    if isinstance(value, str):
        return (value,)
    return tuple(value[language] for language in LANGUAGES if value.get(language))
