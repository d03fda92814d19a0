"""Verification finds every kind of tampering and says where."""
import os
import signal
import subprocess
import sys
import tracemalloc
import zlib

import pytest
from ZODB.DB import DB
from ZODB.DemoStorage import DemoStorage
from ZODB.FileStorage import FileStorage

from muragat.kernel.chain import Block, Chain, Sealed, block_hash
from muragat.kernel.entries import digest_of
from muragat.kernel.journal import Journal
from muragat.kernel.sealing import seal
from muragat.kernel.verification import anchor, health, parse_anchor, verify


def fact(number, record=None):
    return {'at': float(number), 'who': 'account:1', 'what': 'record.changed', 'record': record or number,
            'after': {'n': number}}


@pytest.fixture
def journal():
    journal = Journal()
    for number in range(1, 10):
        journal.append(fact(number))
        journal.append(fact(100 * number, record=number))
        seal(journal, float(number))
    return journal


def replace_content(block, body, rehash):
    block.body = zlib.compress(body)
    if rehash:
        block.hash = block_hash(block.number, block.previous, block.sealed_at, block.count, body)


def test_a_whole_journal_is_whole_and_tells_what_is_unsealed(journal):
    journal.append(fact(11))
    verdict = verify(journal)
    assert verdict.whole
    assert (verdict.blocks, verdict.entries, verdict.unsealed) == (9, 18, 1)


@pytest.mark.parametrize('rehash', [False, True])
def test_a_changed_entry_is_named(journal, rehash):
    block = journal.chain.blocks[4]
    replace_content(block, block.content().replace(b'"n":400', b'"n":401'), rehash)
    assert verify(journal).broken.block == 4
    assert verify(journal).broken.reason.mapping == {'place': '2', 'count': '2'}


def test_an_entry_changed_with_its_own_hash_is_found(journal):
    block = journal.chain.blocks[4]
    first, second = block.sealed()
    line = second.line.replace(b'"n":400', b'"n":401')
    second = Sealed(second.key, digest_of(second.key, line).hex(), line)
    body = b'\n'.join(b'%016x %s %s' % (each.key, each.digest.encode(), each.line) for each in (first, second))
    replace_content(block, body, rehash=False)
    assert verify(journal).broken.block == 4
    replace_content(block, body, rehash=True)
    assert verify(journal).broken.block == 5


def test_reordered_entries_are_found(journal):
    block = journal.chain.blocks[4]
    replace_content(block, b'\n'.join(reversed(block.content().split(b'\n'))), rehash=False)
    assert verify(journal).broken.block == 4


def test_a_removed_block_is_found(journal):
    del journal.chain.blocks[4]
    assert verify(journal).broken.block == 4


def test_reordered_blocks_are_found(journal):
    blocks = journal.chain.blocks
    blocks[4], blocks[5] = blocks[5], blocks[4]
    assert verify(journal).broken.block == 4


def test_renumbered_blocks_are_found(journal):
    blocks = journal.chain.blocks
    blocks[4], blocks[5] = blocks[5], blocks[4]
    blocks[4].number, blocks[5].number = 4, 5
    assert verify(journal).broken.block == 4


def test_a_removed_end_is_found(journal):
    del journal.chain.blocks[9]
    assert verify(journal).broken.block == 9


def test_a_block_that_cannot_be_read_is_named(journal):
    journal.chain.blocks[3].body = b'nothing'
    assert verify(journal).broken.block == 3


def test_an_unsealed_entry_that_was_changed_is_found(journal):
    key = journal.append(fact(11))
    lane = journal.lanes[11]
    lane.entries[key] = lane.entries[key].replace(b'"n":11', b'"n":12')
    assert not verify(journal).whole


def rewritten(chain, skip=0):
    new = Chain()
    blocks = list(chain.stream())
    for block in blocks[:len(blocks) - skip]:
        entries = [Sealed(each.key, digest_of(each.key, line).hex(), line) for each in block.sealed()
                   for line in [each.line.replace(b'"n":400', b'"n":401')]]
        new.extend(entries, block.sealed_at)
    return new


def test_a_chain_rewritten_whole_is_found_by_an_anchor_alone(journal):
    line = anchor(journal, 1_700_000_000.0).line()
    assert line.startswith('muragat-journal 9 18 ')
    assert line.endswith('2023-11-14T22:13:20Z')
    assert verify(journal, parse_anchor(line)).whole
    journal.chain = rewritten(journal.chain)
    assert verify(journal).whole
    assert verify(journal, parse_anchor(line)).broken.block == 9


def test_a_chain_cut_with_its_head_is_found_by_an_anchor(journal):
    kept = anchor(journal, 0.0)
    journal.chain = rewritten(journal.chain, skip=2)
    assert verify(journal).whole
    assert verify(journal, kept).broken.block == 8


def test_an_anchor_holds_while_the_journal_grows(journal):
    kept = anchor(journal, 0.0)
    journal.append(fact(11))
    seal(journal, 99.0)
    assert verify(journal, kept).whole


def test_an_anchor_of_an_empty_journal_holds():
    journal = Journal()
    kept = parse_anchor(anchor(journal, 0.0).line())
    journal.append(fact(1))
    seal(journal, 2.0)
    assert verify(journal, kept).whole


def test_a_line_that_is_no_anchor_is_refused():
    with pytest.raises(ValueError, match='no anchor'):
        parse_anchor('muragat-journal 1 2')


def test_health_is_red_after_a_minute_unsealed(journal):
    assert health(journal, 1000.0)[0]
    journal.append(fact(1000))
    assert health(journal, 1059.0)[0]
    well, message = health(journal, 1061.0)
    assert not well
    assert message.mapping['seconds'] == '61'


SEALER = """
import sys, transaction
from ZODB.DB import DB
from ZODB.FileStorage import FileStorage
from muragat.kernel.journal import Journal
from muragat.kernel.sealing import seal
db = DB(FileStorage(sys.argv[1]))
connection = db.open()
root = connection.root()
if 'journal' not in root:
    root['journal'] = Journal()
    root['next'] = 0
    transaction.commit()
while True:
    for _ in range(3):
        root['journal'].append({'at': float(root['next']), 'what': 'x', 'record': root['next'] % 5,
                                'after': {'n': root['next']}})
        root['next'] += 1
        transaction.commit()
    print(root['next'], flush=True)
    seal(root['journal'], 1.0)
    transaction.commit()
"""


def test_after_kills_each_entry_is_in_the_chain_exactly_once(tmp_path):
    path = str(tmp_path / 'Data.fs')
    for patience in (1, 7, 16):
        child = subprocess.Popen([sys.executable, '-c', SEALER, path], stdout=subprocess.PIPE)
        for _ in range(patience):
            child.stdout.readline()
        child.send_signal(signal.SIGKILL)
        child.stdout.close()
        child.wait()
        os.unlink(f'{path}.lock')
    db = DB(FileStorage(path))
    with db.transaction() as connection:
        journal = connection.root()['journal']
        while seal(journal, 2.0):
            pass
        found = sorted(entry.after['n'] for entry in journal.chain.walk())
        assert found == list(range(connection.root()['next']))
        assert verify(journal).whole
    db.close()


def test_a_large_backlog_is_sealed_and_verified_in_bounded_memory():
    db = DB(DemoStorage(), cache_size=200)
    with db.transaction() as connection:
        connection.root()['journal'] = Journal()
    for start in range(0, 12_000, 2000):
        with db.transaction() as connection:
            for number in range(start, start + 2000):
                connection.root()['journal'].append(fact(number + 1))
    assert sealing_peak(db, 500) < 6_000_000
    with db.transaction() as connection:
        assert verify(connection.root()['journal']).entries == 12_000
    db.close()


def sealing_peak(db, limit):
    tracemalloc.start()
    sealed, base = 1, tracemalloc.get_traced_memory()[0]
    stored = 0
    while sealed:
        with db.transaction() as connection:
            before = connection.root()['journal'].chain.count
            sealed = seal(connection.root()['journal'], 1.0, limit)
            stored = before + sealed
    peak = tracemalloc.get_traced_memory()[1] - base
    tracemalloc.stop()
    assert stored == 12_000
    return peak


def test_a_block_is_never_changed_by_what_comes_after(journal):
    before = {number: (block.hash, block.body) for number, block in journal.chain.blocks.items()}
    journal.append(fact(50, record=4))
    seal(journal, 99.0)
    after = {number: (block.hash, block.body) for number, block in journal.chain.blocks.items()}
    assert {number: after[number] for number in before} == before
    assert isinstance(journal.chain.blocks[10], Block)
