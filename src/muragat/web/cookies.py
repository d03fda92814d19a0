"""Cookies of the staff site: their names and attributes."""

from typing import Any

SESSION_COOKIE = 'muragat'
FORM_COOKIE = 'muragat-form'


def _name(request: Any, name: str) -> str:
    """Over TLS the prefix forbids other hosts of the domain to set it."""
    return f'__Host-{name}' if request.house.settings['web.secure_cookies'] else name


def cookie_of(request: Any, name: str) -> str | None:
    """The value that the browser sent, or None."""
    return request.cookies.get(_name(request, name))


def set_cookie(request: Any, response: Any, name: str, value: str) -> None:
    """Send a cookie that scripts do not see and that dies with the browser."""
    response.set_cookie(_name(request, name), value, path='/', httponly=True, samesite='Lax',
                        secure=request.house.settings['web.secure_cookies'])


def is_set(request: Any, response: Any, name: str) -> bool:
    """Whether the answer gives or takes this cookie already."""
    return any(header.startswith(f'{_name(request, name)}=') for header in response.headers.getall('Set-Cookie'))


def drop_cookie(request: Any, response: Any, name: str) -> None:
    """Tell the browser to forget a cookie."""
    response.set_cookie(_name(request, name), None, path='/', max_age=0, httponly=True, samesite='Lax',
                        secure=request.house.settings['web.secure_cookies'])
