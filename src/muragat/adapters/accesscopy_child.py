"""Composes access copies as PDF/A-2b; runs in a child process only.

The text is drawn invisibly, each word stretched over its box, in a font of one empty sign that stands for every letter.
"""

import json
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from fontTools.fontBuilder import FontBuilder
from fontTools.ttLib.tables._g_l_y_f import Glyph
from pikepdf import Array, Dictionary, Name, Pdf, Stream, String
from PIL import Image, ImageCms

#: Points of an inch; units of the em of the font, and the width of its sign in them.
INCH, EM, WIDTH = 72, 1000, 500
FONT_NAME = 'MuragatBlank'
#: Share of a box below its base line.
DESCENT = 0.2
#: Lines of a mapping that may stand in one block.
BLOCK = 100
PRODUCER = 'muragat'


def compose(wanted: str, target: str, out: str, title: str, language: str) -> dict[str, Any]:
    """Write the copy of all pages; how many pages and words."""
    words = 0
    with Pdf.new() as copy, Path(wanted).open(encoding='utf8') as lines:
        font = copy.make_indirect(_font(copy))
        for line in lines:
            picture, width, height, dpi, found, rotation = json.loads(line)
            _page(copy, font, picture, (width, height, dpi), found, rotation)
            words += len(found)
        _declare(copy, title, language)
        copy.save(target, deterministic_id=True, linearize=True)
        return {'pages': len(copy.pages), 'words': words}


def _page(copy: Pdf, font: Any, picture: str | None, canvas: tuple[int, int, float], words: list[Any],
          rotation: int) -> None:
    scale = INCH / canvas[2]
    width, height = round(canvas[0] * scale, 3), round(canvas[1] * scale, 3)
    resources = Dictionary(Font=Dictionary(F=font))
    content = []
    if picture is not None:
        resources.XObject = Dictionary(Im=_image(copy, picture))
        content.append(f'q {width} 0 0 {height} 0 0 cm /Im Do Q')
    if words:
        content += ['BT 3 Tr /F 1 Tf', *(_word(word, scale, height) for word in words), 'ET']
    copy.add_blank_page(page_size=(width, height))
    page = copy.pages[-1].obj
    page.Resources = resources
    page.Contents = copy.make_stream('\n'.join(filter(None, content)).encode('ascii'))
    if rotation:
        page.Rotate = rotation


def _image(copy: Pdf, picture: str) -> Any:
    with Image.open(picture) as image:
        width, height, mode = *image.size, image.mode
    space = Name.DeviceGray if mode == 'L' else Name.DeviceRGB
    return Stream(copy, Path(picture).read_bytes(), Type=Name.XObject, Subtype=Name.Image, Width=width, Height=height,
                  ColorSpace=space, BitsPerComponent=8, Filter=Name.DCTDecode)


def _word(word: list[Any], scale: float, page_height: float) -> str:
    """One word, as wide and high as its box; a space after it, so that it is copied as a word."""
    text, left, top, width, height = word[:5]
    signs = ''.join(sign for sign in text if ord(sign) < 0x10000 and sign.isprintable())
    if not signs or width <= 0 or height <= 0:
        return ''
    size = height * scale
    stretch = width * scale / (len(signs) * WIDTH / EM * size)
    across, base = left * scale, page_height - (top + height * (1 - DESCENT)) * scale
    code = (signs + ' ').encode('utf-16-be').hex()
    return f'{size * stretch:.4f} 0 0 {size:.4f} {across:.3f} {base:.3f} Tm <{code}> Tj'


def _font(copy: Pdf) -> Any:
    """A composite font in which each code is a letter of its own, all drawn by one empty sign."""
    program = _program()
    file = Stream(copy, program, Length1=len(program))
    descriptor = Dictionary(
        Type=Name.FontDescriptor, FontName=Name('/' + FONT_NAME), Flags=4, FontBBox=[0, -200, WIDTH, 800],
        ItalicAngle=0, Ascent=800, Descent=-200, CapHeight=800, StemV=80, FontFile2=copy.make_indirect(file))
    descendant = Dictionary(
        Type=Name.Font, Subtype=Name.CIDFontType2, BaseFont=Name('/' + FONT_NAME), DW=WIDTH,
        CIDSystemInfo=Dictionary(Registry=String('Adobe'), Ordering=String('Identity'), Supplement=0),
        FontDescriptor=copy.make_indirect(descriptor), CIDToGIDMap=Stream(copy, b'\0\1' * 0x10000))
    return Dictionary(
        Type=Name.Font, Subtype=Name.Type0, BaseFont=Name('/' + FONT_NAME), Encoding=Name('/Identity-H'),
        DescendantFonts=Array([copy.make_indirect(descendant)]), ToUnicode=Stream(copy, _letters()))


def _program() -> bytes:
    """A TrueType font with a sign for what is missing and an empty one."""
    builder = FontBuilder(EM, isTTF=True)
    builder.setupGlyphOrder(['.notdef', 'blank'])
    builder.setupCharacterMap({0x20: 'blank'})
    builder.setupGlyf({'.notdef': Glyph(), 'blank': Glyph()})
    builder.setupHorizontalMetrics({'.notdef': (WIDTH, 0), 'blank': (WIDTH, 0)})
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupNameTable({'familyName': FONT_NAME, 'styleName': 'Regular', 'psName': FONT_NAME})
    builder.setupOS2(sTypoAscender=800, sTypoDescender=-200, usWinAscent=800, usWinDescent=200)
    builder.setupPost()
    builder.font.recalcTimestamp = False
    written = BytesIO()
    builder.save(written)
    return written.getvalue()


def _letters() -> bytes:
    """Each code stands for the letter of the same number."""
    ranges = [f'<{high:02X}00> <{high:02X}FF> <{high:02X}00>' for high in range(0x100) if not 0xD8 <= high <= 0xDF]
    blocks = [ranges[start:start + BLOCK] for start in range(0, len(ranges), BLOCK)]
    body = '\n'.join(f'{len(block)} beginbfrange\n' + '\n'.join(block) + '\nendbfrange' for block in blocks)
    return ('/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n'
            '/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n'
            '/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n'
            '1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n'
            f'{body}\nendcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n').encode()


def _declare(copy: Pdf, title: str, language: str) -> None:
    """What makes the file PDF/A-2b: how colours are meant, and what it says of itself."""
    profile = copy.make_stream(ImageCms.ImageCmsProfile(ImageCms.createProfile('sRGB')).tobytes(), N=3)
    copy.Root.OutputIntents = Array([Dictionary(
        Type=Name.OutputIntent, S=Name.GTS_PDFA1, OutputConditionIdentifier=String('sRGB'), Info=String('sRGB'),
        DestOutputProfile=profile)])
    copy.Root.Lang = String(language)
    copy.Root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
    now = datetime.now(UTC).replace(microsecond=0)
    copy.docinfo['/Title'] = title
    copy.docinfo['/Producer'] = PRODUCER
    copy.docinfo['/CreationDate'] = copy.docinfo['/ModDate'] = f"D:{now:%Y%m%d%H%M%S}+00'00'"
    with copy.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as facts:
        facts['dc:title'] = title
        facts['pdf:Producer'] = PRODUCER
        facts['xmp:CreateDate'] = facts['xmp:ModifyDate'] = now.isoformat()
        facts['pdfaid:part'], facts['pdfaid:conformance'] = '2', 'B'
