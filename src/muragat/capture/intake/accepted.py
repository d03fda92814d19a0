"""What is taken in: the kinds of files by their content, and why others are not."""

import mmap
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import BinaryIO

from muragat.kernel.errors import Refusal
from muragat.kernel.i18n import _
from muragat.media.staging import Staged
from muragat.ports.mediatype import UNKNOWN

PICTURES = frozenset({'image/tiff', 'image/jpeg', 'image/png', 'image/webp', 'image/jp2', 'image/jpx', 'image/j2c',
                      'image/x-jp2-codestream', 'image/bmp', 'image/x-ms-bmp'})
_OPEN = 'application/vnd.oasis.opendocument'
_OFFICE = 'application/vnd.openxmlformats-officedocument'
OFFICE = frozenset({f'{_OFFICE}.wordprocessingml.document', f'{_OFFICE}.spreadsheetml.sheet', f'{_OPEN}.text',
                    f'{_OPEN}.spreadsheet', 'application/rtf', 'text/rtf'})
LETTERS = frozenset({'message/rfc822', 'message/news'})
SOUNDS = frozenset({'audio/mpeg', 'audio/ogg', 'application/ogg', 'audio/x-wav', 'audio/wav', 'audio/vnd.wave',
                    'audio/x-m4a', 'audio/mp4'})
ARCHIVES = frozenset({'application/zip', 'application/x-zip-compressed'})
TAKEN = PICTURES | OFFICE | LETTERS | SOUNDS | ARCHIVES | {'application/pdf'}
#: Prose is sometimes told to be a program; only what a browser would run is no text.
NO_TEXT = frozenset({'text/html', 'text/xml', 'text/javascript', 'text/css'})
#: The look at the file failed, which says nothing about the file: it is kept, and a person sees why it is not read.
NOT_ITS_FAULT = frozenset({'looker_died', 'looker_slow'})
#: Bytes among which readers of PDF look for its mark; bytes up to which a text is too short to be told from data.
_HEAD, _SHORT = 1024, 64
#: Bytes among which a letter shows what it is, and headers that no other text has.
_LETTER_HEAD = 8192
_HEADER = re.compile(rb'^([A-Za-z][A-Za-z0-9-]{1,60}):[ \t]', re.MULTILINE)
_LETTER_MARKS = frozenset({b'message-id', b'mime-version', b'received', b'date', b'to', b'x-mailer'})

ACCEPTED = _('PDF, TIFF, JPEG, PNG, WebP, JPEG 2000, BMP, DOCX, ODT, XLSX, ODS, RTF, TXT, EML, ZIP, MP3, OGG, WAV, M4A')
#: What the file dialog of a browser offers; what a file is, its content tells.
ENDINGS = ('.pdf', '.tif', '.tiff', '.jpg', '.jpeg', '.png', '.webp', '.jp2', '.bmp', '.docx', '.odt', '.xlsx', '.ods',
           '.rtf', '.txt', '.eml', '.zip', '.mp3', '.ogg', '.wav', '.m4a')
#: Languages of `--language kk+ru` and of the form, each as Tesseract and people call it too.
LANGUAGES: Mapping[str, str] = MappingProxyType({
    'kk': 'kk', 'kaz': 'kk', 'ru': 'ru', 'rus': 'ru', 'en': 'en', 'eng': 'en'})


def against(staged: Staged) -> Iterator[Refusal]:
    """Why a received file is not taken."""
    if staged.size == 0:
        yield Refusal('empty', _('The file is empty.'), 'file')
    elif not is_taken(staged):
        mapping = {'kind': staged.media_type, 'kinds': ACCEPTED}
        yield Refusal('kind', _('Files of this kind are not taken (${kind}). Taken are ${kinds}.', mapping=mapping)
                      if staged.media_type != UNKNOWN
                      else _('What this file is cannot be told from its content. Taken are ${kinds}.', mapping=mapping),
                      'file')


def is_taken(staged: Staged) -> bool:
    """Whether a file of this content is taken."""
    kind = staged.media_type
    if kind in TAKEN or (kind.startswith('text/') and kind not in NO_TEXT):
        return True
    return kind == UNKNOWN and staged.note in NOT_ITS_FAULT


def better_known(staged: Staged) -> Staged:
    """The same with its type, where some bytes tell more than was told of it."""
    if not staged.size:
        return staged
    with staged.path.open('rb') as file:
        found = _KNOWN_BETTER.get(staged.media_type, _told)(file, staged.media_type)
    return staged if found == staged.media_type else replace(staged, media_type=found, note='')


def _told(_file: BinaryIO, told: str) -> str:
    return told


def _unknown(file: BinaryIO, told: str) -> str:
    """A PDF may have something before its mark, sound a long tag, and a text be very short."""
    head = file.read(_HEAD)
    if b'%PDF-' in head:
        return 'application/pdf'
    if head.startswith(b'ID3'):
        return 'audio/mpeg'
    return 'text/plain' if len(head) < _SHORT and _is_prose(head) else told


def _is_prose(content: bytes) -> bool:
    try:
        return content.decode('utf8').replace('\n', ' ').replace('\r', ' ').isprintable()
    except UnicodeDecodeError:
        return False


def _text(file: BinaryIO, told: str) -> str:
    """A letter may begin with any of its headers."""
    headers = file.read(_LETTER_HEAD).replace(b'\r\n', b'\n').partition(b'\n\n')[0]
    names = {name.lower() for name in _HEADER.findall(headers)} if _HEADER.match(headers) else set()
    return 'message/rfc822' if b'from' in names and names & _LETTER_MARKS else told


def _film(file: BinaryIO, told: str) -> str:
    """What a telephone records is told to be a film, even when there is nothing to be seen in it."""
    with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        heard, seen = (re.search(b'hdlr.{8}' + mark, content, re.DOTALL) for mark in (b'soun', b'vide'))
        return 'audio/mp4' if heard is not None and seen is None else told


_KNOWN_BETTER: Mapping[str, Callable[[BinaryIO, str], str]] = MappingProxyType({
    UNKNOWN: _unknown, 'text/plain': _text, 'video/mp4': _film})


def languages_of(text: str) -> tuple[str, ...] | None:
    """The languages of 'kk+ru' or 'kaz+rus'; empty for the usual ones, None when one is not known."""
    words = [word for word in text.replace(',', '+').replace(' ', '+').lower().split('+') if word]
    if any(word not in LANGUAGES for word in words):
        return None
    return tuple(dict.fromkeys(LANGUAGES[word] for word in words))
