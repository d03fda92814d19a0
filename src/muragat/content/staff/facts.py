"""How the journal words what happens to accounts."""

from muragat.content.staff import entrance, service
from muragat.kernel.i18n import _

WORDINGS = {
    entrance.SIGNED_IN: _('Signed in'),
    entrance.SIGNED_OUT: _('Signed out'),
    entrance.FAILED: _('Failed to sign in'),
    service.PASSWORD_CHANGED: _('Changed the password'),
    service.PASSWORD_GIVEN: _('Was given a password'),
    service.LANGUAGE_CHOSEN: _('Chose the language of the pages'),
    service.UNLOCKED: _('Waiting after failed attempts was lifted'),
    service.SESSION_ENDED: _('Sessions were ended'),
    service.TOKEN_MADE: _('An API token was made: ${title}'),
    service.TOKEN_ENDED: _('An API token was revoked: ${title}'),
}
