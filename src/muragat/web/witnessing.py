"""What is closed to readers is shown only after it was written down who sees it."""

from typing import Any

from pyramid.request import Request


def witness_view(request: Request, record: Any, page: str = '') -> None:
    """Call before what is in a record is shown; an open record leaves no trace. `page`: which page of its files, when
    it is a picture or a part of one."""
    if record.id and is_closed(request, record):
        request.witness.viewed(record, request.principal, request.origin, page)


def is_closed(request: Request, record: Any) -> bool:
    """Whether the record is closed to readers today, by itself or by a zone above."""
    today = request.page.today
    if record.opens > today:
        return True
    return any(row.opens > today for _zone, row in request.site.zones.chain(record.zone))
