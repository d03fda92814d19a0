"""The fields of accounts and groups, and what the rest of the house may ask about them."""

import re
from typing import Any

from zope.interface import Attribute, Interface
from zope.schema import Choice, Text, TextLine, Tuple
from zope.schema.interfaces import ConstraintNotSatisfied

from muragat.kernel import fields
from muragat.kernel.i18n import LANGUAGES, _

_LOGIN = re.compile(r'[a-z][a-z0-9._-]{1,39}')
_EMAIL = re.compile(r'[^@\s]+@[^@\s.]+(\.[^@\s.]+)+')


class BadLogin(ConstraintNotSatisfied):
    __doc__ = _('A login has 2 to 40 small Latin letters, digits, dots and dashes, and begins with a letter.')


class BadEmail(ConstraintNotSatisfied):
    __doc__ = _('This is not an e-mail address.')


def _login(value: str) -> bool:
    if not _LOGIN.fullmatch(value):
        raise BadLogin(value)
    return True


def _email(value: str) -> bool:
    if value and not _EMAIL.fullmatch(value):
        raise BadEmail(value)
    return True


class IStaff(Interface):
    """The folder of accounts and groups."""

    title = fields.LocalText(title=_('Title'), required_languages=('kk', 'ru'))


class IAccount(Interface):
    """A person who works with the archive. Password, sessions and tokens are kept elsewhere."""

    login = TextLine(title=_('Login'), description=_('What the person types to sign in. It is never given to another person.'),
                     constraint=_login, max_length=40)
    name = TextLine(title=_('Full name'), max_length=200)
    position = TextLine(title=_('Position'), required=False, default='', max_length=200)
    email = TextLine(title=_('E-mail'), required=False, default='', constraint=_email, max_length=200)
    phone = TextLine(title=_('Telephone'), required=False, default='', max_length=60)
    language = Choice(title=_('Language'), description=_('The language of the pages after signing in.'),
                      values=LANGUAGES, default='kk')
    groups = Tuple(title=_('Groups'), description=_('The person has the roles of each of these groups besides his own.'),
                   value_type=fields.Reference(types=('group',)), required=False, default=(), unique=True)

    fields.group('person', _('Person'), 'name', 'position', 'email', 'phone')
    fields.group('entry', _('Entry'), 'login', 'language', 'groups')


class IGroup(Interface):
    """Persons who have the same roles."""

    title = fields.LocalText(title=_('Title'), required_languages=('kk', 'ru'))
    purpose = Text(title=_('Purpose'), required=False, default='', max_length=2000)


class ISecrets(Interface):
    """The store of password hashes, sessions, tokens and failed sign-ins: no field of it is ever shown."""

    credentials = Attribute('Account id -> Credentials.')
    sessions = Attribute('SHA-256 of the secret -> Session.')
    tokens = Attribute('SHA-256 of the secret -> Token.')
    attempts = Attribute('Key of a login or an address -> Attempts.')


def account_id(principal_id: str) -> int | None:
    """The record id in `account:<id>`; None for other principals."""
    kind, _colon, number = principal_id.partition(':')
    return int(number) if kind == 'account' and number.isdigit() else None


def principal_id(account: Any) -> str:
    """The id under which grants, journal and permits know an account or a group."""
    return f'{account.type_name}:{account.id}'
