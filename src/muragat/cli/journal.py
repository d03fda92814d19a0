"""`muragat journal`: the head of the journal, to be kept outside the archive."""

import time
from typing import Any

import click

from muragat.cli.frame import Call, Group
from muragat.kernel.i18n import _
from muragat.kernel.sealing import seal
from muragat.kernel.verification import anchor as anchor_of

#: Seconds to wait for the worker of a served archive to seal what was written before, and between looks.
PATIENCE, PAUSE = 5.0, 0.1


@click.group(cls=Group)
def journal() -> None:
    """The journal of everything that was done."""


@journal.command()
@click.pass_obj
def anchor(call: Call) -> None:
    """Print the present head of the journal; `verify journal --against` compares with it later."""
    with call.opened() as house:
        if house.served:
            _wait_for_the_sealer(house)
        else:
            _seal(house)
        with house.session() as desk:
            head, unsealed = anchor_of(desk.site.journal, house.clock.now()), desk.site.journal.unsealed_count
    call.answer({**head._asdict(), 'line': head.line(), 'unsealed': unsealed}, [head.line()])
    if unsealed and not call.json:
        # Beside the line, not below it: a file that takes the output holds an anchor and nothing else.
        click.echo(call.words(_('${count} entries are not sealed yet: this anchor does not prove them. The worker of '
                                'a served archive seals them.', mapping={'count': str(unsealed)})), err=True)


def _seal(house: Any) -> None:
    """Seal everything: nobody else does while this process holds the file."""
    while house.run(lambda desk: seal(desk.site.journal, house.clock.now())):
        pass


def _wait_for_the_sealer(house: Any) -> None:
    """Wait until all that was written up to now is sealed, as long as patience lasts."""
    began, deadline = house.clock.now(), time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        with house.session() as desk:
            oldest = desk.site.journal.oldest_unsealed
        if oldest is None or oldest > began:
            return
        time.sleep(PAUSE)
