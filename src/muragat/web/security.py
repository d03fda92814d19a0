"""Who asks and what he may: the security policy of Pyramid over the access table of the kernel.

A request offers, each worked out once and only when asked for:

`request.house`      the opened house (settings, registry, database, ports)
`request.site`       the root of the records in this request's snapshot of the database
`request.principal`  who asks: a `kernel.principals.Principal`, `ANONYMOUS` for a stranger
`request.desk`       the kernel desk of that principal: the one way to read with rights and to write
`request.principals` who is who (`kernel.interfaces.IPrincipals`)
`request.origin`     where the request comes from, as the journal writes it
`request.csrf_token` the token that each POST form carries in a field `csrf_token` (htmx: header `X-CSRF-Token`)
`request.witness`    puts views of closed records and downloads on record before a byte is sent

A view declares `permission=Permission.X` for its context, `permission=SIGNED_IN` for a person's own matters, or
`permission=NO_PERMISSION_REQUIRED`; a view that declares none is an error at start. What a handler of an unsafe method
wrote is committed when it answers below 400, or when it called `request.keep()`; otherwise nothing of it remains.
"""

from typing import Any

from pyramid.config import Configurator
from pyramid.exceptions import ConfigurationError
from pyramid.interfaces import IException
from pyramid.request import Request
from pyramid.security import NO_PERMISSION_REQUIRED, Allowed, Denied
from zope.interface import implementer
from pyramid.interfaces import ISecurityPolicy

from muragat.kernel.access import Permission
from muragat.kernel.principals import ANONYMOUS, Principal

#: Permission of pages about the person himself: any account that is signed in by a session.
SIGNED_IN = 'signed-in'
