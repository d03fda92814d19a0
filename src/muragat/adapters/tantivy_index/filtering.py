"""What a person may see, as a part of the engine's query."""

from collections.abc import Callable, Set

import tantivy
from tantivy import Occur

from muragat.adapters.tantivy_index.building import Engine, any_of, between, nothing_but, one_of
from muragat.ports.textindex import Sight

#: All zones in the index; asked for only when needed.
Zones = Callable[[], Set[int]]


def seen_only(query: tantivy.Query, sight: Sight, every_zone: Zones) -> tantivy.Query:
    """The query within what is seen; scores stay as they are.

    An engine reads every record of the zones it is given, so it is given those that are seen or those that are hidden,
    whichever are fewer. The same holds for closed records: few are, so they are taken away.
    """
    if sight.zones is None and sight.closed_zones is None:
        return query
    if _more_is_seen_of_closed_records(sight):
        return Engine.boolean_query([(Occur.Must, query), (Occur.Must, nothing_but(_piece_by_piece(sight)))])
    clauses, hidden = [(Occur.Must, query)], [_closed(sight, every_zone)]
    if sight.zones is not None:
        others = every_zone() - sight.zones
        if len(others) < len(sight.zones):
            hidden.append(_of_zones(others))
        else:
            shown = any_of([_of_zones(sight.zones), *([one_of('id', sight.permitted)] if sight.permitted else [])])
            clauses.append((Occur.Must, nothing_but(shown)))
    clauses += [(Occur.MustNot, _but_permitted(each, sight)) for each in hidden]
    return Engine.boolean_query(clauses)


def _more_is_seen_of_closed_records(sight: Sight) -> bool:
    """Whether some zone is seen with its closed records but not with its open ones."""
    return sight.zones is not None and (sight.closed_zones is None or not sight.closed_zones <= sight.zones)


def _closed(sight: Sight, every_zone: Zones) -> tantivy.Query:
    """Closed records of zones in which they are hidden."""
    closed = between('opens', sight.today + 1, None)
    if not sight.closed_zones:
        return closed
    others = every_zone() - sight.closed_zones
    if len(others) < len(sight.closed_zones):
        return Engine.boolean_query([(Occur.Must, closed), (Occur.Must, _of_zones(others))])
    return Engine.boolean_query([(Occur.Must, closed), (Occur.MustNot, _of_zones(sight.closed_zones))])


def _but_permitted(hidden: tantivy.Query, sight: Sight) -> tantivy.Query:
    if not sight.permitted:
        return hidden
    return Engine.boolean_query([(Occur.Must, hidden), (Occur.MustNot, one_of('id', sight.permitted))])


def _piece_by_piece(sight: Sight) -> tantivy.Query:
    """What is seen, for the rare sight that is no plain part of the other."""
    closed = between('opens', sight.today + 1, None)
    shown = [one_of('id', sight.permitted)] if sight.permitted else []
    if sight.zones:
        shown.append(Engine.boolean_query([(Occur.Must, _of_zones(sight.zones)), (Occur.MustNot, closed)]))
    if sight.closed_zones is None:
        shown.append(closed)
    else:
        shown.append(Engine.boolean_query([(Occur.Must, closed), (Occur.Must, _of_zones(sight.closed_zones))]))
    return any_of(shown)


def _of_zones(zones: Set[int]) -> tantivy.Query:
    return one_of('zone', map(str, zones))
