"""`muragat attach`: a file of a record."""

from pathlib import Path
from typing import Any

import click

from muragat.cli.frame import Call, Command
from muragat.kernel.i18n import _
from muragat.media.service import files_at


@click.command(cls=Command)
@click.argument('path')
@click.argument('file', type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option('--number', type=int, help='Number of the file that this is a newer version of.')
@click.option('--filename', help='What the file is called in the archive.')
@click.pass_obj
def attach(call: Call, path: str, file: Path, number: int | None, filename: str | None) -> None:
    """Keep FILE with the record at PATH."""
    with call.opened() as house:
        with house.session() as desk, file.open('rb') as stream:
            desk.resolve(path)
            staged = files_at(desk, house).receive(stream, file.stat().st_size)
        try:
            def attached(desk: Any) -> dict[str, Any]:
                kept = files_at(desk, house).attach(desk.resolve(path), staged, filename or file.name, number)
                return {'number': kept.number, 'version': kept.version, 'sha256': staged.sha256,
                        'size': staged.size, 'media_type': staged.media_type}

            answer = house.run(attached)
        finally:
            staged.discard()
    call.answer(answer, [_('File ${number}, version ${version}: ${media_type}, ${size} bytes, SHA-256 ${sha256}',
                           mapping=answer)])
