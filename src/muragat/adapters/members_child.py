"""Takes files out of archives and messages; runs in a child process only."""

import email
import email.policy
import html
import re
import zipfile
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path
from typing import Any, BinaryIO

from muragat.ports.faults import Failed, fault
from muragat.ports.members import MESSAGES
from muragat.ports.officetext import DOCX, ODS, ODT, XLSX

PIECE = 1 << 18
#: Bytes of names that are told.
LONGEST_NAME = 255
#: A file that an archive of this sort has and another has not -> what it is.
_PARTS = {'word/document.xml': DOCX, 'xl/workbook.xml': XLSX}
_OPEN_DOCUMENTS = {ODT.encode(): ODT, ODS.encode(): ODS}
_UTF8_FLAG, _ENCRYPTED_FLAG = 0x800, 0x1
_TAGS = re.compile(r'<(?:script|style)\b.*?</(?:script|style)>|<[^>]*>', re.IGNORECASE | re.DOTALL)
_BREAKS = re.compile(r'<(?:br|/p|/div|/tr|/li)\b[^>]*>', re.IGNORECASE)


def unpack(path: str, media_type: str, out: str, size: int, members: int, text: int) -> dict[str, Any]:
    """Members as (name below `out`, name it had, bytes), refused ones as (name it had, code)."""
    box = _Box(Path(out), size, members)
    if media_type in MESSAGES:
        return _message(path, box, text)
    try:
        with zipfile.ZipFile(path) as packed:
            office = _office(packed)
            if office:
                return box.told() | {'office': office}
            for each in packed.infolist():
                _take(packed, each, box)
    except (zipfile.BadZipFile, EOFError, RuntimeError) as error:
        raise Failed(fault('damaged', str(error))) from error
    return box.told()


class _Box:
    """What came out so far, and how much more may."""

    def __init__(self, out: Path, size: int, count: int) -> None:
        self._out, self._left, self._count = out, size, count
        self._members: list[tuple[str, str, int]] = []
        self._refused: list[tuple[str, str]] = []

    def put(self, called: str, stream: BinaryIO) -> None:
        """Copy one file out; `Failed` when it is more than may come out in all."""
        if len(self._members) >= self._count:
            self.refuse(called, 'too_many_pages')
            return
        name, size = f'{len(self._members):06d}', 0
        with (self._out / name).open('wb') as file:
            while piece := stream.read(PIECE):
                size += len(piece)
                self._left -= len(piece)
                if self._left < 0:
                    raise Failed(fault('too_large', called))
                file.write(piece)
        self._members.append((name, called, size))

    def refuse(self, called: str, code: str) -> None:
        """Tell of a file that does not come out."""
        if len(self._refused) < self._count:
            self._refused.append((called, code))

    def told(self) -> dict[str, Any]:
        """As the answer has it."""
        return {'members': self._members, 'refused': self._refused}


def _office(packed: zipfile.ZipFile) -> str:
    names = set(packed.namelist())
    if '[Content_Types].xml' in names:
        return next((kind for part, kind in _PARTS.items() if part in names), '')
    if 'mimetype' in names and packed.getinfo('mimetype').file_size < 200:
        return _OPEN_DOCUMENTS.get(packed.read('mimetype').strip(), '')
    return ''


def _take(packed: zipfile.ZipFile, each: zipfile.ZipInfo, box: _Box) -> None:
    called = _called(each)
    if each.is_dir() or called.startswith('__MACOSX/') or called.rpartition('/')[2] in ('.DS_Store', 'Thumbs.db'):
        return
    if each.flag_bits & _ENCRYPTED_FLAG:
        box.refuse(called, 'password')
        return
    try:
        with packed.open(each) as stream:
            box.put(called, stream)  # type: ignore[arg-type]
    except (zipfile.BadZipFile, EOFError, RuntimeError):
        box.refuse(called, 'damaged')


def _called(each: zipfile.ZipInfo) -> str:
    """Names that are not UTF-8 are, in this country, those of DOS in Cyrillic."""
    name = each.filename
    if not each.flag_bits & _UTF8_FLAG:
        try:
            raw = name.encode('cp437')
            name = raw.decode('utf8') if _is_utf8(raw) else raw.decode('cp866')
        except UnicodeError:
            pass
    return name.encode('utf8', 'replace')[-LONGEST_NAME:].decode('utf8', 'ignore')


def _is_utf8(raw: bytes) -> bool:
    try:
        raw.decode('utf8')
    except UnicodeDecodeError:
        return False
    return True


def _message(path: str, box: _Box, largest: int) -> dict[str, Any]:
    with Path(path).open('rb') as file:
        message = email.message_from_binary_file(file, policy=email.policy.default)
    if not isinstance(message, EmailMessage) or not message.keys():
        raise Failed(fault('not_understood', 'no message'))
    for number, part in enumerate(_attached(message), 1):
        raw = part.get_payload(decode=True)
        if part.get_content_type() == 'message/rfc822':
            raw = part.get_content().as_bytes()
        if isinstance(raw, bytes):
            box.put(_named(part, number), _Bytes(raw))  # type: ignore[arg-type]
    target = box._out / 'text.txt'
    target.write_bytes('\n'.join(_lines(message)).encode('utf8', 'replace')[:largest])
    return box.told() | {'text': str(target)}


class _Bytes:
    """Bytes as something to read from."""

    def __init__(self, raw: bytes) -> None:
        self._raw, self._place = memoryview(raw), 0

    def read(self, size: int) -> bytes:
        """The next piece."""
        piece = self._raw[self._place:self._place + size]
        self._place += len(piece)
        return bytes(piece)


def _attached(message: EmailMessage) -> Iterator[Any]:
    body = message.get_body(('plain', 'html'))
    inside: set[int] = set()
    for part in message.walk():
        if id(part) in inside:
            continue
        if part is not message and part.get_content_type() == 'message/rfc822':
            inside |= {id(each) for each in part.walk() if each is not part}
            yield part
        elif not part.is_multipart() and part is not body and (part.get_filename() or not _spoken(part)):
            yield part


def _spoken(part: Any) -> bool:
    return part.get_content_maintype() == 'text'


def _named(part: Any, number: int) -> str:
    name = part.get_filename()
    if name:
        return str(name)
    ending = 'eml' if part.get_content_type() == 'message/rfc822' else part.get_content_subtype()
    return f'{number}.{ending}'


def _lines(message: EmailMessage) -> Iterator[str]:
    for name in ('From', 'To', 'Cc', 'Date', 'Subject'):
        if message[name]:
            yield f'{name}: {message[name]}'
    yield ''
    body = message.get_body(('plain', 'html'))
    if body is None:
        return
    try:
        content = str(body.get_content())
    except (LookupError, UnicodeError, KeyError):
        raw = body.get_payload(decode=True)
        content = raw.decode('utf8', 'replace') if isinstance(raw, bytes) else ''
    if body.get_content_type() == 'text/html':
        content = html.unescape(_TAGS.sub('', _BREAKS.sub('\n', content)))
    yield content
