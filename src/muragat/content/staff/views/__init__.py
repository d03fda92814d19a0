"""Pages of the family: signing in, one's own account, administration of accounts and groups."""

from typing import Any

from pyramid.request import Request

from muragat.content.staff.entrance import Browser, Entrance
from muragat.content.staff.model import Account, account_of
from muragat.content.staff.rules import Rules
from muragat.content.staff.service import Accounts
from muragat.kernel.errors import NotVisible
from muragat.ports.passwordhash import IPasswordHash


def _accounts(request: Request) -> Accounts:
    return Accounts(request.desk, request.house.ports[IPasswordHash], Rules.of(request.house.settings))


def _entrance(request: Request) -> Entrance:
    return Entrance(request.desk, request.house.ports[IPasswordHash], Rules.of(request.house.settings))


def _browser(request: Request) -> Browser:
    return Browser(request.remote_addr or '', request.user_agent or '')


def _own_account(request: Request) -> Account:
    account = account_of(request.site, request.principal.id)
    if account is None:
        raise NotVisible
    return account


def includeme(config: Any) -> None:
    """`request.accounts`, `request.entrance`, `request.browser`, `request.own_account`, and the pages."""
    config.add_request_method(_accounts, 'accounts', reify=True)
    config.add_request_method(_entrance, 'entrance', reify=True)
    config.add_request_method(_browser, 'browser', reify=True)
    config.add_request_method(_own_account, 'own_account', reify=True)
    for name in ('entry', 'own', 'tokens', 'accounts', 'groups'):
        config.include(f'{__name__}.{name}')
