"""The tree: branches are fetched when they are opened, a hundred records at a time."""

from typing import Any, NamedTuple

from pyramid.httpexceptions import HTTPNotFound
from pyramid.request import Request
from pyramid.view import view_config

from muragat.kernel.access import Permission
from muragat.kernel.folder import Folder
from muragat.kernel.record import Record
from muragat.kernel.site import Site
from muragat.web.addresses import href
from muragat.web.security import SIGNED_IN

BRANCH = 100


class Node(NamedTuple):
    """A line of the tree; `branch`: address of what is below, empty for a leaf; `below`: how many are seen there."""

    record: Any
    label: str
    icon: str
    branch: str
    below: int


@view_config(context=Site, name='tree', permission=SIGNED_IN, request_method='GET',
             renderer='muragat:web/templates/tree.jinja2')
def tree(context: Any, request: Request) -> dict[str, Any]:
    """The roots, and the way to one record when the address names it."""
    nodes = [node for root in request.page.roots if (node := _node(request, root))]
    return {'nodes': nodes, 'level': 1}


@view_config(context=Record, name='branch', permission=Permission.VIEW, request_method='GET', below_site=True,
             renderer='muragat:web/templates/branch.jinja2')
def branch(context: Any, request: Request) -> dict[str, Any]:
    """The next hundred records below a node: a part of the tree's page, or by itself without a script."""
    if not isinstance(context, Folder):
        raise HTTPNotFound()
    offset, level = _whole(request.GET.get('offset')), min(_whole(request.GET.get('level')) or 2, 20)
    found = request.desk.listing(context, offset=offset, limit=BRANCH)
    rest = max(found.total - offset - len(found.items), 0)
    return {
        'record': context, 'nodes': [_node(request, record) for record in found.items], 'level': level,
        'rest': rest, 'total': found.total, 'offset': offset, 'whole': 'HX-Request' not in request.headers,
        'next': href(context, 'branch', offset=offset + BRANCH, level=level) if rest else '',
        'crumbs': [*request.page.breadcrumb(context)],
    }


def _node(request: Request, record: Any) -> Node:
    kind = request.desk.registry.types[record.type_name]
    count = request.desk.count(record) if isinstance(record, Folder) and record.count else 0
    return Node(record, request.page.full(record), kind.icon, href(record, 'branch') if count else '', count)


def _whole(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else 0
