"""The small pictures of the contact sheet."""

from typing import Any

from pyramid.config import Configurator
from pyramid.httpexceptions import HTTPNotFound, HTTPNotModified
from pyramid.request import Request
from pyramid.response import FileResponse, Response

from muragat.capture.batch import Batch
from muragat.capture.views.sheets import pick_of
from muragat.capture.workbench import Pick
from muragat.kernel.access import Permission
from muragat.kernel.errors import NotVisible
from muragat.media.renditions import renderer_of
from muragat.media.sharing import versions_of
from muragat.ports.faults import Failed
from muragat.ports.renditions import THUMBNAIL
from muragat.web.witnessing import witness_view


def picture(batch: Any, request: Request) -> Response:
    """One page of a document of the batch, small; 404 when the page cannot be shown."""
    pick = pick_of(request.GET.get('of', ''))
    document = request.desk.find(pick.document)
    if document is None or not (document.__parent__ is batch or _is_slip(batch, pick)):
        raise NotVisible
    versions = versions_of(request.site, document.id, pick.spot.file)
    if not 1 <= pick.spot.version <= len(versions):
        raise NotVisible
    original = versions[pick.spot.version - 1]
    tag = f'{original.sha256}-{pick.spot.index}'
    if request.headers.get('If-None-Match') == f'"{tag}"':
        return HTTPNotModified(etag=tag)
    request.step_aside()
    witness_view(request, document, '.'.join(map(str, pick.spot)))
    try:
        path = renderer_of(request.house).picture(original, pick.spot.index, THUMBNAIL)
    except Failed:
        return HTTPNotFound()
    response = FileResponse(str(path), request=request, content_type='image/jpeg')
    response.etag = tag
    response.headers['Cache-Control'] = 'private, no-cache'
    return response


def _is_slip(batch: Any, pick: Pick) -> bool:
    """Whether the page is a separator sheet of the batch: it is kept with it when its document has left."""
    return any((slip.document, slip.file, slip.version, slip.index) == (pick.document, *pick.spot)
               for slip in batch.slips)


def includeme(config: Configurator) -> None:
    """`/capture/12/picture?of=…`."""
    config.add_view(picture, context=Batch, name='picture', request_method='GET', permission=Permission.VIEW)
