"""Members of a group: a panel of its page, and what the buttons there do."""

from typing import Any

from pyramid.config import Configurator
from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request
from pyramid.response import Response

from muragat.content.staff.groups import Groups
from muragat.content.staff.model import Account, Group, principal_id
from muragat.content.staff.views.accounts import roles
from muragat.content.staff.views.own import number_of
from muragat.kernel.access import Permission
from muragat.kernel.errors import NotVisible
from muragat.web.addresses import href


def panel(request: Request, record: Any) -> dict[str, Any] | None:
    """The members, and who may become one."""
    if not isinstance(record, Group):
        return None
    groups = Groups(request.desk)
    managed = bool(request.desk.may(Permission.MANAGE_ACCOUNTS, record))
    return {
        'group': record,
        'members': groups.members(record),
        'others': groups.others(record) if managed else [],
        'managed': managed,
        'roles': roles(request, principal_id(record)),
    }


def change_members(group: Group, request: Request) -> Response:
    """Take one account in or out."""
    groups = Groups(request.desk)
    if joining := request.POST.get('add', ''):
        groups.add(group, _account(request, joining))
    else:
        groups.remove(group, _account(request, request.POST.get('remove', '')))
    return HTTPSeeOther(location=href(group, done='saved'))


def _account(request: Request, text: str) -> Account:
    record = request.desk.resolve(number_of(text))
    if not isinstance(record, Account):
        raise NotVisible
    return record


def includeme(config: Configurator) -> None:
    """The panel, and the address below a group that its buttons post to."""
    config.add_record_panel('staff-group', 'muragat:content/staff/templates/group_panel.jinja2', panel)
    config.add_view(change_members, context=Group, name='members', request_method='POST',
                    permission=Permission.MANAGE_ACCOUNTS)
