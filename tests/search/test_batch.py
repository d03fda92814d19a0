"""Blocks of records on their way into the index: each with its own pages, whatever becomes of another."""

from contextlib import closing

import pytest

from muragat.adapters.analysts import ProcessAnalysts
from muragat.adapters.memory_index import MemoryIndex
from muragat.adapters.page_places_sqlite import SqlitePagePlaces
from muragat.main import ANALYST
from muragat.ports.analysts import AnalysedPage
from muragat.search.analyst import Analyst
from muragat.search.batch import Batch
from muragat.search.reader import Reader, ahead
from tests import founded_archive
from tests.search.indexed import keep_page, paged
from tests.search.large_archive import INVENTORY, opened, unit_in

#: Words of the pages of each record, and texts that cannot be analysed.
PAGES = (('бір', 'БҰЗЫҚ екі', 'үш', 'БҰЗЫҚ төрт'), ('бес', 'алты'), ('жеті',), ('сегіз', 'тоғыз'))
BROKEN = 'БҰЗЫҚ'


@pytest.fixture
def house(tmp_path):
    founded_archive.make(tmp_path / 'var')
    with closing(opened(tmp_path / 'var')) as house:
        yield house


@pytest.fixture
def places(tmp_path):
    places = SqlitePagePlaces(tmp_path / 'places', '1')
    places.begin()
    yield places
    places.close()


@pytest.fixture
def ids(house):
    with house.session() as desk:
        inventory = desk.resolve(INVENTORY)
        units = [unit_in(desk, inventory, number) for number in range(50, 50 + len(PAGES))]
        for unit, texts in zip(units, PAGES, strict=True):
            paged(desk, unit, texts)
        return [unit.id for unit in units]


def here(text):
    if BROKEN in text:
        raise ValueError(text)
    return Analyst(SqlitePagePlaces.packed).page(text)


class Analysts:
    """Analyses here what can be analysed."""

    def analysed(self, texts):
        return map(here, texts)


def words(document):
    return set(document.fields.get('pages', {}).get('word', ()))


def kept(places, record, word):
    return [sheet.page for sheet in places.sheets(record, [{('word', word)}]).sheets]


@pytest.mark.parametrize('analysts', [Analysts, lambda: ProcessAnalysts(ANALYST, here, 0)])
def test_pages_of_a_record_that_cannot_be_read_are_never_those_of_another(house, places, ids, analysts):
    with house.session() as desk:
        batch = Batch(places)
        batch.take(Reader(desk.site, desk.registry, places, analysts()).begin(ids))
        assert batch.gone == ids[:1]
        assert (batch.taken, batch.last) == (len(ids), ids[-1])
        assert [words(document) for document in batch.documents] == [set(texts) for texts in PAGES[1:]]
        batch.commit(MemoryIndex(), {})
    assert [record for record, _cause in places.troubles()] == ids[:1]
    for record, texts in zip(ids[1:], PAGES[1:], strict=True):
        assert [kept(places, record, word) for word in texts] == [[page] for page in range(1, len(texts) + 1)]
        assert not any(kept(places, record, word) for word in ('бір', 'үш'))


def test_what_changed_after_it_was_read_is_left_to_who_noted_the_change(house, places, ids):
    with house.session() as desk:
        batch, block = Batch(places), Reader(desk.site, desk.registry, places).begin(ids[1:])
        batch.take(block, {ids[2]})
        assert [document.id for document in batch.documents] == [ids[1], ids[3]]
        assert [words(document) for document in batch.documents] == [set(PAGES[1]), set(PAGES[3])]
        assert not places.known([ids[2]])


def test_a_block_ends_when_it_holds_many_letters(house, places, ids):
    with house.session() as desk:
        keep_page(desk, desk.site.ids[ids[1]], (1, 1), 0, 'ұзақ ' * 100)
        reader = Reader(desk.site, desk.registry, places)
        assert [each.record_id for each in reader.begin(ids, 300).records] == ids[:2]
        assert [each.record_id for each in reader.begin(ids, 10_000).records] == ids


def test_pages_that_are_known_count_as_letters_too(house, places, ids):
    with house.session() as desk:
        reader = Reader(desk.site, desk.registry, places)
        batch = Batch(places)
        batch.take(reader.begin(ids[1:]))
        block = reader.begin(ids[1:], 4000)
        assert [each.record_id for each in block.records] == ids[1:2]
        assert (block.records[0].new, block.letters) == (0, 4000)


def test_others_may_write_while_the_next_block_is_read(house, places, ids):
    with house.session() as desk, closing(places.another()) as other:
        batch, reader = Batch(places, 1000.0), Reader(desk.site, desk.registry, places)
        batch.take(reader.begin(ids[1:2]))
        assert other.known([ids[1]])
        other.put(ids[3], b'', [])
        other.commit()


def test_each_item_comes_when_the_next_one_is_made():
    made = []

    def making():
        for number in range(3):
            made.append(number)
            yield number

    assert [(item, len(made)) for item in ahead(making())] == [(0, 2), (1, 3), (2, 3)]
    assert list(ahead(iter(()))) == []


def test_an_analysed_page_is_what_places_keep():
    page = Analyst(SqlitePagePlaces.packed).page('қор қоры')
    assert isinstance(page, AnalysedPage)
    assert page.streams['word'] == ('қор', 'қоры')
    assert page.packed == SqlitePagePlaces.packed(page.streams, [(0, 3), (4, 8)])
    assert Analyst(None).page('қор').packed == b''
