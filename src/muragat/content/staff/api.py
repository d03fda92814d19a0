"""REST operations on accounts; what every record has (adding, changing, states, rights) the toolkit offers already."""

from typing import Any

from muragat.api.calls import Call, moment
from muragat.api.operations import Operation, Reply
from muragat.api.schemas import MOMENT, TEXT, items, record_of
from muragat.content.staff.model import Account
from muragat.content.staff.rules import Rules
from muragat.content.staff.service import Accounts
from muragat.kernel.access import Permission
from muragat.kernel.errors import NotVisible
from muragat.kernel.i18n import _
from muragat.ports.passwordhash import IPasswordHash


def _accounts(call: Call) -> Accounts:
    return Accounts(call.desk, call.house.ports[IPasswordHash], Rules.of(call.house.settings))


def _account(call: Call) -> Account:
    record = call.record
    if not isinstance(record, Account):
        raise NotVisible
    return record


def _number(call: Call) -> int:
    text = call.part('number')
    if not (text.isascii() and text.isdigit() and len(text) < 17):
        raise NotVisible
    return int(text)


def give_password(call: Call) -> Any:
    """A first password at random; all sessions of the account end."""
    account = _account(call)
    return call.reply({'login': account.login, 'password': _accounts(call).give_password(account)})


def unlock(call: Call) -> Any:
    """Waiting after failed attempts is lifted."""
    _accounts(call).unlock(_account(call))
    return call.reply({})


def list_sessions(call: Call) -> Any:
    """From where the account is signed in."""
    found = _accounts(call).sessions(_account(call))
    return call.reply({'items': [{'number': str(each.number), 'created': moment(each.created),
                                  'address': each.address, 'agent': each.agent} for each in found]})


def end_session(call: Call) -> Any:
    """One session ends at once."""
    _accounts(call).end_session(_account(call), _number(call))
    return call.reply({})


def list_tokens(call: Call) -> Any:
    """Tokens of the account, without their secrets."""
    found = _accounts(call).tokens(_account(call))
    return call.reply({'items': [{'number': str(each.number), 'title': each.title, 'scopes': list(each.scopes),
                                  'created': moment(each.created), 'expires': moment(each.expires)}
                                 for each in found]})


def end_token(call: Call) -> Any:
    """One token is revoked at once."""
    _accounts(call).end_token(_account(call), _number(call))
    return call.reply({})


_DONE = Reply(_('Done'), record_of({}))
_PASSWORD = Reply(_('The first password, shown once'), record_of({'login': TEXT, 'password': TEXT}))
_SESSIONS = Reply(_('Sessions'), record_of({'items': items(record_of(
    {'number': TEXT, 'created': MOMENT, 'address': TEXT, 'agent': TEXT}))}))
_TOKENS = Reply(_('API tokens'), record_of({'items': items(record_of(
    {'number': TEXT, 'title': TEXT, 'scopes': items(TEXT), 'created': MOMENT, 'expires': MOMENT}))}))
_MANAGE = Permission.MANAGE_ACCOUNTS

OPERATIONS = (
    Operation('give_password', 'POST', '/accounts/{id}/password', _('Give a first password'), give_password,
              {200: _PASSWORD}, _MANAGE, tag='accounts'),
    Operation('unlock_account', 'POST', '/accounts/{id}/unlock', _('Let the person try again'), unlock, {200: _DONE},
              _MANAGE, tag='accounts'),
    Operation('list_sessions', 'GET', '/accounts/{id}/sessions', _('List the sessions of an account'), list_sessions,
              {200: _SESSIONS}, _MANAGE, tag='accounts'),
    Operation('end_session', 'DELETE', '/accounts/{id}/sessions/{number}', _('End a session'), end_session,
              {200: _DONE}, _MANAGE, tag='accounts'),
    Operation('list_tokens', 'GET', '/accounts/{id}/tokens', _('List the tokens of an account'), list_tokens,
              {200: _TOKENS}, _MANAGE, tag='accounts'),
    Operation('end_token', 'DELETE', '/accounts/{id}/tokens/{number}', _('Revoke a token'), end_token, {200: _DONE},
              _MANAGE, tag='accounts'),
)


def includeme(config: Any) -> None:
    """Mount the operations."""
    config.add_operations(OPERATIONS)
