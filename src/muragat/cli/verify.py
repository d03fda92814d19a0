"""`muragat verify`: proves objects, records, files and journal."""

from pathlib import Path
from typing import Any

import click

from muragat.cli.frame import Call, Failed, Group
from muragat.kernel.i18n import _
from muragat.kernel.soundness import defects
from muragat.kernel.verification import parse_anchor
from muragat.kernel.verification import verify as verify_chain
from muragat.media.proof import Fault, prove
from muragat.ports.vault import IVault

#: Seconds after which a file among the blobs that no object names was left behind by a crash.
STRAY_AGE = 86_400.0
#: Code of a fault in the storage -> words.
FAULTS = {
    'broken_class': _('An object of a class that this program does not know: ${where}'),
    'unreadable': _('An object that cannot be read: ${where}'),
    'dangling': _('An object that refers to one that is missing: ${where}'),
    'blob_missing': _('An object whose file is missing: ${where}'),
}

#: Name of a report -> words.
TOLD = {
    'storage': _('Storage: ${transactions} transactions, ${objects} objects, ${blobs} stored files, ${size} bytes, '
                 '${strays} files that nothing names.'),
    'records': _('Records: ${records}.'),
    'blobs': _('Files: ${files}.'),
    'journal': _('Journal: ${blocks} blocks, ${entries} sealed entries, ${unsealed} not yet sealed.'),
}


@click.group(cls=Group)
def verify() -> None:
    """Prove that what is kept is whole."""


@verify.command()
@click.pass_obj
def storage(call: Call) -> None:
    """Read every stored object."""
    with call.opened(checked=False) as house:
        _conclude(call, {'storage': storage_report(call, house)})


@verify.command()
@click.pass_obj
def records(call: Call) -> None:
    """Compare catalog, figures, order, zones and relations with the records."""
    with call.opened() as house:
        _conclude(call, {'records': record_report(call, house)})


@verify.command()
@click.pass_obj
def blobs(call: Call) -> None:
    """Compute the checksum of every original anew."""
    with call.opened() as house:
        _conclude(call, {'blobs': blob_report(call, house)})


@verify.command()
@click.option('--against', help='An anchor, or a file that holds one.')
@click.pass_obj
def journal(call: Call, against: str | None) -> None:
    """Walk the chain of the journal."""
    with call.opened() as house:
        _conclude(call, {'journal': journal_report(call, house, against)})


@verify.command('all')
@click.option('--against', help='An anchor, or a file that holds one.')
@click.pass_obj
def everything(call: Call, against: str | None) -> None:
    """Prove objects, records, files and journal."""
    with call.opened(checked=False) as house:
        _conclude(call, {'storage': storage_report(call, house), 'records': record_report(call, house),
                         'blobs': blob_report(call, house), 'journal': journal_report(call, house, against)})


def storage_report(call: Call, house: Any) -> dict[str, Any]:
    """Counts and faults of the stored objects."""
    proof = house.ports[IVault].prove()
    strays = sum(1 for _path in house.ports[IVault].strays(house.clock.now() - STRAY_AGE))
    return {'transactions': proof.transactions, 'objects': proof.objects, 'blobs': proof.blobs, 'size': proof.size,
            'strays': strays, 'cut': list(proof.cut), 'faults': [
                call.words(_words(FAULTS[code], where=where)) for code, where in proof.faults]}


def record_report(call: Call, house: Any) -> dict[str, Any]:
    """How many records there are, and what is kept beside them and does not agree with them."""
    with house.session() as desk:
        faults = [call.words(each) for each in defects(desk.site, desk.registry)]
        return {'records': len(desk.site.ids), 'faults': faults}


def blob_report(call: Call, house: Any) -> dict[str, Any]:
    """How many originals there are and which of them are not as they were."""
    with house.session() as desk:
        count, faults = blob_faults(desk.site)
        return {'files': count, 'faults': [call.words(each.words) for each in faults]}


def journal_report(call: Call, house: Any, against: str | None = None) -> dict[str, Any]:
    """What a walk over the journal found."""
    anchor = None
    if against:
        text = Path(against).read_text('utf8') if Path(against).is_file() else against
        try:
            anchor = parse_anchor(text)
        except ValueError as error:
            raise Failed(error.args[0]) from None
    with house.session() as desk:
        verdict = verify_chain(desk.site.journal, anchor)
    broken = verdict.broken
    return {'blocks': verdict.blocks, 'entries': verdict.entries, 'unsealed': verdict.unsealed,
            'broken_block': broken.block if broken else None,
            'faults': [call.words(broken.reason)] if broken else []}


def blob_faults(site: Any) -> tuple[int, list[Fault]]:
    """How many originals were proved, and which failed."""
    count, faults = 0, []
    for each in prove(site):
        count += 1
        if each is not None:
            faults.append(each)
    return count, faults


def _conclude(call: Call, reports: dict[str, dict[str, Any]]) -> None:
    whole = not any(report['faults'] for report in reports.values())
    lines = []
    for name, report in reports.items():
        below = [*report['faults'], *report.get('cut', ())]
        lines += [call.words(_words(TOLD[name], **report)), *(f'  {each}' for each in below)]
    lines.append(call.words(_('Everything is whole.') if whole else _('Something is not as it was.')))
    call.answer({'whole': whole, **reports}, lines)
    if not whole:
        raise Failed


def _words(message: Any, **mapping: Any) -> Any:
    return _(str(message), mapping=mapping)
