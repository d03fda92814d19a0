"""`muragat add`: a new record."""

from typing import Any

import click

from muragat.cli.frame import Call, Command
from muragat.kernel.codecs import values_from_text
from muragat.kernel.errors import Invalid
from muragat.kernel.record import path as path_of


@click.command(cls=Command)
@click.argument('type_name', metavar='TYPE')
@click.argument('path')
@click.option('--field', 'cells', multiple=True, metavar='NAME=VALUE',
              help='A value; texts in several languages as title.kk=…, title.ru=….')
@click.option('--name', help='The last part of its address, where the type does not give one.')
@click.pass_obj
def add(call: Call, type_name: str, path: str, cells: tuple[str, ...], name: str | None) -> None:
    """Add a record of a TYPE under PATH."""
    texts = dict(_cell(each) for each in cells)
    with call.opened() as house:
        def added(desk: Any) -> tuple[int, str]:
            values, refusals = values_from_text(desk.type_named(type_name).schema, texts)
            if refusals:
                raise Invalid(*refusals)
            record = desk.add(desk.resolve(path), type_name, values, name)
            return record.id, path_of(record)

        number, address = house.run(added)
    call.answer({'id': str(number), 'path': address}, [address])


def _cell(text: str) -> tuple[str, str]:
    name, sign, value = text.partition('=')
    if not sign or not name:
        raise click.UsageError(f'--field {text}: NAME=VALUE')
    return name, value
