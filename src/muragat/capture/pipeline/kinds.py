"""Kinds of files by their media type, and the steps that each goes through."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from muragat.ports.members import ARCHIVES, MESSAGES
from muragat.ports.officetext import OFFICE
from muragat.ports.pages import IMAGES, PDF


class Kind(StrEnum):
    """What a file is for the pipeline."""

    PDF = 'pdf'
    IMAGE = 'image'
    OFFICE = 'office'
    ARCHIVE = 'archive'
    MESSAGE = 'message'
    RECORDING = 'recording'
    OTHER = 'other'


#: Kind -> names of steps, in order. What is not wanted in a file is left out when its turn comes.
PLANS: Mapping[Kind, tuple[str, ...]] = MappingProxyType({
    Kind.PDF: ('malware', 'look', 'known', 'layer', 'pages'),
    Kind.IMAGE: ('malware', 'look', 'known', 'pages'),
    Kind.OFFICE: ('malware', 'office'),
    Kind.ARCHIVE: ('malware', 'members', 'office'),
    Kind.MESSAGE: ('malware', 'members'),
    Kind.RECORDING: ('malware',),
    Kind.OTHER: ('malware',),
})


def kind_of(media_type: str) -> Kind:
    """The kind of a media type."""
    if media_type == PDF:
        return Kind.PDF
    if media_type in IMAGES:
        return Kind.IMAGE
    if media_type in OFFICE:
        return Kind.OFFICE
    if media_type in ARCHIVES:
        return Kind.ARCHIVE
    if media_type in MESSAGES:
        return Kind.MESSAGE
    if media_type.startswith(('audio/', 'video/')) or media_type == 'application/ogg':
        return Kind.RECORDING
    return Kind.OTHER
