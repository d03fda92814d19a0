"""A gauntlet of bad files through the whole house: each ends in a state with a cause in words, or is refused with one;
what is kept is kept byte for byte, and the next file is read."""

import os
import random
import resource
import shutil
import zipfile

import pikepdf
import pytest

from muragat.main import open_house
from muragat.media.proof import prove, walk
from tests.adapters import imaging_files as files
from tests.capture.intake.conftest import digest
from tests.founded_archive import settings_for

pytestmark = [pytest.mark.skipif(not shutil.which('tesseract'), reason='tesseract is not installed'),
              pytest.mark.timeout(1800)]

STATES = {'done', 'done_without_text', 'needs_attention', 'in_quality_control'}
CHANCE = 20261125


def sheet(path, **options):
    return files.saved(path, files.sheet(repeat=1, **options))


def fuzzed(source, path, seed):
    """A copy with some bytes changed."""
    chance, data = random.Random(f'{CHANCE} {seed}'), bytearray(source.read_bytes())
    for _byte in range(40):
        data[chance.randrange(20, len(data))] = chance.randrange(256)
    path.write_bytes(data)


def packed(path, **members):
    with zipfile.ZipFile(path, 'w', zipfile.ZIP_DEFLATED) as box:
        for name, content in members.items():
            box.writestr(name.replace('_', '.'), content)


@pytest.fixture
def gauntlet(tmp_path):
    """The folder of bad files; the good ones that they are made of lie beside it."""
    folder, good = tmp_path / 'gauntlet', tmp_path / 'good'
    folder.mkdir()
    good.mkdir()
    scan = files.pdf_of(good / 'a.pdf', files.sheet(repeat=1))
    jpeg, tiff, png = (sheet(good / f'a.{ending}') for ending in ('jpg', 'tif', 'png'))
    text = files.pdf_with_text(good / 'text.pdf')
    (folder / 'zero.pdf').write_bytes(b'')
    for source in (scan, jpeg, tiff, png):
        files.cut(source, folder / f'cut{source.suffix}')
    shutil.copy(png, folder / 'picture.pdf')
    shutil.copy(text, folder / 'document.jpg')
    (folder / 'random.pdf').write_bytes(random.Random(CHANCE).randbytes(20_000))
    (folder / 'head.pdf').write_bytes(b'%PDF-1.7\n' + random.Random(CHANCE).randbytes(20_000))
    files.locked(scan, folder / 'password.pdf')
    files.locked(text, folder / 'restricted.pdf', user='')
    files.bomb_pdf(folder / 'bomb.pdf', 100 << 20)
    files.text_bomb_png(folder / 'bomb.png')
    packed(folder / 'bomb.zip', a_txt=b'0' * (60 << 20), b_txt='мәтін')
    files.huge_png(folder / 'huge.png', 60_000)
    files.huge_tiff(folder / 'huge.tif', 60_000)
    for name, dpi in (('dpi-1', 1), ('dpi-million', 1_000_000)):
        files.saved(folder / f'{name}.png', files.sheet(repeat=1), dpi=(dpi, dpi))
    files.with_page_size(text, folder / 'wide.pdf', [0, 0, 1_000_000, 1_000_000])
    files.with_page_size(text, folder / 'narrow.pdf', [0, 0, 0.001, 842])
    files.broken_xref(scan, folder / 'xref.pdf')
    files.with_broken_image(scan, folder / 'image.pdf')
    files.signed(text, folder / 'signed.pdf')
    for source in (scan, jpeg, tiff, png):
        fuzzed(source, folder / f'fuzzed{source.suffix}', source.suffix)
    (folder / 'letter.eml').write_bytes(b'From: a\nDate: b\nContent-Type: multipart/mixed; boundary=x\n\n--x\n\xff\xfe')
    for name in (b'dir\\up.pdf', b'\x07bell\n\r.pdf', '\u202efdp.exe'.encode(), b'\xd1\xcb\xff.pdf', b'-rf.pdf',
                 'ә'.encode() * 125 + b'a.pdf', b'...pdf'):
        with open(os.path.join(os.fsencode(folder), name), 'wb') as file:
            file.write(text.read_bytes() + name)
    return folder


def test_each_file_ends_with_a_cause_and_the_next_is_read(ingest, gauntlet, var, tmp_path):
    count = len(list(gauntlet.iterdir()))
    status, lines = ingest(gauntlet, '--wait')
    assert status == 1
    assert len(lines) == count
    for line in lines:
        told = f'{line["path"]}: {line}'
        if line['outcome'] == 'refused':
            assert line['id'] is None, told
            assert line['cause'], told
        else:
            assert line['state'] in STATES, told
            assert line['cause'] or line['state'] == 'done', told
        assert '${' not in (line['cause'] or ''), told
    by_name = {os.path.basename(line['path']): line for line in lines}
    assert {name for name, line in by_name.items() if line['outcome'] == 'refused'} == {'zero.pdf', 'random.pdf'}
    for name in ('password.pdf', 'head.pdf', 'huge.png', 'huge.tif', 'image.pdf'):
        assert by_name[name]['state'] == 'needs_attention', by_name[name]
    for name in ('restricted.pdf', 'signed.pdf', 'xref.pdf', 'picture.pdf', 'document.jpg'):
        assert by_name[name]['state'] in ('done', 'needs_attention'), by_name[name]
        assert by_name[name]['pages'] == 1, by_name[name]
    kept_as_they_were(var, gauntlet, {line['sha256'] for line in lines if line['outcome'] == 'stored'})
    sheet(tmp_path / 'good.png')
    status, [line] = ingest(tmp_path / 'good.png', '--wait')
    assert (status, line['state']) == (0, 'done')


def kept_as_they_were(var, folder, stored):
    """Every byte is there, under names that harm nobody; no job has failed."""
    given = {digest(path.read_bytes()) for path in folder.iterdir()}
    assert stored <= given
    house = open_house(settings_for(var))
    try:
        with house.session() as desk:
            originals = [original for *_place, original in walk(desk.site)]
            assert stored <= {each.sha256 for each in originals}
            assert [fault for fault in prove(desk.site) if fault] == []
            assert desk.site.jobs.counts().failed == 0
            for each in originals:
                assert len(each.filename.encode()) <= 255
                assert each.filename.isprintable()
                assert not set('/\\\u202e') & set(each.filename)
    finally:
        house.close()


@pytest.mark.long
def test_five_thousand_pages_are_read_in_the_memory_of_a_few(ingest, tmp_path):
    path = tmp_path / 'long.pdf'
    with pikepdf.new() as pdf:
        font = pdf.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1,
                                                    BaseFont=pikepdf.Name.Helvetica))
        for number in range(5000):
            page = pdf.add_blank_page(page_size=(200, 120))
            page.obj.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
            page.obj.Contents = pdf.make_stream(
                f'BT /F1 14 Tf 10 80 Td (Page number {number + 1} of the council) Tj 0 -24 Td '
                '(decisions of the year 1931) Tj ET'.encode())
        pdf.save(path)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    status, [line] = ingest(path, '--wait', '--timeout', '3000')
    assert (status, line['state'], line['pages']) == (0, 'done', 5000)
    assert (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024 < 150
