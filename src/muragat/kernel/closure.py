"""Why and until when a record is closed to readers: dated restrictions, and the day on which they end."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from zope.i18nmessageid import Message

from muragat.kernel.errors import Refusal
from muragat.kernel.i18n import _
from muragat.kernel.record import NEVER

if TYPE_CHECKING:
    from muragat.kernel.dates import Span
    from muragat.kernel.registry import Registry
    from muragat.kernel.site import Site

PERSONAL_SECRET = 'personal_secret'
DONOR_TERM = 'donor_term'
BAD_CONDITION = 'bad_condition'
AFTER_RECEIPT = 'after_receipt'


class Closure(NamedTuple):
    """One restriction.

    ``since``: the day from which it holds (``after_receipt``: the day of receipt; ``donor_term``: of the transfer).
    ``until``: its last day; None: computed by law, or until lifted. ``lifted``: the day on which it was lifted, with
    ``ground``, the paper by which. A lifted restriction stays on the record and no longer closes it.
    """

    kind: str
    since: date
    until: date | None = None
    note: str = ''
    lifted: date | None = None
    ground: str = ''
