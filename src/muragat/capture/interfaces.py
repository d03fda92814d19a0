"""The schemas of capture: the room of scans and the batch; and who is told of what was accepted."""

from typing import Any

from zope.interface import Interface
from zope.schema import Choice, Int, Text, Tuple
from zope.schema.vocabulary import SimpleTerm, SimpleVocabulary

from muragat.kernel.fields import LocalText, Reference, group
from muragat.kernel.i18n import LANGUAGE_NAMES, LANGUAGES, _

EACH, ONE = 'each', 'one'

GATHERINGS = SimpleVocabulary([
    SimpleTerm(EACH, EACH, _('Each file is a document')),
    SimpleTerm(ONE, ONE, _('All files are one document, until a separator sheet')),
])
TONGUES = SimpleVocabulary([SimpleTerm(code, code, LANGUAGE_NAMES[code]) for code in LANGUAGES])


class ICapture(Interface):
    """Where scans stand until they are accepted."""

    group('identity', _('Identity'), 'title')

    title = LocalText(title=_('Name'))


class IBatch(Interface):
    """Scans that one operator makes for one target and that are controlled together."""

    group('scanning', _('Scanning'), 'target', 'expected', 'gathering', 'languages', 'remark')

    target = Reference(title=_('Target'), description=_('Where the scans go: a unit, or a document that gets files.'))
    expected = Int(title=_('Expected sheets'), required=False, min=0, max=100_000,
                   description=_('Empty: as the description of the target tells.'))
    gathering = Choice(title=_('Files and documents'), vocabulary=GATHERINGS, default=EACH)
    languages = Tuple(title=_('Languages of the text'), value_type=Choice(vocabulary=TONGUES), required=False,
                      default=(), description=_('Empty: Kazakh, Russian and English.'))
    remark = Text(title=_('Note'), required=False, max_length=2000, default='')


class IAcceptance(Interface):
    """Is told when what was scanned for a record is accepted and read; the record that holds it is adapted."""

    def accepted(desk: Any) -> None:
        """In the transaction that accepts it, or in the one that ends its reading when it is accepted already."""
