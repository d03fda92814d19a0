"""Who may what with batches: scans that nobody has accepted are no business of readers."""

from muragat.kernel.access import Permission as P
from muragat.kernel.access import Role

_LOOKING = (P.VIEW, P.VIEW_CLOSED, P.DOWNLOAD)
_KEEPING = (*_LOOKING, P.ADD, P.EDIT, P.DELETE, P.RESTORE, P.TRANSITION, P.UPLOAD, P.RELATE, P.GRANT, P.VIEW_ACCESS,
            P.VIEW_JOURNAL, P.EXPORT, P.INGEST, P.ACCEPT)
#: States ask for what they need besides: taking scans in, or accepting them.
_SCANNING = (P.VIEW, P.VIEW_CLOSED, P.DOWNLOAD, P.ADD, P.EDIT, P.UPLOAD, P.INGEST, P.TRANSITION)
_INSPECTING = (*_LOOKING, P.VIEW_ACCESS, P.VIEW_JOURNAL, P.EXPORT)

ROWS = tuple(
    row for name in ('capture', 'batch') for row in (
        (None, name, ()),
        (Role.ADMINISTRATOR, name, _KEEPING),
        (Role.ARCHIVIST, name, _KEEPING),
        (Role.SCANNING_OPERATOR, name, _SCANNING),
        (Role.INSPECTOR, name, _INSPECTING),
    ))
