"""The text index for who looks after the archive: what is indexed, what is not and why, and building it anew."""

from typing import Any, NamedTuple

from pyramid.config import Configurator
from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request

from muragat.kernel.access import Permission
from muragat.kernel.i18n import _
from muragat.kernel.site import Site
from muragat.search.jobs import ASKED, ask_for, open_rebuild
from muragat.search.status import status_of
from muragat.web.addresses import href
from muragat.web.layout import MenuItem

ADDRESS = '/index'
_TEMPLATE = 'muragat:search/templates/index.jinja2'


class Trouble(NamedTuple):
    """A record that could not be indexed; without an address when the person does not see it."""

    label: str
    address: str
    cause: str


def index_page(context: Any, request: Request) -> dict[str, Any]:
    """Condition, figures by type, and what stands in the way."""
    page, site = request.page, request.site
    request.step_aside()
    status, job = status_of(site, request.house.search), open_rebuild(site)
    types = request.desk.registry.types
    return {
        'status': status, 'words': page.words(status.words),
        'types': [(page.words(types[each.name].plural) if each.name in types else each.name, each)
                  for each in status.types],
        'troubles': [_trouble(request, record, cause) for record, cause in status.troubles],
        'job': job, 'managed': page.may(Permission.MANAGE_JOBS, context),
    }


def _trouble(request: Request, record_id: int, cause: str) -> Trouble:
    record = request.desk.find(record_id)
    if record is None:
        return Trouble(request.page.words(_('a record that you do not see')), '', '')
    return Trouble(request.page.label(record), href(record), cause)


def rebuild(_context: Any, request: Request) -> HTTPSeeOther:
    """Put a rebuild up; the one that is open already goes on."""
    ask_for(request.desk, ASKED)
    return HTTPSeeOther(location=f'{ADDRESS}?done=saved')


def includeme(config: Configurator) -> None:
    """`/index` and its line among the places of keeping the house in order."""
    config.add_office_item(MenuItem(ADDRESS, _('Text index'), icon='search'), Permission.VIEW_HEALTH)
    config.add_view(index_page, context=Site, name='index', request_method='GET', renderer=_TEMPLATE,
                    permission=Permission.VIEW_HEALTH)
    config.add_view(rebuild, context=Site, name='index', request_method='POST', permission=Permission.MANAGE_JOBS)
