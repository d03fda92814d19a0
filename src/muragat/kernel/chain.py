"""The sealed part of the journal: immutable blocks, each with the hash of the block before it."""
import hashlib
import json
import zlib
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from BTrees.LLBTree import LLBTree
from BTrees.LOBTree import LOBTree
from persistent import Persistent

from muragat.kernel.entries import Entry, digest_of, entry_of

GENESIS = '0' * 64


class Sealed(NamedTuple):
    """An entry as it lies in a block: its key, SHA-256 of its content in hex, canonical line."""

    key: int
    digest: str
    line: bytes

    def entry(self, block: int | None) -> Entry:
        """The fact itself."""
        return entry_of(self.key, self.line, block)

    @property
    def intact(self) -> bool:
        """Whether the content is the one that was hashed when it was written."""
        return digest_of(self.key, self.line).hex() == self.digest


class Block(Persistent):
    """Entries in the order of their commit, compressed, with the hash of the block before; never changed.

    `before` tells for each record in it the block that mentions the record before this one: a derived index.
    """

    def __init__(self, number: int, previous: str, sealed_at: float, entries: Iterable[Sealed]) -> None:
        lines = [b'%016x %s %s' % (entry.key, entry.digest.encode(), entry.line) for entry in entries]
        body = b'\n'.join(lines)
        self.number = number
        self.previous = previous
        self.sealed_at = sealed_at
        self.count = len(lines)
        self.body = zlib.compress(body, 6)
        self.hash = block_hash(number, previous, sealed_at, len(lines), body)
        self.before: dict[int, int] = {}

    def content(self) -> bytes:
        """The lines as they were hashed. zlib.error when the stored bytes are damaged."""
        return zlib.decompress(self.body)

    def sealed(self) -> Iterator[Sealed]:
        """The entries in order. ValueError when a line has another form."""
        for line in self.content().split(b'\n'):
            key, digest, text = line.split(b' ', 2)
            yield Sealed(int(key, 16), digest.decode(), text)

    def computed_hash(self) -> str:
        """The hash that follows from what is stored now."""
        return block_hash(self.number, self.previous, self.sealed_at, self.count, self.content())


def block_hash(number: int, previous: str, sealed_at: float, count: int, body: bytes) -> str:
    """SHA-256 in hex over a block's header and its lines."""
    header = json.dumps([number, previous, sealed_at, count], separators=(',', ':'))
    return hashlib.sha256(header.encode() + b'\n' + body).hexdigest()


class Chain(Persistent):
    """Blocks numbered from 1, the head's hash, the count of entries, and the last block of each record."""

    def __init__(self) -> None:
        self.head = GENESIS
        self.length = 0
        self.count = 0
        self.blocks = LOBTree()
        self.last_of_record = LLBTree()

    def extend(self, entries: list[Sealed], now: float) -> Block:
        """Seal entries into the next block: for the sealer alone."""
        block = Block(self.length + 1, self.head, now, entries)
        for record in {entry.entry(None).record for entry in entries}:
            if record is not None:
                block.before[record] = self.last_of_record.get(record, 0)
                self.last_of_record[record] = block.number
        self.blocks[block.number] = block
        self.length = block.number
        self.head = block.hash
        self.count += block.count
        return block

    def of_record(self, record: int) -> Iterator[Entry]:
        """Sealed entries of a record, latest first, without walking the chain."""
        number = self.last_of_record.get(record, 0)
        while number:
            block = self.blocks[number]
            found = [entry.entry(number) for entry in block.sealed()]
            yield from (entry for entry in reversed(found) if entry.record == record)
            number = block.before.get(record, 0)

    def walk(self) -> Iterator[Entry]:
        """Every sealed entry, oldest first, in bounded memory."""
        for block in self.stream():
            yield from (entry.entry(block.number) for entry in block.sealed())

    def latest(self, until: float | None = None) -> Iterator[Entry]:
        """Every sealed entry, latest first; `until`: only those of this moment (seconds of the epoch) or before."""
        for number in range(self.length if until is None else self._begun(until), 0, -1):
            found = [entry.entry(number) for entry in self.blocks[number].sealed()]
            yield from (entry for entry in reversed(found) if until is None or entry.at <= until)

    def _begun(self, moment: float) -> int:
        """The last block whose first entry is not later; entries of different records are in order of time, nearly."""
        return bisect_right(range(1, self.length + 1), moment, key=self._first_at)

    def _first_at(self, number: int) -> float:
        first: Sealed = next(self.blocks[number].sealed())
        return first.entry(number).at

    def stream(self) -> Iterator[Block]:
        """The blocks in stored order; each is let go of before the next is read."""
        for passed, block in enumerate(self.blocks.values()):
            yield block
            block._p_deactivate()
            if passed % 1000 == 999 and self._p_jar is not None:
                self._p_jar.cacheGC()
