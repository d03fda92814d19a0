"""Messages and texts in several languages."""

import struct

from muragat.kernel.i18n import Translator, _, translator
from muragat.kernel.localized import every, language_of, pick, tidy


def compiled(messages):
    """The bytes of a .mo file."""
    rows = sorted((key.encode(), value.encode()) for key, value in messages.items())
    start, keys, values, body = 28 + 16 * len(rows), b'', b'', b''
    for column, text in ((0, 'keys'), (1, 'values')):
        index = b''
        for row in rows:
            index += struct.pack('<II', len(row[column]), start + len(body))
            body += row[column] + b'\0'
        keys, values = (index, values) if text == 'keys' else (keys, index)
    return struct.pack('<7I', 0x950412DE, 0, len(rows), 28, 28 + 8 * len(rows), 0, 0) + keys + values + body


def russian(tmp_path):
    path = tmp_path / 'ru' / 'LC_MESSAGES'
    path.mkdir(parents=True)
    path.joinpath('muragat.mo').write_bytes(compiled({
        '': 'Content-Type: text/plain; charset=UTF-8\nPlural-Forms: nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : '
            'n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2);\n',
        'Fonds': 'Фонд', 'Hold ${what}': 'Держать: ${what}',
        '${n} unit\0${n} units': '${n} дело\0${n} дела\0${n} дел',
    }))
    return Translator('ru', tmp_path)


def test_messages_are_translated_and_nested_ones_too(tmp_path):
    words = russian(tmp_path)
    assert words.translate(_('Hold ${what}', mapping={'what': _('Fonds')})) == 'Держать: Фонд'
    assert words.translate(_('Hold ${what}', mapping={'what': 7})) == 'Держать: 7'


def test_plain_text_is_nobody_s_message(tmp_path):
    assert russian(tmp_path).translate('Fonds') == 'Fonds'


def test_plural_forms_follow_the_language(tmp_path):
    words = russian(tmp_path)
    shown = [words.plural('${n} unit', '${n} units', n) for n in (1, 2, 5, 21)]
    assert shown == ['1 дело', '2 дела', '5 дел', '21 дело']


def test_without_a_translation_english_stands_with_its_placeholders_filled(tmp_path):
    words = Translator('kk', tmp_path)
    assert words.translate(_('${a} of ${b}', mapping={'a': 1})) == '1 of ${b}'
    assert words.plural('${n} unit', '${n} units', 2) == '2 units'


def test_an_unknown_language_is_english():
    assert translator('de').language == 'en'


def test_a_text_falls_back_in_order():
    assert pick({'ru': 'Дело', 'en': 'File'}, 'kk') == 'Дело'
    assert pick({'en': 'File', 'ru': ''}, 'kk') == 'File'
    assert pick(None, 'kk') == ''
    assert pick('Plain', 'kk') == 'Plain'
    assert language_of({'ru': 'Дело'}, 'kk') == 'ru'
    assert tidy({'ru': ' а ', 'kk': ' '}) == {'ru': 'а'}
    assert every({'ru': 'а', 'kk': 'б'}) == ('б', 'а')
