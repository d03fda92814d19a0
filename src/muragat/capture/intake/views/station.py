"""The station's screen: choose or scan where files go, drop them, and see what becomes of each."""

from typing import Any, NamedTuple

from pyramid.config import Configurator
from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request
from pyramid.response import Response

from muragat.capture.batch import ROOT, Batch
from muragat.capture.deliveries import begin
from muragat.capture.intake.accepted import ENDINGS, languages_of
from muragat.capture.intake.finishing import look
from muragat.capture.intake.places import (
    accepts_at_once,
    against_receiving,
    open_batches,
    place_named,
    target,
)
from muragat.capture.intake.service import Outcome, Taken, refused, take
from muragat.capture.intake.uploads import LARGEST_PIECE
from muragat.capture.interfaces import EACH, ONE
from muragat.kernel.access import Permission
from muragat.kernel.errors import Hindered, NoSpace, NotVisible, Refusal, Refused
from muragat.kernel.i18n import _
from muragat.kernel.site import Site
from muragat.media.service import area_of
from muragat.web.addresses import eternal, with_query
from muragat.web.menu import MenuItem
from muragat.web.pages.home import for_script
from muragat.web.security import SIGNED_IN

_TEMPLATE = 'muragat:capture/intake/templates/station.jinja2'
_ADDRESS = '/station'

#: What the script says; its placeholders are filled there.
WORDS = {
    'waiting': _('Waits'),
    'checking': _('The checksum is computed'),
    'sending': _('Is being sent'),
    'paused': _('Paused.'),
    'stored': _('Stored'),
    'duplicate': _('Held already'),
    'refused': _('Not taken.'),
    'again': _('Keep here as well'),
    'go_on': _('Go on'),
    'cancel': _('Cancel'),
    'offline': _('The connection is lost; sending goes on when it is back.'),
    'failed': _('The server gave no answer that can be understood.'),
    'unreadable': _('The file cannot be read on this computer.'),
}


class Choice(NamedTuple):
    """A place as the screen shows it."""

    record: Any
    title: str
    expected: int | None
    #: Whether files are accepted without a batch.
    at_once: bool
    is_batch: bool
    hindrances: list[Refusal]


def station(_site: Any, request: Request) -> dict[str, Any]:
    """Where files go to and, when that is known, where they are dropped."""
    wanted, found = request.GET.get('to', '').strip()[:300], None
    refusals: list[Refusal] = []
    if wanted:
        try:
            found = _choice(request, place_named(request.desk, wanted))
        except NotVisible:
            refusals.append(Refusal('no_target', _('There is no target “${path}”, or it is not open to you.',
                                                   mapping={'path': wanted}), 'to'))
        except Refused as refusal:
            refusals += refusal.refusals
    return _shown(request, wanted, found, refusals, [])


def _shown(request: Request, wanted: str, found: Choice | None, refusals: list[Refusal],
           taken: list[tuple[str, Taken]]) -> dict[str, Any]:
    desk = request.desk
    batches = [_choice(request, batch) for batch in open_batches(desk, desk.principal.id)]
    # Said by the script with the counts that it has then.
    summary = request.page.words(_('Stored: ${stored}, held already: ${duplicate}, not taken: ${refused}, left: '
                                   '${left}', mapping={name: f'${{{name}}}' for name in (
                                       'stored', 'duplicate', 'refused', 'left')}))
    words = {name: request.page.words(text) for name, text in WORDS.items()} | {'summary': summary}
    return {'wanted': wanted, 'place': found, 'refusals': refusals, 'batches': batches, 'words': for_script(words),
            'piece': LARGEST_PIECE, 'endings': ','.join(ENDINGS), 'taken': taken, 'eternal': eternal,
            'EACH': EACH, 'ONE': ONE, 'Outcome': Outcome}


def _choice(request: Request, record: Any) -> Choice:
    desk, page = request.desk, request.page
    is_batch = isinstance(record, Batch)
    goal = desk.find(record.target) if is_batch else record
    sort = None if goal is None else target(desk, goal)
    title = page.label(record) if sort is None else sort.title(page.language)
    expected = (record.expected if is_batch else None) or (None if sort is None else sort.expected())
    return Choice(record, title, expected, not is_batch and accepts_at_once(desk, record), is_batch,
                  against_receiving(desk, record))


def sent(site: Any, request: Request) -> dict[str, Any] | Response:
    """A batch is begun, or files come by a form that needs no script."""
    place = place_named(request.desk, request.POST.get('to', '').strip()[:300])
    if request.POST.get('deed') == 'begin':
        return _begun(request, place)
    files = [each for each in request.POST.getall('file') if hasattr(each, 'file')]
    taken = [(each.filename, _taken(request, place, each)) for each in files]
    refusals = [] if files else [Refusal('no_file', _('Choose a file first.'), 'file')]
    return _shown(request, str(place.id), _choice(request, place), refusals, taken)


def _begun(request: Request, place: Any) -> Response:
    if isinstance(place, Batch):
        raise Hindered(Refusal('is_batch', _('This is a batch already.')))
    gathering = ONE if request.POST.get('gathering') == ONE else EACH
    languages = languages_of(request.POST.get('language', '')) or ()
    batch = begin(request.desk, place, operator=request.principal.id, gathering=gathering, languages=languages)
    return HTTPSeeOther(location=with_query(_ADDRESS, {'to': str(batch.id), 'done': 'added'}))


def _taken(request: Request, place: Any, sent_file: Any) -> Taken:
    """One file of the form; one that is refused does not keep the others out."""
    received = area_of(request.house.settings).receive(sent_file.file, request.content_length)
    request.add_finished_callback(lambda _request: received.discard())
    point = request.desk.site._p_jar.transaction_manager.savepoint()
    try:
        return take(request.desk, place, look(request.house, received), sent_file.filename,
                    languages=languages_of(request.POST.get('language', '')) or ())
    except NoSpace:
        raise
    except Refused as refusal:
        point.rollback()
        return refused(refusal, received.sha256)


def is_shown(request: Request) -> bool:
    """Whether the person may take in scans, in the whole archive or where batches stand."""
    desk, root = request.desk, request.desk.site.get(ROOT)
    return any(each is not None and desk.visible(each) and desk.may(Permission.INGEST, each)
               for each in (desk.site, root))


def includeme(config: Configurator) -> None:
    """`/station` and its line in the menu."""
    item = MenuItem(_ADDRESS, _('Scanning station'), icon='scan', key='g i')
    config.add_menu_item(item, is_shown)
    config.add_view(station, context=Site, name='station', request_method='GET', permission=SIGNED_IN,
                    renderer=_TEMPLATE)
    config.add_view(sent, context=Site, name='station', request_method='POST', permission=SIGNED_IN,
                    renderer=_TEMPLATE)


