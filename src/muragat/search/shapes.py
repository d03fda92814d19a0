"""Answers of the search as plain data, the same in REST and on the command line."""

from typing import Any

from muragat.search.answer import Answer, Facet, Found, Suggested


def answer_shape(answer: Answer) -> dict[str, Any]:
    """A page of hits. Snippets are HTML: escaped, with `<mark>` around words of the question."""
    return {
        'total': answer.total,
        'took_ms': answer.took_ms,
        'engine': answer.engine,
        'state': answer.state.value,
        'notice': answer.notice or None,
        'hits': [hit_shape(each) for each in answer.hits],
        'added': [{'term': each.term, 'for': each.for_} for each in answer.added],
        'left_out': list(answer.left_out),
        'did_you_mean': answer.did_you_mean,
    }


def hit_shape(found: Found) -> dict[str, Any]:
    """A hit. `pages`: places of the pages with most of the words, `sheets`: what citations call them."""
    return {
        'id': str(found.id),
        'path': found.path or None,
        'reference_code': found.code,
        'title': found.title,
        'type': found.type_name,
        'dates': found.dates,
        'score': round(found.score, 4),
        'matched': found.matched.value,
        'snippet': str(found.snippet),
        'pages': [each.page for each in found.sheets],
        'sheets': [each.label for each in found.sheets],
        'pages_total': found.sheet_total,
    }


def facet_shape(facet: Facet) -> dict[str, Any]:
    """A facet with its values."""
    return {'name': facet.name, 'title': facet.title,
            'values': [{'value': each.value, 'label': each.label, 'count': each.count, 'chosen': each.chosen}
                       for each in facet.values]}


def suggested_shape(suggested: Suggested) -> dict[str, Any]:
    """A record that is offered."""
    return {'id': str(suggested.id), 'reference_code': suggested.code, 'title': suggested.title,
            'type': suggested.type_name}
