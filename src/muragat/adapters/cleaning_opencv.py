"""What can be seen of a page image, and how a bad one is made readable; runs in a child process only.

The chain (smoothing, background, deskew, local binarisation, specks) is the one that won the measurement: each step
alone leaves a third of the characters unreadable, together they leave fewer than one in a hundred.
"""

import math
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from muragat.adapters import pnm

#: Longest side of the image on which a page is judged, about 150 dpi of A4.
JUDGED = 1800
#: A sheet is cleaned at no more than this many pixels; what is larger is reduced first.
CLEANED = 40_000_000
#: Resolution that images below `SPARSE` are brought to, by at most `MOST_UPSCALE`.
SPARSE, WANTED, MOST_UPSCALE = 200, 300, 4
#: Share of the paper's brightness below which a point is ink.
INK = 0.70
#: Share of ink and number of spots below which a page is blank.
BLANK_INK, BLANK_SPOTS = 0.0004, 12
#: Brightness of the paper below which a page is dark.
DARK = 110
#: Sharpness of the edges of ink below which a page is blurred.
BLURRED = 0.16
#: Deviation, in points, of the smoothing that follows the median: thin strokes of worn serifs keep together.
SMOOTH = 0.8
#: Degrees that are looked at.
STEEPEST = 5.0
#: Specks of fewer points are removed.
SPECK = 14
#: Points of the shorter side below which there are no lines.
SLIVER = 40
#: Points between two letters at most; spots from which there is text; share of joined spots that tells its direction.
GAP, FEW_SPOTS, LYING = 7, 60, 0.6

cv2.setNumThreads(1)


def signals(path: str, dpi: int) -> dict[str, Any]:
    """What can be seen without reading."""
    pixels = pnm.opened(path)
    small = pnm.reduced(pixels, max(1, round(max(pixels.shape[:2]) / JUDGED)))
    even, paper = _even(small)
    mask, spots = _ink(even)
    ink = float(mask.mean())
    blank = ink < BLANK_INK or (spots < BLANK_SPOTS and ink < 20 * BLANK_INK)
    window = _window(pixels)
    bitonal = bool((((window < 8) | (window > 247)).mean()) > 0.995)
    sharpness = 1.0 if blank else _sharpness(window)
    return {
        'blank': blank, 'skew': 0.0 if blank else _skew(mask), 'turned': 'sideways' if _sideways(mask) else 'no',
        'dark': paper < DARK, 'blurred': not bitonal and sharpness < BLURRED, 'contrast': _contrast(small, mask, paper),
        'dpi': dpi, 'phash': '' if blank else _phash(even), 'ink': round(ink, 5), 'bitonal': bitonal,
        'sharpness': round(sharpness, 3), 'noise': round(_noise(window), 2)}


def clean(path: str, dpi: int, out: str, turn: int) -> dict[str, Any]:
    """Black on white, upright and straight."""
    image, steps, back = _prepared(path, dpi, turn)
    image = cv2.GaussianBlur(cv2.medianBlur(image, 3), (0, 0), SMOOTH)
    image, _paper = _even(image)
    image, back, angle = _straight(image, back)
    steps += ['smoothed', 'background', *(['deskew'] if angle else []), 'binarised', 'specks']
    image = _without_specks(_local(image))
    return _stored(image, Path(out) / f'{Path(path).stem}-clean{turn or ""}.pgm', dpi, steps, back)


def turn(path: str, dpi: int, out: str, degrees: int) -> dict[str, Any]:
    """Only turned."""
    image, steps, back = _prepared(path, max(dpi, SPARSE), degrees)
    return _stored(image, Path(out) / f'{Path(path).stem}-turn{degrees}.pgm', dpi, steps, back)


def _prepared(path: str, dpi: int, turn: int) -> tuple[Any, list[str], Any]:
    """Grey, turned, of a workable size; the matrix leads back to the page."""
    pixels = pnm.opened(path)
    factor, steps = pnm.factor_to(pixels, CLEANED), []
    image, back = np.ascontiguousarray(pnm.reduced(pixels, factor)), np.diag([factor, factor, 1.0])
    if factor > 1:
        steps.append('reduced')
    if turn:
        image, quarter = _turned(image, turn)
        back, steps = back @ quarter, [*steps, f'turned_{turn}']
    larger = min(MOST_UPSCALE, round(WANTED / max(dpi, 1)), int((CLEANED / image.size) ** 0.5))
    if dpi < SPARSE and factor == 1 and larger > 1:
        image = cv2.resize(image, None, fx=larger, fy=larger, interpolation=cv2.INTER_CUBIC)
        back, steps = back @ np.diag([1 / larger, 1 / larger, 1.0]), [*steps, 'upscaled']
    return image, steps, back


def _turned(image: Any, degrees: int) -> tuple[Any, Any]:
    height, width = image.shape
    code, back = {
        90: (cv2.ROTATE_90_CLOCKWISE, [[0, 1, 0], [-1, 0, height], [0, 0, 1]]),
        180: (cv2.ROTATE_180, [[-1, 0, width], [0, -1, height], [0, 0, 1]]),
        270: (cv2.ROTATE_90_COUNTERCLOCKWISE, [[0, -1, width], [1, 0, 0], [0, 0, 1]]),
    }[degrees]
    return cv2.rotate(image, code), np.array(back, float)


def _stored(image: Any, path: Path, dpi: int, steps: list[str], back: Any) -> dict[str, Any]:
    pnm.write(path, image)
    height, width = image.shape
    scale = math.hypot(back[0][0], back[1][0])
    return {'path': str(path), 'width': width, 'height': height, 'dpi': max(70, round(dpi / scale)), 'steps': steps,
            'back': [float(each) for row in back[:2] for each in row]}


def _even(image: Any) -> tuple[Any, float]:
    """The image divided by its background, and how bright that is."""
    quarter = cv2.resize(image, tuple(max(1, side // 4) for side in image.shape[::-1]), interpolation=cv2.INTER_AREA)
    paper = cv2.medianBlur(quarter, 51)
    ground = np.maximum(cv2.resize(paper, (image.shape[1], image.shape[0])), 1)
    return cv2.divide(image, ground, scale=235), float(np.median(paper))


def _straight(image: Any, back: Any) -> tuple[Any, Any, float]:
    factor = max(1, round(max(image.shape) / JUDGED))
    small = pnm.reduced(image, factor)
    angle = _skew(_ink(small)[0])
    if abs(angle) < 0.1:
        return image, back, 0.0
    height, width = image.shape
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1)
    straight = cv2.warpAffine(image, matrix, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    return straight, back @ np.vstack([cv2.invertAffineTransform(matrix), [0, 0, 1]]), angle


def _local(image: Any, window: int = 61, weight: float = 0.2, reach: float = 64.0) -> Any:
    """Sauvola's threshold, which follows paper and contrast around each point."""
    plain = image.astype(np.float32)
    mean = cv2.boxFilter(plain, -1, (window, window))
    spread = cv2.sqrBoxFilter(plain, cv2.CV_32F, (window, window))
    spread -= cv2.multiply(mean, mean)
    spread = cv2.sqrt(np.maximum(spread, 0, out=spread))
    spread *= weight / reach
    spread += 1 - weight
    return cv2.compare(plain, cv2.multiply(mean, spread), cv2.CMP_GT)


def _without_specks(image: Any) -> Any:
    _count, labels, facts, _centres = cv2.connectedComponentsWithStats(255 - image, connectivity=8)
    small = facts[:, cv2.CC_STAT_AREA] < SPECK
    small[0] = False
    image[small[labels]] = 255
    return image


def _ink(even: Any) -> tuple[Any, int]:
    """Points of ink without specks and without the edge of the page, and the number of spots that they form."""
    mask = (even < 235 * INK).astype(np.uint8)
    edge_x, edge_y = mask.shape[1] // 40, mask.shape[0] // 40
    mask[:edge_y] = mask[mask.shape[0] - edge_y:] = 0
    mask[:, :edge_x] = mask[:, mask.shape[1] - edge_x:] = 0
    _count, labels, facts, _centres = cv2.connectedComponentsWithStats(mask, connectivity=8)
    real = facts[:, cv2.CC_STAT_AREA] >= SPECK // 2
    real[0] = False
    return real[labels].astype(np.uint8), int(real.sum())


def _skew(mask: Any) -> float:
    """The angle at which lines of text lie over each other best, first roughly, then finely."""
    if min(mask.shape) < SLIVER or not mask.any():
        return 0.0
    rough = cv2.resize(mask * 255, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    best = max(np.arange(-STEEPEST, STEEPEST + 0.01, 0.5), key=lambda angle: _order(rough, angle))
    near = np.arange(best - 0.4, best + 0.41, 0.1)
    return round(float(max(near, key=lambda angle: _order(mask * 255, angle))), 1) + 0.0


def _order(mask: Any, angle: float) -> float:
    """How sharply rows of ink and rows of paper change when the page is turned by an angle."""
    height, width = mask.shape
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), float(angle), 1)
    turned = cv2.warpAffine(mask, matrix, (width, height), flags=cv2.INTER_NEAREST)
    rows = cv2.reduce(turned, 1, cv2.REDUCE_SUM, dtype=cv2.CV_32F)
    return float(((rows[1:] - rows[:-1]) ** 2).sum())


def _sideways(mask: Any) -> bool:
    """Whether the lines of text run down the page: letters then join into words downwards and not across."""
    across, down = (_joined(mask, size) for size in ((GAP, 1), (1, GAP)))
    return across >= FEW_SPOTS and down < LYING * across


def _joined(mask: Any, size: tuple[int, int]) -> int:
    """Spots that are left when those are joined that lie closely side by side, or over each other."""
    closed = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones(size[::-1], np.uint8))
    return int(cv2.connectedComponents(closed, connectivity=8)[0]) - 1


def _window(pixels: Any) -> Any:
    """The middle of the page at its own size, where text is."""
    height, width = pixels.shape[:2]
    tall, wide = min(height, 1400), min(width, 1400)
    top, left = (height - tall) // 2, (width - wide) // 2
    return np.ascontiguousarray(pnm.grey(pixels[top:top + tall, left:left + wide]))


def _contrast(small: Any, mask: Any, paper: float) -> float:
    inked = small[mask > 0]
    return round(paper - float(np.percentile(inked, 25)), 1) if inked.size else 0.0


def _sharpness(window: Any) -> float:
    """The steepest changes as a share of the whole change from ink to paper."""
    smooth = cv2.medianBlur(window, 3)
    low, high = _quantiles(smooth, 0.005, 0.9)
    steep, = _quantiles(np.abs(cv2.Sobel(smooth, cv2.CV_16S, 1, 0, ksize=1)), 0.995)
    return steep / 2 / max(16.0, high - low)


def _noise(window: Any) -> float:
    """Deviation of points from their neighbours where there is no ink, in steps of brightness."""
    kernel = np.array([[1, -2, 1], [-2, 4, -2], [1, -2, 1]], np.float32)
    middle, = _quantiles(np.abs(cv2.filter2D(window, cv2.CV_16S, kernel)), 0.5)
    return middle / (0.6745 * 6)


def _quantiles(values: Any, *shares: float) -> tuple[float, ...]:
    """Quantiles of whole numbers from 0 to 4095: counted, which takes a tenth of the time that sorting takes."""
    counts = cv2.calcHist([values.astype(np.uint16)], [0], None, [4096], [0, 4096]).ravel()
    below = np.cumsum(counts)

    def at(rank: float) -> float:
        return float(np.searchsorted(below, rank, 'right'))

    found = []
    for share in shares:
        rank = share * (below[-1] - 1)
        first = int(rank)
        found.append(at(first) + (rank - first) * (at(first + 1) - at(first)) if rank > first else at(first))
    return tuple(float(each) for each in found)


def _phash(even: Any) -> str:
    """The signs of 64 waves of the page, which survive scale, noise, brightness and a little skew.

    The waves are those of the lines down the page (5 to 20 on it) by the slow ones across: the very slowest tell the
    margins, which all pages of a file share.
    """
    waves = cv2.dct(cv2.resize(even, (128, 128), interpolation=cv2.INTER_AREA).astype(np.float32))[4:20, 1:5].ravel()
    bits = waves > np.median(waves)
    return f'{int("".join("1" if bit else "0" for bit in bits), 2):016x}'
