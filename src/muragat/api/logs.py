"""Operations that look back and into the machine room: the journal, jobs."""
from typing import Any

from muragat.api.calls import Call, moment
from muragat.api.lists import CURSOR, LIMIT
from muragat.api.operations import Operation, Parameter, Reply
from muragat.api.problems import bad_request
from muragat.api.schemas import COUNT, MOMENT, TEXT, items, maybe, page_of, record_of, ref
from muragat.kernel.access import Permission
from muragat.kernel.errors import NotVisible
from muragat.kernel.facts import JOB_RETRIED
from muragat.kernel.history import history
from muragat.kernel.i18n import _
from muragat.kernel.jobs import Job, State

#: Ids of jobs are below it.
LAST_JOB = 2**63


def journal_of(call: Call) -> Any:
    """What happened to a record, the latest first."""
    record, offset = call.record, call.cursor_number()
    call.desk.require(Permission.VIEW_JOURNAL, record)
    names = call.house.principals(call.desk.site).name
    events = history(call.desk, record, names, offset, call.limit + 1)
    part = events[:call.limit]
    following = offset + len(part) if len(events) > len(part) else None
    return call.page([_event(call, each) for each in part], following)


def _event(call: Call, event: Any) -> dict[str, Any]:
    return {'at': moment(event.at), 'who': event.who, 'who_name': event.who_name, 'from': event.origin,
            'what': event.what, 'message': call.words(event.message), 'revision': event.revision,
            'changes': [{'field': each.name, 'title': call.words(each.title)} for each in event.changes]}


def list_jobs(call: Call) -> Any:
    """Jobs in one state, the latest first, and how many stand where."""
    jobs = _jobs(call)
    state = call.text('state') or State.WAITING.value
    if state not in [each.value for each in State]:
        raise bad_request(_('There is no such state.'), 'state')
    found = jobs.list(state, call.limit, call.cursor_number() or None)
    following = found[-1].ticket if len(found) == call.limit else None
    return call.page([_job(call, each) for each in found], following, counts=jobs.counts()._asdict())


def read_job(call: Call) -> Any:
    """One job."""
    return call.reply(_job(call, _job_of(call)))


def retry_job(call: Call) -> Any:
    """A failed job put up again; one in another state stays as it is."""
    call.desk.require(Permission.MANAGE_JOBS, call.desk.site)
    job = _job_of(call)
    call.desk.site.jobs.retry(job, call.desk.clock.now())
    call.desk.fact(JOB_RETRIED, None, job=str(job.id), kind=job.kind)
    return call.reply(_job(call, job))


def _jobs(call: Call) -> Any:
    if not call.desk.may(Permission.MANAGE_JOBS, call.desk.site):
        call.desk.require(Permission.VIEW_HEALTH, call.desk.site)
    return call.desk.site.jobs


def _job_of(call: Call) -> Job:
    text = call.part('job')
    known = text.isascii() and text.isdigit() and len(text) < 20 and int(text) < LAST_JOB
    found = _jobs(call).get(int(text)) if known else None
    if found is None:
        raise NotVisible
    job: Job = found
    return job


def _job(call: Call, job: Job) -> dict[str, Any]:
    kind = call.desk.registry.job_kinds.get(job.kind)
    return {'id': str(job.id), 'kind': job.kind, 'title': call.words(kind.title) if kind else job.kind,
            'state': job.state, 'by': job.by, 'created': moment(job.created), 'started': moment(job.started),
            'ended': moment(job.ended), 'attempts': job.attempts,
            'error': call.words(job.error) if job.error else None,
            'progress': None if job.progress is None else list(job.progress)}


CHANGE = record_of({'field': TEXT, 'title': TEXT})
EVENT = record_of({'at': MOMENT, 'who': TEXT, 'who_name': TEXT, 'from': TEXT, 'what': TEXT, 'message': TEXT,
                   'revision': maybe(COUNT), 'changes': items(CHANGE)})
JOB = record_of({'id': TEXT, 'kind': TEXT, 'title': TEXT, 'state': {'type': 'string', 'enum': [*State]}, 'by': TEXT,
                 'created': MOMENT, 'started': maybe(MOMENT), 'ended': maybe(MOMENT), 'attempts': COUNT,
                 'error': maybe(TEXT), 'progress': maybe(items(COUNT))})
COUNTS = record_of({state.value: COUNT for state in State})
ONE_JOB = Reply(_('The job'), ref('Job'))

OPERATIONS = (
    Operation('read_journal', 'GET', '/records/{id}/journal', _('What happened to a record'), journal_of,
              {200: Reply(_('A page of events'), page_of(EVENT))}, Permission.VIEW_JOURNAL, tag='journal',
              parameters=(LIMIT, CURSOR)),
    Operation('list_jobs', 'GET', '/jobs', _('List jobs'), list_jobs,
              {200: Reply(_('A page of jobs'), page_of(ref('Job'), counts=COUNTS))}, Permission.VIEW_HEALTH,
              tag='jobs', parameters=(LIMIT, CURSOR, Parameter(
                  'state', _('Name of a state.'), {'type': 'string', 'enum': [*State], 'default': 'waiting'}))),
    Operation('read_job', 'GET', '/jobs/{job}', _('Read a job'), read_job, {200: ONE_JOB}, Permission.VIEW_HEALTH,
              tag='jobs', schemas={'Job': JOB}),
    Operation('retry_job', 'POST', '/jobs/{job}/retry', _('Start a failed job again'), retry_job, {200: ONE_JOB},
              Permission.MANAGE_JOBS, tag='jobs'),
)
