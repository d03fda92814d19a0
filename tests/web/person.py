"""A browser of one person, as tests of pages use it."""

from urllib.parse import quote

from webtest import TestApp

from tests.founded_archive import PASSWORD


class Person(TestApp):
    """Addresses may be written as people read them; `form` is the main form of a page."""

    def get(self, address, *args, **more):
        return super().get(quote(address, safe="/?=&%+:-._~'"), *args, **more)

    def form(self, address, **more):
        """The last form of the page at an address."""
        return last_form(self.get(address, **more))


def signed_in(app, login='admin', password=PASSWORD, language='en'):
    """A browser in which somebody has signed in."""
    person = Person(app)
    person.set_cookie('language', language)
    form = person.form('/login')
    form['login'], form['password'] = login, password
    form.submit(status=303)
    return person


def last_form(page):
    """The form that a page is about: the last one on it."""
    return page.forms[max(name for name in page.forms if isinstance(name, int))]
