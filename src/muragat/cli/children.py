"""The processes that `serve` starts: object server and web process."""

import click

from muragat.cli.frame import Call, Command
from muragat.cli.processes import begin


@click.command(cls=Command, hidden=True)
@click.option('--parent', type=int, default=0)
@click.pass_obj
def objects(call: Call, parent: int) -> None:
    """The object server."""
    begin(call.settings, 'objects', parent)
    call.doors.objects(call.settings)


@click.command(cls=Command, hidden=True)
@click.option('--parent', type=int, default=0)
@click.option('--listening', type=int, required=True)
@click.option('--ready', type=int, default=-1)
@click.pass_obj
def web(call: Call, parent: int, listening: int, ready: int) -> None:
    """A web process on a listening socket."""
    begin(call.settings, 'web', parent)
    call.doors.web(call.settings, listening, ready)
