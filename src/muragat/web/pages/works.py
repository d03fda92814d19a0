"""Background work and health: what runs, what failed and why, and whether a person must act."""

from typing import Any

from pyramid.httpexceptions import HTTPNotFound, HTTPSeeOther
from pyramid.request import Request
from pyramid.response import Response
from pyramid.view import view_config
from zope.i18nmessageid import Message

from muragat.kernel.access import Permission
from muragat.kernel.facts import JOB_RETRIED
from muragat.kernel.i18n import _
from muragat.kernel.jobs import State
from muragat.kernel.site import Site
from muragat.web.addresses import with_query

_SHOWN = 50
STATES = {
    State.RUNNING: _('Running'),
    State.WAITING: _('Waiting'),
    State.FAILED: _('Failed'),
    State.DONE: _('Done'),
}


@view_config(context=Site, name='jobs', permission=Permission.VIEW_HEALTH, request_method='GET',
             renderer='muragat:web/templates/jobs.jinja2')
def jobs_page(context: Any, request: Request) -> dict[str, Any]:
    """Jobs of one state, the latest first; while something runs the page brings itself up to date."""
    page, jobs = request.page, request.desk.site.jobs
    counts = jobs.counts()._asdict()
    asked = request.GET.get('state', '')
    first = next((state for state in STATES if counts[state.value]), State.DONE)
    state = State(asked) if asked in {one.value for one in STATES} else first
    after = request.GET.get('after', '')
    start = int(after) if after.isascii() and after.isdigit() and len(after) < 20 else None
    found = jobs.list(state.value, _SHOWN + 1, start)
    kinds = request.desk.registry.job_kinds
    rows = [(job, page.words(kinds[job.kind].title) if job.kind in kinds else job.kind, _error(page, job.error))
            for job in found[:_SHOWN]]
    here = with_query('/jobs', {'state': state.value})
    return {
        'rows': rows, 'state': state, 'busy': bool(counts['running'] or counts['waiting']),
        'states': [(one, page.words(title), counts[one.value]) for one, title in STATES.items()],
        'more': f'{here}&after={found[_SHOWN - 1].ticket}' if len(found) > _SHOWN else '',
        'here': here, 'managed': page.may(Permission.MANAGE_JOBS, context), 'part': 'HX-Request' in request.headers,
    }


def _error(page: Any, error: Any) -> str:
    if error is None:
        return ''
    if isinstance(error, Message):
        return str(page.words(error))
    if isinstance(error, dict) and 'message' in error:
        return str(page.words(error['message'], **error.get('mapping', {})))
    return str(error)


@view_config(context=Site, name='jobs', permission=Permission.MANAGE_JOBS, request_method='POST')
def retry(context: Any, request: Request) -> Response:
    """Put a failed job up again."""
    text = request.POST.get('id', '')
    job = request.desk.site.jobs.get(int(text)) if text.isascii() and text.isdigit() and len(text) < 20 else None
    if job is None:
        raise HTTPNotFound()
    request.desk.site.jobs.retry(job, request.house.clock.now())
    request.desk.fact(JOB_RETRIED, kind=job.kind, job=str(job.id))
    return HTTPSeeOther(location='/jobs?state=waiting&done=retried')


@view_config(context=Site, name='health', permission=Permission.VIEW_HEALTH, request_method='GET',
             renderer='muragat:web/templates/health.jinja2')
def health_page(context: Any, request: Request) -> dict[str, Any]:
    """Each check with its colour and its words; red when a person must act."""
    rows = []
    request.step_aside()
    for name, check in request.desk.registry.health_checks.items():
        well, message = check.check(request.site)
        rows.append((name, well, request.page.words(message), getattr(check, 'address', '')))
    return {'rows': rows, 'well': all(row[1] for row in rows), 'now': request.house.clock.now()}
