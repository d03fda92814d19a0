"""`muragat backup`: brings a backup up to date while others work."""

import json
import os
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import click

from muragat.cli.frame import Call, Command
from muragat.kernel.i18n import _
from muragat.kernel.verification import anchor
from muragat.media.proof import count
from muragat.media.staging import sync_directory
from muragat.ports.vault import IVault

MANIFEST = 'manifest.json'
#: The entry of a manifest that holds the archive's own Kazakh stems, as their file does.
STEMS = 'stems'


@click.command(cls=Command)
@click.argument('directory', metavar='DIR', type=click.Path(file_okay=False, path_type=Path))
@click.pass_obj
def backup(call: Call, directory: Path) -> None:
    """Bring the backup in DIR up to date: objects first, then files, then the manifest."""
    with call.opened() as house:
        vault = house.ports[IVault]
        saved = vault.save(directory)
        tid, size = vault.last(directory)
        connection = house.db.open(at=tid)
        try:
            manifest = counts(house, connection) | {
                'format': 1, 'program': version('muragat'), 'transaction': tid.hex(), 'size': size,
                'at': datetime.fromtimestamp(house.clock.now(), UTC).isoformat(timespec='seconds')}
        finally:
            connection.close()
    stems = call.settings.stems
    write_manifest(directory, manifest | {STEMS: stems.read_text('utf8') if stems.is_file() else ''})
    kind = _('whole') if saved.whole else _('only what is new')
    call.answer({'whole': saved.whole, 'written': saved.size, 'files_copied': saved.copied, **manifest}, [
        _('Saved in ${path}: ${records} records, ${originals} files (${copied} of them now); objects: ${kind}.',
          mapping={'path': str(directory), 'records': manifest['records'], 'originals': manifest['originals'],
                   'copied': saved.copied, 'kind': kind})])


def counts(house: Any, connection: Any) -> dict[str, Any]:
    """What a snapshot holds, as a manifest tells it and a restore proves it."""
    site = house.site(connection)
    originals, size = count(site)
    return {'records': len(site.ids), 'originals': originals, 'original_bytes': size,
            'journal': anchor(site.journal, house.clock.now()).line(), 'unsealed': site.journal.unsealed_count}


def write_manifest(directory: Path, manifest: dict[str, Any]) -> None:
    """Replace the manifest in one step; a new one for each state, the last one under its plain name."""
    text = json.dumps(manifest, ensure_ascii=False, indent=1) + '\n'
    stamp = manifest['transaction']
    for name in (f'manifest-{stamp}.json', MANIFEST):
        part = directory / f'{name}.part'
        with part.open('w', encoding='utf8') as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        part.replace(directory / name)
    sync_directory(directory)
