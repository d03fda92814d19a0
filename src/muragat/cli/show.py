"""`muragat show`: one record."""

from datetime import UTC, datetime
from typing import Any

import click

from muragat.cli.frame import Call, Command
from muragat.kernel.codecs import values_to_json, values_to_text
from muragat.kernel.record import path as path_of
from muragat.media.service import files_at


@click.command(cls=Command)
@click.argument('record', metavar='PATH|ID')
@click.pass_obj
def show(call: Call, record: str) -> None:
    """Show a record with its fields and files."""
    with call.opened() as house, house.session() as desk:
        found = desk.resolve(record)
        schema = desk.registry.type_of(found).schema
        files = files_at(desk, house).of(found)
        data = _head(found) | {'values': values_to_json(schema, found), 'files': [_file(each) for each in files]}
        cells = values_to_text(schema, found)
    lines = [f'{name}: {value}' for name, value in data.items() if name not in ('values', 'files')]
    lines += [f'{name}: {text}' for name, text in cells.items() if text]
    lines += [f'[{each["number"]}] {each["filename"]}  {each["media_type"]}  {each["size"]}  {each["sha256"]}'
              for each in data['files']]
    call.answer(data, lines)


def _head(record: Any) -> dict[str, Any]:
    return {'id': str(record.id), 'path': path_of(record), 'type': record.type_name, 'state': record.state,
            'revision': record.revision, 'modified': datetime.fromtimestamp(record.modified, UTC).isoformat()}


def _file(file: Any) -> dict[str, Any]:
    original = file.original
    return {'number': file.number, 'version': file.version, 'filename': original.filename, 'size': original.size,
            'media_type': original.media_type, 'sha256': original.sha256}
