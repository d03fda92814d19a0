"""What is taken in: the kinds of files by their content, and why others are not."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType

from muragat.kernel.errors import Refusal
from muragat.kernel.i18n import _
from muragat.media.staging import Staged
from muragat.ports.mediatype import UNKNOWN

PICTURES = frozenset({'image/tiff', 'image/jpeg', 'image/png', 'image/webp', 'image/jp2', 'image/jpx', 'image/j2c',
                      'image/bmp', 'image/x-ms-bmp'})
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
#: Bytes among which readers of PDF look for its mark.
_HEAD = 1024

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
    """The same with its type, when a PDF has something before its mark and was not known for that."""
    if staged.media_type == UNKNOWN and staged.size:
        with staged.path.open('rb') as file:
            if b'%PDF-' in file.read(_HEAD):
                return replace(staged, media_type='application/pdf', note='')
    return staged


def languages_of(text: str) -> tuple[str, ...] | None:
    """The languages of 'kk+ru' or 'kaz+rus'; empty for the usual ones, None when one is not known."""
    words = [word for word in text.replace(',', '+').replace(' ', '+').lower().split('+') if word]
    if any(word not in LANGUAGES for word in words):
        return None
    return tuple(dict.fromkeys(LANGUAGES[word] for word in words))
