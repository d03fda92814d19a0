"""Verification of the journal: walks the chain, names the first broken block, compares with an anchor."""
import zlib
from datetime import UTC, datetime
from typing import NamedTuple

from muragat.kernel.chain import GENESIS, Block, Chain
from muragat.kernel.entries import digest_of
from muragat.kernel.i18n import _
from muragat.kernel.journal import Journal

ANCHOR_WORD = 'muragat-journal'
PATIENCE = 60.0


class Anchor(NamedTuple):
    """The head of the chain at one moment, to be kept outside the archive."""

    blocks: int
    entries: int
    hash: str
    at: str

    def line(self) -> str:
        """The anchor as one line of text."""
        return f'{ANCHOR_WORD} {self.blocks} {self.entries} {self.hash} {self.at}'


class Broken(NamedTuple):
    """Where the journal is broken (block number, or None: a lane or the whole), and why, for people."""

    block: int | None
    reason: str


class Verdict(NamedTuple):
    """What verification found."""

    blocks: int
    entries: int
    unsealed: int
    broken: Broken | None

    @property
    def whole(self) -> bool:
        """Whether nothing is broken."""
        return self.broken is None


def anchor(journal: Journal, now: float) -> Anchor:
    """The present head of the chain."""
    chain = journal.chain
    at = datetime.fromtimestamp(int(now), UTC).strftime('%Y-%m-%dT%H:%M:%SZ')
    return Anchor(chain.length, chain.count, chain.head, at)


def parse_anchor(line: str) -> Anchor:
    """The anchor that a line holds. ValueError when it is none."""
    parts = line.split()
    if len(parts) != 5 or parts[0] != ANCHOR_WORD or len(parts[3]) != 64:
        raise ValueError(_('This is no anchor of the journal: ${line}', mapping={'line': line.strip()}))
    return Anchor(int(parts[1]), int(parts[2]), parts[3], parts[4])


def verify(journal: Journal, against: Anchor | None = None) -> Verdict:
    """Walk the whole journal in bounded memory, and compare it with an anchor when one is given."""
    walk = _Walk(journal.chain, against)
    broken = walk.run() or _broken_lane(journal)
    return Verdict(walk.blocks, walk.entries, journal.unsealed_count, broken)


class _Walk:
    """One pass over the chain, block by block, up to the first that is broken."""

    def __init__(self, chain: Chain, against: Anchor | None) -> None:
        self.chain = chain
        self.against = against
        self.blocks = 0
        self.entries = 0
        self.previous = GENESIS

    def run(self) -> Broken | None:
        for block in self.chain.stream():
            broken = self._flaw(block)
            if broken is not None:
                return broken
            self.blocks += 1
            self.entries += block.count
            self.previous = block.hash
            if self.against is not None and self.blocks == self.against.blocks and not self._as_anchored():
                return Broken(self.blocks, _('The chain up to here is not the one of the anchor of ${at}.',
                                             mapping={'at': self.against.at}))
        return self._flaw_of_head()

    def _flaw(self, block: Block) -> Broken | None:
        if block.number != self.blocks + 1:
            return self._broken(_('Block ${number} stands in this place: one was removed or moved.',
                                  mapping={'number': str(block.number)}))
        if block.previous != self.previous:
            return self._broken(_('It does not follow the block before it: one of the two was replaced.'))
        try:
            return self._flaw_of_content(block)
        except (zlib.error, ValueError) as error:
            return self._broken(_('Its content cannot be read: ${reason}', mapping={'reason': str(error)}))

    def _flaw_of_content(self, block: Block) -> Broken | None:
        changed = [place for place, sealed in enumerate(block.sealed(), 1) if not sealed.intact]
        if changed:
            return self._broken(_('Entry ${place} of ${count} was changed.',
                                  mapping={'place': str(changed[0]), 'count': str(block.count)}))
        if block.computed_hash() != block.hash:
            return self._broken(_('Its hash does not belong to its content: entries were removed or reordered.'))
        return None

    def _broken(self, reason: str) -> Broken:
        return Broken(self.blocks + 1, reason)

    def _flaw_of_head(self) -> Broken | None:
        chain = self.chain
        if (self.blocks, self.entries, self.previous) != (chain.length, chain.count, chain.head):
            return Broken(self.blocks + 1, _('The chain ends at block ${found}, its head names block ${named}.',
                                             mapping={'found': str(self.blocks), 'named': str(chain.length)}))
        if self.against is not None and self.blocks < self.against.blocks:
            return Broken(self.blocks + 1, _('The anchor of ${at} knows ${count} blocks: the end of the chain is gone.',
                                             mapping={'at': self.against.at, 'count': str(self.against.blocks)}))
        return None

    def _as_anchored(self) -> bool:
        assert self.against is not None
        return (self.entries, self.previous) == (self.against.entries, self.against.hash)


def _broken_lane(journal: Journal) -> Broken | None:
    for number, lane in enumerate(journal.lanes):
        for key, written in lane.walk():
            if digest_of(key, written.line) != written.digest:
                return Broken(None, _('An unsealed entry in lane ${number} was changed.',
                                      mapping={'number': str(number)}))
    return None


def health(journal: Journal, now: float, patience: float = PATIENCE) -> tuple[bool, str]:
    """Whether the sealer keeps up: red when an entry has been unsealed for `patience` seconds."""
    oldest = journal.oldest_unsealed
    if oldest is None:
        return True, _('Every entry of the journal is sealed.')
    waiting = {'count': str(journal.unsealed_count), 'seconds': str(max(0, int(now - oldest)))}
    if now - oldest > patience:
        return False, _('${count} entries of the journal are not sealed, the oldest for ${seconds} seconds: '
                        'the worker does not seal.', mapping=waiting)
    return True, _('${count} entries of the journal wait to be sealed.', mapping=waiting)
