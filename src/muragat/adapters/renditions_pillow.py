"""Pictures of pages for people; runs in a child process only."""

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from PIL import Image

from muragat.adapters import pnm

QUALITY = 80
OVERLAP = 1


def pictures(path: str, out: str, sides: Sequence[int]) -> list[list[Any]]:
    """One JPEG for each longest side, each made from the next larger one."""
    pixels = pnm.opened(path)
    made: dict[int, list[Any]] = {}
    for side in sorted(sides, reverse=True):
        pixels = _smaller(pixels, side)
        target = Path(out) / f'{side}.jpg'
        _save(pixels, target)
        made[side] = [str(target), pixels.shape[1], pixels.shape[0]]
    return [made[side] for side in sides]


def tiles(path: str, out: str, size: int) -> dict[str, Any]:
    """A pyramid from the whole sheet down to one pixel; each level is halved into a file for the next."""
    pixels = pnm.opened(path)
    height, width = pixels.shape[:2]
    levels = math.ceil(math.log2(max(width, height))) + 1 if max(width, height) > 1 else 1
    halved: Path | None = None
    for level in range(levels - 1, -1, -1):
        _cut(pixels, Path(out) / str(level), size)
        if level:
            target = Path(out) / f'half-{level}.ppm'
            _halve(pixels, target)
            pixels = pnm.opened(target)
            if halved:
                halved.unlink()
            halved = target
    if halved:
        halved.unlink()
    return {'folder': out, 'width': width, 'height': height, 'size': size, 'overlap': OVERLAP, 'levels': levels}


def _smaller(pixels: Any, side: int) -> Any:
    """At most so long; strip by strip first, then exactly."""
    longest = max(pixels.shape[:2])
    if longest <= side:
        return np.ascontiguousarray(pixels)
    factor = longest // side
    if factor > 1:
        pixels = _boxed(pixels, factor)
    scale = side / max(pixels.shape[:2])
    width, height = (max(1, round(each * scale)) for each in (pixels.shape[1], pixels.shape[0]))
    return cv2.resize(np.ascontiguousarray(pixels), (width, height), interpolation=cv2.INTER_AREA)


def _boxed(pixels: Any, factor: int) -> Any:
    """Whole blocks of points become one; what is left over at the edges is dropped."""
    height, width = (max(1, each // factor) for each in pixels.shape[:2])
    parts = []
    for strip in pnm.strips(pixels[:height * factor, :width * factor], factor * max(1, pnm.STRIP // factor)):
        rows = max(1, strip.shape[0] // factor)
        parts.append(cv2.resize(np.ascontiguousarray(strip), (width, rows), interpolation=cv2.INTER_AREA))
    return np.concatenate(parts)


def _halve(pixels: Any, target: Path) -> None:
    height, width = (math.ceil(each / 2) for each in pixels.shape[:2])
    with pnm.Writer(target, width, height, pixels.ndim == 3) as out:
        for strip in pnm.strips(pixels):
            rows = math.ceil(strip.shape[0] / 2)
            out.write(cv2.resize(np.ascontiguousarray(strip), (width, rows), interpolation=cv2.INTER_AREA))


def _cut(pixels: Any, folder: Path, size: int) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    height, width = pixels.shape[:2]
    for row in range(math.ceil(height / size)):
        top, bottom = max(0, row * size - OVERLAP), min(height, (row + 1) * size + OVERLAP)
        for column in range(math.ceil(width / size)):
            left, right = max(0, column * size - OVERLAP), min(width, (column + 1) * size + OVERLAP)
            _save(pixels[top:bottom, left:right], folder / f'{column}_{row}.jpg')


def _save(pixels: Any, target: Path) -> None:
    Image.fromarray(np.ascontiguousarray(pixels)).save(target, 'JPEG', quality=QUALITY)
