"""Vocabularies and numbers of law: what some read and an administrator edits, with the old kept in the journal."""

import hashlib
from collections.abc import Mapping
from datetime import date
from typing import Any

from pyramid.httpexceptions import HTTPNotFound, HTTPSeeOther
from pyramid.request import Request
from pyramid.view import view_config

from muragat.kernel import parameters, vocabularies
from muragat.kernel.access import Permission
from muragat.kernel.errors import Invalid, Refusal, Refused
from muragat.kernel.i18n import _
from muragat.kernel.parameters import Row
from muragat.kernel.site import Site
from muragat.kernel.vocabularies import Term
from muragat.web.facts import LAW_CHANGED, VOCABULARY_CHANGED

_SPARE = 3
_MOST_ROWS = 2000
_CHANGED_MEANWHILE = Refusal(
    'stale', _('Another person changed this list meanwhile. Compare it with yours and save again.'))


@view_config(context=Site, name='vocabularies', permission=Permission.VIEW_RULES, request_method='GET',
             renderer='muragat:web/templates/vocabularies.jinja2')
def vocabularies_page(context: Any, request: Request) -> Any:
    """All lists of terms, or one of them, to be edited by who may."""
    desk, name = request.desk, request.GET.get('name', '')
    if not name:
        lists = [(one, vocabularies.terms(context, desk.registry, one.name))
                 for one in desk.registry.vocabularies.values()]
        return {'vocabularies': lists, 'chosen': None}
    if name not in desk.registry.vocabularies:
        raise HTTPNotFound()
    rows = [_typed(term) for term in vocabularies.terms(context, desk.registry, name)]
    return _vocabulary(request, name, rows, [])


def _typed(term: Term) -> dict[str, str]:
    return {'code': term.code, 'kk': term.kk, 'ru': term.ru, 'en': term.en, 'active': 'yes' if term.active else ''}


def _vocabulary(request: Request, name: str, rows: list[dict[str, str]], refusals: list[Refusal]) -> dict[str, Any]:
    stored = vocabularies.terms(request.site, request.desk.registry, name)
    known = {term.code for term in stored}
    blank = {'code': '', 'kk': '', 'ru': '', 'en': '', 'active': 'yes'}
    chosen = request.desk.registry.vocabularies[name]
    managed = request.page.may(Permission.MANAGE_VOCABULARIES, request.site)
    return {'vocabularies': None, 'chosen': chosen, 'rows': [*rows, *[blank] * _SPARE] if managed else rows,
            'managed': managed, 'known': known, 'refusals': refusals, 'digest': _digest(stored)}


def _digest(stored: Any) -> str:
    return hashlib.sha256(repr([tuple(one) for one in stored]).encode()).hexdigest()[:16]


@view_config(context=Site, name='vocabularies', permission=Permission.MANAGE_VOCABULARIES, request_method='POST',
             renderer='muragat:web/templates/vocabularies.jinja2')
def save_vocabulary(context: Any, request: Request) -> Any:
    """Keep the terms as they were written, in the order of their places."""
    desk, name = request.desk, request.POST.get('name', '')
    if name not in desk.registry.vocabularies:
        raise HTTPNotFound()
    rows = _rows(request.POST, ('code', 'kk', 'ru', 'en', 'active', 'place'))
    written = sorted((row for row in rows if row['code'] or row['kk'] or row['ru']), key=_place)
    before = vocabularies.terms(context, desk.registry, name)
    try:
        if request.POST.get('digest') != _digest(before):
            raise Invalid(_CHANGED_MEANWHILE)
        terms = [_term(row) for row in written]
        context.vocabularies.replace(name, terms, before)
    except Refused as refused:
        request.response.status_int = 422
        return _vocabulary(request, name, written, list(refused.refusals))
    desk.fact(VOCABULARY_CHANGED, vocabulary=name, terms=[list(term) for term in terms],
              before=[list(term) for term in before])
    return HTTPSeeOther(location=f'/vocabularies?name={name}&done=saved')


def _rows(posted: Mapping[str, str], names: tuple[str, ...]) -> list[dict[str, str]]:
    """Rows of inputs named `t.<row>.<column>`."""
    places = {key.split('.')[1] for key in posted if key.startswith('t.') and key.count('.') == 2}
    ordered = sorted((place for place in places if place.isascii() and place.isdigit() and len(place) < 6), key=int)
    return [{name: posted.get(f't.{place}.{name}', '').strip()[:1000] for name in names}
            for place in ordered[:_MOST_ROWS]]


def _place(row: dict[str, str]) -> float:
    try:
        return float(row['place'].replace(',', '.'))
    except ValueError:
        return float('inf')


def _term(row: dict[str, str]) -> Term:
    code = row['code']
    if not code or not code.replace('-', '').replace('_', '').isalnum() or not code.isascii() or code != code.lower():
        mapping = {'words': row['ru'] or row['kk'] or code}
        raise Invalid(Refusal('code', _('The term “${words}” needs a code of small Latin letters, digits and hyphens.',
                                        mapping=mapping)))
    return Term(code, row['kk'], row['ru'], row['en'], row['active'] == 'yes')


@view_config(context=Site, name='law', permission=Permission.VIEW_RULES, request_method='GET',
             renderer='muragat:web/templates/law.jinja2')
def law_page(context: Any, request: Request) -> Any:
    """All numbers given by law, or one of them, to be edited by who may."""
    desk, name = request.desk, request.GET.get('name', '')
    if not name:
        today = desk.today
        numbers = [(one, parameters.row(context, desk.registry, one.name, today))
                   for one in desk.registry.parameters.values()]
        return {'parameters': numbers, 'chosen': None}
    if name not in desk.registry.parameters:
        raise HTTPNotFound()
    stored = parameters.rows(context, desk.registry, name)
    rows = [{'from': row.valid_from.isoformat(), 'value': str(row.value), 'source': row.source} for row in stored]
    return _parameter(request, name, rows, [])


def _parameter(request: Request, name: str, rows: list[dict[str, str]], refusals: list[Refusal]) -> dict[str, Any]:
    blank = {'from': '', 'value': '', 'source': ''}
    chosen = request.desk.registry.parameters[name]
    managed = request.page.may(Permission.MANAGE_LAW, request.site)
    return {'parameters': None, 'chosen': chosen, 'rows': [*rows, blank] if managed else rows, 'refusals': refusals,
            'managed': managed,
            'digest': _digest(parameters.rows(request.site, request.desk.registry, name))}


@view_config(context=Site, name='law', permission=Permission.MANAGE_LAW, request_method='POST',
             renderer='muragat:web/templates/law.jinja2')
def save_law(context: Any, request: Request) -> Any:
    """Keep the dated values of one number."""
    desk, name = request.desk, request.POST.get('name', '')
    if name not in desk.registry.parameters:
        raise HTTPNotFound()
    written = [row for row in _rows(request.POST, ('from', 'value', 'source')) if any(row.values())]
    before = parameters.rows(context, desk.registry, name)
    try:
        if request.POST.get('digest') != _digest(before):
            raise Invalid(_CHANGED_MEANWHILE)
        rows = [_dated(row) for row in written]
        context.parameters.replace(name, rows)
    except Refused as refused:
        request.response.status_int = 422
        return _parameter(request, name, written, list(refused.refusals))
    desk.fact(LAW_CHANGED, parameter=name, rows=_told(rows), before=_told(before))
    return HTTPSeeOther(location=f'/law?name={name}&done=saved')


def _dated(row: dict[str, str]) -> Row:
    try:
        return Row(date.fromisoformat(row['from']), int(row['value']), row['source'])
    except ValueError:
        mapping = {'row': ' · '.join(text for text in row.values() if text)}
        raise Invalid(Refusal('row', _('A day and a whole number are needed in “${row}”.', mapping=mapping))) from None


def _told(rows: Any) -> list[list[Any]]:
    return [[row.valid_from.isoformat(), row.value, row.source] for row in rows]
