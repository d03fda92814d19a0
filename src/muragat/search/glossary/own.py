"""Terms of the archive's own: proposed by people or learned from its titles, in use when an archivist approves them."""

from collections.abc import Iterator
from enum import Enum
from typing import Any, NamedTuple

from BTrees.OOBTree import OOBTree
from persistent import Persistent

from muragat.kernel.access import Permission
from muragat.kernel.errors import Hindered, Invalid, NotVisible, Refusal
from muragat.kernel.i18n import _
from muragat.language.collation import sort_key
from muragat.search import facts
from muragat.search.glossary.entries import Entry, shipped
from muragat.search.glossary.matching import Glossary, Table, shipped_table

#: Longest term in characters, and how many pairs an archive keeps.
LONGEST, MOST = 200, 20_000

Pair = tuple[str, str]


class State(Enum):
    """What became of a pair; the value is stored."""

    PROPOSED = 'proposed'
    APPROVED = 'approved'
    REFUSED = 'refused'


class OwnTerm(NamedTuple):
    """A pair of the archive. `titles`: how many it was learned from, 0: a person wrote it. Times are seconds UTC."""

    kk: str
    ru: str
    state: State
    titles: int
    at: float
    by: str
    decided_at: float = 0.0
    decided_by: str = ''

    @property
    def pair(self) -> Pair:
        """By what the pair is kept."""
        return Entry(self.kk, self.ru).pair


class OwnTerms(Persistent):
    """All pairs of an archive, by their terms in small letters, as plain rows."""

    def __init__(self) -> None:
        self.rows = OOBTree()

    def get(self, pair: Pair) -> OwnTerm | None:
        """The pair, or None."""
        row = self.rows.get(pair)
        return None if row is None else _term(row)

    def put(self, term: OwnTerm) -> None:
        """Keep it as it is now."""
        self.rows[term.pair] = (*term[:2], term.state.value, *term[3:])
        # Glossaries that were made of the rows are told by this.
        self.changes = self.changes + 1

    changes = 0

    def __iter__(self) -> Iterator[OwnTerm]:
        return map(_term, self.rows.values())

    def in_state(self, state: State) -> list[OwnTerm]:
        """The pairs in a state: proposals by how often they were met, then by the alphabet."""
        found = [term for term in self if term.state is state]
        return sorted(found, key=lambda term: (-term.titles, sort_key(term.kk), sort_key(term.ru)))

    def glossary(self) -> Glossary:
        """The terms of the product and the approved ones, without the refused ones; made once for each change."""
        kept: tuple[int, Glossary] | None = getattr(self, '_v_glossary', None)
        if kept is None or kept[0] != self.changes:
            approved = [Entry(term.kk, term.ru) for term in self.in_state(State.APPROVED)]
            refused = [term.pair for term in self.in_state(State.REFUSED)]
            kept = self._v_glossary = self.changes, Glossary(
                Table(approved, 'archive'), shipped_table(), refused=refused)
        return kept[1]


def _term(row: tuple[Any, ...]) -> OwnTerm:
    return OwnTerm._make((*row[:2], State(row[2]), *row[3:]))


def own_terms(site: Any) -> OwnTerms:
    """The pairs of an archive for reading; empty, unstored ones when it has none."""
    found = site.glossary
    return found if isinstance(found, OwnTerms) else OwnTerms()


def _for_writing(site: Any) -> OwnTerms:
    if not isinstance(site.glossary, OwnTerms):
        site.glossary = OwnTerms()
    kept: OwnTerms = site.glossary
    return kept


def glossary_of(site: Any) -> Glossary:
    """The glossary as the archive has it."""
    return site.glossary.glossary() if isinstance(site.glossary, OwnTerms) else Glossary(shipped_table())


def propose(desk: Any, kk: str, ru: str) -> OwnTerm:
    """A person writes a pair; `Invalid` for terms that are none, `Hindered` when it is there already."""
    desk.require(Permission.MANAGE_VOCABULARIES, desk.site)
    entry = _checked(kk, ru)
    terms = _for_writing(desk.site)
    known = terms.get(entry.pair)
    if known is not None or entry.pair in _shipped_pairs():
        raise Hindered(Refusal('known', _('The pair “${kk} – ${ru}” is there already.',
                                          mapping={'kk': entry.kk, 'ru': entry.ru})))
    if len(terms.rows) >= MOST:
        raise Hindered(Refusal('too_many', _('There are ${count} pairs already.', mapping={'count': str(MOST)})))
    term = OwnTerm(entry.kk, entry.ru, State.PROPOSED, 0, desk.clock.now(), desk.principal.id)
    terms.put(term)
    desk.fact(facts.TERM_PROPOSED, kk=term.kk, ru=term.ru)
    return term


def decide(desk: Any, pair: Pair, state: State) -> None:
    """An archivist approves or refuses a pair, or takes that back; of the product too, whose pairs are approved."""
    desk.require(Permission.MANAGE_VOCABULARIES, desk.site)
    terms = _for_writing(desk.site)
    term = terms.get(pair) or _shipped(pair)
    if term is None:
        raise NotVisible
    if term.state is state:
        return
    terms.put(term._replace(state=state, decided_at=desk.clock.now(), decided_by=desk.principal.id))
    desk.fact(_FACTS[state], kk=term.kk, ru=term.ru, before=term.state.value)


_FACTS = {State.APPROVED: facts.TERM_APPROVED, State.REFUSED: facts.TERM_REFUSED, State.PROPOSED: facts.TERM_PROPOSED}


def take_learned(desk: Any, learned: list[tuple[str, str, int]]) -> int:
    """Keep learned pairs (Kazakh, Russian, number of titles) as proposals, unless they were met before; how many."""
    terms, known, new = _for_writing(desk.site), _shipped_pairs(), 0
    for kk, ru, count in learned:
        pair = Entry(kk, ru).pair
        if pair not in known and pair not in terms.rows and len(terms.rows) < MOST:
            terms.put(OwnTerm(kk, ru, State.PROPOSED, count, desk.clock.now(), desk.principal.id))
            new += 1
    if new:
        desk.fact(facts.TERMS_LEARNED, count=new)
    return new


def _shipped_pairs() -> dict[Pair, Entry]:
    return {entry.pair: entry for entry in shipped()}


def _shipped(pair: Pair) -> OwnTerm | None:
    entry = _shipped_pairs().get(pair)
    return None if entry is None else OwnTerm(entry.kk, entry.ru, State.APPROVED, 0, 0.0, '')


def _checked(kk: str, ru: str) -> Entry:
    entry = Entry(' '.join(kk.split()), ' '.join(ru.split()))
    refusals = [Refusal('letters', _('A term has letters, and not more than ${limit}.',
                                     mapping={'limit': str(LONGEST)}), field)
                for field, text in (('kk', entry.kk), ('ru', entry.ru))
                if not any(map(str.isalpha, text)) or len(text) > LONGEST]
    if refusals:
        raise Invalid.of(refusals)
    return entry
