"""A lane of the journal: a small object of fresh entries that many writers may change at the same time."""
import hashlib
from collections.abc import Iterator
from struct import Struct
from typing import Any, NamedTuple

from persistent import Persistent
from transaction.interfaces import TransientError

HEAD_ENTRIES = 64
HEAD_BYTES = 32_768
_HEADER = Struct('>d32s')

State = dict[str, Any]


class Written(NamedTuple):
    """An entry as it lies in a lane: seconds of the epoch, SHA-256 of its content, canonical line."""

    at: float
    digest: bytes
    line: bytes

    def packed(self) -> bytes:
        """The entry as one string of bytes, which costs a writer of the lane least."""
        return _HEADER.pack(self.at, self.digest) + self.line

    @classmethod
    def unpacked(cls, packed: bytes) -> 'Written':
        """The entry that was packed."""
        at, digest = _HEADER.unpack_from(packed)
        return cls(at, digest, packed[_HEADER.size:])


class Piece(NamedTuple):
    """What one step takes from a lane as a whole: a packet by its key, or the head (key None)."""

    at: float
    lane: int
    packet: bytes | None
    length: int


class Packet(Persistent):
    """Entries of a lane that has grown: written once, never changed, handed over as a whole."""

    def __init__(self, entries: dict[int, bytes]) -> None:
        self.entries = entries


class Lane(Persistent):
    """Unsealed entries, oldest first. Appends of any number of writers and the sealer's taking merge without conflict.

    What was committed before a writer's first append moves into a packet once it is large, so that an append stays
    cheap however far behind the sealer is. The packet's key follows from its entries alone: two writers who move the
    same entries at the same time make the same packet, and the merge keeps one of them.
    """

    based_on = b''

    def __init__(self) -> None:
        self.entries: dict[int, bytes] = {}
        self.packets: dict[bytes, tuple[float, int, Packet]] = {}

    def append(self, key: int, written: Written) -> None:
        """Add an entry. ValueError when the key is in use here."""
        if key in self.entries:
            raise ValueError(f'The journal already holds an entry with the key {key}')
        serial = self._p_serial or b''
        if self.based_on != serial:
            self.based_on = serial
            self._pack_head()
        self.entries[key] = written.packed()
        self._p_changed = True

    def _pack_head(self) -> None:
        size = sum(map(len, self.entries.values()))
        if len(self.entries) >= HEAD_ENTRIES or size >= HEAD_BYTES:
            self.packets[packet_key(self.entries)] = (self._first, len(self.entries), Packet(self.entries))
            self.entries = {}

    @property
    def _first(self) -> float:
        return Written.unpacked(next(iter(self.entries.values()))).at

    @property
    def count(self) -> int:
        """How many entries wait here."""
        return len(self.entries) + sum(count for _, count, _ in self.packets.values())

    @property
    def oldest(self) -> float | None:
        """Time of the first entry that waits here."""
        times = [at for at, _, _ in self.packets.values()]
        return min([*times, self._first] if self.entries else times, default=None)

    def pieces(self, number: int) -> Iterator[Piece]:
        """What can be taken, in commit order; `number` is the lane's own."""
        for key, (at, count, _) in self.packets.items():
            yield Piece(at, number, key, count)
        if self.entries:
            yield Piece(self._first, number, None, len(self.entries))

    def read(self, piece: Piece) -> dict[int, Written]:
        """The entries of a piece in commit order."""
        packed = self.entries if piece.packet is None else self.packets[piece.packet][2].entries
        return {key: Written.unpacked(entry) for key, entry in packed.items()}

    def hand_over(self, piece: Piece) -> dict[int, Written]:
        """The entries of a piece, which leave the lane: for the sealer, in the transaction that seals them."""
        entries = self.read(piece)
        if piece.packet is None:
            self.entries = {}
        else:
            del self.packets[piece.packet]
            self._p_changed = True
        return entries

    def walk(self) -> Iterator[tuple[int, Written]]:
        """Every waiting entry in commit order."""
        for piece in self.pieces(0):
            yield from self.read(piece).items()

    def backward(self) -> Iterator[tuple[int, Written]]:
        """Every waiting entry, the last committed first."""
        for piece in reversed(list(self.pieces(0))):
            yield from reversed(self.read(piece).items())

    def _p_resolveConflict(self, old: State, committed: State, new: State) -> State:
        return merged(old, committed, new)


def packet_key(entries: dict[int, bytes]) -> bytes:
    """A key that depends only on which entries a packet holds."""
    return hashlib.sha256(b''.join(key.to_bytes(8, 'big') for key in sorted(entries))).digest()[:16]


def merged(old: State, committed: State, new: State) -> State:
    """Three-way merge of two changes of a lane. TransientError when an entry could be written twice or be lost.

    What moved an entry of `old` first keeps it. A packet of ours that others anticipated, even in part, is given up,
    and what they left in the head stays there; a packet of theirs that we have sealed in our transaction is gone.
    """
    before, theirs, ours = old['entries'], committed['entries'], new['entries']
    packets = _merged_packets(old['packets'], committed['packets'], new['packets'])
    kept = {key: value for key, value in theirs.items() if key in before}
    if before and not ours.keys() >= before.keys():
        key = packet_key(before)
        they_took = {key: value for key, value in before.items() if key not in theirs}
        if key in new['packets'] and they_took:
            _drop(packets, key, unless_in=committed['packets'])
        else:
            kept = {}
            if they_took:
                _require_packet(packets, packet_key(they_took))
                del packets[packet_key(they_took)]
    entries = kept | {key: value for key, value in theirs.items() if key not in before}
    entries |= {key: value for key, value in ours.items() if key not in before}
    return {**new, 'entries': entries, 'packets': packets}


def _drop(packets: dict[bytes, Any], key: bytes, unless_in: dict[bytes, Any]) -> None:
    if key not in unless_in:
        packets.pop(key, None)


def _require_packet(packets: dict[bytes, Any], key: bytes) -> None:
    """What others moved while we sealed it lies in one packet; else the sealer begins anew."""
    if key not in packets:
        raise TransientError('What was sealed was moved by several writers meanwhile')


def _merged_packets(before: dict[bytes, Any], theirs: dict[bytes, Any], ours: dict[bytes, Any]) -> dict[bytes, Any]:
    taken = before.keys() - ours.keys()
    packets = {key: value for key, value in theirs.items() if key not in taken}
    return packets | {key: value for key, value in ours.items() if key not in before and key not in theirs}
