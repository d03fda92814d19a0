"""What a file is, is told by its content; what is not taken is refused in words."""

import io
import os
import wave
import zipfile

import pytest
from PIL import Image

from muragat.adapters.mediatype_magic import MagicMediaTypes
from muragat.capture.intake.accepted import against, better_known, languages_of
from muragat.media.staging import Staged
from muragat.ports.mediatype import UNKNOWN


@pytest.fixture(scope='module')
def magic():
    looker = MagicMediaTypes()
    yield looker
    looker.close()


@pytest.fixture
def judged(magic, tmp_path):
    """judged(content) -> (type, codes of what stands against it)."""
    def judge(content):
        path = tmp_path / 'file'
        path.write_bytes(content)
        found = magic.of(path)
        staged = better_known(Staged(path, len(content), '', found.name, found.note))
        return staged.media_type, [each.code for each in against(staged)]
    return judge


def picture(kind, **options):
    stream = io.BytesIO()
    Image.new('RGB', (40, 40), 'white').save(stream, kind, **options)
    return stream.getvalue()


def archive():
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, 'w') as target:
        target.writestr('a.txt', 'x')
    return stream.getvalue()


def sound():
    stream = io.BytesIO()
    with wave.open(stream, 'wb') as target:
        target.setnchannels(1)
        target.setsampwidth(2)
        target.setframerate(8000)
        target.writeframes(bytes(1000))
    return stream.getvalue()


def film(*handlers):
    boxes = b''.join(b'\x00\x00\x00\x21hdlr' + bytes(8) + each + bytes(13) for each in handlers)
    return b'\x00\x00\x00\x20ftypmp42\x00\x00\x02\x00isomiso2mp42' + bytes(8) + boxes


@pytest.mark.parametrize(('content', 'kind'), [
    (b'%PDF-1.7\n' + bytes(100), 'application/pdf'),
    (bytes(500) + b'%PDF-1.4\n' + bytes(50), 'application/pdf'),
    (picture('TIFF'), 'image/tiff'), (picture('TIFF', compression='jpeg'), 'image/tiff'),
    (picture('JPEG'), 'image/jpeg'), (picture('PNG'), 'image/png'), (picture('WEBP'), 'image/webp'),
    (picture('JPEG2000'), 'image/jp2'), (picture('BMP'), 'image/bmp'),
    (archive(), 'application/zip'), (sound(), 'audio/x-wav'),
    (rb'{\rtf1\ansi hello}', 'text/rtf'), ('Мұрағат'.encode(), 'text/plain'), (b'a', 'text/plain'),
    ('Архивный документ, лист первый'.encode('cp1251'), 'text/plain'), ('Мұрағат'.encode('utf-16'), 'text/plain'),
    (b'From: a@b.kz\nTo: c@d.kz\nSubject: x\n\nhello\n', 'message/rfc822'),
    (b'MIME-Version: 1.0\r\nSubject: x\r\nFrom: a@b.kz\r\n\r\nhello\r\n', 'message/rfc822'),
    (b'ID3\x03\x00\x00\x00\x00\x00\x0a' + bytes(400), 'audio/mpeg'), (film(b'soun'), 'audio/mp4'),
])
def test_what_is_taken_whatever_it_is_called(judged, content, kind):
    assert judged(content) == (kind, [])


@pytest.mark.parametrize('content', [
    b'MZ' + bytes(300), b'GIF89a' + bytes(30), b'<!DOCTYPE html><html><body>x</body></html>',
    b'<?xml version="1.0"?><a/>', bytes.fromhex('d0cf11e0a1b11ae1') + bytes(600), film(b'vide', b'soun')])
def test_what_is_not_taken_has_its_kind_in_the_reason(judged, content):
    kind, codes = judged(content)
    assert kind != UNKNOWN
    assert codes == ['kind']


def test_noise_and_nothing_are_not_taken(judged):
    assert judged(os.urandom(64) + bytes([0, 255, 254] * 99))[1] == ['kind']
    assert judged(b'')[1] == ['empty']


def test_a_text_with_colons_is_no_letter(judged):
    assert judged('Протокол\n\nFrom: x\nTo: y\n'.encode())[0] == 'text/plain'


@pytest.mark.parametrize('note', ['looker_died', 'looker_slow'])
def test_a_look_that_failed_says_nothing_against_a_file(tmp_path, note):
    assert list(against(Staged(tmp_path / 'x', 5, '', UNKNOWN, note))) == []


@pytest.mark.parametrize(('text', 'languages'), [
    ('', ()), ('kk+ru', ('kk', 'ru')), ('kaz+rus+eng', ('kk', 'ru', 'en')), ('ru, kk', ('ru', 'kk')),
    ('kk kk', ('kk',)), ('de', None), ('kk+xx', None)])
def test_languages_are_named_in_several_ways(text, languages):
    assert languages_of(text) == languages
