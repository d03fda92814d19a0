"""What befalls an index on disk: kills at each step, lost and torn files, two writers, a full disk.

Whatever happens, it is whole or says that it is not, and after the indexer has run again nothing differs from what is
in the archive.
"""
import os
import resource
import signal
from pathlib import Path

import pytest

from muragat.adapters.index_store import FolderStore
from muragat.adapters.whoosh_index.engine import engine
from muragat.kernel.ids import SITE_ID
from muragat.kernel.sight import Sight
from muragat.ports.textindex import Every, IndexDocument, IndexUnavailable, Phrase, Prefix, Word
from muragat.search.analysis import streams
from muragat.search.indexer import Indexer

ALL = Sight(10**6, None, None)
#: Calls by which a commit reaches the disk.
STEPS = [(os, 'open'), (os, 'pwrite'), (os, 'fsync'), (Path, 'replace'), (Path, 'unlink')]


@pytest.fixture
def store(tmp_path):
    store = FolderStore(tmp_path, engine())
    store.aside()
    store.swap()
    return store


def document(number, text='а'):
    return IndexDocument(number, 'unit', 'archive', 1, 0, {'text': {'kk': tuple(text.split())}})


def in_child(work):
    """Do something in a process of its own; the signal that ended it, or its exit code."""
    child = os.fork()
    if not child:
        try:
            work()
            os._exit(0)
        finally:
            os._exit(1)
    status = os.waitpid(child, 0)[1]
    return -os.WTERMSIG(status) if os.WIFSIGNALED(status) else os.WEXITSTATUS(status)


def killed_before(step, work):
    """Do something in a child that dies before its call number `step` to the disk; whether it died."""
    left = [step]

    def counted(call):
        def counting(*arguments, **named):
            left[0] -= 1
            if not left[0]:
                os.kill(os.getpid(), signal.SIGKILL)
            return call(*arguments, **named)
        return counting

    def run():
        for home, name in STEPS:
            setattr(home, name, counted(getattr(home, name)))
        work()

    outcome = in_child(run)
    assert outcome in (0, -signal.SIGKILL)
    return outcome != 0


def files(store, tmp_path):
    return sorted(each.name for each in (tmp_path / store.engine).rglob('*') if each.is_file())


def folder(store, tmp_path):
    return tmp_path / store.engine / (tmp_path / store.engine / 'current').read_text()


def is_true(desk, index):
    """The index holds exactly the records of the archive, each as it is."""
    there = [record for record in desk.site.catalog.rows if record != SITE_ID]
    assert list(index.ids()) == sorted(there)
    assert index.search(Every(), ALL).total == len(there)
    for record in there:
        title = getattr(desk.site.ids[record], 'title', None)
        if isinstance(title, dict) and title.get('kk'):
            words = tuple(Word((('word', word),)) for word in streams(title['kk'])['word'])
            assert record in {hit.id for hit in index.search(Phrase(words), ALL, limit=100).hits}
    return True


def test_killed_before_any_step_of_a_commit_nothing_differs_in_the_end(desk, store, registry, tmp_path):
    indexer = Indexer(desk.site, store.open(), registry)

    def add(word):
        return desk.add(desk.site['boxes'], 'thing', {'title': {'kk': word}})

    things = [add(f'бірінші{number}') for number in range(6)]
    while indexer.step():
        pass
    step, died = 1, True
    while died:
        desk.change(things[step % 6], {'title': {'kk': f'өзгерген{step}'}})
        desk.delete(add(f'жойылған{step}'), 'mistake')
        add(f'жаңа{step}')
        before = list(store.open().ids())
        died = killed_before(step, indexer.step)
        after = store.open()
        assert after.condition().code == 'index_well'
        assert dict(after.generations()) == dict(desk.site.dirty.batch(100)) or list(after.ids()) == before
        while indexer.step():
            pass
        assert is_true(desk, store.open())
        step += 1
    assert step > 12
    assert len(files(store, tmp_path)) <= 5 + store.open().condition().details['segments']


def test_a_kill_at_any_step_of_a_swap_leaves_the_old_or_the_new_index(store, tmp_path):
    serving = store.open()
    serving.commit([document(1)], (), {})
    step, died = 1, True
    while died:
        store.aside().commit([document(step + 1)], (), {})
        died = killed_before(step, store.swap)
        held = list(serving.ids())
        assert held in ([step], [step + 1])
        if store.unfinished():
            assert list(store.aside().ids()) == [step + 1]
            store.swap()
        assert list(serving.ids()) == [step + 1]
        step += 1
    store.discard_aside()
    assert sum(1 for each in tmp_path.rglob('*') if each.is_dir()) == 2


@pytest.mark.parametrize('pattern', ['*.arrays', '*.toc', '*.json'])
@pytest.mark.parametrize('harm', ['lost', 'cut', 'emptied', 'scratched'])
def test_a_lost_or_torn_file_is_noticed_at_once_and_nothing_is_made_anew(store, tmp_path, pattern, harm):
    index = store.open()
    index.commit([document(number) for number in range(50)], (), {1: 1})
    assert index.search(Every(), ALL).total == 50
    victim = next(folder(store, tmp_path).glob(pattern))
    data = victim.read_bytes()
    if harm == 'lost':
        victim.unlink()
    else:
        victim.write_bytes({'cut': data[:-7], 'emptied': b'', 'scratched': bytes(len(data) - 9) + data[-9:]}[harm])
    there = files(store, tmp_path)
    for reader in (store.open(), index) if pattern == '*.arrays' and harm != 'scratched' else (store.open(),):
        condition = reader.condition()
        assert (condition.well, condition.code) == (False, 'index_damaged')
        with pytest.raises(IndexUnavailable, match='index_damaged'):
            reader.search(Every(), ALL)
        with pytest.raises(IndexUnavailable):
            reader.commit([document(99)], (), {})
    assert files(store, tmp_path) == there
    store.aside().commit([document(number) for number in range(51)], (), {})
    store.swap()
    assert index.search(Every(), ALL).total == store.open().search(Every(), ALL).total == 51
    assert index.condition().well


def test_a_bit_that_fell_over_is_found_by_the_health_page(store, tmp_path):
    store.open().commit([document(number) for number in range(50)], (), {})
    victim = next(folder(store, tmp_path).glob('*.arrays'))
    data = bytearray(victim.read_bytes())
    data[200] ^= 4
    victim.write_bytes(data)
    assert store.open().condition().code == 'index_damaged'


def test_two_writers_wait_for_each_other_and_readers_see_whole_commits(store):
    first, rounds = store.open(), 40

    def write(begin):
        index = store.open()
        for number in range(begin, begin + rounds):
            index.commit([document(2 * number), document(2 * number + 1)], (), {number: 1})

    children = []
    for begin in (0, rounds):
        child = os.fork()
        if not child:
            try:
                write(begin)
                os._exit(0)
            finally:
                os._exit(1)
        children.append(child)
    ended = [os.WEXITSTATUS(watched(child, first)) for child in children]
    assert ended == [0, 0]
    assert list(first.ids()) == list(range(4 * rounds))


def watched(child, index):
    """Read until a child has ended: every total is that of a whole commit; its status."""
    while True:
        hits = index.search(Prefix('kk', 'а'), ALL, limit=1000)
        assert hits.total == len(hits.hits)
        assert hits.total % 2 == 0
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            return status


@pytest.mark.parametrize('room', [0, 100, 3000, 9000, 20000])
def test_a_full_disk_refuses_the_commit_and_spoils_nothing(store, tmp_path, room):
    index = store.open()
    index.commit([document(1)], (), {1: 1})
    before = files(store, tmp_path)

    def write():
        resource.setrlimit(resource.RLIMIT_FSIZE, (room, resource.RLIM_INFINITY))
        words = ' '.join(f'сөз{number}' for number in range(2000))
        with pytest.raises(IndexUnavailable, match='index_full'):
            index.commit([document(number, words) for number in range(1, 9)], (), {1: 2})

    assert in_child(write) == 0
    assert files(store, tmp_path) == before
    assert list(index.ids()) == [1]
    assert dict(store.open().generations()) == {1: 1}
    index.commit([document(2)], (), {})
    assert list(store.open().ids()) == [1, 2]


def test_what_a_killed_writer_left_is_removed_by_the_next_commit(store, tmp_path):
    index = store.open()
    index.commit([document(1)], (), {})
    home = folder(store, tmp_path)
    for name in ('muragat_0123456789abcdef.arrays', '_muragat_77.toc.1234', 'muragat_notes_2.json.new'):
        (home / name).write_bytes(b'torn')
    assert list(store.open().ids()) == [1]
    index.commit([document(2)], (), {})
    assert not {'muragat_0123456789abcdef.arrays', '_muragat_77.toc.1234'} & set(files(store, tmp_path))
    assert list(store.open().ids()) == [1, 2]
