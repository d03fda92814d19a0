"""Parser of queries: from pieces to a tree; what does not fit anywhere is told and left out, the rest stands."""

from collections.abc import Iterable

from muragat.search.query.capitals import without_shouting
from muragat.search.query.lexer import Piece, Sort, pieces, years_within
from muragat.search.query.names import BEHIND, Field, Joint
from muragat.search.query.syntax import All, Any_, Kind, Leaf, Not, Reading, Tree

#: Brackets within brackets.
DEEPEST = 12
#: Leaves of one query; what comes after them is left out.
MOST_LEAVES = 64
_KINDS = {Sort.WORD: Kind.WORD, Sort.PHRASE: Kind.PHRASE, Sort.PREFIX: Kind.PREFIX, Sort.FUZZY: Kind.FUZZY}


def parse(text: str) -> Reading:
    """What a text asks; every text can be read."""
    reader = _Reader(without_shouting(pieces(text)))
    tree = reader.alternatives(None, 0)
    return Reading(tree, tuple(dict.fromkeys(reader.left_out)))


class _Reader:
    """Walks once over the pieces."""

    def __init__(self, found: Iterable[Piece]) -> None:
        self.left_out: list[str] = []
        self._pieces = [piece for piece in found if not self._stray(piece)]
        self._place = 0
        self._leaves = 0

    def _stray(self, piece: Piece) -> bool:
        if piece.sort is Sort.STRAY:
            self.left_out.append(piece.raw)
        return piece.sort is Sort.STRAY

    def _peek(self) -> Piece | None:
        return self._pieces[self._place] if self._place < len(self._pieces) else None

    def _joint(self, joint: Joint) -> Piece | None:
        """Step over a joint when it is the next piece."""
        piece = self._peek()
        if piece is None or piece.joint is not joint:
            return None
        self._place += 1
        return piece

    def alternatives(self, field: Field | None, depth: int) -> Tree | None:
        """Parts between OR, up to the end or the closing bracket."""
        parts: list[Tree] = []
        stray: Piece | None = None
        while True:
            part = self._sequence(field, depth)
            if part is not None:
                parts.append(part)
            if stray is not None and part is None:
                self.left_out.append(stray.raw)
            stray = self._joint(Joint.OR)
            if stray is None:
                break
            if part is None:
                self.left_out.append(stray.raw)
                stray = None
                if self._peek() is None:
                    break
        return _joined(Any_, parts)

    def _sequence(self, field: Field | None, depth: int) -> Tree | None:
        """Parts that must all match, up to OR, the end or the closing bracket."""
        parts: list[Tree] = []
        while (piece := self._peek()) is not None and piece.joint is not Joint.OR:
            if self._joint(Joint.AND):
                continue
            if piece.sort is Sort.CLOSE:
                if depth:
                    break
                self._leave_out(piece)
                continue
            if parts and self._refused():
                parts[-1] = parts[-1].part if isinstance(parts[-1], Not) else Not(parts[-1])
                continue
            part = self._part(field, depth)
            if part is not None:
                parts.append(part)
        return _joined(All, parts)

    def _refused(self) -> bool:
        """Step over a negation behind what it refuses, as Kazakh has it, when nothing follows that it could refuse."""
        piece = self._peek()
        following = self._pieces[self._place + 1] if self._place + 1 < len(self._pieces) else None
        ends = following is None or following.sort is Sort.CLOSE or following.joint in (Joint.OR, Joint.AND)
        if piece is None or piece.joint is None or piece.text not in BEHIND or not ends:
            return False
        self._place += 1
        return True

    def _leave_out(self, piece: Piece) -> None:
        self._place += 1
        self.left_out.append(piece.raw)

    def _part(self, field: Field | None, depth: int) -> Tree | None:
        """A leaf or brackets, with the NOT and the fields before them."""
        unwanted, before = False, []
        while (piece := self._peek()) is not None and (piece.joint is Joint.NOT or piece.sort is Sort.FIELD):
            self._place += 1
            before.append(piece)
            if piece.joint is Joint.NOT:
                unwanted = not unwanted
            else:
                if field is not None and before[:-1] and before[-2].sort is Sort.FIELD:
                    self.left_out.append(before[-2].raw)
                field = piece.field
        part = self._atom(field, depth)
        if part is None:
            self.left_out += [each.raw for each in before]
            return None
        return Not(part) if unwanted else part

    def _atom(self, field: Field | None, depth: int) -> Tree | None:
        piece = self._peek()
        if piece is None or piece.joint is not None or piece.sort is Sort.CLOSE:
            return None
        if piece.sort is not Sort.OPEN:
            return self._leaf(piece, field)
        if depth >= DEEPEST:
            self._leave_out(piece)
            return None
        self._place += 1
        inside = self.alternatives(field, depth + 1)
        closing = self._peek()
        if closing is not None and closing.sort is Sort.CLOSE:
            self._place += 1
        else:
            self.left_out.append(piece.raw)
        return inside

    def _leaf(self, piece: Piece, field: Field | None) -> Tree | None:
        self._place += 1
        self._leaves += 1
        if self._leaves > MOST_LEAVES or not any(map(str.isalnum, piece.text)):
            self.left_out.append(piece.raw)
            return None
        if field is None and piece.sort is Sort.WORD and years_within(piece.text):
            field = Field.YEAR
        raw = piece.raw if field is None else f'{field.value}:{piece.raw}'
        return Leaf(piece.text, _KINDS[piece.sort], field, raw)


def _joined(kind: type[All] | type[Any_], parts: list[Tree]) -> Tree | None:
    if not parts:
        return None
    return parts[0] if len(parts) == 1 else kind(tuple(parts))
