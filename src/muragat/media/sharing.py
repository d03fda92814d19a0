"""Sharing: two records that are made of the same file hold the same original, its texts and how far it was read."""

from typing import Any

from muragat.kernel.access import Permission
from muragat.kernel.errors import Refusal
from muragat.kernel.i18n import _
from muragat.media.originals import Original, originals_for_writing, originals_of
from muragat.media.plan import ELSEWHERE, pages_of
from muragat.media.states import Reading, Stage, states_for_writing, states_of
from muragat.media.texts import texts_for_writing


def share(site: Any, source_id: int, number: int, target_id: int, now: float) -> int:
    """Let a record hold a file that another one holds, all its versions; gives the number of the file there.

    No byte is copied and nothing is read again. A file that the record holds already keeps its number.
    """
    versions = versions_of(site, source_id, number)
    known = number_of(site, target_id, versions)
    if known is not None:
        return known
    originals, texts = originals_for_writing(site), texts_for_writing(site)
    given: int | None = None
    for version, original in enumerate(versions, 1):
        given, _version = originals.keep(target_id, original, given)
        texts.copy((source_id, number, version), (target_id, given, version))
    assert given is not None
    _share_reading(site, source_id, number, target_id, given, now)
    return given


def versions_of(site: Any, record_id: int, number: int) -> tuple[Original, ...]:
    """All versions of a file, the oldest first."""
    sheaf = originals_of(site).sheaf(record_id)
    return sheaf.files.get(number, ()) if sheaf is not None else ()


def number_of(site: Any, record_id: int, versions: tuple[Original, ...]) -> int | None:
    """The number under which a record holds the very same file; None when it does not."""
    sheaf = originals_of(site).sheaf(record_id)
    files = sheaf.files.items() if sheaf is not None else ()
    return next((number for number, held in files if held[-1] is versions[-1]), None)


def _share_reading(site: Any, source_id: int, number: int, target_id: int, given: int, now: float) -> None:
    reading = states_of(site).of(source_id).get(number)
    if reading is None:
        return
    states = states_for_writing(site)
    copied = Reading(reading.version, reading.job, reading.since)
    copied.pages, copied.done, copied.languages = reading.pages, reading.done, reading.languages
    copied.codes, copied.verdict = reading.codes, reading.verdict
    states.readings[target_id] = {**states.readings.get(target_id, {}), given: copied}
    states.set(target_id, given, Stage(reading.stage), now, reading.causes)


def against_whole(desk: Any, record: Any, original: Original) -> list[Refusal]:
    """Why a person may not have a file whole, though the files of the record are open to him.

    A scan of several records shows pages of the others: each must be open to him. Pages that no record has any more are
    for those alone who accept scans.
    """
    elsewhere = _pages(desk.site, record.id, original, away=True)
    hidden: set[int] = set()
    for holder_id, _number, _version in originals_of(desk.site).holding(original.sha256) if elsewhere else ():
        if holder_id != record.id:
            holder = desk.find(holder_id)
            pages = _pages(desk.site, holder_id, original, away=False)
            if holder is not None and desk.may(Permission.DOWNLOAD, holder):
                elsewhere -= pages
            else:
                hidden |= pages
    if not elsewhere or (not elsewhere & hidden and desk.may(Permission.ACCEPT, record)):
        return []
    return [Refusal('shared', _('“${name}” is one scan of several records and is not handed out whole. The access copy '
                                'has the pages of this record.', mapping={'name': original.filename}))]


def _pages(site: Any, record_id: int, original: Original, away: bool) -> set[int]:
    """Pages of an original that stand in another record than this one, or in this one, those it leaves out too."""
    sheaf = originals_of(site).sheaf(record_id)
    numbers = {number for number, versions in sheaf.files.items()
               if any(each.sha256 == original.sha256 for each in versions)} if sheaf is not None else set()
    return {page.index for page in pages_of(site, record_id)
            if page.file in numbers and (page.dropped == ELSEWHERE) == away}
