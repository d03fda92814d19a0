"""Text of office files, what is inside archives and messages, and files that only look like them."""

import struct
import zipfile
from email.message import EmailMessage

import pytest

from muragat.adapters.children import Bounds, Children
from muragat.adapters.office_text import ChildMembers, ChildOfficeText
from muragat.ports.faults import Failed
from muragat.ports.members import Room
from muragat.ports.officetext import DOCX, ODS, ODT, XLSX

ROOM = Room(1 << 20, 20, 1 << 16)
ZIP, MESSAGE = 'application/zip', 'message/rfc822'


@pytest.fixture(scope='module')
def children():
    made = Children(1, Bounds(seconds=60))
    yield made
    made.close()


@pytest.fixture
def text(children, tmp_path):
    """The text of a file in a folder of its own."""
    def taken(path, media_type, largest=1 << 20):
        found = ChildOfficeText(children).text(path, media_type, tmp_path, largest)
        assert not (tmp_path / 'text.txt').exists()
        return found
    return taken


@pytest.fixture
def unpack(children, tmp_path):
    """What a file held, and the bytes of the members."""
    def unpacked(path, media_type=ZIP, room=ROOM):
        out = tmp_path / 'out'
        out.mkdir(exist_ok=True)
        return ChildMembers(children).unpack(path, media_type, out, room)
    return unpacked


def docx(path):
    from docx import Document

    document = Document()
    document.add_paragraph('Қаулы мәтіні')
    row, = document.add_table(1, 2).rows
    row.cells[0].text, row.cells[1].text = 'бір', 'екі'
    document.sections[0].footer.paragraphs[0].text = 'төменгі'
    document.save(path)
    return path


def workbook(path):
    from openpyxl import Workbook

    book = Workbook()
    book.active.title = 'Парақ'
    book.active.append(['кесте', 5, None])
    book.save(path)
    return path


def open_text(path):
    from odf.opendocument import OpenDocumentText
    from odf.text import H, P

    document = OpenDocumentText()
    document.text.addElement(H(outlinelevel=1, text='Тақырып'))
    document.text.addElement(P(text='мәтін'))
    document.save(path)
    return path


def open_sheet(path):
    from odf.opendocument import OpenDocumentSpreadsheet
    from odf.table import Table, TableCell, TableRow
    from odf.text import P

    document, table, row, cell = OpenDocumentSpreadsheet(), Table(name='s'), TableRow(), TableCell()
    cell.addElement(P(text='ұяшық'))
    row.addElement(cell)
    table.addElement(row)
    document.spreadsheet.addElement(table)
    document.save(path)
    return path


@pytest.mark.parametrize(('make', 'media_type', 'expected'), [
    (docx, DOCX, 'Қаулы мәтіні\nбір\tекі\nтөменгі'), (workbook, XLSX, 'Парақ\nкесте\t5'),
    (open_text, ODT, 'Тақырып\nмәтін'), (open_sheet, ODS, 'ұяшық'),
])
def test_each_format_gives_its_text_whatever_its_name_is(text, tmp_path, make, media_type, expected):
    # Vendors go by endings when they save; what they read has none here, as in the folder of a job.
    path = make(str(tmp_path / 'made.file'))
    assert text(tmp_path / 'made.file', media_type).text.strip() == expected
    assert path


def test_rich_text(text, tmp_path):
    path = tmp_path / 'a'
    path.write_bytes(rb"{\rtf1\ansi\ansicpg1251 \'cf\'f0\'e8\'e2\'e5\'f2 \u1179?\par}")
    assert text(path, 'text/rtf').text.strip() == 'Привет қ'


@pytest.mark.parametrize('encoding', ['utf8', 'utf-8-sig', 'utf-16', 'ptcp154'])
def test_plain_text_of_any_encoding(text, tmp_path, encoding):
    path = tmp_path / 'a'
    path.write_bytes('Құжат туралы: қаулы, бұйрық, өкім'.encode(encoding))
    assert text(path, 'text/plain').text.strip() == 'Құжат туралы: қаулы, бұйрық, өкім'


def test_more_text_than_is_wanted_is_cut(text, tmp_path):
    path = tmp_path / 'a'
    path.write_text('құжат ' * 1000, 'utf8')
    found = text(path, 'text/plain', 101)
    assert found.cut
    assert len(found.text.encode()) <= 101


@pytest.mark.parametrize('media_type', [DOCX, XLSX, ODT, ODS])
@pytest.mark.parametrize('content', [b'', b'PK\x03\x04 no archive', b'\0' * 1000])
def test_what_only_looks_like_an_office_file_is_a_fault(text, tmp_path, media_type, content):
    path = tmp_path / 'a'
    path.write_bytes(content)
    with pytest.raises(Failed):
        text(path, media_type)


def test_an_office_file_that_swells_is_not_opened(text, tmp_path):
    path = tmp_path / 'a'
    with zipfile.ZipFile(path, 'w', zipfile.ZIP_DEFLATED) as packed, packed.open('word/document.xml', 'w') as part:
        for _piece in range(520):
            part.write(b'\0' * (1 << 20))
    with pytest.raises(Failed) as failed:
        text(path, DOCX)
    assert failed.value.fault.code == 'too_large'


class TestArchives:
    def test_members_come_out_under_names_of_our_own(self, unpack, tmp_path):
        with zipfile.ZipFile(tmp_path / 'a', 'w') as packed:
            packed.writestr('папка/құжат.txt', 'мәтін')
            packed.writestr('../../evil', 'x')
            packed.writestr('__MACOSX/._a', 'x')
        found = unpack(tmp_path / 'a')
        assert [(member.path.name, member.name) for member in found.members] == [
            ('000000', 'папка/құжат.txt'), ('000001', '../../evil')]
        assert found.members[0].path.read_text('utf8') == 'мәтін'
        assert all(member.path.parent == tmp_path / 'out' for member in found.members)

    def test_names_of_the_old_code_page_are_understood(self, unpack, tmp_path):
        with zipfile.ZipFile(tmp_path / 'a', 'w') as packed:
            packed.writestr('xxxxx.txt', 'x')
        raw = (tmp_path / 'a').read_bytes().replace(b'xxxxx.txt', 'актов.txt'.encode('cp866'))
        (tmp_path / 'a').write_bytes(raw)
        assert [member.name for member in unpack(tmp_path / 'a').members] == ['актов.txt']

    def test_a_locked_member_is_told_and_the_others_come_out(self, unpack, tmp_path):
        with zipfile.ZipFile(tmp_path / 'a', 'w') as packed:
            packed.writestr('locked.txt', 'x')
            packed.writestr('open.txt', 'x')
        raw = bytearray((tmp_path / 'a').read_bytes())
        for signature, offset in ((b'PK\x03\x04', 6), (b'PK\x01\x02', 8)):
            place = raw.index(signature) + offset
            raw[place:place + 2] = struct.pack('<H', 1)
        (tmp_path / 'a').write_bytes(raw)
        found = unpack(tmp_path / 'a')
        assert found.refused == (('locked.txt', 'password'),)
        assert [member.name for member in found.members] == ['open.txt']

    def test_a_bomb_is_a_fault(self, unpack, tmp_path):
        with zipfile.ZipFile(tmp_path / 'a', 'w', zipfile.ZIP_DEFLATED) as packed:
            packed.writestr('bomb', b'\0' * (2 << 20))
        with pytest.raises(Failed) as failed:
            unpack(tmp_path / 'a')
        assert failed.value.fault.code == 'too_large'

    def test_more_members_than_are_wanted_are_told(self, unpack, tmp_path):
        with zipfile.ZipFile(tmp_path / 'a', 'w') as packed:
            for number in range(25):
                packed.writestr(f'{number}', 'x')
        found = unpack(tmp_path / 'a')
        assert (len(found.members), len(found.refused)) == (20, 5)

    @pytest.mark.parametrize(('make', 'media_type'), [(docx, DOCX), (workbook, XLSX), (open_text, ODT)])
    def test_an_office_file_is_known_as_one(self, unpack, tmp_path, make, media_type):
        make(str(tmp_path / 'a'))
        found = unpack(tmp_path / 'a')
        assert (found.office, found.members) == (media_type, ())

    def test_a_broken_archive_is_a_fault(self, unpack, tmp_path):
        (tmp_path / 'a').write_bytes(b'PK\x03\x04' + b'x' * 100)
        with pytest.raises(Failed) as failed:
            unpack(tmp_path / 'a')
        assert failed.value.fault.code == 'damaged'


class TestMessages:
    def test_the_text_and_every_attachment(self, unpack, tmp_path):
        message = EmailMessage()
        message['From'], message['Subject'] = 'a@example.kz', 'Сұрау салу'
        message.set_content('Хат мәтіні')
        message.add_attachment(b'%PDF-', maintype='application', subtype='pdf', filename='қосымша.pdf')
        inner = EmailMessage()
        inner['Subject'] = 'ішкі'
        inner.set_content('ішкі хат')
        message.add_attachment(inner)
        (tmp_path / 'a').write_bytes(bytes(message))
        found = unpack(tmp_path / 'a', MESSAGE)
        assert 'Subject: Сұрау салу' in found.text
        assert 'Хат мәтіні' in found.text
        assert [member.name for member in found.members] == ['қосымша.pdf', '2.eml']
        assert found.members[0].path.read_bytes() == b'%PDF-'

    def test_a_message_in_html_only(self, unpack, tmp_path):
        message = EmailMessage()
        message['Subject'] = 'x'
        message.set_content('<style>p{}</style><p>Бірінші</p><p>Екінші &amp; соңғы</p>', subtype='html')
        (tmp_path / 'a').write_bytes(bytes(message))
        text = unpack(tmp_path / 'a', MESSAGE).text
        assert 'Бірінші\nЕкінші & соңғы' in text
        assert '{}' not in text

    def test_what_is_no_message_is_a_fault(self, unpack, tmp_path):
        (tmp_path / 'a').write_bytes(b'\n\n\nno header at all')
        with pytest.raises(Failed):
            unpack(tmp_path / 'a', MESSAGE)
