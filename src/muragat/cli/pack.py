"""`muragat pack`: drops past revisions of objects; the blobs are proved before and after."""

from typing import Any

import click

from muragat.cli.frame import Call, Command, Failed
from muragat.cli.verify import STRAY_AGE, blob_faults
from muragat.kernel.i18n import _
from muragat.ports.vault import IVault


@click.command(cls=Command)
@click.option('--days', default=0.0, show_default=True, help='Keep revisions that are younger.')
@click.option('--keep-old', is_flag=True, help='Keep the files as they were beside the packed ones.')
@click.pass_obj
def pack(call: Call, days: float, keep_old: bool) -> None:
    """Pack the data file."""
    with call.opened() as house:
        vault = house.ports[IVault]
        before = _proved(call, house)
        size = vault.prove().size
        vault.pack(days)
        try:
            after = _proved(call, house)
            if after != before:
                raise Failed(_('After packing ${after} files were found instead of ${before}; the files as they were '
                               'are kept.', mapping={'after': after, 'before': before}))
        except Failed:
            vault.settle_pack(keep=True)
            raise
        vault.settle_pack(keep_old)
        strays = list(vault.strays(house.clock.now() - STRAY_AGE))
        for path in strays:
            path.unlink(missing_ok=True)
        packed = vault.prove().size
    call.answer({'before': size, 'after': packed, 'files': after, 'strays': len(strays)}, [
        _('The data file has ${after} bytes now, ${before} before; ${files} files are proved.', mapping={
            'after': packed, 'before': size, 'files': after})])


def _proved(call: Call, house: Any) -> int:
    with house.session() as desk:
        count, faults = blob_faults(desk.site)
    if faults:
        raise Failed(_('${count} files are missing or damaged; nothing was let go. See "muragat verify blobs".',
                       mapping={'count': len(faults)}))
    return count
