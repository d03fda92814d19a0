"""Sheets and labels by segno (codes) and WeasyPrint (pages)."""

import html
from collections.abc import Iterable, Sequence
from io import BytesIO
from threading import Lock
from typing import Any

from zope.interface import implementer

from muragat.ports.paperforms import IPaperForms, Slip

_PAGE = """<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>{title}</title>
<style>{style}</style></head><body>{body}</body></html>"""

_SHEET_STYLE = """
@page {{ size: A4; margin: 15mm }}
body {{ font-family: 'DejaVu Sans', sans-serif; margin: 0; text-align: center }}
section {{ height: 266mm; position: relative; break-after: page; border: 1.5mm dashed #000; box-sizing: border-box;
  padding: 12mm }}
section:last-child {{ break-after: auto }}
h1 {{ font-size: 26pt; margin: 0 0 6mm; overflow-wrap: anywhere }}
p {{ font-size: 15pt; margin: 0 0 3mm; overflow-wrap: anywhere }}
.code {{ width: 90mm; height: 90mm; display: block; margin: 10mm auto }}
.corner {{ width: 35mm; height: 35mm; position: absolute; bottom: 10mm; right: 10mm }}
.foot {{ position: absolute; bottom: 10mm; left: 12mm; width: 120mm; text-align: left; font-size: 11pt }}
"""
_LABEL_STYLE = """
@page {{ size: A4; margin: 0 }}
body {{ font-family: 'DejaVu Sans', sans-serif; margin: 0 }}
section {{ position: relative; height: 297mm; width: 210mm; break-after: page }}
section:last-child {{ break-after: auto }}
article {{ position: absolute; width: {width}mm; height: {height}mm; box-sizing: border-box; padding: 4mm;
  overflow: hidden }}
.code {{ float: left; width: {code}mm; height: {code}mm; margin-right: 3mm }}
h1 {{ font-size: {large}pt; margin: 0 0 1mm; overflow-wrap: anywhere }}
p {{ font-size: {small}pt; margin: 0 0 .5mm; overflow-wrap: anywhere }}
"""
_WIDTH, _HEIGHT = 210, 297


@implementer(IPaperForms)
class WeasyPaperForms:
    """Loads its vendors with the first paper; one paper at a time, since the layout engine is not for many threads."""

    def __init__(self) -> None:
        self._lock = Lock()

    def sheets(self, slips: Sequence[Slip], language: str) -> bytes:
        """One A4 page for each slip."""
        body = ''.join(
            f'<section><h1>{_text(slip.heading)}</h1>{_lines(slip.lines)}{_code(slip.code, "code")}'
            f'<p class="foot">{_text(slip.foot)}</p>{_code(slip.code, "corner")}</section>' for slip in slips)
        return self._made(language, _SHEET_STYLE.format(), body, slips)

    def labels(self, slips: Sequence[Slip], language: str, columns: int, rows: int, first: int = 0) -> bytes:
        """A grid of labels on as many pages as it takes."""
        width, height = _WIDTH / columns, _HEIGHT / rows
        style = _LABEL_STYLE.format(width=width, height=height, code=min(height - 8, width * 0.4),
                                    large=max(9, round(height / 4)), small=max(7, round(height / 6)))
        places: list[Slip | None] = [*([None] * first), *slips]
        pages = (places[start:start + columns * rows] for start in range(0, len(places), columns * rows))
        body = ''.join(f'<section>{"".join(_placed(page, columns, width, height))}</section>' for page in pages)
        return self._made(language, style, body, slips)

    def _made(self, language: str, style: str, body: str, slips: Sequence[Slip]) -> bytes:
        from weasyprint import HTML

        title = slips[0].heading if slips else ''
        page = _PAGE.format(language=language, title=_text(title), style=style, body=body)
        with self._lock:
            made: bytes = HTML(string=page, url_fetcher=_nothing_from_outside).write_pdf()
        return made


def _placed(page: Sequence[Slip | None], columns: int, width: float, height: float) -> Iterable[str]:
    for place, slip in enumerate(page):
        if slip is not None:
            row, column = divmod(place, columns)
            yield (f'<article style="left:{column * width}mm;top:{row * height}mm">{_code(slip.code, "code")}'
                   f'<h1>{_text(slip.heading)}</h1>{_lines(slip.lines)}<p>{_text(slip.foot)}</p></article>')


def _code(text: str, kind: str) -> str:
    """The code as a picture in the page itself, with error correction for stains (a quarter of it may be lost)."""
    import segno

    drawn = BytesIO()
    made = segno.make_qr(text, error='q', boost_error=False)
    made.save(drawn, kind='svg', xmldecl=False, svgclass=kind, omitsize=True)
    return drawn.getvalue().decode().strip()


def _lines(lines: Iterable[str]) -> str:
    return ''.join(f'<p>{_text(line)}</p>' for line in lines if line)


def _text(text: str) -> str:
    return html.escape(text)


def _nothing_from_outside(url: str, *_more: Any, **_named: Any) -> Any:
    raise ValueError(f'a paper form asks for {url[:200]}')
