"""The frame of every page of the staff site, and the words and addresses that templates ask it for.

A page's template begins with `{% extends 'muragat:web/templates/layout.jinja2' %}` and fills the blocks `title`, `head`
(the heading row: macro `heading` of parts.jinja2), `content` and, for a chart, `scripts`. Macros come by
`{% import 'muragat:web/templates/parts.jinja2' as parts with context %}`. Every template has:

`_(message)`            the words in the language of the reader (`_('English ${n}', n=3)` fills placeholders)
`plural(one, many, n)`  the form of the words that goes with a number, which stands for `${n}`
`page`                  this `Page`
`request`               the request, as in `muragat.web.security`
`href(record, view)`    address of a record or its page
`icon(NAME)`            a picture of the sprite
`asset('app.css')`      address of a built file
"""

from collections.abc import Iterator
from datetime import date as Day
from functools import cached_property
from operator import attrgetter
from typing import Any

from pyramid.config import Configurator
from pyramid.events import BeforeRender
from pyramid.request import Request
from zope.i18nmessageid import Message

from muragat.kernel.access import Permission, Standing, decide
from muragat.kernel.i18n import LANGUAGE_NAMES, LANGUAGES, _
from muragat.kernel.ids import SITE_ID
from muragat.web import formats
from muragat.web.addresses import href, with_query
from muragat.web.assets import asset, icon
from muragat.web.menu import MenuItem, added_items, office_items
from muragat.web.searchbox import SearchBox, search_box

#: What a page says after it was asked to do something and did: `?done=<name>` in its address.
DONE = {
    'added': _('Added.'),
    'changed': _('The changes are saved.'),
    'moved': _('Moved.'),
    'renamed': _('The number is changed.'),
    'deleted': _('Put into the trash. It can be brought back from there.'),
    'restored': _('Brought back from the trash.'),
    'transition': _('The state is changed.'),
    'related': _('The link is made.'),
    'unrelated': _('The link is removed.'),
    'granted': _('The role is given.'),
    'revoked': _('The role is taken back.'),
    'closed': _('The closure is saved.'),
    'permitted': _('The permission is recorded.'),
    'attached': _('The file is stored.'),
    'bulk': _('Done for all selected records.'),
    'retried': _('The job will be tried again.'),
    'to-be-read': _('The files will be read again.'),
    'saved': _('Saved.'),
    'signed-out': _('You have signed out.'),
}


_OFFICE = (
    (Permission.VIEW_JOURNAL, MenuItem('/journal', _('Journal'), icon='history', key='g j')),
    (Permission.VIEW_HEALTH, MenuItem('/jobs', _('Jobs'), icon='activity', key='g o')),
    (Permission.VIEW_HEALTH, MenuItem('/health', _('Health'), icon='heart-rate-monitor', key='g e')),
    (Permission.VIEW_RULES, MenuItem('/vocabularies', _('Vocabularies'), icon='vocabulary')),
    (Permission.VIEW_RULES, MenuItem('/law', _('Numbers given by law'), icon='scale')),
    (Permission.VIEW_ACCESS, MenuItem('/access', _('Roles for the whole archive'), icon='shield')),
    (Permission.RESTORE, MenuItem('/trash', _('Trash'), icon='trash', key='g r')),
)


class Page:
    """What the layout and the templates ask of a request; each answer is worked out once."""

    def __init__(self, request: Request) -> None:
        self.request = request
        self.language: str = request.language
        self._translate = request.translate
        self._standings: dict[int, Standing] = {}

    def words(self, message: str, **mapping: Any) -> str:
        """The text in the reader's language."""
        if mapping:
            message = Message(message, domain='muragat', mapping=mapping)
        elif type(message) is str:
            message = Message(message, domain='muragat')
        return self._translate(message)

    def plural(self, singular: str, plural: str, n: int) -> str:
        """The form that goes with the number, in which `${n}` stands for it."""
        return self.request.translator.plural(singular, plural, n)

    def date(self, value: Any) -> str:
        """A day in words: "12 May 1941"."""
        return formats.day(value, self.language)

    def time(self, seconds: float) -> str:
        """A moment in words, by the clock of Kazakhstan."""
        return formats.moment(seconds, self.language)

    def number(self, value: int | float) -> str:
        """A number with its thousands apart."""
        return formats.number(value, self.language)

    def size(self, value: int) -> str:
        """A number of bytes in words."""
        return self._translate(formats.size(value, self.language))

    @cached_property
    def _gate(self) -> Any:
        return self.request.desk.gate

    def may(self, permission: Permission, record: Any, type_name: str | None = None) -> bool:
        """As `desk.may`, for pages that ask much of one record before anything is written."""
        desk, gate = self.request.desk, self._gate
        known = self._standings.get(record.id)
        if known is None:
            known = self._standings[record.id] = gate.standing(desk.principal, record)
        return bool(decide(gate.table, permission, known, type_name or record.type_name))

    def label(self, record: Any) -> str:
        """One line that names the record; "Home" for the site."""
        if record.id == SITE_ID:
            return self._translate(_('Home'))
        return self.request.desk.registry.types[record.type_name].label(record, self.language)

    def full(self, record: Any) -> str:
        """The number and the label, when the label does not begin with the number anyway."""
        name, label = record.__name__ or '', self.label(record)
        return label if label.startswith(name) or record.__parent__.id == SITE_ID else f'{name}. {label}'

    def name_of(self, principal_id: str) -> str:
        """How a person, group or program is called."""
        return formats.principal_name(principal_id, self.request)

    @cached_property
    def today(self) -> int:
        """Ordinal of the day on which this page is shown."""
        return self.request.house.clock.today().toordinal()

    @staticmethod
    def day_at(seconds: float) -> Day:
        """The day of a moment by the clock of Kazakhstan."""
        return formats.day_at(seconds)

    @staticmethod
    def day_of(ordinal: int) -> Day:
        """The day of a proleptic ordinal."""
        return Day.fromordinal(ordinal)

    @cached_property
    def signed_in(self) -> bool:
        return self.request.principal.id != 'anonymous'

    @cached_property
    def roots(self) -> list[Any]:
        """The roots of the families that the person may see, in the order of their places."""
        desk = self.request.desk
        found = (desk.site.get(root.name) for root in sorted(desk.registry.roots.values(), key=attrgetter('place')))
        return [root for root in found if root is not None and desk.visible(root)]

    @cached_property
    def menu(self) -> list[MenuItem]:
        """The places of work: home, the families, the tree."""
        if not self.signed_in:
            return []
        items = [MenuItem('/', _('Home'), icon='home', key='g h')]
        for root in self.roots:
            kind = self.request.desk.registry.types[root.type_name]
            items.append(MenuItem(href(root), self.label(root), kind.icon, f'g {root.__name__[:1]}'))
        return [*items, *added_items(self.request), MenuItem('/tree', _('Tree'), icon='sitemap', key='g t')]

    @cached_property
    def search_box(self) -> SearchBox:
        """The box in the header."""
        return search_box(self.request)

    @cached_property
    def office(self) -> list[MenuItem]:
        """The places of keeping the house in order that are open to the person."""
        if not self.signed_in:
            return []
        desk = self.request.desk
        items = (*_OFFICE, *office_items(self.request))
        return [item for permission, item in items if self.may(permission, desk.site)]

    def here(self, item: MenuItem) -> bool:
        """Whether the page shown belongs to the menu's line."""
        now = self.request.path
        return now == item.address or (item.address != '/' and now.startswith(f'{item.address}/'))

    @cached_property
    def languages(self) -> list[tuple[str, str, str]]:
        """(code, own name, address that switches and comes back)."""
        request = self.request
        back = request.path_qs if request.method in ('GET', 'HEAD') else request.path
        return [(code, LANGUAGE_NAMES[code], with_query(f'/language/{code}', {'back': back})) for code in LANGUAGES]

    @cached_property
    def done(self) -> str:
        """What was just done, in words; empty when nothing."""
        message = DONE.get(self.request.GET.get('done', ''))
        return self._translate(message) if message else ''

    def breadcrumb(self, record: Any) -> Iterator[tuple[str, str]]:
        """(address, label) of the ancestors that the person may see, outermost first."""
        for ancestor in self.request.desk.ancestors(record):
            yield href(ancestor), self.label(ancestor)

    def trail(self, record: Any) -> list[tuple[str, str]]:
        """The breadcrumb of a page below a record: its ancestors and itself; the site is the home page already."""
        return [] if record.id == SITE_ID else [*self.breadcrumb(record), (href(record), self.label(record))]


def _furnish(event: BeforeRender) -> None:
    request = event.get('request')
    if request is None or 'page' in event:
        return
    page = request.page
    event['page'] = page
    event['_'] = page.words
    event['plural'] = page.plural
    event['href'] = href
    event['icon'] = icon
    event['asset'] = asset


def includeme(config: Configurator) -> None:
    """Jinja2 with the site's settings, and `request.page`."""
    settings = config.get_settings()
    settings.setdefault('jinja2.undefined', 'strict')
    settings.setdefault('jinja2.trim_blocks', 'true')
    settings.setdefault('jinja2.lstrip_blocks', 'true')
    settings.setdefault('jinja2.auto_reload', settings.get('pyramid.reload_templates', 'false'))
    config.include('pyramid_jinja2')
    config.add_request_method(Page, 'page', reify=True)
    config.add_subscriber(_furnish, BeforeRender)
