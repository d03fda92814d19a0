"""`muragat jobs`: the work that waits, runs or failed."""

from typing import Any

import click

from muragat.cli.frame import Call, Group
from muragat.kernel.errors import NotVisible
from muragat.kernel.facts import JOB_RETRIED
from muragat.kernel.i18n import _
from muragat.kernel.jobs import Job, State


@click.group(cls=Group)
def jobs() -> None:
    """Work in the background."""


@jobs.command('list')
@click.option('--state', type=click.Choice([state.value for state in State]), help='Only jobs in this state.')
@click.option('--limit', default=50, show_default=True)
@click.pass_obj
def list_(call: Call, state: str | None, limit: int) -> None:
    """List jobs, latest first."""
    with call.opened() as house, house.session() as desk:
        counts = desk.site.jobs.counts()._asdict()
        rows = [_row(call, job) for each in ([state] if state else [each.value for each in State])
                for job in desk.site.jobs.list(each, limit)]
    call.answer({'counts': counts, 'jobs': rows},
                ['  '.join(f'{name}: {number}' for name, number in counts.items()),
                 *(f'{row["id"]}  {row["state"]:8} {row["kind"]}  {row["attempts"]}  {row["error"] or ""}'.rstrip()
                   for row in rows)])


@jobs.command()
@click.argument('job_id', type=int, metavar='ID')
@click.pass_obj
def retry(call: Call, job_id: int) -> None:
    """Start a failed job again."""
    with call.opened() as house:
        def again(desk: Any) -> dict[str, Any]:
            job = desk.site.jobs.get(job_id)
            if job is None:
                raise NotVisible
            desk.site.jobs.retry(job, house.clock.now())
            desk.fact(JOB_RETRIED, kind=job.kind, job=str(job.id))
            return _row(call, job)

        row = house.run(again)
    call.answer(row, [_('Job ${id}: ${state}', mapping=row)])


def _row(call: Call, job: Job) -> dict[str, Any]:
    return {'id': str(job.id), 'kind': job.kind, 'state': str(job.state), 'attempts': job.attempts,
            'error': call.words(job.error) if job.error else None, 'progress': job.progress}
