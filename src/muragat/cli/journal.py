"""`muragat journal`: the head of the journal, to be kept outside the archive."""

import click

from muragat.cli.frame import Call, Group
from muragat.kernel.verification import anchor as anchor_of


@click.group(cls=Group)
def journal() -> None:
    """The journal of everything that was done."""


@journal.command()
@click.pass_obj
def anchor(call: Call) -> None:
    """Print the present head of the journal; `verify journal --against` compares with it later."""
    with call.opened() as house, house.session() as desk:
        head = anchor_of(desk.site.journal, house.clock.now())
    call.answer({**head._asdict(), 'line': head.line()}, [head.line()])
