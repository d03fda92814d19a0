"""Facts of reading, worded when read."""

from collections.abc import Mapping
from types import MappingProxyType

from muragat.kernel.i18n import _

READ_FACT = 'capture.read'
ASKED = 'capture.asked'

WORDINGS: Mapping[str, str] = MappingProxyType({
    READ_FACT: _('File ${number} was read: ${pages} pages, ${words} words'),
    ASKED: _('To be read again: ${files} files'),
})
