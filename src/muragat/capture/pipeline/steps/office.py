"""Text of office files."""

from muragat.capture.pipeline.context import Context, Work
from muragat.capture.pipeline.flowing import keep_flowing
from muragat.capture.pipeline.kinds import Kind, kind_of
from muragat.capture.pipeline.outcome import Outcome
from muragat.media.causes import cause
from muragat.media.states import Stage
from muragat.ports.faults import Failed
from muragat.ports.officetext import IOfficeText


class Office:
    """Tells `words`."""

    name = 'office'

    def wanted(self, context: Context, work: Work) -> bool:
        """For office files, also those that look like an archive."""
        return kind_of(context.media_type) == Kind.OFFICE or bool(work.told('members').get('office'))

    def run(self, context: Context, work: Work) -> Outcome:
        """Take the text out; more than is allowed is cut off and told."""
        media_type = work.told('members').get('office') or context.media_type
        try:
            found = context.ports[IOfficeText].text(context.path, media_type, work.folder,
                                                    context.settings['capture.text_largest'])
        except Failed as failed:
            return Outcome((cause(failed.fault.code),), Stage.NEEDS_ATTENTION)
        words = keep_flowing(context, found.text)
        return Outcome((cause('text_cut'),) if found.cut else (), told={'words': words})
