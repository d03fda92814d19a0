"""What is closed to readers is shown only after it was written down who sees it."""

from typing import Any

from pyramid.request import Request


def witness_view(request: Request, record: Any) -> None:
    """Call before a page shows what is in a record; an open record leaves no trace."""
    if record.id and is_closed(request, record):
        request.witness.viewed(record, request.principal, request.origin)


def is_closed(request: Request, record: Any) -> bool:
    """Whether the record is closed to readers today, by itself or by a zone above."""
    today = request.page.today
    if record.opens > today:
        return True
    return any(row.opens > today for _zone, row in request.site.zones.chain(record.zone))
