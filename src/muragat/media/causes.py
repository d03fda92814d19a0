"""Why the reading of a file ended as it did: codes that are stored, worded when read."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from muragat.kernel.i18n import _
from muragat.ports import faults


class Cause(NamedTuple):
    """A code of `WORDINGS` or `ports.faults`, and what its placeholders stand for: (name, value) pairs of plain data.

    The detail `reason` may be a code of `ports.faults` itself.
    """

    code: str
    details: tuple[tuple[str, Any], ...] = ()

    @property
    def message(self) -> str:
        """The cause for people."""
        wording = WORDINGS.get(self.code) or faults.WORDS.get(self.code)
        if wording is None:
            return _('Cause: ${code}', mapping={'code': self.code})
        mapping = dict(self.details)
        if 'reason' in mapping:
            mapping['reason'] = faults.WORDS.get(mapping['reason'], mapping['reason'])
        return _(wording, mapping=mapping) if mapping else wording


def cause(code: str, **details: Any) -> Cause:
    """A cause with its details."""
    return Cause(code, tuple(sorted(details.items())))


#: Code -> words. Codes are eternal: they stand in the database and in answers of the command line.
WORDINGS: Mapping[str, str] = MappingProxyType({
    'empty_file': _('The file is empty.'),
    'unknown_type': _('The type of this file is not known; it is kept and not read.'),
    'not_read': _('Files of this type are kept and played, without text.'),
    'encrypted': _('The file is protected by a password: it is kept untouched and cannot be read.'),
    'restricted': _('The file is protected against changes; it was read and is kept untouched.'),
    'signed': _('The file bears a signature: it is kept untouched.'),
    'damaged': _('The file is damaged: what could be read was read.'),
    'unreadable': _('The file cannot be read.'),
    'no_pages': _('The file has no pages.'),
    'too_many_pages': _('The file has ${pages} pages; only the first ${limit} were read.'),
    'too_many_pixels': _('Page ${page} is larger than ${limit} megapixels and was not read.'),
    'too_large': _('The file is too large to be read; it is kept.'),
    'page_failed': _('Page ${page} could not be read: ${reason}'),
    'pages_failed': _('${count} pages could not be read, the first of them is ${page}: ${reason}'),
    'ink_without_text': _('Page ${page} has something on it, yet no text was recognised.'),
    'no_text': _('There is no text in it.'),
    'bytes_missing': _('The stored bytes of the file are missing.'),
    'malware': _('The malware check found ${name}; the file is kept apart and is not opened.'),
    'malware_unchecked': _('The malware check gave no answer; the file is not opened until it does.'),
    'members': _('${count} files inside became documents of their own.'),
    'members_refused': _('${count} files inside were not taken: ${names}'),
    'members_without_place': _('The files inside cannot become documents here.'),
    'text_cut': _('Only the first part of the text was taken: there is more of it than is allowed.'),
    'nested_too_deep': _('Archives inside archives are opened ${limit} deep; what lies deeper is kept inside.'),
    'bomb': _('Unpacked, the file would be larger than is allowed; it is kept as it is.'),
    'job_lost': _('The reading stopped before its end, again and again.'),
    'job_failed': _('An error in the program ended the reading: ${reason}'),
})

#: Causes for which a person must look at the file; the others only tell.
ATTENTION = frozenset({
    'empty_file', 'unknown_type', 'encrypted', 'damaged', 'unreadable', 'no_pages', 'too_many_pages', 'too_many_pixels',
    'too_large', 'page_failed', 'pages_failed', 'ink_without_text', 'bytes_missing', 'malware', 'malware_unchecked',
    'members_refused', 'members_without_place', 'bomb', 'job_lost', 'job_failed',
})
