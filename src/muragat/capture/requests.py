"""Asking for a file to be read: when it arrives, and again for one record or a selection."""

from collections.abc import Iterable, Mapping
from typing import Any

from zope.interface import implementer

from muragat.capture.pipeline.context import Mode
from muragat.capture.pipeline.facts import ASKED
from muragat.kernel.access import Permission
from muragat.kernel.errors import Hindered, Invalid, Refusal
from muragat.kernel.i18n import LANGUAGES, _
from muragat.kernel.interfaces import IFileArrival
from muragat.kernel.jobs import Priority
from muragat.media.originals import originals_of
from muragat.media.states import Stage, stage_of_file, states_for_writing, states_of

READ = 'capture.read'


@implementer(IFileArrival)
class Arrival:
    """Every file that a record gets is read."""

    def __init__(self, record: Any) -> None:
        self.record = record

    def arrived(self, desk: Any, number: int, version: int, wishes: Mapping[str, Any]) -> None:
        """Put up the job in the transaction that keeps the file."""
        enqueue(desk, self.record, number, version, wishes)


def enqueue(desk: Any, record: Any, number: int, version: int, wishes: Mapping[str, Any] | None = None,
            mode: Mode = Mode.RETRY) -> Any:
    """Put up the job that reads one version of a file; gives the job. Rights are the caller's business."""
    wishes = wishes or {}
    languages = known_languages(wishes.get('languages') or ())
    now = desk.clock.now()
    arguments = {'record': record.id, 'number': number, 'version': version, 'languages': languages,
                 'mode': mode.value, 'codes': bool(wishes.get('codes')), 'depth': int(wishes.get('depth', 0))}
    job = desk.site.jobs.enqueue(READ, arguments, desk.principal.id, now, wishes.get('priority', Priority.NORMAL))
    states_for_writing(desk.site).begin(record.id, number, version, job.id, now, languages,
                                          bool(wishes.get('codes')))
    return job


def read_again(desk: Any, record: Any, mode: Mode, languages: Iterable[str] = (), number: int | None = None) -> int:
    """Read the files of a record (or one of them) again; how many jobs were put up.

    `RETRY` takes only files that need attention. `Hindered` when a file is being read at this moment.
    """
    desk.require(Permission.UPLOAD, record)
    sheaf = originals_of(desk.site).sheaf(record.id)
    known = states_of(desk.site).of(record.id)
    count = 0
    for each, versions in sorted(sheaf.files.items()) if sheaf else ():
        if number is not None and each != number:
            continue
        stage = stage_of_file(desk.site, known[each])[0] if each in known else None
        if stage is not None and not stage.ended:
            raise Hindered(Refusal('being_read', _('The file “${name}” is being read at this moment.',
                                                   mapping={'name': versions[-1].filename})))
        if mode == Mode.RETRY and stage in (Stage.DONE, Stage.DONE_WITHOUT_TEXT, Stage.IN_QUALITY_CONTROL):
            continue
        wished = tuple(languages) or (known[each].languages if each in known else ())
        # What was read already does not hold up what was not.
        priority = Priority.NORMAL if mode == Mode.RETRY else Priority.LOW
        enqueue(desk, record, each, len(versions), {'languages': wished, 'priority': priority}, mode)
        count += 1
    if count:
        desk.fact(ASKED, record, mode=mode.value, files=count, languages=' '.join(languages))
    return count


def known_languages(languages: Iterable[str]) -> list[str]:
    """Languages as the program knows them; `Invalid` when one is unknown."""
    found = list(dict.fromkeys(languages))
    if unknown := [each for each in found if each not in LANGUAGES]:
        raise Invalid(Refusal('no_language', _('There is no language “${language}”.',
                                               mapping={'language': unknown[0]}), 'languages'))
    return found
