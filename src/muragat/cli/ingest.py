"""`muragat ingest`: files and folders become records, one line of outcome for each file."""

import json
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import click

from muragat.capture.intake.accepted import languages_of
from muragat.capture.intake.finishing import look
from muragat.capture.intake.places import place_named
from muragat.capture.intake.service import Outcome, Taken, operator_named, refused, take
from muragat.cli.frame import Call, Command, Failed
from muragat.cli.waiting import Waiting, not_yet, timeout
from muragat.kernel.errors import Hindered, Refusal, Refused
from muragat.kernel.i18n import _
from muragat.media.service import area_of
from muragat.media.states import stage_of, states_of


class Line(NamedTuple):
    """What became of one file; `late` in words when it was not read in time."""

    path: Path
    taken: Taken
    late: str | None = None


@click.command(cls=Command)
@click.argument('paths', nargs=-1, required=True, metavar='PATH...')
@click.option('--into', 'target', required=True, help='Address or reference code of a unit, document or batch.')
@click.option('--language', 'tongues', default='', help='Languages of the text, as kk+ru.')
@click.option('--operator', default='', help='Login of the person who scanned.')
@click.option('--again', is_flag=True, help='Keep files although the same bytes are held already.')
@click.option('--wait', is_flag=True, help='Until each file is read.')
@timeout
@click.pass_obj
def ingest(call: Call, paths: tuple[str, ...], target: str, tongues: str, operator: str, again: bool,
           wait: bool, timeout: int) -> None:
    """Take in the files at PATH, of folders all that is in them."""
    languages = languages_of(tongues)
    if languages is None:
        raise click.UsageError(f'--language {tongues}')
    with call.opened() as house:
        place, who = house.run(lambda desk: _place(house, desk, target, operator))
        lines = []
        for path in files_at(paths):
            line = Line(path, _taken(house, path, place, who, languages, again))
            lines.append(line)
            if not wait:
                _tell(call, house, line)
        if wait:
            waiting = Waiting(house, timeout)
            lines = [_waited(call, house, waiting, line, timeout) for line in lines]
    if any(line.taken.outcome is Outcome.REFUSED or line.late for line in lines):
        raise Failed


def _waited(call: Call, house: Any, waiting: Waiting, line: Line, seconds: int) -> Line:
    if line.taken.record is not None and not waiting.for_record(line.taken.record):
        line = line._replace(late=not_yet(seconds))
    _tell(call, house, line)
    return line


def files_at(paths: Iterable[str]) -> Iterator[Path]:
    """Every file that is named, and every file in folders that are named, in order."""
    for path in map(Path, paths):
        if path.is_dir():
            for folder, folders, names in os.walk(path):
                folders.sort()
                yield from (Path(folder, name) for name in sorted(names))
        else:
            yield path


def _place(house: Any, desk: Any, target: str, operator: str) -> tuple[int, str]:
    place = place_named(desk, target)
    return place.id, operator_named(desk, house.principals(desk.site), operator, place)


def _taken(house: Any, path: Path, place: int, operator: str, languages: tuple[str, ...], again: bool) -> Taken:
    staged, sha256 = None, ''
    try:
        if path.exists() and not path.is_file():
            raise Hindered(Refusal('no_file', _('This is no file.')))
        with path.open('rb') as stream:
            staged = area_of(house.settings).receive(stream, path.stat().st_size)
        sha256 = staged.sha256
        seen = look(house, staged)
        return house.run(lambda desk: take(desk, desk.resolve(place), seen, name_of(path), operator, languages, again))
    except Refused as refusal:
        return refused(refusal, sha256)
    except OSError as error:
        return refused(Hindered(Refusal('unreadable', _('The file cannot be read: ${reason}', mapping={
            'reason': error.strerror or str(error)}))))
    finally:
        if staged is not None:
            staged.discard()


def name_of(path: Path | str) -> str:
    """A path or name as text, whatever bytes it has."""
    return os.fsencode(path.name if isinstance(path, Path) else path).decode('utf8', 'replace')


def _tell(call: Call, house: Any, line: Line) -> None:
    data = house.run(lambda desk: _told(call, desk.site, line))
    if call.json:
        click.echo(json.dumps(data, ensure_ascii=False))
    else:
        outcome = call.words(_OUTCOMES[line.taken.outcome])
        click.echo(': '.join(filter(None, (data['path'], outcome, data['id'], data['cause']))))


_OUTCOMES = {
    Outcome.STORED: _('Stored'),
    Outcome.DUPLICATE: _('Held already'),
    Outcome.REFUSED: _('Not taken.'),
}


def _told(call: Call, site: Any, line: Line) -> dict[str, Any]:
    record = line.taken.record
    stage = stage_of(site, record) if record is not None else None
    pages = [each.pages for each in states_of(site).of(record).values()] if record is not None else []
    causes = [each.message for each in line.taken.cause] + [each.message for each in (stage[1] if stage else ())]
    causes += filter(None, [line.late])
    return {
        'path': name_of(str(line.path)), 'id': None if record is None else str(record),
        'outcome': line.taken.outcome.value, 'state': stage[0].value if stage else None,
        'cause': ' '.join(map(call.words, causes)) or None,
        'pages': sum(each or 0 for each in pages) if any(each is not None for each in pages) else None,
        'sha256': line.taken.sha256 or None,
    }
