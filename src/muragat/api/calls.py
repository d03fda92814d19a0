"""A call: one request as a handler meets it, with everything read and checked in one place."""
import base64
import binascii
import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from functools import cached_property
from typing import Any

from pyramid.request import Request
from pyramid.response import Response

from muragat.api.languages import preferred
from muragat.api.problems import Problem, bad_request
from muragat.kernel.desk import Desk
from muragat.kernel.errors import Invalid, NotVisible, Refusal
from muragat.kernel.i18n import BadValue, _, translator
from muragat.kernel.principals import ANONYMOUS, Principal

LARGEST_BODY = 2_000_000
LARGEST_PAGE = 200
USUAL_PAGE = 50
_ANY = '*'


class Call:
    """What is asked, by whom. REST knows tokens only: a cookie makes nobody known here."""

    def __init__(self, request: Request) -> None:
        self.request = request
        self.house = request.house

    @cached_property
    def principal(self) -> Principal:
        """Whose token it is; ANONYMOUS without one. A token that is not valid ends the request with 401."""
        found: Principal = self.request.principal if 'Authorization' in self.request.headers else ANONYMOUS
        return found

    @cached_property
    def desk(self) -> Desk:
        """The desk of the caller in the transaction of this request."""
        desk: Desk = self.house.desk(self.request.snapshot.connection, self.principal, self.request.origin)
        return desk

    @cached_property
    def language(self) -> str:
        """What Accept-Language wants, else the caller's own language."""
        return preferred(self.request.headers.get('Accept-Language'), self.principal.language)

    def words(self, message: str) -> str:
        """A message in the caller's language."""
        return translator(self.language).translate(message)

    def admit(self) -> None:
        """Go on unless it is a stranger to whom nothing at all is open: he is asked for a token wherever he goes."""
        if self.principal.is_anonymous:
            sight = self.desk.sight
            if sight.zones is not None and not sight.zones and not sight.permitted:
                raise NotVisible

    # The address

    def part(self, name: str) -> str:
        """A part of the path."""
        return str(self.request.matchdict[name])

    @property
    def record(self) -> Any:
        """The record of `{id}`; NotVisible when there is none for the caller."""
        return self.desk.resolve(record_id(self.part('id')))

    # The query

    def text(self, name: str, longest: int = 1000) -> str | None:
        """A text of the query; None when it is absent or empty."""
        value = self._query.get(name) or None
        if value is not None and len(value) > longest:
            raise bad_request(_('${name} is too long.', mapping={'name': name}), name)
        return value

    def number(self, name: str, otherwise: int, least: int, most: int) -> int:
        """A whole number of the query."""
        value = self.text(name)
        if value is None:
            return otherwise
        if not (value.isascii() and value.isdigit() and len(value) < 17 and least <= int(value) <= most):
            raise bad_request(_('${name} must be a whole number from ${least} to ${most}.',
                                mapping={'name': name, 'least': str(least), 'most': str(most)}), name)
        return int(value)

    def flag(self, name: str) -> bool | None:
        """`true` or `false` of the query."""
        value = self.text(name)
        if value is None:
            return None
        if value not in ('true', 'false'):
            raise bad_request(_('${name} must be true or false.', mapping={'name': name}), name)
        return value == 'true'

    def day(self, name: str) -> date | None:
        """A day of the query."""
        value = self.text(name)
        return None if value is None else day_of(value, name)

    @cached_property
    def limit(self) -> int:
        """How many items a page may have."""
        return self.number('limit', USUAL_PAGE, 1, LARGEST_PAGE)

    @property
    def cursor(self) -> Any:
        """Where the page begins, as an earlier page told it; None at the beginning."""
        value = self.text('cursor')
        if value is None:
            return None
        try:
            return json.loads(base64.urlsafe_b64decode(value.encode('ascii')))
        except (binascii.Error, ValueError, RecursionError):
            raise _BAD_CURSOR from None

    def cursor_number(self) -> int:
        """A cursor that is a count."""
        cursor = self.cursor
        if cursor is None:
            return 0
        if not isinstance(cursor, int) or isinstance(cursor, bool) or not 0 <= cursor < 2**53:
            raise _BAD_CURSOR
        return cursor

    @cached_property
    def _query(self) -> Mapping[str, str]:
        try:
            return dict(self.request.GET)
        except UnicodeDecodeError:
            raise bad_request(_('The query is not UTF-8.')) from None

    # The body

    @cached_property
    def body(self) -> dict[str, Any]:
        """The JSON object that was sent."""
        if self.request.content_type not in ('application/json', 'application/merge-patch+json'):
            raise Problem(415, Refusal('media_type', _('Send application/json.')))
        if (self.request.content_length or 0) > LARGEST_BODY:
            raise Problem(413, Refusal('too_large', _('The request is too large.')))
        try:
            data = json.loads(self.request.body, parse_constant=_no_constant, object_pairs_hook=_each_once)
        except (ValueError, RecursionError):
            raise bad_request(_('The body is not JSON.')) from None
        if not isinstance(data, dict) or not _writable(data):
            raise bad_request(_('The body is an object whose texts are valid Unicode.'))
        return data

    def fields(self, *known: str) -> dict[str, Any]:
        """The body, which names nothing but these."""
        unknown = sorted(set(self.body).difference(known))
        if unknown:
            raise Invalid(*(Refusal('unknown_field', _('There is no field ${name}', mapping={'name': name[:64]}),
                                    name[:64]) for name in unknown))
        return self.body

    def given(self, name: str, kind: type, otherwise: Any = ...) -> Any:
        """A value of the body of a kind; Invalid when it is of another, or absent without a default."""
        value = self.body.get(name)
        if value is None and otherwise is not ...:
            return otherwise
        if value is None:
            raise Invalid(Refusal('required', _('Required'), name))
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            raise Invalid(Refusal('unreadable', _('A value of another kind is needed'), name))
        return value

    def given_day(self, name: str, otherwise: Any = None) -> Any:
        """A day of the body; `...` makes it required."""
        value = self.given(name, str, otherwise)
        return None if value is None else day_of(value, name, Invalid)

    # Versions

    def require_version(self, tag: str) -> None:
        """Go on when If-Match names this version; 428 when it names none, 412 when it names another."""
        header = self.request.headers.get('If-Match')
        if header is None:
            raise Problem(428, Refusal('if_match', _('Send the ETag that you read as If-Match.')))
        self.check_version(tag, header)

    def check_version(self, tag: str, header: str | None = None) -> None:
        """Go on when If-Match is absent or names this version."""
        header = header or self.request.headers.get('If-Match')
        wanted = {part.strip() for part in header.split(',')} if header else {_ANY}
        if tag not in wanted and _ANY not in wanted:
            raise Problem(412, Refusal('stale', _('Another person changed this record while you were editing it.')),
                          headers=[('ETag', tag)])

    # The answer

    def reply(self, data: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
        """JSON in the caller's language."""
        body = json.dumps(data, ensure_ascii=False, separators=(',', ':')).encode()
        response = Response(status=status, body=body, content_type='application/json')
        response.headers['Content-Language'] = self.language
        response.headers['Vary'] = 'Accept-Language, Authorization'
        response.headers.update(headers or {})
        return response

    def page(self, items: list[Any], following: Any, **more: Any) -> Response:
        """A page of a list; `following` is where the next one begins, None at the end."""
        return self.reply({'items': items, 'next': None if following is None else sealed_cursor(following), **more})


_BAD_CURSOR = bad_request(_('The cursor is not one of this list.'), 'cursor')


def sealed_cursor(value: Any) -> str:
    """A place in a list as text for an address."""
    return base64.urlsafe_b64encode(json.dumps(value, separators=(',', ':')).encode()).decode()


def record_id(text: str) -> int:
    """An id of an address or a body; NotVisible when it cannot be one."""
    if not (text.isascii() and text.isdigit() and len(text) < 17):
        raise NotVisible
    return int(text)


def day_of(value: str, name: str, kind: type[Exception] | None = None) -> date:
    """A day as YYYY-MM-DD."""
    try:
        return date.fromisoformat(value)
    except ValueError:
        message = _('A day is written as 2026-09-01.')
        raise Invalid(Refusal('unreadable', message, name)) if kind else bad_request(message, name) from None


def moment(at: float | None) -> str | None:
    """Seconds of the epoch as RFC 3339."""
    return None if at is None else datetime.fromtimestamp(at, UTC).isoformat().replace('+00:00', 'Z')


def opening(ordinal: int) -> str | None:
    """The day of an ordinal; None when it is open or never opens."""
    return date.fromordinal(ordinal).isoformat() if 0 < ordinal <= date.max.toordinal() else None


def read(function: Any, *arguments: Any, field: str | None = None) -> Any:
    """A value of the body by a reader that raises BadValue."""
    try:
        return function(*arguments)
    except BadValue as error:
        raise Invalid(Refusal('unreadable', error.message, field)) from None


def _no_constant(name: str) -> None:
    raise ValueError(name)


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object in which no name stands twice: of two values others might have read the first."""
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError('a name stands twice')
    return found


def _writable(data: Any) -> bool:
    """Whether every text can be written as UTF-8: JSON may hide halves of characters."""
    try:
        json.dumps(data, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return False
    return True
