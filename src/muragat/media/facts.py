"""Facts of files, worded when read, and why the type of a file is not known."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from muragat.kernel.i18n import _

ATTACHED = 'file.attached'
PROVED = 'file.proved'
DAMAGED = 'file.damaged'
CORRECTED = 'text.corrected'

WORDINGS: Mapping[str, str] = MappingProxyType({
    ATTACHED: _('File attached: ${filename}, version ${version}'),
    PROVED: _('The files were read again and are as they were: ${count}'),
    DAMAGED: _('Files are missing or damaged: ${names}'),
    CORRECTED: _('Text of sheet ${sheet} corrected'),
})

#: Note of an original -> words.
NOTES: Mapping[str, str] = MappingProxyType({
    'empty': _('The file is empty.'),
    'not_understood': _('The type of this file is not known.'),
    'looker_died': _('The type is not known: looking at the file ended in a crash.'),
    'looker_slow': _('The type is not known: looking at the file took too long.'),
})


def register(registry: Any) -> None:
    """How the journal words what happens to files."""
    for name, wording in WORDINGS.items():
        registry.add_fact(name, wording)
