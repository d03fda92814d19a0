"""The data of the demonstration archive are whole, bilingual and unique."""

import re

import pytest

from muragat.content.archive.demonstration import plan

FONDS = plan.fonds()
INVENTORIES = [inventory for row in FONDS for inventory in row['inventories']]
UNITS = [unit for inventory in INVENTORIES for unit in inventory['units']]
DOCUMENTS = [document for unit in UNITS for document in unit.documents]
KAZAKH_ONLY = re.compile('[әғқңөұүһі]', re.IGNORECASE)
LATIN = re.compile('[a-z]', re.IGNORECASE)


def test_it_is_as_large_as_promised():
    assert len(FONDS) == 3
    assert len(INVENTORIES) == 6
    assert 190 <= len(UNITS) <= 220
    assert len(DOCUMENTS) == 30


def test_every_paper_found_its_unit():
    written = sum(len(paper['copies']) for paper in plan.load(plan.DOCUMENTS)['papers'])
    assert len(DOCUMENTS) == written


def titles():
    for thing in [*FONDS, *INVENTORIES]:
        yield thing['title']
    for thing in [*UNITS, *DOCUMENTS]:
        yield thing.title
    for document in DOCUMENTS:
        yield document.author


def test_every_title_stands_in_both_languages():
    assert [title for title in titles() if not (title['kk'] and title['ru'])] == []


def test_no_title_mixes_in_latin_letters_or_unfilled_places():
    assert [text for title in titles() for text in title.values() if LATIN.search(text) or '{' in text] == []


def test_russian_texts_have_no_kazakh_letters_but_in_names():
    unquoted = [re.sub('«.*?»', '', title['ru']) for title in titles()]
    assert [text for text in unquoted if KAZAKH_ONLY.search(text)] == []


@pytest.mark.parametrize('inventory', INVENTORIES, ids=lambda row: row['title']['ru'])
def test_numbers_do_not_repeat(inventory):
    numbers = [unit.number for unit in inventory['units']]
    assert len(set(numbers)) == len(numbers)


def test_there_are_examples_of_every_kind():
    assert any(unit.number.endswith('а') for unit in UNITS)
    assert any('не ранее' in unit.dates for unit in UNITS)
    assert any(unit.valuable for unit in UNITS)
    assert {unit.closure for unit in UNITS} == {'', 'personal_secret', 'donor_term'}
    assert {document.language for document in DOCUMENTS} == {'kk', 'ru'}


def test_long_texts_are_parted_into_pages_that_fit():
    for document in DOCUMENTS:
        sheets = plan.pages(document.body, 60, 40)
        assert 1 <= len(sheets) <= 2
        assert max(len(line) for sheet in sheets for line in sheet) <= 60
        assert max(len(sheet) for sheet in sheets) <= 40


def test_pages_keep_every_word():
    for document in DOCUMENTS:
        shown = ' '.join(' '.join(sheet) for sheet in plan.pages(document.body, 60, 10))
        assert shown.split() == document.body.split()
