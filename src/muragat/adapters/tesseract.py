"""Recognition by Tesseract; runs in a child process only, one call for text and boxes."""

import errno
import os
import re
import resource
import signal
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytesseract

from muragat.adapters import pnm
from muragat.ports.faults import Failed, fault
from muragat.ports.recognition import LANGUAGES

#: Larger images are reduced for recognition; boxes are given in pixels of the whole one.
RECOGNISED = 40_000_000
#: Bytes of a result file beyond which it is a flood; a dense page has 100 kB.
LONGEST_RESULT = 32 << 20
#: Memory beyond what is in use that the program, and what it says, may fill.
ROOM = 1200 << 20
SEGMENTATION, ORIENTATION = 3, 0
#: What the program must be sure of to have a page turned.
SURE = 1.0
#: What a program says whose file may not grow any more.
TOO_LARGE = os.strerror(errno.EFBIG)
WORD_LEVEL, COLUMNS = '5', 12
_ROTATE, _SURE = re.compile(r'Rotate: (\d+)'), re.compile(r'Orientation confidence: ([\d.]+)')


def recognise(path: str, dpi: int, languages: Sequence[str], out: str, command: str, seconds: int) -> dict[str, Any]:
    """Words as rows of `ports.words.Word`."""
    image, factor = _workable(path, out)
    asked = '+'.join(LANGUAGES.get(each, each) for each in languages)
    result = _run(image, 'tsv', asked, f'--psm {SEGMENTATION} --dpi {_declared(dpi, factor)} '
                                       '-c tessedit_create_tsv=1', command, seconds)
    return {'words': _rows(_text(result), factor)}


def turn(path: str, dpi: int, out: str, command: str, seconds: int) -> int:
    """Degrees clockwise by which the page must be turned; 0 when too little is on it to tell."""
    image, factor = _workable(path, out)
    try:
        said = _text(_run(image, 'osd', 'osd', f'--psm {ORIENTATION} --dpi {_declared(dpi, factor)}', command, seconds))
    except Failed as failed:
        if failed.fault.code in ('not_understood', 'hollow'):
            return 0
        raise
    degrees, sure = _ROTATE.search(said), _SURE.search(said)
    return int(degrees[1]) % 360 if degrees and sure and float(sure[1]) >= SURE else 0


def installed(command: str) -> list[str]:
    """Names of the installed language data."""
    try:
        said = subprocess.run((command, '--list-langs'), capture_output=True, timeout=20, check=False).stdout
    except (OSError, subprocess.TimeoutExpired):
        return []
    return said.decode('utf8', 'replace').split('\n')[1:]


def _declared(dpi: int, factor: int) -> int:
    return min(max(dpi // factor, 70), 2400)


def _workable(path: str, out: str) -> tuple[str, int]:
    pixels = pnm.opened(path)
    factor = pnm.factor_to(pixels, RECOGNISED)
    if factor == 1:
        return path, 1
    target = Path(out) / f'{Path(path).stem}-reduced.pgm'
    pnm.write(target, pnm.reduced(pixels, factor))
    return str(target), factor


def _run(image: str, extension: str, languages: str, config: str, command: str, seconds: int) -> bytes:
    pytesseract.pytesseract.tesseract_cmd = command
    with _bounded():
        try:
            return bytes(pytesseract.pytesseract.run_and_get_output(
                image, extension, languages, config, timeout=seconds, return_bytes=True))
        except pytesseract.TesseractNotFoundError as error:
            raise Failed(fault('no_program', command)) from error
        except pytesseract.TesseractError as error:
            raise Failed(_why(error.status, str(error.message))) from error
        except FileNotFoundError as error:
            raise Failed(fault('hollow', 'no result file')) from error
        except RuntimeError as error:
            raise Failed(fault('hung', str(error))) from error


def _why(status: int, said: str) -> Any:
    note = f'{status}: {said}'[-300:]
    if status == -signal.SIGXFSZ or TOO_LARGE in said:
        return fault('flooded', note)
    if status == -signal.SIGXCPU:
        return fault('hung', note)
    if status < 0:
        return fault('died', note)
    return fault('no_language' if 'loading language' in said or 'traineddata' in said else 'not_understood', note)


@contextmanager
def _bounded() -> Iterator[None]:
    """The program and what it writes get less room than this process has."""
    kept = {kind: resource.getrlimit(kind) for kind in (resource.RLIMIT_FSIZE, resource.RLIMIT_AS)}
    used = int(Path('/proc/self/statm').read_text().split()[0]) * resource.getpagesize()
    wanted = {resource.RLIMIT_FSIZE: LONGEST_RESULT, resource.RLIMIT_AS: used + ROOM}
    try:
        for kind, (soft, hard) in kept.items():
            lower = wanted[kind] if soft == resource.RLIM_INFINITY else min(soft, wanted[kind])
            resource.setrlimit(kind, (lower, hard))
        yield
    finally:
        for kind, limits in kept.items():
            resource.setrlimit(kind, limits)


def _text(result: bytes) -> str:
    try:
        return result.decode('utf8')
    except UnicodeDecodeError as error:
        raise Failed(fault('garbled', 'not UTF-8')) from error


def _rows(table: str, factor: int) -> list[list[Any]]:
    """Level, page, block, paragraph, line, word, left, top, width, height, confidence, text."""
    lines = table.split('\n')
    if not lines[0].startswith('level\t'):
        raise Failed(fault('hollow' if not table.strip() else 'garbled', lines[0][:80]))
    words = []
    for line in lines[1:]:
        row = line.split('\t')
        if row[0] != WORD_LEVEL or len(row) < COLUMNS or not row[11].strip():
            continue
        try:
            block, paragraph, number, _word, *box = (int(each) for each in row[2:10])
            confidence = round(float(row[10]), 1)
        except ValueError as error:
            raise Failed(fault('garbled', line[:80])) from error
        words.append([row[11].strip(), *(each * factor for each in box), confidence, number, paragraph, block])
    return words
