"""Handing over: a scanned record gives its files to another record, which keeps its own id and place."""

from typing import Any

from muragat.capture import facts
from muragat.capture.joining import joined
from muragat.media.originals import originals_of
from muragat.media.plan import plan_for_writing


def hand_over(desk: Any, source: Any, target: Any) -> Any:
    """Let the target hold the files of the source, its pages after those that are there; asks for no right.

    The source goes into the trash with the target's short address, which tells nothing else, as the reason.
    """
    sheaf = originals_of(desk.site).sheaf(source.id)
    files = sorted(sheaf.files) if sheaf is not None else []
    pages = joined(desk, target, source, files)
    plan = plan_for_writing(desk.site, target.id)
    plan.change(facts.HANDED_OVER, pages, desk.principal.id, desk.clock.now(), {'document': source.id})
    desk.site.dirty.touch(target.id)
    desk.fact(facts.HANDED_OVER, source, files=len(files), to=target.id)
    desk.discard(source, f'/r/{target.id}')
    return target


