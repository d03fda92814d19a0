"""Pictures and tiles of pages, sent only to whom the files are open."""

from pathlib import Path
from typing import Any

from pyramid.config import Configurator
from pyramid.httpexceptions import HTTPNotFound, HTTPNotModified
from pyramid.request import Request
from pyramid.response import FileResponse, Response

from muragat.kernel.access import Permission
from muragat.kernel.errors import NotVisible
from muragat.kernel.record import Record
from muragat.media.originals import Original
from muragat.media.plan import kept_pages
from muragat.media.renditions import renderer_of
from muragat.media.viewer.shown import original_of, spot_of
from muragat.ports.faults import Failed
from muragat.ports.renditions import MEDIA_TYPE, SCREEN, THUMBNAIL, Tiles
from muragat.web.addresses import href
from muragat.web.witnessing import witness_view

_SIDES = {'small': THUMBNAIL, 'screen': SCREEN}


def picture(record: Any, request: Request) -> Response:
    """A page as a picture, small or as large as a screen; 404 when the page cannot be shown."""
    original, index = _page(record, request)
    side = _SIDES.get(request.GET.get('size', 'screen'))
    if side is None:
        raise NotVisible
    tag = f'{original.sha256}-{index}-{side}'
    if request.headers.get('If-None-Match') == f'"{tag}"':
        return HTTPNotModified(etag=tag)
    request.step_aside()
    witness_view(request, record, request.GET['of'])
    try:
        return _sent(request, renderer_of(request.house).picture(original, index, side), tag)
    except (Failed, FileNotFoundError):
        return HTTPNotFound()


def tiles(record: Any, request: Request) -> dict[str, Any] | Response:
    """What a script must know to ask for the tiles of a page; they are made when there are none yet."""
    original, index = _page(record, request)
    request.step_aside()
    witness_view(request, record, request.GET['of'])
    try:
        made = renderer_of(request.house).tiles(original, index)
    except (Failed, FileNotFoundError):
        return HTTPNotFound()
    return {'width': made.width, 'height': made.height, 'tileSize': made.size, 'tileOverlap': made.overlap,
            'levels': made.levels, 'address': href(record, 'page-tile', of=request.GET['of'])}


def tile(record: Any, request: Request) -> Response:
    """One tile; 404 when there is no such one."""
    original, index = _page(record, request)
    made = renderer_of(request.house).store.tiles(original.sha256, index)
    path = _tile_of(made, request.GET.get('at', '')) if made is not None else None
    if path is None:
        raise NotVisible
    tag = f'{original.sha256}-{index}-{request.GET["at"]}'
    if request.headers.get('If-None-Match') == f'"{tag}"':
        return HTTPNotModified(etag=tag)
    witness_view(request, record, request.GET['of'])
    return _sent(request, path, tag)


def _page(record: Any, request: Request) -> tuple[Original, int]:
    request.desk.require(Permission.DOWNLOAD, record)
    spot = spot_of(request.GET.get('of', ''))
    # Only pages that the record shows: the rest of the file may be that of another record.
    if spot is None or all(page.spot != spot for page in kept_pages(request.site, record.id)):
        raise NotVisible
    original = original_of(request.site, record.id, spot)
    if original is None:
        raise NotVisible
    return original, spot.index


def _tile_of(made: Tiles, at: str) -> Path | None:
    """The file of a tile that is named as level.column.row."""
    parts = at.split('.')
    if len(parts) != 3 or not all(each.isascii() and each.isdigit() and len(each) < 6 for each in parts):
        return None
    level, column, row = (int(each) for each in parts)
    path = made.folder / str(level) / f'{column}_{row}.jpg'
    return path if path.is_file() else None


def _sent(request: Request, path: Path, tag: str) -> Response:
    response = FileResponse(str(path), request=request, content_type=MEDIA_TYPE)
    response.etag = tag
    response.headers['Cache-Control'] = 'private, no-cache'
    return response


def includeme(config: Configurator) -> None:
    """`…/page-picture?of=1.1.0&size=small`, `…/page-tiles?of=1.1.0`, `…/page-tile?of=1.1.0&at=12.3.4`."""
    below = {'context': Record, 'below_site': True, 'request_method': 'GET', 'permission': Permission.DOWNLOAD}
    config.add_view(picture, name='page-picture', **below)
    config.add_view(tiles, name='page-tiles', renderer='json', **below)
    config.add_view(tile, name='page-tile', **below)
