"""The numbers of the settings that signing in goes by."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

_MINUTE = 60.0
_HOUR = 3600.0
DAY = 86_400.0


@dataclass(frozen=True)
class Rules:
    """Lengths in characters, times in seconds."""

    password_length: int = 12
    #: A session ends so long after signing in, and after the last request.
    session: float = 12 * _HOUR
    idle: float = 2 * _HOUR
    #: Failures that cost nothing; the next one brings the first delay, each further one doubles it.
    failures: int = 5
    delay: float = 30.0
    longest_delay: float = _HOUR
    #: The latest end of a token.
    token: float = 365 * DAY

    @classmethod
    def of(cls, settings: Mapping[str, Any]) -> 'Rules':
        """The rules as the administrator set them."""
        return cls(
            password_length=settings['password.length'],
            session=settings['session.hours'] * _HOUR,
            idle=settings['session.idle_minutes'] * _MINUTE,
            failures=settings['login.attempts'],
            delay=settings['login.delay_seconds'],
            longest_delay=settings['login.longest_minutes'] * _MINUTE,
            token=settings['token.days'] * DAY,
        )
