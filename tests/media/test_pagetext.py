"""The text of a record page by page, as the index takes it."""

from muragat.media.pagetext import RecordText
from muragat.media.plan import plan_for_writing
from muragat.media.texts import Canvas, PageText, Source, texts_for_writing
from tests.search.indexed import keep_page, paged


def pages_of(desk, record):
    return [(page.page, page.sheet, page.text) for page in RecordText(record).pages()]


def thing(desk):
    return desk.add(desk.site['boxes'], 'thing', {'title': {'kk': 'Құжат'}})


def test_pages_stand_at_their_place_in_the_plan_under_the_name_of_their_sheet(desk):
    record = thing(desk)
    paged(desk, record, ['бірінші', 'екінші', 'үшінші', 'төртінші'])
    plan = plan_for_writing(desk.site, record.id)
    first, second, third, fourth = plan.pages
    plan.change('test', [fourth, first._replace(label='1 об.'), second._replace(dropped='blank'), third], 'system', 0.0)
    assert pages_of(desk, record) == [(1, '1', 'төртінші'), (2, '1 об.', 'бірінші'), (3, '3', 'үшінші')]
    assert RecordText(record).text() == 'төртінші\n\nбірінші\n\nүшінші'


def test_a_page_that_was_not_read_keeps_its_place(desk):
    record = thing(desk)
    place = paged(desk, record, ['бірінші', 'екінші', 'үшінші'])
    del desk.site.texts.records[record.id][(*place, 1)]
    assert [page for page, _sheet, _text in pages_of(desk, record)] == [1, 3]


def test_a_file_without_pages_follows_and_has_no_sheet(desk):
    record = thing(desk)
    number, version = paged(desk, record, ['бірінші'])
    second = paged(desk, record, ['хат'])
    desk.site.states.of(record.id)[second[0]].pages = 0
    plan = desk.site.plans and desk.site.plans.get(record.id)
    assert plan is None
    assert pages_of(desk, record) == [(1, '1', 'бірінші'), (2, '', 'хат')]
    assert (number, version) == (1, 1)


def test_a_stamp_stays_with_the_text_and_changes_with_a_correction(desk):
    record = thing(desk)
    place = paged(desk, record, ['бірінші', 'екінші'])
    assert {page.stamp for page in RecordText(record).pages()} == {0}
    desk.site._p_jar.transaction_manager.commit()
    before = [page.stamp for page in RecordText(record).pages()]
    assert len(set(before)) == 2
    assert 0 not in before
    keep_page(desk, record, place, 1, 'түзетілген')
    desk.site._p_jar.transaction_manager.commit()
    after = [page.stamp for page in RecordText(record).pages()]
    assert (after[0], after[1] != before[1]) == (before[0], True)
    assert pages_of(desk, record)[1][2] == 'түзетілген'


def test_pages_leave_memory_one_by_one(desk):
    record = thing(desk)
    paged(desk, record, ['бірінші', 'екінші', 'үшінші'])
    desk.site._p_jar.transaction_manager.commit()
    desk.site._p_jar.cacheMinimize()
    tree = desk.site.texts.records[record.id]
    for page in RecordText(record).pages():
        assert page.text
        assert sum(found._p_changed is not None for found in tree.values()) == 1


def test_a_page_without_words_has_no_text(desk):
    record = thing(desk)
    paged(desk, record, ['бірінші'])
    texts_for_writing(desk.site).keep(record.id, 1, 1, 0, PageText((), Canvas(10, 10, 300), Source.RECOGNISED))
    assert pages_of(desk, record) == [(1, '1', '')]
