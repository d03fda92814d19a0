"""Facts of the kernel: their eternal names in the journal, and how a reader meets them in words."""

from collections.abc import Mapping
from types import MappingProxyType

from muragat.kernel.i18n import _

FOUNDED = 'site.founded'
ADDED = 'record.added'
CHANGED = 'record.changed'
MOVED = 'record.moved'
RENAMED = 'record.renamed'
DELETED = 'record.deleted'
RESTORED = 'record.restored'
DESTROYED = 'record.destroyed'
TRANSITION = 'record.transition'
RELATED = 'record.related'
UNRELATED = 'record.unrelated'
GRANTED = 'record.granted'
REVOKED = 'record.revoked'
CLOSED = 'record.closed'
PERMITTED = 'record.permitted'
PERMIT_REVOKED = 'record.permit_revoked'
VIEWED = 'record.viewed'
DOWNLOADED = 'file.downloaded'
SPOOL_DAMAGED = 'spool.damaged'
JOB_RETRIED = 'job.retried'

#: Placeholders name details of the entry.
WORDINGS: Mapping[str, str] = MappingProxyType({
    FOUNDED: _('The site was founded'),
    ADDED: _('Added as ${name}'),
    CHANGED: _('Changed'),
    MOVED: _('Moved from ${from} to ${to}'),
    RENAMED: _('Renamed from ${from} to ${to}'),
    DELETED: _('Moved to the trash: ${reason}'),
    RESTORED: _('Restored from the trash'),
    DESTROYED: _('Removed from the trash for good'),
    TRANSITION: _('State changed from ${from} to ${to}. ${note}'),
    RELATED: _('Linked to another record'),
    UNRELATED: _('No longer linked to another record'),
    GRANTED: _('Role given: ${role}, ${principal_name}'),
    REVOKED: _('Role taken back: ${role}, ${principal_name}'),
    CLOSED: _('Restrictions of access were changed'),
    PERMITTED: _('Written permission for ${principal_name}: ${ground}'),
    PERMIT_REVOKED: _('The written permission for ${principal_name} was withdrawn: ${reason}'),
    VIEWED: _('Viewed while closed'),
    DOWNLOADED: _('Downloaded: ${filename}'),
    SPOOL_DAMAGED: _('A line of the spool ${spool} was torn or damaged: ${bytes}'),
    JOB_RETRIED: _('A failed job was started again: ${kind}'),
})
