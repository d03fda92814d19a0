"""Adding a record and changing one; what two people changed at once is shown side by side."""

from collections.abc import Iterable, Mapping
from typing import Any

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request
from pyramid.response import Response
from pyramid.view import view_config

from muragat.kernel import fields
from muragat.kernel.access import Permission
from muragat.kernel.closure import KINDS
from muragat.kernel.errors import Forbidden, Hindered, NotVisible, Refusal, Refused, Stale
from muragat.kernel.i18n import _
from muragat.kernel.pointers import Known
from muragat.kernel.principals import SYSTEM
from muragat.kernel.record import Record
from muragat.web.actions import addable
from muragat.web.addresses import href
from muragat.web.forms import Form
from muragat.web.values import Reader, show
from muragat.web.witnessing import witness_view

_FORM = 'muragat:web/templates/edit.jinja2'
_CONFLICT = 'muragat:web/templates/conflict.jinja2'
#: Someone who changed a record within so many seconds may still be at it.
_RECENT = 300


@view_config(context=Record, name='add', permission=Permission.VIEW, request_method=('GET', 'POST'), below_site=True,
             renderer=_FORM)
def add(context: Any, request: Request) -> dict[str, Any] | Response:
    """A new record below this one."""
    desk, page = request.desk, request.page
    kind = _chosen_kind(request, context)
    desk.require(Permission.ADD, context, kind.name)
    title = page.words(_('Add: ${type}'), type=page.words(kind.title))
    if request.method == 'GET':
        # Nobody fills in a form that cannot be saved.
        if hindrances := desk.hindrances('hold', context):
            raise Hindered(*hindrances)
        form = Form.filled(page, kind.schema, _suggested(context, kind))
        return _shown(request, context, kind, form, title, _('Add'))
    form = Form.posted(page, kind.schema, request.POST)
    values = form.values()
    if not form.refusals:
        try:
            record = desk.add(context, kind.name, _given(form, values))
            return HTTPSeeOther(location=href(record, done='added'))
        except (NotVisible, Forbidden):
            raise
        except Refused as refused:
            form.refuse(at_fields(refused.refusals, kind))
    request.response.status_int = 422
    return _shown(request, context, kind, form, title, _('Add'))


def _chosen_kind(request: Request, folder: Any) -> Any:
    offered = list(addable(request, folder))
    wanted = request.params.get('type') or (offered[0].name if offered else '')
    kind = next((one for one in offered if one.name == wanted), None)
    if kind is None:
        raise Hindered(Refusal('not_held', _('Nothing of this type can be added here by you.')))
    return kind


def _suggested(folder: Any, kind: Any) -> dict[str, Any]:
    """The next number, when the type takes one."""
    name = kind.name_from
    field = fields.fields_of(kind.schema).get(name) if name else None
    return {name: folder.next_number()} if isinstance(field, fields.ArchivalNumber) and folder.count else {}


def _given(form: Form, values: Mapping[str, Any]) -> dict[str, Any]:
    """Without what was left empty, so that defaults hold."""
    return {name: value for name, value in values.items() if value != form.entries[name].field.missing_value}


def at_fields(refusals: Iterable[Refusal], kind: Any) -> list[Refusal]:
    """A refusal of the name belongs to the field that the name comes from, unless that has one of its own."""
    refusals = list(refusals)
    if not kind.name_from:
        return refusals
    refused = any(one.field == kind.name_from for one in refusals)
    return [one._replace(field=kind.name_from) if one.field == 'name' else one for one in refusals
            if not (refused and one.field == 'name')]


def _shown(request: Request, about: Any, kind: Any, form: Form, title: str, submit: str, **more: Any) -> dict[str, Any]:
    page = request.page
    return {'form': form, 'kind': kind, 'title': title, 'submit': submit, 'crumbs': page.trail(about),
            'give_up': href(about),
            'closure_kinds': KINDS, 'revision': None, 'recent': '', **more}


@view_config(context=Record, name='edit', permission=Permission.EDIT, request_method='GET', below_site=True,
             renderer=_FORM)
def edit(context: Any, request: Request) -> dict[str, Any]:
    """The record's fields to be changed."""
    witness_view(request, context)
    page = request.page
    kind = request.desk.registry.type_of(context)
    known = fields.fields_of(kind.schema)
    form = Form.filled(page, kind.schema, fields.values_of(Known(request.desk, context), known))
    return _shown(request, context, kind, form, page.words(_('Edit: ${name}'), name=page.label(context)), _('Save'),
                  revision=context.revision, recent=_recent(request, context))


def _recent(request: Request, record: Any) -> str:
    """A warning when somebody else saved the record a moment ago."""
    if record.modified_by in (request.principal.id, SYSTEM.id) or request.house.clock.now() - record.modified > _RECENT:
        return ''
    page = request.page
    return page.words(_('${name} saved this record at ${time} and may still be working on it.'),
                      name=page.name_of(record.modified_by), time=page.time(record.modified))


@view_config(context=Record, name='edit', permission=Permission.EDIT, request_method='POST', below_site=True,
             renderer=_FORM)
def save(context: Any, request: Request) -> Any:
    """Keep what the person changed; what others changed meanwhile stands, and where both did the person decides."""
    page, desk = request.page, request.desk
    kind = desk.registry.type_of(context)
    form = Form.posted(page, kind.schema, _decided(request.POST))
    values = form.touched(form.values())
    base = request.POST.get('revision', '')
    revision = int(base) if base.isascii() and base.isdigit() and len(base) < 10 else context.revision
    if not form.refusals:
        try:
            desk.change(context, values, revision, merge=True)
            return HTTPSeeOther(location=href(context, done='changed'))
        except (NotVisible, Forbidden):
            raise
        except Stale as stale:
            return _conflict(request, context, kind, form, stale)
        except Refused as refused:
            form.refuse(at_fields(refused.refusals, kind))
    request.response.status_int = 422
    return _shown(request, context, kind, form, page.words(_('Edit: ${name}'), name=page.label(context)), _('Save'),
                  revision=revision)


def _decided(posted: Mapping[str, str]) -> dict[str, str]:
    """Without the fields for which the person chose what the other one wrote."""
    theirs = {name.removeprefix('choice.') for name, choice in posted.items()
              if name.startswith('choice.') and choice == 'theirs'}
    return {name: text for name, text in posted.items() if name.partition('.')[0] not in theirs}


def _conflict(request: Request, record: Any, kind: Any, form: Form, stale: Stale) -> dict[str, Any]:
    request.response.status_int = 409
    request.override_renderer = _CONFLICT
    page = request.page
    reader, known = Reader(page, compares=True), fields.fields_of(kind.schema)
    rows = [
        (name, page.words(known[name].title), show(known[name], stale.current.get(name), reader),
         show(known[name], stale.submitted.get(name), reader))
        for name in stale.conflicts or stale.submitted
    ]
    who = ', '.join(page.name_of(one) for one in stale.changed_by) or page.name_of(record.modified_by)
    return {'record': record, 'form': form, 'rows': rows, 'revision': stale.revision or record.revision, 'who': who,
            'title': page.words(_('Two versions: ${name}'), name=page.label(record)),
            'crumbs': page.trail(record), 'give_up': href(record)}
