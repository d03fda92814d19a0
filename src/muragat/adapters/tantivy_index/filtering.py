"""What a person may see, as a part of the engine's query."""

import tantivy
from tantivy import Occur

from muragat.adapters.tantivy_index.building import Engine, any_of, between, nothing_but, one_of
from muragat.ports.textindex import Sight


def seen_only(query: tantivy.Query, sight: Sight) -> tantivy.Query:
    """The query within what is seen; scores stay as they are."""
    hidden, shown = _hidden(sight), _shown(sight)
    if hidden is None and shown is None:
        return query
    clauses = [(Occur.Must, query)]
    if shown is not None:
        clauses.append((Occur.Must, nothing_but(shown)))
    if hidden is not None:
        clauses.append((Occur.MustNot, hidden))
    return Engine.boolean_query(clauses)


def _hidden(sight: Sight) -> tantivy.Query | None:
    """What is hidden of open zones, when all zones are open: little, so it is taken away."""
    if sight.zones is not None or sight.closed_zones is None:
        return None
    closed = [(Occur.Must, between('opens', sight.today + 1, None))]
    closed += [(Occur.MustNot, one_of(name, values)) for name, values in
               (('zone', sight.closed_zones), ('id', sight.permitted)) if values]
    return Engine.boolean_query(closed)


def _shown(sight: Sight) -> tantivy.Query | None:
    """What is seen, when not all zones are open."""
    if sight.zones is None:
        return None
    shown = []
    open_already = between('opens', None, sight.today)
    if sight.zones:
        shown.append(Engine.boolean_query([(Occur.Must, one_of('zone', sight.zones)), (Occur.Must, open_already)]))
    if sight.closed_zones is None:
        shown.append(between('opens', sight.today + 1, None))
    elif sight.closed_zones:
        shown.append(Engine.boolean_query([(Occur.Must, one_of('zone', sight.closed_zones)),
                                           (Occur.MustNot, open_already)]))
    if sight.permitted:
        shown.append(one_of('id', sight.permitted))
    return any_of(shown)
