"""`muragat read`: read the files of records again."""

from typing import Any

import click

from muragat.capture.pipeline.context import Mode
from muragat.capture.requests import read_again
from muragat.cli.frame import Call, Command, Failed
from muragat.cli.waiting import Waiting, not_yet, timeout
from muragat.kernel.errors import Refused
from muragat.kernel.i18n import _
from muragat.media.states import stage_of, states_of


@click.command(cls=Command)
@click.argument('paths', nargs=-1, metavar='[PATH]...')
@click.option('--attention', is_flag=True, help='All records with files that need attention.')
@click.option('--mode', type=click.Choice([each.value for each in Mode]), default=Mode.RETRY.value,
              help='retry: only what failed; redo: every page but corrected ones; force: every page by recognition, '
                   'beside what people corrected, which stands.')
@click.option('--language', 'tongues', default='', help='Languages of the text, as kk+ru.')
@click.option('--wait', is_flag=True, help='Until everything is read.')
@timeout
@click.pass_obj
def read(call: Call, paths: tuple[str, ...], attention: bool, mode: str, tongues: str, wait: bool,
         timeout: int) -> None:
    """Read the files of the records at PATH again."""
    if bool(paths) == attention:
        raise click.UsageError('PATH... or --attention')
    languages, refused = tuple(filter(None, tongues.split('+'))), False
    with call.opened() as house:
        wanted = house.run(lambda desk: list(states_of(desk.site).need_attention())) if attention else paths
        records: list[int] = []
        lines = []
        for each in wanted:
            try:
                record, count = house.run(lambda desk, each=each: _put_up(desk, each, Mode(mode), languages))
            except Refused as refusal:
                refused = True
                lines.append(_('${path}: ${reason}', mapping={'path': each, 'reason': refusal.refusals[0].message}))
            else:
                records.append(record)
                lines.append(_('${path}: ${count} files', mapping={'path': each, 'count': count}))
        waiting = Waiting(house, timeout)
        unread = [str(record) for record in records if wait and not waiting.for_record(record)]
        states = house.run(lambda desk: {str(record): _state(desk, record) for record in records})
        lines += [_('${path}: ${reason}', mapping={'path': each, 'reason': not_yet(timeout)}) for each in unread]
        call.answer({'records': states, 'refused': refused, 'unread': unread}, lines)
    if refused or unread:
        raise Failed


def _put_up(desk: Any, wanted: str | int, mode: Mode, languages: tuple[str, ...]) -> tuple[int, int]:
    record = desk.resolve(wanted)
    return record.id, read_again(desk, record, mode, languages)


def _state(desk: Any, record: int) -> str | None:
    stage = stage_of(desk.site, record)
    return None if stage is None else stage[0].value
