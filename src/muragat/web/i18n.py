"""The language of a request: chosen by the person, remembered in a cookie, switched without losing the place."""

from pyramid.config import Configurator
from pyramid.httpexceptions import HTTPFound, HTTPNotFound
from pyramid.request import Request
from pyramid.response import Response
from pyramid.security import NO_PERMISSION_REQUIRED

from muragat.kernel.i18n import LANGUAGES, translator
from muragat.web.addresses import local

COOKIE = 'language'
_YEAR = 365 * 24 * 3600


def language_of(request: Request) -> str:
    """The cookie's language, else the account's, else the browser's, else that of the settings."""
    chosen = request.cookies.get(COOKIE)
    if chosen in LANGUAGES:
        return chosen
    account = None if request.principal.is_anonymous else request.principal.language
    if account in LANGUAGES:
        return account
    default: str = request.house.settings['language.default']
    return request.accept_language.lookup(LANGUAGES, default=default) if request.accept_language else default


def switch(request: Request) -> Response:
    """Remember the language and go back to the page the person was on."""
    code = request.matchdict['code']
    if code not in LANGUAGES:
        raise HTTPNotFound()
    response = HTTPFound(location=local(request.GET.get('back')))
    response.set_cookie(COOKIE, code, max_age=_YEAR, httponly=True, samesite='Lax')
    return response


def includeme(config: Configurator) -> None:
    """`request.language`, `request.translate`, and the page that switches."""
    config.add_request_method(language_of, 'language', reify=True)
    config.add_request_method(lambda request: translator(request.language), 'translator', reify=True)
    config.add_request_method(lambda request: request.translator.translate, 'translate', reify=True)
    config.add_route('language', '/language/{code}')
    config.add_view(switch, route_name='language', request_method='GET', permission=NO_PERMISSION_REQUIRED)
