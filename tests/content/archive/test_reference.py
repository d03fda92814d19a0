"""Reference codes: built from the ancestors, sorted, typed and found."""

import pytest

from muragat.content.archive.reference import parse_code
from muragat.content.archive.service import code_key, reference_code, resolve_code
from muragat.kernel.dates import parse_span
from muragat.kernel.desk import Desk
from muragat.kernel.interfaces import ICitable, IFinder
from muragat.kernel.principals import ANONYMOUS

UNIT_CODES = {'kk': 'АОМА, Р-12-қ., 1-т., 34-іс', 'ru': 'ГААО, ф. Р-12, оп. 1, д. 34',
              'en': 'SAAR, fonds Р-12, inv. 1, file 34'}


@pytest.mark.parametrize('language', UNIT_CODES)
def test_a_unit_is_cited_in_the_form_of_the_language(unit, language):
    assert reference_code(unit, language) == UNIT_CODES[language]


def test_sheets_are_cited_one_or_several(unit):
    assert reference_code(unit, 'kk', '5-6') == UNIT_CODES['kk'] + ', 5-6 пп.'
    assert reference_code(unit, 'kk', '5') == UNIT_CODES['kk'] + ', 5 п.'
    assert reference_code(unit, 'ru', '5-6') == UNIT_CODES['ru'] + ', л. 5-6'
    assert reference_code(unit, 'en', '5-6') == UNIT_CODES['en'] + ', ff. 5-6'


def test_a_document_is_cited_by_its_sheets_or_else_by_its_number(desk, document):
    assert reference_code(document, 'ru') == UNIT_CODES['ru'] + ', док. 1'
    assert reference_code(document, 'kk') == UNIT_CODES['kk'] + ', 1-құжат'
    desk.change(document, {'sheet_numbers': '5-6'})
    assert reference_code(document, 'ru') == UNIT_CODES['ru'] + ', л. 5-6'


def test_the_code_follows_the_ancestors_and_the_abbreviation(desk, root, fonds, unit):
    desk.rename(fonds, 'Р-13')
    desk.change(root, {'abbreviation': {'kk': 'ҚОМА'}})
    assert reference_code(unit, 'kk') == 'ҚОМА, Р-13-қ., 1-т., 34-іс'
    assert reference_code(unit, 'ru') == 'ҚОМА, ф. Р-13, оп. 1, д. 34'


def test_codes_sort_in_the_order_of_the_holdings(desk, fonds, inventory, unit, registry):
    later = [desk.add(inventory, 'unit', {'number': number, 'title': {'kk': 'Іс'}}) for number in ('34а', '35', '100')]
    second = desk.add(fonds, 'inventory', {'number': '2', 'title': {'kk': 'а', 'ru': 'а'}})
    ordered = [fonds, inventory, unit, *later, second]
    reversed_order = ordered[::-1]
    assert sorted(reversed_order, key=code_key) == ordered
    assert registry.adapt(unit, ICitable).sort_key() == code_key(unit)
    assert registry.adapt(unit, ICitable).code('ru') == UNIT_CODES['ru']


SPELLINGS = [
    'Р-12/1/34', 'P-12/1/34', 'p12/1/34', 'р12 1 34', 'R-12/1/34', 'ф. Р-12 оп. 1 д. 34', 'Ф.Р-12, Оп.1, Д.34',
    'фонд № Р-12 опись 1 дело 34', 'ГААО, ф. Р-12, оп. 1, д. 34, л. 5-6', 'АОМА, Р-12-қ., 1-т., 34-іс, 5-6 пп.',
    'Р-12-қор, 1-тізімдеме, 34-іс', 'SAAR, fonds Р-12, inv. 1, file 34, ff. 5-6', 'Р – 12, 1, 34', 'Р-012/01/034',
    'ф. P - 12, оп. 1, ед. хр. 34',
]


@pytest.mark.parametrize('text', SPELLINGS)
def test_a_unit_is_found_however_its_code_is_typed(desk, unit, text):
    assert resolve_code(desk, text) is unit


def test_each_level_is_found(desk, fonds, inventory, document):
    assert resolve_code(desk, 'P-12') is fonds
    assert resolve_code(desk, 'ф. Р-12, оп. 1') is inventory
    assert resolve_code(desk, 'ф. Р-12, оп. 1, д. 34, док. 1') is document


@pytest.mark.parametrize('text', [
    '', 'П-12', 'Р-12/2', 'Р-12/1/34/1/1', 'протокол 1937 года', 'д. 34 оп. 1', '1-т., 34-іс', 'оп. 1', 'x' * 300,
    '///', 'Р-12/1/34а',
])
def test_what_names_nothing_finds_nothing(desk, unit, text):
    assert resolve_code(desk, text) is None


@pytest.mark.parametrize('language', UNIT_CODES)
def test_the_code_that_is_shown_is_read_back(desk, unit, language):
    assert resolve_code(desk, reference_code(unit, language, '5-6')) is unit
    assert parse_code(reference_code(unit, language, '5-6')).sheets == '5-6'


def test_an_archive_without_abbreviation_is_cited_from_the_fonds_on(desk, root, unit):
    desk.change(root, {'abbreviation': None})
    assert reference_code(unit, 'ru') == 'ф. Р-12, оп. 1, д. 34'


def test_the_root_finds_what_is_cited(desk, registry, root, unit):
    assert registry.adapt(root, IFinder).find(desk, 'P-12/1/34') is unit


def test_a_hidden_record_is_not_found_by_its_code(desk, site, registry, clock, unit):
    stranger = Desk(site, registry, ANONYMOUS, 'test', clock)
    assert resolve_code(stranger, 'Р-12/1/34') is None
    assert parse_span('1931') == unit.dates
