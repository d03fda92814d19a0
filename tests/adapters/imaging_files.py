"""Files for tests of imaging: good ones, and a gauntlet of bad ones, all made here."""

import io
import struct
import zlib
from pathlib import Path

import pikepdf
from PIL import Image, ImageDraw, ImageFont

FONT = '/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf'
LINES = ('Қазақстан Республикасының Үкіметі', 'облыстық мұрағаттың құжаттары туралы', 'ҚАУЛЫ ЕТЕДІ: осы қаулы қол',
         'қойылған күнінен бастап күшіне енеді', 'және ресми жариялануға тиіс.', 'Көкшетау қаласы, 12 мамыр 1994 жыл')
A4 = (1240, 1754)


def sheet(lines=LINES, size=A4, points=34, turn=0, mode='L', repeat=4):
    """A page of text at 150 dpi."""
    page = Image.new('L', size, 255)
    draw, font = ImageDraw.Draw(page), ImageFont.truetype(FONT, points)
    for number, line in enumerate(lines * repeat):
        draw.text((110, 120 + number * int(points * 1.7)), line, font=font, fill=20)
    return page.rotate(turn, expand=turn % 180 != 0, fillcolor=255).convert(mode)


def saved(path, image, kind=None, **options):
    """The image as a file."""
    image.save(path, kind, **{'dpi': (150, 150), **options})
    return path


def pdf_of(path, *images):
    """A PDF of page images."""
    images[0].save(path, 'PDF', resolution=150, save_all=True, append_images=images[1:])
    return path


def pdf_with_text(path, lines=('Decision of the council', 'twelfth of May 1994'), rotate=0):
    """A born-digital PDF, A4, with lines 40 points apart from 100 points below the top."""
    with pikepdf.new() as pdf:
        content = ['BT /F1 20 Tf 72 742 Td 40 TL', *(f'({line}) Tj T*' for line in lines), 'ET']
        font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
        page = pdf.add_blank_page(page_size=(595, 842))
        page.obj.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=pdf.make_indirect(font)))
        page.obj.Contents = pdf.make_stream('\n'.join(content).encode())
        if rotate:
            page.obj.Rotate = rotate
        pdf.save(path)
    return path


def cut(source, path, share=0.5):
    """The first part of a file."""
    data = source.read_bytes()
    path.write_bytes(data[:int(len(data) * share)])
    return path


def huge_png(path, side):
    """A PNG that says it is `side` x `side` and is a few kilobytes."""
    def chunk(kind, data):
        return struct.pack('>I', len(data)) + kind + data + struct.pack('>I', zlib.crc32(kind + data))

    rows = zlib.compress(bytes(1 << 20), 9)
    head = struct.pack('>IIBBBBB', side, side, 8, 0, 0, 0, 0)
    path.write_bytes(b'\x89PNG\r\n\x1a\n' + chunk(b'IHDR', head) + chunk(b'IDAT', rows) + chunk(b'IEND', b''))
    return path


def huge_tiff(path, side):
    """A bitonal TIFF that says it is `side` x `side`, with one empty strip."""
    tags = [(256, 4, side), (257, 4, side), (258, 3, 1), (259, 3, 4), (262, 3, 0), (273, 4, 8), (277, 3, 1),
            (278, 4, side), (279, 4, 8)]
    body = struct.pack('<2sHI', b'II', 42, 16) + bytes(8) + struct.pack('<H', len(tags))
    body += b''.join(struct.pack('<HHII', tag, kind, 1, value) for tag, kind, value in tags) + bytes(4)
    path.write_bytes(body)
    return path


def locked(source, path, user='secret'):
    """A copy of a PDF with passwords; an empty one for users only forbids changes."""
    with pikepdf.open(source) as pdf:
        pdf.save(path, encryption=pikepdf.Encryption(owner='owner', user=user))
    return path


def broken_xref(source, path):
    """A PDF whose table of objects points nowhere."""
    data = source.read_bytes()
    at = data.rindex(b'startxref')
    path.write_bytes(data[:at] + b'startxref\n99999999\n%%EOF\n')
    return path


def signed(source, path):
    """A PDF with a signature field that has a value."""
    with pikepdf.open(source) as pdf:
        value = pdf.make_indirect(pikepdf.Dictionary(
            Type=pikepdf.Name.Sig, Filter=pikepdf.Name('/Adobe.PPKLite'), Contents=pikepdf.String(b'\0' * 16),
            SubFilter=pikepdf.Name('/adbe.pkcs7.detached'), ByteRange=[0, 1, 2, 3]))
        field = pdf.make_indirect(pikepdf.Dictionary(
            Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Widget, FT=pikepdf.Name.Sig, T='Signature', V=value,
            Rect=[0, 0, 0, 0], P=pdf.pages[0].obj))
        pdf.pages[0].obj.Annots = pikepdf.Array([field])
        pdf.Root.AcroForm = pikepdf.Dictionary(Fields=[field], SigFlags=3)
        pdf.save(path)
    return path


def with_page_size(source, path, box):
    """A PDF whose first page has another size, in points."""
    with pikepdf.open(source) as pdf:
        pdf.pages[0].obj.MediaBox = pikepdf.Array(box)
        pdf.save(path)
    return path


def with_broken_image(source, path):
    """A PDF whose picture cannot be decoded."""
    with pikepdf.open(source) as pdf:
        for image in pdf.pages[0].get_images().values():
            image.write(b'no picture at all', filter=pikepdf.Name.DCTDecode)
        pdf.save(path)
    return path


def bomb_pdf(path, size=300 << 20):
    """A PDF whose content unpacks to very much."""
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page(page_size=(595, 842))
        packer = zlib.compressobj(9)
        piece = b'q Q ' * (1 << 18)
        data = b''.join(packer.compress(piece) for _ in range(size // len(piece))) + packer.flush()
        stream = pdf.make_stream(b'')
        stream.write(data, filter=pikepdf.Name.FlateDecode)
        page.obj.Contents = stream
        pdf.save(path)
    return path


def text_bomb_png(path):
    """A PNG with a comment that unpacks to very much."""
    out = io.BytesIO()
    sheet().save(out, 'PNG')
    data, text = out.getvalue(), b'Comment\0\0' + zlib.compress(bytes(200 << 20), 9)
    chunk = struct.pack('>I', len(text)) + b'zTXt' + text + struct.pack('>I', zlib.crc32(b'zTXt' + text))
    Path(path).write_bytes(data[:33] + chunk + data[33:])
    return path
