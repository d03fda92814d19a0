"""What PDF/A-2b (ISO 19005-2, level B) asks of a file, as far as it can be told by looking at its objects.

No validator can be installed here; the numbers are those of the clauses that are looked at. What only a validator knows
is not claimed: the inside of fonts beyond widths, and of colour profiles beyond their heads.
"""

import io
import re

import pikepdf
from fontTools.ttLib import TTFont
from pikepdf import Name
from PIL import Image

#: Operators of ISO 32000-1, Annex A.
_OPERATORS = """
    b B b* B* BDC BI BMC BT BX c cm CS cs d d0 d1 Do DP EI EMC ET EX f F f* G g gs h i ID j J K k l m M MP n q Q re RG
    rg ri s S SC sc SCN scn sh T* Tc Td TD Tf Tj TJ TL Tm Tr Ts Tw Tz v w W W* y ' "
"""
OPERATORS = frozenset(_OPERATORS.split())
ACTIONS = frozenset((Name.Launch, Name.Sound, Name.Movie, Name.ResetForm, Name.ImportData, Name.Hide, Name.SetOCGState,
                     Name.Rendition, Name.Trans, Name.GoTo3DView, Name.JavaScript))
LONGEST_STRING, LONGEST_NAME, DEEPEST = 32767, 127, 28


def faults(path):
    """Clauses that the file breaks, in words; empty when none was found."""
    raw = path.read_bytes()
    with pikepdf.open(path) as document:
        found = [*_of_the_file(raw, document), *_of_the_catalogue(document), *_of_metadata(document),
                 *_of_the_intent(document)]
        for each in document.objects:
            found += _of_an_object(each)
        for number, page in enumerate(document.pages, 1):
            found += [f'page {number}: {each}' for each in _of_a_page(page)]
    return found


def _of_the_file(raw, document):
    if not re.match(rb'%PDF-1\.[0-7][\r\n]+%[\x80-\xff]{4}', raw):
        yield '6.1.2 the head of the file'
    if not raw.rstrip(b'\r\n').endswith(b'%%EOF'):
        yield '6.1.3 data after the end'
    if '/ID' not in document.trailer:
        yield '6.1.3 no ID'
    if document.is_encrypted:
        yield '6.1.3 encrypted'


def _of_the_catalogue(document):
    for key, clause in (('/AA', '6.5.2'), ('/OCProperties', '6.9'), ('/Requirements', '6.11'), ('/AcroForm', '6.4.1'),
                        ('/NeedsRendering', '6.4.2')):
        if key in document.Root:
            yield f'{clause} {key}'
    names = document.Root.get('/Names', {})
    for key in ('/AlternatePresentations', '/EmbeddedFiles', '/JavaScript'):
        if key in names:
            yield f'6.8, 6.10 {key}'
    if '/OpenAction' in document.Root and document.Root.OpenAction.get('/S') in ACTIONS:
        yield '6.5.1 an action'


def _of_metadata(document):
    stream = document.Root.get('/Metadata')
    if stream is None or stream.get('/Type') != Name.Metadata or stream.get('/Subtype') != Name.XML:
        yield '6.6.2.1 no metadata'
        return
    packet = stream.read_bytes()
    head = packet.split(b'?>')[0]
    if not head.startswith(b'<?xpacket') or b'bytes=' in head or b'encoding=' in head:
        yield '6.6.2.1 the head of the packet'
    facts = document.open_metadata()
    if (facts.get('pdfaid:part'), facts.get('pdfaid:conformance')) != ('2', 'B'):
        yield '6.6.4 it does not say what it is'
    schemas = {key.split('}')[0].lstrip('{') for key in facts}
    known = ('http://www.aiim.org/pdfa/ns/id/', 'http://purl.org/dc/elements/1.1/', 'http://ns.adobe.com/pdf/1.3/',
             'http://ns.adobe.com/xap/1.0/')
    for each in sorted(schemas - set(known)):
        yield f'6.6.2.3 a schema that is not described: {each}'
    if str(document.docinfo.get('/Title', '')) != str(facts.get('dc:title', '')):
        yield '6.6.3 two titles'


def _of_the_intent(document):
    intents = [each for each in document.Root.get('/OutputIntents', []) if each.get('/S') == Name.GTS_PDFA1]
    if len(intents) != 1 or '/DestOutputProfile' not in intents[0]:
        yield '6.2.3 no output intent'
        return
    profile = intents[0].DestOutputProfile
    head = profile.read_bytes()[:128]
    if head[36:40] != b'acsp' or head[12:16] not in (b'mntr', b'prtr') or head[8] > 4:
        yield '6.2.3 the profile'
    if (head[16:20], int(profile.N)) not in ((b'RGB ', 3), (b'CMYK', 4), (b'GRAY', 1)):
        yield '6.2.3 the colours of the profile'


def _of_an_object(each):
    if isinstance(each, pikepdf.String) and len(bytes(each)) > LONGEST_STRING:
        yield '6.1.13 a long string'
    if not isinstance(each, pikepdf.Dictionary | pikepdf.Stream):
        return
    if any(len(key) - 1 > LONGEST_NAME for key in each.keys()):  # noqa: SIM118
        yield '6.1.13 a long name'
    if each.get('/S') in ACTIONS and each.get('/Type', Name.Action) == Name.Action:
        yield '6.5.1 an action'
    if isinstance(each, pikepdf.Stream):
        if any(key in each for key in ('/F', '/FFilter', '/FDecodeParms')):
            yield '6.1.7.1 a stream outside of the file'
        filters = each.get('/Filter', [])
        if any(one in (Name.LZWDecode, Name.Crypt) for one in
               (filters if isinstance(filters, pikepdf.Array) else [filters])):
            yield '6.1.7.2 a filter'
    if each.get('/Type') == Name.Filespec and '/EF' in each:
        yield '6.8 an embedded file'


def _of_a_page(page):
    left, bottom, right, top = (float(side) for side in page.mediabox)
    if not (3 <= right - left <= 14400 and 3 <= top - bottom <= 14400):
        yield '6.1.13 the size of the page'
    if '/AA' in page.obj:
        yield '6.5.2 additional actions'
    if '/Annots' in page.obj:
        yield '6.3 annotations'
    if '/Resources' not in page.obj:
        yield '6.2.2 no resources of its own'
        return
    resources = page.obj.Resources
    yield from _of_content(page, resources)
    if '/Group' in page.obj or '/ExtGState' in resources:
        yield '6.2.10 transparency'
    for image in resources.get('/XObject', {}).values():
        yield from _of_an_image(image)
    for font in resources.get('/Font', {}).values():
        yield from _of_a_font(font)


def _of_content(page, resources):
    depth = 0
    for operands, operator in pikepdf.parse_content_stream(page):
        name = str(operator)
        if name not in OPERATORS:
            yield f'6.2.2 operator {name}'
        depth += {'q': 1, 'Q': -1}.get(name, 0)
        if not 0 <= depth <= DEEPEST:
            yield '6.1.13 nesting'
        kind = {'Do': '/XObject', 'Tf': '/Font', 'gs': '/ExtGState'}.get(name)
        if kind and str(operands[0]) not in resources.get(kind, {}):
            yield f'6.2.2 {operands[0]} is not among the resources'


def _of_an_image(image):
    if image.get('/Subtype') != Name.Image:
        yield '6.2.9 an object that is no image'
        return
    if any(key in image for key in ('/SMask', '/Alternates', '/OPI', '/Ref')) or image.get('/Interpolate', False):
        yield '6.2.8 what an image may not have'
    if int(image.BitsPerComponent) not in (1, 2, 4, 8, 16):
        yield '6.2.8.2 bits of a component'
    bands = {Name.DeviceGray: 1, Name.DeviceRGB: 3}.get(image.ColorSpace)
    if bands is None:
        yield '6.2.4.3 colours that the intent does not cover'
    if image.get('/Filter') == Name.DCTDecode:
        with Image.open(io.BytesIO(image.read_raw_bytes())) as picture:
            if len(picture.getbands()) != bands or picture.size != (int(image.Width), int(image.Height)):
                yield '6.1.4 an image that is not what it says'


def _of_a_font(font):
    if font.get('/Subtype') != Name.Type0:
        yield '6.2.11 a font of a kind that is not looked at'
        return
    descendant = font.DescendantFonts[0]
    if font.Encoding not in (Name('/Identity-H'), Name('/Identity-V')):
        yield '6.2.11.3.3 the encoding'
    if descendant.Subtype == Name.CIDFontType2 and '/CIDToGIDMap' not in descendant:
        yield '6.2.11.3.2 no map from signs to shapes'
    if '/FontFile2' not in descendant.FontDescriptor:
        yield '6.2.11.4.1 a font that is not embedded'
        return
    program = TTFont(io.BytesIO(descendant.FontDescriptor.FontFile2.read_bytes()))
    shapes = descendant.CIDToGIDMap.read_bytes()
    used = {int.from_bytes(shapes[place:place + 2]) for place in range(0, len(shapes), 2)}
    if 0 in used or max(used) >= program['maxp'].numGlyphs:
        yield '6.2.11.8 a sign without a shape'
        return
    scale = 1000 / program['head'].unitsPerEm
    widths = {round(program['hmtx'][program.getGlyphName(each)][0] * scale) for each in used}
    if widths != {int(descendant.DW)} or '/W' in descendant:
        yield '6.2.11.5 widths'
    if font.BaseFont != descendant.BaseFont or descendant.BaseFont != descendant.FontDescriptor.FontName:
        yield '6.2.11.2 names of the font'
