"""The fields of accounts and groups."""

import re

from zope.interface import Interface
from zope.schema import Choice, Text, TextLine, Tuple
from zope.schema.vocabulary import SimpleTerm, SimpleVocabulary

from muragat.kernel import fields
from muragat.kernel.i18n import LANGUAGE_NAMES, BadValue, _

_LOGIN = re.compile(r'[a-z][a-z0-9._-]{1,39}')
_LANGUAGES = SimpleVocabulary([SimpleTerm(code, code, name) for code, name in LANGUAGE_NAMES.items()])
_EMAIL = re.compile(r'[^@\s]+@[^@\s.]+(\.[^@\s.]+)+')


def _is_login(value: str) -> bool:
    if not _LOGIN.fullmatch(value):
        raise BadValue(_('A login has 2 to 40 small Latin letters, digits, dots and dashes and begins with a letter'))
    return True


def _is_email(value: str) -> bool:
    if value and not _EMAIL.fullmatch(value):
        raise BadValue(_('This is not an e-mail address'))
    return True


class IStaff(Interface):
    """The folder of accounts and groups."""

    title = fields.LocalText(title=_('Title'), required_languages=('kk', 'ru'))


class IAccount(Interface):
    """A person who works with the archive; password, sessions and tokens are kept apart."""

    name = TextLine(title=_('Full name'), max_length=200)
    position = TextLine(title=_('Position'), required=False, default='', max_length=200)
    email = TextLine(title=_('E-mail'), required=False, default='', constraint=_is_email, max_length=200)
    phone = TextLine(title=_('Telephone'), required=False, default='', max_length=60)
    login = TextLine(title=_('Login'), description=_('What the person types to sign in'), constraint=_is_login)
    language = Choice(title=_('Language'), description=_('The language of the pages after signing in'),
                      vocabulary=_LANGUAGES, default='kk')
    # Chosen on the pages of the groups, not in the form of the account.
    groups = Tuple(title=_('Groups'), description=_('The person has the roles of these groups besides the own ones'),
                   value_type=fields.Reference(types=('group',)), required=False, default=(), unique=True,
                   readonly=True)

    fields.group('person', _('Person'), 'name', 'position', 'email', 'phone')
    fields.group('entry', _('Signing in'), 'login', 'language', 'groups')


class IGroup(Interface):
    """Persons who have the same roles."""

    title = fields.LocalText(title=_('Title'), required_languages=('kk', 'ru'))
    purpose = Text(title=_('Purpose'), required=False, default='', max_length=2000)
