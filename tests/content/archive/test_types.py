"""What the family declares holds together, and what of a record is indexed."""

import jsonschema_rs
import pytest

from muragat.content.archive import TYPES
from muragat.content.archive.vocabularies import BAD_CONDITIONS, CONDITIONS, VOCABULARIES, WITHOUT_SHEETS
from muragat.kernel import codecs
from muragat.kernel.dates import parse_span
from muragat.kernel.fields import VocabularyChoice, fields_of, groups
from muragat.kernel.interfaces import IIndexable
from tests.search.indexed import document_of

by_type = pytest.mark.parametrize('record_type', TYPES, ids=lambda record_type: record_type.name)


@by_type
def test_columns_and_names_are_fields(record_type):
    known = fields_of(record_type.schema)
    assert set(record_type.columns) <= known.keys()
    assert record_type.name_from is None or record_type.name_from in known


@by_type
def test_every_field_stands_in_one_group_and_has_a_title(record_type):
    names = [name for group in groups(record_type.schema) for name in group.field_names]
    assert sorted(names) == sorted(fields_of(record_type.schema))
    assert 'other' not in {group.name for group in groups(record_type.schema)}
    assert all(field.title for field in fields_of(record_type.schema).values())


@by_type
def test_vocabularies_are_declared_and_defaults_are_among_their_terms(record_type, registry):
    for field in fields_of(record_type.schema).values():
        choice = getattr(field, 'value_type', field)
        if isinstance(choice, VocabularyChoice):
            codes = {term.code for term in registry.vocabularies[choice.vocabulary].terms}
            assert choice.default is None or choice.default in codes


@by_type
def test_each_type_has_a_json_schema(record_type):
    jsonschema_rs.validator_for(codecs.schema_json(record_type.schema))


def test_terms_have_words_in_three_languages():
    assert [term for vocabulary in VOCABULARIES for term in vocabulary.terms if not all(term[1:4])] == []
    assert {term.code for term in CONDITIONS.terms} >= BAD_CONDITIONS
    assert {term.code for term in VOCABULARIES[2].terms} >= WITHOUT_SHEETS


def test_a_fonds_keeps_its_renamings(desk, fonds):
    line = '[kk] Бұрынғы атқару комитеті [ru] Прежний исполком | 1928-1939'
    names = codecs.from_text(fields_of(TYPES[1].schema)['names'], line)
    desk.change(fonds, {'names': names})
    assert fonds.names[0]['dates'] == parse_span('1928-1939')
    assert codecs.to_text(fields_of(TYPES[1].schema)['names'], fonds.names) == line


def test_a_record_is_indexed_by_its_own_texts_and_nothing_of_its_ancestors(desk, registry, fonds, unit):
    desk.change(unit, {'persons': ('Әлихан Бөкейхан',), 'annotation': {'ru': 'О школах'}, 'former_number': '211-с'})
    found = document_of(unit, registry)
    words = {name: streams['word'] for name, streams in found.fields.items()}
    assert words['title'] == ('хаттамалар', 'протоколы')
    assert words['names'] == ('әлихан', 'бөкейхан')
    assert words['text'][-2:] == ('о', 'школах')
    assert words['code'] == ('34', '211с')
    assert (found.id, found.type, found.family, found.zone) == (unit.id, 'unit', 'archive', unit.zone)
    assert found.earliest == parse_span('1931').earliest.toordinal()
    assert not {'атқару', 'исполком'} & {word for terms in words.values() for word in terms}


def test_former_names_of_a_fonds_are_searched(desk, registry, fonds):
    desk.change(fonds, {'names': ({'name': {'ru': 'Ревком'}},)})
    assert 'ревком' in document_of(fonds, registry).fields['names']['word']


@by_type
def test_every_type_can_be_indexed(desk, registry, root, fonds, inventory, unit, document, record_type):
    records = {record.type_name: record for record in (root, fonds, inventory, unit, document)}
    document = document_of(records[record_type.name], registry)
    assert (document.type, document.family) == (record_type.name, 'archive')
    assert document.fields['title']['word']
    assert registry.adapt(records[record_type.name], IIndexable) is not None
