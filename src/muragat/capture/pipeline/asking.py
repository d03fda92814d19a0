"""What a person is asked before files are read again."""

from zope.interface import Interface
from zope.schema import Choice, Tuple
from zope.schema.vocabulary import SimpleTerm, SimpleVocabulary

from muragat.capture.pipeline.context import Mode
from muragat.kernel.i18n import LANGUAGE_NAMES, LANGUAGES, _

MODES = SimpleVocabulary([
    SimpleTerm(Mode.RETRY.value, Mode.RETRY.value, _('Only what failed')),
    SimpleTerm(Mode.REDO.value, Mode.REDO.value, _('Every page, except corrected ones')),
    SimpleTerm(Mode.FORCE.value, Mode.FORCE.value, _(
        'Every page by recognition; corrections stand, the new reading is kept beside them')),
])
TONGUES = SimpleVocabulary([SimpleTerm(code, code, LANGUAGE_NAMES[code]) for code in LANGUAGES])


class IReadAgain(Interface):
    """How files are read again."""

    mode = Choice(title=_('What is read'), vocabulary=MODES, default=Mode.RETRY.value)
    languages = Tuple(title=_('Languages of the text'), value_type=Choice(vocabulary=TONGUES), required=False,
                      default=(), description=_('Empty: as before.'))
