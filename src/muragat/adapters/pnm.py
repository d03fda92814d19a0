"""Page images as PGM and PPM files: mapped instead of read, so that a sheet of any size costs little memory."""

import math
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import cv2
import numpy as np

#: Rows that are worked on at once.
STRIP = 512
#: A page is grey when no more than this share of its points differ in their colours by more than `TINGE`.
COLOURED, TINGE = 0.0002, 24


def opened(path: Path | str) -> Any:
    """The pixels of a page image that we wrote: height x width, or height x width x 3 (red, green, blue)."""
    with open(path, 'rb') as stream:
        kind, size, _depth = (stream.readline() for _ in range(3))
        width, height = (int(each) for each in size.split())
        offset = stream.tell()
    shape = (height, width) if kind == b'P5\n' else (height, width, 3)
    return np.memmap(path, np.uint8, 'r', offset, shape)


class Writer:
    """Writes a page image strip by strip."""

    def __init__(self, path: Path | str, width: int, height: int, colour: bool = False) -> None:
        self._stream = Path(path).open('wb')  # noqa: SIM115 reason: closed by __exit__
        self._stream.write(f'P{6 if colour else 5}\n{width} {height}\n255\n'.encode())

    def write(self, strip: Any) -> None:
        """The next rows."""
        self._stream.write(np.ascontiguousarray(strip).data)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 trace: TracebackType | None) -> None:
        self._stream.close()


def write(path: Path | str, pixels: Any) -> None:
    """A whole image at once."""
    height, width = pixels.shape[:2]
    with Writer(path, width, height, pixels.ndim == 3) as out:
        for top in range(0, height, STRIP):
            out.write(pixels[top:top + STRIP])


def strips(pixels: Any, rows: int = STRIP) -> Iterator[Any]:
    """The image from top to bottom, `rows` rows at a time."""
    for top in range(0, pixels.shape[0], rows):
        yield pixels[top:top + rows]


def grey(pixels: Any) -> Any:
    """The image without colours."""
    return pixels if pixels.ndim == 2 else cv2.cvtColor(np.ascontiguousarray(pixels), cv2.COLOR_RGB2GRAY)


def coloured(pixels: Any) -> bool:
    """Whether colours matter: a stamp or a signature in ink, not the tinge of a scanner."""
    if pixels.ndim == 2:
        return False
    sample = pixels[::3, ::3].astype(np.int16)
    spread = sample.max(2) - sample.min(2)
    return float((spread > TINGE).mean()) > COLOURED


def reduced(pixels: Any, factor: int) -> Any:
    """The grey image `factor` times smaller; memory is that of the result and a strip."""
    factor = min(factor, *pixels.shape[:2])
    if factor <= 1:
        return grey(pixels)
    height, width = pixels.shape[0] // factor, pixels.shape[1] // factor
    parts = []
    for strip in strips(pixels[:height * factor, :width * factor], factor * max(1, STRIP // factor)):
        plain = grey(strip)
        parts.append(cv2.resize(plain, (width, plain.shape[0] // factor), interpolation=cv2.INTER_AREA))
    return np.concatenate(parts)


def factor_to(pixels: Any, most: int) -> int:
    """By how much an image must be reduced to have at most so many pixels."""
    return max(1, math.ceil(math.sqrt(pixels.shape[0] * pixels.shape[1] / most)))
