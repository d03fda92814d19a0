"""Files inside archives and messages: each becomes a document of its own, the archive stays whole."""

import shutil
from typing import Any, NamedTuple

from muragat.capture.pipeline.context import Context, Work
from muragat.capture.pipeline.flowing import keep_flowing
from muragat.capture.pipeline.outcome import Outcome
from muragat.kernel.desk import Desk
from muragat.kernel.errors import Refused
from muragat.kernel.folder import Folder
from muragat.kernel.interfaces import IScanTarget
from muragat.media.causes import Cause, cause
from muragat.media.originals import originals_of
from muragat.media.service import files_at, harmless
from muragat.media.states import Stage
from muragat.ports.faults import Failed
from muragat.ports.members import IMembers, Member, Room, Unpacked

#: Kind of link from a document to the record whose file it was inside of.
INSIDE = 'came_inside'
#: Names that are told in words.
NAMED = 5
#: Bytes of the text that names a record after its file.
LONGEST_TITLE = 300


class Place(NamedTuple):
    """Where documents are made, and of which type."""

    folder: Any
    type_name: str
    target: Any


class Members:
    """Tells `office`, the media type when it is an office file after all; `words` of a message; `count`."""

    name = 'members'

    def wanted(self, context: Context, work: Work) -> bool:
        """Always."""
        return True

    def run(self, context: Context, work: Work) -> Outcome:
        """Take everything out, then make the documents one by one."""
        out = work.folder / 'members'
        shutil.rmtree(out, ignore_errors=True)
        out.mkdir()
        settings = context.settings
        try:
            found = context.ports[IMembers].unpack(context.path, context.media_type, out, Room(
                settings['capture.unpacked'], settings['capture.members'], settings['capture.text_largest']))
        except Failed as failed:
            code = 'bomb' if failed.fault.code == 'too_large' else failed.fault.code
            return Outcome((cause(code),), Stage.NEEDS_ATTENTION)
        if found.office:
            return Outcome(told={'office': found.office})
        words = keep_flowing(context, found.text) if found.text else 0
        causes, count = self._documents(context, found)
        shutil.rmtree(out, ignore_errors=True)
        return Outcome(causes, told={'words': words, 'count': count})

    def _documents(self, context: Context, found: Unpacked) -> tuple[tuple[Cause, ...], int]:
        if not found.members:
            return _refused(found.refused), 0
        if context.depth >= context.settings['capture.depth']:
            return (cause('nested_too_deep', limit=context.settings['capture.depth']),), 0
        refused, count = list(found.refused), 0
        for member in found.members:
            context.task.tell(count, len(found.members))
            try:
                if not self._document(context, member):
                    return (cause('members_without_place'),), 0
                count += 1
            except Refused as reasons:
                refused.append((member.name, reasons.refusals[0].code))
        causes = _refused(tuple(refused))
        return ((cause('members', count=count), *causes) if count else causes), count

    def _document(self, context: Context, member: Member) -> bool:
        """Make the document of a member unless an earlier life of the job did; False when it has no place here."""
        task, name = context.task, harmless(member.name)
        with member.path.open('rb') as stream:
            staged = task.run(lambda desk: files_at(desk, task.house)).receive(stream, member.size)

        def made(desk: Desk) -> bool:
            record = desk.site.ids.get(context.record)
            place = _place(desk, record) if record is not None else None
            if place is None:
                return False
            if _made_before(desk, context.record, staged.sha256, name):
                return True
            new = desk.create(place.folder, desk.registry.types[place.type_name], _values(place, name))
            desk.relate(new, INSIDE, record)
            wishes = {'languages': list(context.languages), 'codes': context.codes, 'depth': context.depth + 1}
            files_at(desk, task.house).attach(new, staged, name, wishes=wishes)
            return True

        try:
            return bool(task.run(made))
        finally:
            staged.discard()


def _place(desk: Desk, record: Any) -> Place | None:
    """The record itself when it holds scanned records, else the folder in which it stands."""
    for folder in (record, record.__parent__):
        target = desk.registry.adapt(folder, IScanTarget)
        held = desk.registry.types[folder.type_name].holds if folder.type_name in desk.registry.types else ()
        scanned = [name for name in held if desk.registry.types[name].scanned]
        kind = target.kind if target is not None and target.kind in held else next(iter(scanned), None)
        if kind is not None and isinstance(folder, Folder):
            return Place(folder, kind, target or desk.registry.adapt(record, IScanTarget))
    return None


def _values(place: Place, name: str) -> Any:
    if place.target is not None:
        return place.target.values(name)
    return {'title': {'kk': name.encode()[:LONGEST_TITLE].decode('utf8', 'ignore')}}


def _made_before(desk: Desk, record_id: int, sha256: str, name: str) -> bool:
    inside = {link.subject for link in desk.site.relations.to(record_id) if link.kind == INSIDE}
    originals = originals_of(desk.site)
    for holder, number, version in originals.holding(sha256):
        sheaf = originals.sheaf(holder)
        if holder in inside and sheaf is not None and sheaf.files[number][version - 1].filename == name:
            return True
    return False


def _refused(refused: tuple[tuple[str, str], ...]) -> tuple[Cause, ...]:
    if not refused:
        return ()
    return (cause('members_refused', count=len(refused), names=', '.join(name for name, _code in refused[:NAMED])),)
