"""The staff site over a house in memory, with a browser for it; pages of records are tiny ones of these tests."""

import re

from pyramid.config import Configurator
from pyramid.response import Response
from webtest import TestApp

from muragat.kernel.access import Permission
from muragat.kernel.errors import Hindered, Refusal
from muragat.kernel.site import Site
from muragat.web.security import SIGNED_IN
from tests.staff_house import PASSWORD
from tests.tiny_house import Box

_PARTS = ('assets', 'i18n', 'layout', 'menu', 'security', 'panels', 'predicates')


def site_app(house, *declare):
    """The application without the pages of `web.pages`; each of `declare` may add views."""
    config = Configurator()
    config.registry['house'] = house
    for part in _PARTS:
        config.include(f'muragat.web.{part}')
    config.include('muragat.content.staff')
    config.add_view(lambda request: Response('home'), context=Site, permission=SIGNED_IN)
    config.add_view(lambda request: Response('box'), context=Box, permission=Permission.VIEW)
    config.add_view(rename, context=Box, name='note', request_method='POST', permission=Permission.EDIT)
    for each in declare:
        each(config)
    return config.make_wsgi_app()


def rename(context, request):
    """Writes, then answers as it was told."""
    request.desk.change(context, {'title': {'kk': request.POST['title']}})
    if request.POST.get('then') == 'refuse':
        raise Hindered(Refusal('guard', 'A guard stands against it'))
    return Response('kept', status=int(request.POST.get('status', '200')))


class Browser:
    """A browser of one person, who reads English unless said otherwise; None: has chosen no language."""

    def __init__(self, app, address='10.0.0.1', language='en'):
        self.web = TestApp(app, extra_environ={'REMOTE_ADDR': address})
        if language:
            self.web.set_cookie('language', language)

    def get(self, address, **more):
        return self.web.get(address, **more)

    def token(self, address='/login'):
        """The CSRF token of a page with a form."""
        return re.search(r'name="csrf_token" value="([^"]+)"', self.web.get(address).text)[1]

    def post(self, address, fields=None, page='/account', **more):
        """Send a form with the token of a page."""
        return self.web.post(address, {'csrf_token': self.token(page), **(fields or {})}, **more)

    def sign_in(self, login, password=PASSWORD, after='', **more):
        """Send the form of the login page."""
        return self.post('/login', {'login': login, 'password': password, 'next': after}, '/login', **more)

    @property
    def session(self):
        """The value of the session cookie, None when there is none."""
        return self.web.cookies.get('muragat')
