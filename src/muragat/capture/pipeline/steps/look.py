"""The first look at a file with pages: how many there are, and what stands against reading them."""

from muragat.capture.pipeline.context import Context, Work
from muragat.capture.pipeline.outcome import Outcome
from muragat.media.causes import Cause, cause
from muragat.media.renditions import limits_of
from muragat.media.states import Stage
from muragat.ports.faults import Failed
from muragat.ports.pages import IPageSource, Look


class LookAt:
    """Tells `pages`."""

    name = 'look'

    def wanted(self, context: Context, work: Work) -> bool:
        """Always."""
        return True

    def run(self, context: Context, work: Work) -> Outcome:
        """A file without a page that can be shown needs a person."""
        limits = limits_of(context.settings)
        try:
            look = context.ports[IPageSource].look(context.path, context.media_type, limits)
        except Failed as failed:
            return Outcome((cause(failed.fault.code),), Stage.NEEDS_ATTENTION)
        causes = _causes(look)
        if not look.pages:
            return Outcome(causes or (cause('no_pages'),), Stage.NEEDS_ATTENTION)
        pages = look.pages
        if pages > limits.pages:
            causes, pages = (*causes, cause('too_many_pages', pages=pages, limit=limits.pages)), limits.pages

        def told(desk: object) -> None:
            from_states = desk.site.states.of(context.record).get(context.number)  # type: ignore[attr-defined]
            if from_states is not None and from_states.pages != pages:
                from_states.pages = pages

        context.task.run(told)
        return Outcome(causes, told={'pages': pages, 'kind': look.kind})


def _causes(look: Look) -> tuple[Cause, ...]:
    found = []
    if look.encrypted:
        found.append(cause('restricted' if look.pages else 'encrypted'))
    if look.signed:
        found.append(cause('signed'))
    if look.damaged:
        found.append(cause('damaged' if look.pages else 'unreadable'))
    if look.note and not found:
        found.append(cause(look.note))
    return tuple(found)
