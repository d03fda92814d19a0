"""Days, moments, numbers and sizes as the reader's language writes them."""

from datetime import date, datetime, time
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from zope.i18nmessageid import Message

from muragat.kernel.i18n import _
from muragat.language.words import day_words

#: One time for the whole country since 1 March 2024.
ZONE = ZoneInfo('Asia/Almaty')
_NO_BREAK = '\u00a0'
_UNITS = (_('${n} B'), _('${n} KiB'), _('${n} MiB'), _('${n} GiB'), _('${n} TiB'))


@lru_cache(maxsize=4096)
def day(value: date | None, language: str) -> str:
    """A day in words; empty for None."""
    return day_words(value, language) if value else ''


def day_at(seconds: float) -> date:
    """The day of a moment by the clock of Kazakhstan."""
    return datetime.fromtimestamp(seconds, ZONE).date()


def end_of_day(value: date) -> float:
    """The last moment of a day by the clock of Kazakhstan, seconds of the epoch."""
    return datetime.combine(value, time.max, ZONE).timestamp()


def moment(seconds: float | None, language: str) -> str:
    """A day and the time of day, by the clock of Kazakhstan; empty for None and 0."""
    if not seconds:
        return ''
    local = datetime.fromtimestamp(seconds, ZONE)
    return f'{day(local.date(), language)}, {local:%H:%M}'


def number(value: int | float, language: str) -> str:
    """A number with its thousands apart: by a no-break space, in English by a comma."""
    text = f'{value:,}'
    if language == 'en':
        return text
    whole, point, rest = text.partition('.')
    return whole.replace(',', _NO_BREAK) + (',' if point else '') + rest


def size(value: int, language: str) -> Message:
    """A number of bytes in the unit that suits it."""
    amount, step = float(value), 0
    while amount >= 1024 and step < len(_UNITS) - 1:
        amount, step = amount / 1024, step + 1
    shown = number(round(amount, 1) if step and amount < 100 else round(amount), language)
    return Message(_UNITS[step], mapping={'n': shown})


def principal_name(principal_id: str, request: Any) -> str:
    """How a person, group or program is called, asked once per request."""
    if not principal_id:
        return ''
    if principal_id == 'system':
        return request.translate(_('The system'))
    if principal_id == 'anonymous':
        return request.translate(_('A visitor'))
    if principal_id == 'everyone':
        return request.translate(_('Everyone'))
    if principal_id == 'signed-in':
        return request.translate(_('Everyone who has signed in'))
    known = request.environ.setdefault('muragat.names', {})
    if principal_id not in known:
        known[principal_id] = request.principals.name(principal_id)
    return known[principal_id]
