"""`muragat evolve`: brings the stored data to what this program expects."""

from collections.abc import Iterable

import click
import transaction

from muragat.cli.frame import Call, Command
from muragat.kernel import evolution
from muragat.kernel.evolution import Step
from muragat.kernel.i18n import _


@click.command(cls=Command)
@click.option('--dry-run', is_flag=True, help='Run the steps and undo them.')
@click.pass_obj
def evolve(call: Call, dry_run: bool) -> None:
    """Run the pending steps of evolution."""
    done = []
    with call.opened(checked=False) as house:
        manager = transaction.TransactionManager(explicit=True)
        connection = house.db.open(manager)
        try:
            steps: Iterable[Step]
            if dry_run:
                steps = evolution.rehearse(manager, lambda: house.site(connection), house.registry)
            else:
                steps = evolution.evolve(manager, lambda: house.site(connection), house.registry, house.clock.now())
            for step in steps:
                done.append({'id': step.id, 'title': call.words(step.title)})
                call.say(f'{step.id}  {call.words(step.title)}')
        finally:
            connection.close()
    if call.json:
        call.answer({'dry_run': dry_run, 'steps': done})
    elif not done:
        call.say(_('There is nothing to do.'))
