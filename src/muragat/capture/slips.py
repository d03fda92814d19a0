"""Slips: what stands in the codes of separator sheets and labels, with a check so that no foreign code is taken."""

from typing import NamedTuple
from zlib import crc32

_MARK = 'MURAGAT1'

#: A separator sheet that begins a document for a target; one that only begins a document; a label of a unit or box.
TARGET, NEXT, LABEL = 'T', 'N', 'L'
_KINDS = (TARGET, NEXT, LABEL)
#: Largest record id.
_LARGEST = 2 ** 53


class Slip(NamedTuple):
    """What a sheet or label says; `record` is 0 when it names none."""

    kind: str
    record: int = 0

    @property
    def text(self) -> str:
        """For the code: capitals, digits and signs that a QR code packs most tightly."""
        said = f'{_MARK}:{self.kind}:{self.record}'
        return f'{said}:{_check(said)}'

    @property
    def is_sheet(self) -> bool:
        """Whether it is a sheet of its own that is no page of a record."""
        return self.kind != LABEL


def parse(text: str) -> Slip | None:
    """The slip of a code; None when the code is not one of ours or was misread."""
    parts = text.strip().split(':')
    if len(parts) != 4 or parts[0] != _MARK or parts[1] not in _KINDS or len(parts[2]) > 16:
        return None
    if not (parts[2].isascii() and parts[2].isdigit()) or _check(':'.join(parts[:3])) != parts[3]:
        return None
    record = int(parts[2])
    return Slip(parts[1], record) if record < _LARGEST and (record > 0) is (parts[1] != NEXT) else None


def slip_on(codes: tuple[str, ...]) -> Slip | None:
    """The slip among the codes of a page; a sheet before a label."""
    found = [slip for text in codes if (slip := parse(text)) is not None]
    return next((slip for slip in found if slip.is_sheet), next(iter(found), None))


def _check(said: str) -> str:
    return f'{crc32(said.encode()):08X}'
