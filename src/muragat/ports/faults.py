"""What can go wrong with a foreign file, by name: an outcome that is told to people, never an accident."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from zope.i18nmessageid import MessageFactory

_ = MessageFactory('muragat')


@dataclass(frozen=True)
class Fault:
    """A named outcome. `words` is a message for people, `note` what the tool itself said (for the log)."""

    code: str
    words: str
    note: str = ''


class Failed(Exception):
    """Work on a foreign file ended in a fault; every port that looks at foreign bytes raises only this."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(f'{fault.code}: {fault.note}' if fault.note else fault.code)
        self.fault = fault


#: Faults of the process that did the work: another try may end better.
PROCESS_FAULTS = frozenset({'hung', 'died', 'flooded', 'garbled', 'hollow', 'memory'})
#: By code, the message that a person reads.
WORDS: Mapping[str, str] = MappingProxyType({
    'hung': _('The program that reads the file took too long and was stopped.'),
    'died': _('The program that reads the file ended without an answer.'),
    'flooded': _('The program that reads the file wrote more than it may and was stopped.'),
    'garbled': _('The program that reads the file gave an answer that cannot be understood.'),
    'hollow': _('The program that reads the file ended well and yet gave nothing.'),
    'memory': _('The file needs more memory than one file may have.'),
    'nothing': _('There is ink on the page, but no text was recognised.'),
    'no_program': _('The program for recognition is not installed.'),
    'no_language': _('The data of a language for recognition are not installed.'),
    'empty': _('The file is empty.'),
    'not_understood': _('The file cannot be understood: it is damaged or something else than it says.'),
    'kind': _('Files of this kind are not read.'),
    'damaged': _('The file is damaged.'),
    'password': _('The file is locked with a password.'),
    'no_pages': _('The file has no pages.'),
    'page_missing': _('The file has no page of this number.'),
    'page_damaged': _('The page is damaged and cannot be shown.'),
    'too_large': _('The page has more pixels than a page may have.'),
    'too_many_pages': _('The file has more pages than a file may have.'),
    'no_space': _('There is no space left for the work.'),
})


def fault(code: str, note: str = '') -> Fault:
    """The fault of a code; a code without words is a KeyError, so that none goes unworded."""
    return Fault(code, WORDS[code], note)
