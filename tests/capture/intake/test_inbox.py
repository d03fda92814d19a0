"""The watched folder: whole files are taken once, half-written ones never, refused ones lie there with a note."""

import os

import pytest

from muragat.capture.deliveries import begin
from muragat.capture.intake.health import InboxCheck
from muragat.capture.intake.inbox import Inbox, is_open
from muragat.media.originals import originals_of
from muragat.media.staging import StagingArea, no_space
from tests.capture.intake.conftest import PDF, UNIT, digest, principal

TARGET = 'Р-1/1/1'


class Clock:
    """Seconds that pass when the test says so."""

    time = 1_000_000.0

    def __call__(self):
        return self.time


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def inbox(house, clock):
    folder = house.settings.place('inbox')
    (folder / 'scanner' / TARGET).mkdir(parents=True)
    return Inbox(folder, quiet=5.0, keep_days=14, clock=clock)


@pytest.fixture
def step(house, inbox, clock):
    """One look into the folders, some seconds later."""
    def later(seconds=6.0):
        clock.time += seconds
        return inbox.step(house)
    return later


def put(inbox, name='scan.pdf', content=PDF, below=TARGET, station='scanner'):
    path = inbox.folder / station / below / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def holding(house, content=PDF):
    with house.session() as desk:
        return originals_of(desk.site).holding(digest(content))


def files(folder):
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob('*') if path.is_file())


def test_a_whole_file_is_taken_and_put_away(house, inbox, step):
    put(inbox)
    assert step() == 0
    assert step() == 1
    assert files(inbox.folder) == [f'scanner/taken/{TARGET}/scan.pdf']
    assert len(holding(house)) == 1
    assert step() == 0


def test_a_file_that_grows_is_never_taken_before_it_is_whole(house, inbox, step):
    path = put(inbox, content=PDF[:100])
    for size in (200, 300, 400):
        assert step() == 0
        path.write_bytes(PDF[:size])
    path.write_bytes(PDF)
    assert step() == 0
    assert step(1) == 0
    assert step(5) == 1
    assert len(holding(house)) == 1
    assert holding(house, PDF[:400]) == ()


def test_a_file_that_somebody_has_open_is_not_taken_however_long_it_stands_still(house, inbox, step):
    path = put(inbox, content=PDF[:100])
    with path.open('ab') as writer:
        assert [step(1000) for _each in range(3)] == [0, 0, 0]
        writer.write(PDF[100:])
    assert not is_open(path)
    step()
    assert step() == 1
    assert len(holding(house)) == 1


def test_a_file_that_grows_while_it_is_copied_is_left_for_later(house, inbox, step, monkeypatch):
    path = put(inbox, content=PDF[:100])
    step()
    receive = StagingArea.receive

    def slow(area, stream, expected=None):
        staged = receive(area, stream, expected)
        with path.open('ab') as file:
            file.write(PDF[100:])
        return staged

    monkeypatch.setattr(StagingArea, 'receive', slow)
    assert step() == 0
    monkeypatch.undo()
    assert (holding(house, PDF[:100]), path.read_bytes()) == ((), PDF)
    step()
    assert step() == 1
    assert len(holding(house)) == 1


@pytest.mark.parametrize('name', ['.scan.pdf', 'scan.pdf.part', 'scan.pdf.tmp', 'SCAN.PDF.FILEPART', '~$scan.pdf'])
def test_names_of_what_is_not_whole_are_left_alone(house, inbox, step, name):
    path = put(inbox, name)
    assert [step(), step(), step()] == [0, 0, 0]
    assert path.exists()


def test_links_out_of_the_folder_are_not_followed(house, inbox, step, tmp_path):
    secret = tmp_path / 'secret.pdf'
    secret.write_bytes(PDF)
    (inbox.folder / 'scanner' / TARGET / 'scan.pdf').symlink_to(secret)
    (inbox.folder / 'scanner' / 'Р-2').symlink_to(tmp_path)
    assert [step(), step()] == [0, 0]


@pytest.mark.parametrize(('content', 'below', 'station', 'words'), [
    (b'\x7fELF\x02\x01\x01' + bytes(100), TARGET, 'scanner', 'cannot be told from its content'),
    (b'', TARGET, 'scanner', 'is empty'),
    (PDF, 'Р-1/1/99', 'scanner', 'no target'),
    (PDF, 'Р-1', 'scanner', 'not here'),
    (PDF, '.', 'scanner', 'no open batch'),
    (PDF, TARGET, 'nobody', 'nobody works here'),
    (PDF, TARGET, 'reader', 'None of your roles'),
])
def test_what_is_refused_lies_there_with_a_note_in_words(house, inbox, step, content, below, station, words):
    put(inbox, content=content, below=below, station=station)
    step()
    assert step() == 1
    place = inbox.folder / station / 'refused' / below
    assert (place / 'scan.pdf').read_bytes() == content
    assert words in (place / 'scan.pdf.txt').read_text('utf8')
    assert holding(house, content) == ()
    well, message = InboxCheck(house.settings).check(None)
    assert not well
    assert message.mapping['count'] == 1


def test_files_of_one_name_do_not_replace_each_other(house, inbox, step):
    for content in (PDF, PDF + b'2', PDF + b'3'):
        put(inbox, content=content)
        step()
        assert step() == 1
    assert files(inbox.folder) == [f'scanner/taken/{TARGET}/{name}'
                                   for name in ('scan (1).pdf', 'scan (2).pdf', 'scan.pdf')]


def test_a_file_that_is_held_already_is_told_and_taken_once(house, inbox, step):
    put(inbox)
    step(), step()
    put(inbox, 'again.pdf')
    step(), step()
    assert 'held already' in (inbox.folder / 'scanner/taken' / TARGET / 'again.pdf.txt').read_text('utf8')
    assert len(holding(house)) == 1


def test_a_crash_between_the_commit_and_the_move_takes_it_once(house, inbox, step, monkeypatch):
    def dies(*_arguments):
        raise KeyboardInterrupt

    put(inbox)
    step()
    monkeypatch.setattr(Inbox, '_put_away', dies)
    with pytest.raises(KeyboardInterrupt):
        step()
    monkeypatch.undo()
    assert len(holding(house)) == 1
    step(), step()
    assert len(holding(house)) == 1
    assert 'scanner/taken/Р-1/1/1/scan.pdf' in files(inbox.folder)


def test_a_full_disk_leaves_the_file_where_it_is(house, inbox, step, monkeypatch):
    def full(*_arguments):
        raise no_space()

    path = put(inbox)
    step()
    monkeypatch.setattr(StagingArea, 'require_space', full)
    assert step() == 0
    assert path.exists()
    monkeypatch.undo()
    assert step() == 1


def test_files_at_the_top_go_into_the_open_batch_of_the_station(house, inbox, step):
    scanner = principal(house, 'scanner')
    with house.session(scanner) as desk:
        batch = begin(desk, desk.resolve(UNIT)).id
    put(inbox, below='.')
    step()
    assert step() == 1
    [(record, _number, _version)] = holding(house)
    with house.session() as desk:
        assert desk.site.ids[record].__parent__.id == batch


def test_two_workers_do_not_take_the_same_file(house, inbox, step):
    put(inbox)
    step()
    with inbox._alone() as alone:
        assert alone
        assert step() == 0
    assert step() == 1


def test_what_was_taken_long_ago_is_removed(house, inbox, step, clock):
    put(inbox)
    step(), step()
    clock.time = (inbox.folder / f'scanner/taken/{TARGET}/scan.pdf').stat().st_ctime + 13 * 86_400
    assert inbox.sweep() == 0
    clock.time += 2 * 86_400
    assert inbox.sweep() == 1
    assert files(inbox.folder) == []


def test_a_name_of_bytes_that_are_no_text_is_taken(house, inbox, step):
    path = os.fsencode(inbox.folder / 'scanner' / TARGET) + b'/\xd1\xcb\xff.pdf'
    with open(path, 'wb') as file:
        file.write(PDF)
    step()
    assert step() == 1
    assert len(holding(house)) == 1


def test_a_folder_of_bytes_that_are_no_text_is_refused_in_words(house, inbox, step):
    folder = os.fsencode(inbox.folder / 'scanner') + b'/\xd1\xcb\xff'
    os.mkdir(folder)
    with open(folder + b'/a.pdf', 'wb') as file:
        file.write(PDF)
    step()
    assert step() == 1
    assert [name for name in files(inbox.folder) if name.endswith('a.pdf.txt')]
    assert InboxCheck(house.settings).check(None)[1].mapping['name'].encode()


def test_a_file_that_cannot_be_moved_away_is_taken_once_and_keeps_no_other_out(house, inbox, step, monkeypatch):
    put(inbox)
    step()
    monkeypatch.setattr('muragat.capture.intake.inbox._made', _not_allowed)
    assert step() == 1
    put(inbox, 'b.pdf', PDF + b'2')
    assert [step(), step(), step(), step()].count(1) == 1
    assert len(holding(house)) == len(holding(house, PDF + b'2')) == 1


def _not_allowed(*_arguments):
    raise PermissionError(13, 'Permission denied')


def test_a_fault_with_one_file_keeps_no_other_out(house, inbox, step, monkeypatch):
    from muragat.capture.intake import inbox as module

    look = module.look

    def faulty(house, staged):
        if staged.size == len(PDF):
            raise RuntimeError('a fault of the program')
        return look(house, staged)

    monkeypatch.setattr(module, 'look', faulty)
    put(inbox), put(inbox, 'b.pdf', PDF + b'2')
    step()
    assert step() == 1
    assert (len(holding(house)), len(holding(house, PDF + b'2'))) == (0, 1)
