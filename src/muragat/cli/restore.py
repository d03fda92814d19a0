"""`muragat restore`: brings a backup back into an empty folder and proves it before it says yes."""

import json
from pathlib import Path
from typing import Any

import click

from muragat.cli.backup import MANIFEST, STEMS, counts
from muragat.cli.frame import Call, Command, Failed
from muragat.cli.verify import blob_report, journal_report, storage_report
from muragat.kernel.i18n import _
from muragat.kernel.verification import parse_anchor
from muragat.settings import Settings


@click.command(cls=Command)
@click.argument('directory', metavar='DIR', type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option('--into', 'target', required=True, type=click.Path(file_okay=False, path_type=Path),
              help='An empty folder; it becomes the var.dir of an archive.')
@click.pass_obj
def restore(call: Call, directory: Path, target: Path) -> None:
    """Bring the backup in DIR back into an empty folder."""
    manifest = read_manifest(directory)
    stems = manifest.pop(STEMS, '')
    if target.exists() and any(target.iterdir()):
        raise Failed(_('${path} is not empty.', mapping={'path': str(target)}))
    call.doors.bring_back(call.settings, directory, target)
    settings = Settings({**call.settings, 'var.dir': str(target.absolute()), 'zodb.uri': ''}, call.settings.home)
    if stems:
        settings.stems.parent.mkdir(parents=True)
        settings.stems.write_text(stems, 'utf8')
    house = call.doors.house(settings)
    try:
        faults = differences(house, manifest)
        for report in (storage_report(call, house), blob_report(call, house), journal_report(call, house)):
            faults += report['faults']
    finally:
        house.close()
    if faults:
        raise Failed(_('The restored archive is not what the backup promises: ${faults}',
                       mapping={'faults': '; '.join(call.words(each) for each in faults)}))
    call.answer({'restored': True, 'into': str(target), **manifest}, [
        _('Restored into ${path} and proved: ${records} records, ${originals} files, journal whole.', mapping={
            'path': str(target), 'records': manifest['records'], 'originals': manifest['originals']})])


def read_manifest(directory: Path) -> dict[str, Any]:
    """The manifest of a backup; `Failed` when there is none."""
    try:
        return dict(json.loads((directory / MANIFEST).read_text('utf8')))
    except (OSError, ValueError):
        raise Failed(_('${path} holds no finished backup.', mapping={'path': str(directory)})) from None


def differences(house: Any, manifest: dict[str, Any]) -> list[Any]:
    """Where the restored archive is not as the manifest tells."""
    with house.connection() as connection:
        found = counts(house, connection)
    heads = [parse_anchor(each['journal'])[:3] for each in (found, manifest)]
    names = [name for name in ('records', 'originals', 'original_bytes', 'unsealed') if found[name] != manifest[name]]
    faults = [_('${name}: ${found} instead of ${promised}', mapping={
        'name': name, 'found': found[name], 'promised': manifest[name]}) for name in names]
    return faults if heads[0] == heads[1] else [*faults, _('the head of the journal is another one')]
