"""Pages of reading: how far the files of a record are, what needs a person, and reading again."""

from itertools import islice
from typing import Any

from pyramid.config import Configurator
from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request
from pyramid.response import Response

from muragat.capture.pipeline.asking import IReadAgain
from muragat.capture.pipeline.context import Mode
from muragat.capture.requests import read_again
from muragat.kernel.access import Permission
from muragat.kernel.errors import Refused
from muragat.kernel.i18n import _
from muragat.kernel.record import Record
from muragat.kernel.site import Site
from muragat.media.originals import originals_of
from muragat.media.states import stage_of, stage_of_file, states_of
from muragat.web.addresses import href
from muragat.web.asking import TEMPLATE, Question, ask
from muragat.web.security import SIGNED_IN

_TEMPLATES = 'muragat:capture/pipeline/templates'
#: Records that the page of what needs a person shows at once, and how many are looked through for them.
_SHOWN, _LOOKED = 100, 5000


def panel(request: Request, record: Any) -> dict[str, Any] | None:
    """Each file with how far it is and why; nothing for records without files."""
    site = request.desk.site
    sheaf = originals_of(site).sheaf(record.id)
    rows = []
    for number, reading in sorted(states_of(site).of(record.id).items()):
        stage, causes = stage_of_file(site, reading)
        job = site.jobs.get(reading.job)
        progress = job.progress if job is not None and not stage.ended else None
        name = sheaf.files[number][-1].filename if sheaf is not None and number in sheaf.files else ''
        rows.append((name, stage, [each.message for each in causes], progress, reading))
    if not rows:
        return None
    return {'rows': rows, 'may_read': bool(request.desk.may(Permission.UPLOAD, record))}


def again(record: Any, request: Request) -> dict[str, Any] | Response:
    """Ask how, then put the jobs up."""
    def act(values: dict[str, Any]) -> str:
        read_again(request.desk, record, Mode(values['mode']), values.get('languages') or ())
        return href(record, done='to-be-read')

    request.desk.require(Permission.UPLOAD, record)
    stage = stage_of(request.desk.site, record.id)
    return ask(request, Question(
        schema=IReadAgain, title=_('Read again'), submit=_('Read again'), act=act, about=record,
        note=' '.join(request.page.words(each.message) for each in (stage[1] if stage else ()))))


def bulk(request: Request, _folder: Any, _records: list[Any]) -> Question:
    """The same for selected records of a list."""
    def act(values: dict[str, Any]) -> str:
        read_again(request.desk, values['record'], Mode(values['mode']), values.get('languages') or ())
        return ''

    return Question(schema=IReadAgain, title=_('Read again'), submit=_('Read all again'), act=act)


def attention(_site: Any, request: Request) -> dict[str, Any]:
    """What needs a person, of what he sees."""
    return _needing(request, [])


def retry(_site: Any, request: Request) -> dict[str, Any] | Response:
    """Try the selected ones again; those against which something stands are told."""
    desk = request.desk
    refusals: list[Any] = []
    for text in request.POST.getall('id')[:_SHOWN]:
        record = desk.find(int(text)) if text.isascii() and text.isdigit() and len(text) < 17 else None
        if record is None:
            continue
        try:
            read_again(desk, record, Mode.RETRY)
        except Refused as refused:
            refusals += refused.refusals
    if refusals:
        request.response.status_int = 422
        return _needing(request, refusals)
    return HTTPSeeOther(location='/reading?done=to-be-read')


def _needing(request: Request, refusals: list[Any]) -> dict[str, Any]:
    desk, rows = request.desk, []
    for record_id in islice(states_of(desk.site).need_attention(), _LOOKED):
        record = desk.find(record_id)
        stage = stage_of(desk.site, record_id)
        if record is not None and stage is not None:
            rows.append((record, [each.message for each in stage[1]], bool(desk.may(Permission.UPLOAD, record))))
        if len(rows) >= _SHOWN:
            break
    return {'rows': rows, 'refusals': refusals, 'most': _SHOWN}


def includeme(config: Configurator) -> None:
    """The panel, the page of what needs a person, and reading again for one record or a selection."""
    config.add_record_panel('reading', f'{_TEMPLATES}/reading_panel.jinja2', panel)
    config.add_bulk_deed('read', _('Read again'), bulk)
    config.add_view(again, context=Record, name='read', permission=Permission.UPLOAD, below_site=True,
                    request_method=('GET', 'POST'), renderer=TEMPLATE)
    page = f'{_TEMPLATES}/attention.jinja2'
    config.add_view(attention, context=Site, name='reading', permission=SIGNED_IN, request_method='GET', renderer=page)
    config.add_view(retry, context=Site, name='reading', permission=SIGNED_IN, request_method='POST', renderer=page)
