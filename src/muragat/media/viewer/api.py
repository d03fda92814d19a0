"""REST operations on pages of records: their words with boxes, correction of the text, pictures."""

from typing import Any

from pyramid.response import Response

from muragat.api.calls import Call, moment
from muragat.api.operations import Operation, Parameter, Reply
from muragat.api.problems import bad_request
from muragat.api.schemas import COUNT, MOMENT, TEXT, items, maybe, record_of, ref
from muragat.kernel.access import Permission
from muragat.kernel.errors import NotVisible
from muragat.kernel.i18n import _
from muragat.media.renditions import renderer_of
from muragat.media.texts import PageText, Source
from muragat.media.viewer.correction import correct, revision
from muragat.media.viewer.shown import Shown, original_of, shown_pages, text_at
from muragat.ports.faults import Failed
from muragat.ports.renditions import MEDIA_TYPE, SCREEN, THUMBNAIL

_SIDES = {'small': THUMBNAIL, 'screen': SCREEN}


def read_page(call: Call) -> Any:
    """The text of a page, its words with their boxes, and where they come from."""
    shown = _page(call, Permission.DOWNLOAD)
    return call.reply(_shape(shown, _seen(call, shown)))


def correct_page(call: Call) -> Any:
    """Keep the text of a page as a person gives it."""
    call.fields('text', 'revision')
    record, shown = call.record, _page(call, Permission.EDIT)
    text = correct(call.desk, record, shown.page.spot, call.given('text', str), call.given('revision', int))
    return call.reply(_shape(shown, text))


def read_picture(call: Call) -> Any:
    """A page as a picture, made when there is none yet."""
    record, shown = call.record, _page(call, Permission.DOWNLOAD)
    side = _SIDES.get(call.text('size') or 'screen')
    if side is None:
        raise bad_request(_('There is no such choice.'), 'size')
    original = original_of(call.desk.site, record.id, shown.page.spot)
    if original is None:
        raise NotVisible
    call.request.step_aside()
    call.desk.witness.downloaded(record, call.principal, call.request.origin, original.filename, original.sha256)
    try:
        path = renderer_of(call.house).picture(original, shown.page.index, side)
        return Response(body=path.read_bytes(), content_type=MEDIA_TYPE)
    except (Failed, FileNotFoundError):
        raise NotVisible from None


def _page(call: Call, permission: Permission) -> Shown:
    record, place = call.record, call.part('number')
    call.desk.require(permission, record)
    pages = shown_pages(call.desk.site, record.id)
    if not (place.isascii() and place.isdigit() and len(place) < 10 and 1 <= int(place) <= len(pages)):
        raise NotVisible
    return pages[int(place) - 1]


def _seen(call: Call, shown: Shown) -> PageText | None:
    """The text of the page; that it was seen is written down first."""
    call.desk.witness.downloaded(call.record, call.principal, call.request.origin, shown.original.filename,
                                 shown.original.sha256)
    return text_at(call.desk.site, call.record.id, shown.page.spot)


def _shape(shown: Shown, text: PageText | None) -> dict[str, Any]:
    page = {'page': shown.place, 'sheet': shown.sheet, 'file': shown.page.file, 'version': shown.page.version,
            'index': shown.page.index, 'rotation': shown.page.rotation, 'revision': revision(text)}
    if text is None:
        return {**page, 'source': None, 'text': '', 'words': [], 'width': 0, 'height': 0, 'who': '', 'when': None}
    words = [{'text': word.text, 'box': list(word[1:5]), 'confidence': round(float(word.confidence), 1)}
             for word in text.words]
    return {**page, 'source': Source(text.source).value, 'text': text.text, 'words': words,
            'width': int(text.canvas[0]), 'height': int(text.canvas[1]), 'who': text.who,
            'when': moment(text.when) if text.who else None}


WORD = record_of({'text': TEXT, 'confidence': {'type': 'number'},
                  'box': {'type': 'array', 'items': {'type': 'integer'}, 'minItems': 4, 'maxItems': 4}})
PAGE = record_of({'page': COUNT, 'sheet': TEXT, 'file': COUNT, 'version': COUNT, 'index': COUNT, 'rotation': COUNT,
                  'revision': COUNT, 'source': maybe({'type': 'string', 'enum': [each.value for each in Source]}),
                  'text': TEXT, 'words': items(ref('PageWord')), 'width': COUNT, 'height': COUNT, 'who': TEXT,
                  'when': maybe(MOMENT)})
ONE = Reply(_('The page with its words'), ref('ReadPage'))
SIZE = Parameter('size', _('How large: small or screen.'), {'type': 'string', 'enum': sorted(_SIDES)})

OPERATIONS = (
    Operation('read_page', 'GET', '/records/{id}/pages/{number}', _('The text of a page and its words with boxes'),
              read_page, {200: ONE}, Permission.DOWNLOAD, tag='files', schemas={'ReadPage': PAGE, 'PageWord': WORD}),
    Operation('correct_page', 'PUT', '/records/{id}/pages/{number}', _('Correct the text of a page'), correct_page,
              {200: ONE}, Permission.EDIT, tag='files', refusals=(409, 422),
              body=record_of({'text': {'type': 'string', 'maxLength': 50_000}, 'revision': COUNT})),
    Operation('read_picture', 'GET', '/records/{id}/pages/{number}/picture', _('A page as a picture'), read_picture,
              {200: Reply(_('The picture'), {'type': 'string', 'format': 'binary'}, MEDIA_TYPE)},
              Permission.DOWNLOAD, tag='files', parameters=(SIZE,)),
)


def includeme(config: Any) -> None:
    """Mount the operations."""
    config.add_operations(OPERATIONS)
