"""API tokens of the person."""

from typing import Any

from pyramid.config import Configurator
from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request
from pyramid.response import Response

from muragat.content.staff.views.own import number_of
from muragat.kernel.access import Permission
from muragat.kernel.errors import Invalid
from muragat.web.security import SIGNED_IN

_DAYS = 90


def show_form(request: Request) -> dict[str, Any]:
    """What the token is for, what it may, how long."""
    return _form(title='', scopes={Permission.VIEW.value}, days=str(_DAYS), refusals=())


def make(request: Request) -> dict[str, Any]:
    """The secret, shown in this answer and never again."""
    title, days = request.POST.get('title', ''), request.POST.get('days', '')
    names = set(request.POST.getall('scope'))
    scopes = [each for each in Permission if each.value in names]
    lasting = int(days) if days.isascii() and days.isdigit() and len(days) < 6 else 0
    try:
        secret = request.accounts.new_token(request.own_account, title, scopes, lasting)
    except Invalid as refused:
        request.response.status_int = 422
        return _form(title, names, days, refused.refusals)
    return {**_form(title, names, days, ()), 'secret': secret}


def end(request: Request) -> Response:
    """Revoke a token."""
    request.accounts.end_token(request.own_account, number_of(request.POST.get('token', '')))
    return HTTPSeeOther(location='/account?done=saved')


def _form(title: str, scopes: set[str], days: str, refusals: Any) -> dict[str, Any]:
    return {'title': title, 'scopes': scopes, 'days': days, 'refusals': refusals, 'permissions': list(Permission),
            'secret': ''}


def includeme(config: Configurator) -> None:
    """`/account/token` and `/account/tokens`."""
    template = 'muragat:content/staff/templates/token.jinja2'
    config.add_route('own_token', '/account/token')
    config.add_route('own_tokens', '/account/tokens')
    config.add_view(show_form, route_name='own_token', request_method='GET', renderer=template, permission=SIGNED_IN)
    config.add_view(make, route_name='own_token', request_method='POST', renderer=template, permission=SIGNED_IN)
    config.add_view(end, route_name='own_tokens', request_method='POST', permission=SIGNED_IN)
