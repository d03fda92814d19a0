"""The sealer: the only writer of the chain moves entries from the lanes into blocks in the order of their commit."""
import heapq
from collections.abc import Iterable, Iterator

from muragat.kernel.chain import Sealed
from muragat.kernel.journal import Journal
from muragat.kernel.lane import Piece, Written

STEP_ENTRIES = 4000
BLOCK_ENTRIES = 500
BLOCK_BYTES = 262_144


def seal(journal: Journal, now: float, limit: int = STEP_ENTRIES) -> int:
    """Seal at most about `limit` entries in the caller's transaction; how many were sealed. Repeat until 0."""
    pieces = _chosen(journal, limit)
    taken: dict[int, list[dict[int, Written]]] = {}
    for piece in pieces:
        taken.setdefault(piece.lane, []).append(journal.lanes[piece.lane].hand_over(piece))
    entries = list(_in_order(taken.values()))
    for block in _blocks(entries):
        journal.chain.extend(block, now)
    return len(entries)


def _chosen(journal: Journal, limit: int) -> list[Piece]:
    """The oldest pieces of all lanes, whole ones, in the order of each lane."""
    chosen: list[Piece] = []
    count = 0
    for piece in heapq.merge(*(_never_back(lane.pieces(number)) for number, lane in enumerate(journal.lanes))):
        if chosen and count + piece.length > limit:
            break
        chosen.append(piece)
        count += piece.length
    return chosen


def _never_back(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """Pieces of a lane with times that only grow, so that a merge keeps their order."""
    at = 0.0
    for piece in pieces:
        at = max(at, piece.at)
        yield piece._replace(at=at)


def _in_order(lanes: Iterable[list[dict[int, Written]]]) -> Iterator[Sealed]:
    """Entries merged by time; those of one lane stay in the order of their commit."""
    for _, _, _, sealed in heapq.merge(*(_numbered(number, parts) for number, parts in enumerate(lanes))):
        yield sealed


def _numbered(lane: int, parts: list[dict[int, Written]]) -> Iterator[tuple[float, int, int, Sealed]]:
    at = 0.0
    place = 0
    for part in parts:
        for key, written in part.items():
            at = max(at, written.at)
            place += 1
            yield at, lane, place, Sealed(key, written.digest.hex(), written.line)


def _blocks(entries: list[Sealed]) -> Iterator[list[Sealed]]:
    """Entries cut into blocks that are bounded in entries and bytes."""
    block: list[Sealed] = []
    size = 0
    for entry in entries:
        if block and (len(block) >= BLOCK_ENTRIES or size + len(entry.line) > BLOCK_BYTES):
            yield block
            block, size = [], 0
        block.append(entry)
        size += len(entry.line)
    if block:
        yield block
