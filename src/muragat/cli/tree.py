"""`muragat tree`: the records below a path."""

from collections.abc import Iterator
from typing import Any

import click

from muragat.cli.frame import Call, Command
from muragat.kernel.folder import Folder
from muragat.kernel.record import path as path_of


@click.command(cls=Command)
@click.argument('path', default='/')
@click.option('--depth', default=2, show_default=True, help='Levels to show.')
@click.option('--limit', default=100, show_default=True, help='Children of each record to show.')
@click.pass_obj
def tree(call: Call, path: str, depth: int, limit: int) -> None:
    """Show the records below a path."""
    with call.opened() as house, house.session() as desk:
        top = _node(desk, desk.resolve(path), depth, limit, call.language)
    call.answer(top, _lines(top, 0))


def _node(desk: Any, record: Any, depth: int, limit: int, language: str) -> dict[str, Any]:
    record_type = desk.registry.type_of(record)
    node: dict[str, Any] = {'id': str(record.id), 'path': path_of(record), 'type': record.type_name,
                            'title': record_type.label(record, language)}
    if isinstance(record, Folder):
        node['count'] = record.count
        if depth > 0:
            items = desk.listing(record, limit=limit).items
            node['children'] = [_node(desk, each, depth - 1, limit, language) for each in items]
    return node


def _lines(node: dict[str, Any], level: int) -> Iterator[str]:
    name = node['path'].rsplit('/', 1)[-1] or '/'
    count = f' ({node["count"]})' if node.get('count') else ''
    yield f'{"  " * level}{name}  {node["title"] if node["title"] != name else ""}{count}'.rstrip()
    for child in node.get('children', ()):
        yield from _lines(child, level + 1)
    if (left := node.get('count', 0) - len(node.get('children', ()))) > 0 and node.get('children'):
        yield f'{"  " * (level + 1)}… {left}'
