"""What the page of a record shows of scanning: the way to control on a batch, papers on what takes scans."""

from typing import Any

from pyramid.config import Configurator
from pyramid.request import Request

from muragat.capture.acceptance import against_target
from muragat.capture.batch import Batch, Capture, operator_of
from muragat.capture.findings import findings_of
from muragat.kernel.access import Permission
from muragat.kernel.folder import Folder
from muragat.kernel.interfaces import IScanTarget
from muragat.web.addresses import href

_TEMPLATE = 'muragat:capture/templates/panel.jinja2'


def panel(request: Request, record: Any) -> dict[str, Any] | None:
    """Links for who takes in scans; None for records and persons that have nothing to do with it."""
    if isinstance(record, Capture):
        return {'sort': 'root', 'may_scan': _may_scan(request, record)}
    if isinstance(record, Batch):
        return {'sort': 'batch', 'found': len(findings_of(request.desk, record)),
                'operator': request.page.name_of(operator_of(record)), 'may_scan': _may_scan(request, record),
                'slips': slips_of(request, record)}
    if not _may_scan(request, record):
        return None
    target = request.desk.registry.adapt(record, IScanTarget)
    if target is None:
        folder = {'sort': 'folder', 'may_scan': False, 'hindrances': []}
        return folder if holds_targets(request.desk, record) else None
    hindrances = against_target(request.desk, record, target)
    return {'sort': 'target', 'hindrances': hindrances, 'may_scan': not hindrances}


def slips_of(request: Request, batch: Batch) -> list[tuple[str, str, str]]:
    """(address of the picture, address of the target, its words) of the separator sheets whose pages are seen."""
    desk, shown = request.desk, []
    for slip in batch.slips:
        if desk.find(slip.document) is None:
            continue
        target = desk.find(slip.target) if slip.target else None
        token = '.'.join(str(each) for each in slip[:4])
        shown.append((href(batch, 'picture', of=token), href(target) if target is not None else '',
                      request.page.label(target) if target is not None else ''))
    return shown


def _may_scan(request: Request, record: Any) -> bool:
    return bool(request.page.may(Permission.INGEST, record))


def holds_targets(desk: Any, record: Any) -> bool:
    """Whether the first record in a folder takes scans: then sheets are printed for all of them."""
    first = next(iter(record.child_ids(0, 1)), None) if isinstance(record, Folder) else None
    found = desk.find(first) if first is not None else None
    return found is not None and desk.registry.adapt(found, IScanTarget) is not None


def includeme(config: Configurator) -> None:
    """On each record's page."""
    config.add_record_panel('scanning', _TEMPLATE, panel)
