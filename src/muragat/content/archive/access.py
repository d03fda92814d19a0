"""Who may what with the holdings beyond the general table of roles."""

from muragat.kernel.access import Permission as P
from muragat.kernel.access import Role

ROWS = (
    # Whoever scans enters the documents that the files belong to.
    (Role.SCANNING_OPERATOR, 'document', (P.ADD, P.EDIT)),
    # The commission approves inventories or sends them back.
    (Role.COMMISSION_MEMBER, 'inventory', (P.TRANSITION,)),
)
