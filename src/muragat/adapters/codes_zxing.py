"""Codes on page images by ZXing; runs in a child process only."""

from typing import Any

import numpy as np
import zxingcpp

from muragat.adapters import pnm

#: A page is looked at with about this many pixels; a code of two centimetres is still plain at 100 dpi.
LOOKED_AT = 2_500_000
#: Signs that a code of ours has at most.
LONGEST = 500
FORMATS = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode, zxingcpp.BarcodeFormat.DataMatrix])


def codes(path: str) -> list[list[Any]]:
    """Codes as rows of `ports.codes.Code`, from top to bottom."""
    pixels = pnm.opened(path)
    factor = pnm.factor_to(pixels, LOOKED_AT)
    return sorted(_found(pnm.reduced(pixels, factor), factor), key=lambda each: (each[3], each[2]))


def _found(image: Any, factor: int) -> list[list[Any]]:
    read = zxingcpp.read_barcodes(np.ascontiguousarray(image), formats=FORMATS, try_downscale=False,
                                  try_invert=False)
    rows = []
    for each in read:
        if not each.valid or not each.text or len(each.text) > LONGEST:
            continue
        place = each.position
        corners = [place.top_left, place.top_right, place.bottom_left, place.bottom_right]
        across, down = [corner.x for corner in corners], [corner.y for corner in corners]
        box = (min(across), min(down), max(across) - min(across), max(down) - min(down))
        rows.append([each.format.name, each.text, *(side * factor for side in box)])
    return rows
