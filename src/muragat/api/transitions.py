"""Operations on states: what is open to a record now, what stands against it, and going there."""
from typing import Any

from muragat.api.calls import Call
from muragat.api.operations import Operation, Reply
from muragat.api.records import MAYBE_IF_MATCH, WHOLE
from muragat.api.schemas import FLAG, REFUSAL, TEXT, items, maybe, record_of
from muragat.api.shapes import reply_whole, version_of
from muragat.kernel.access import Permission
from muragat.kernel.i18n import _
from muragat.kernel.workflow import open_transitions, workflow_of


def offers(call: Call) -> Any:
    """Transitions that start in the record's state, with everything that stands against each now."""
    record = call.record
    flow = workflow_of(call.desk.registry, record)
    found = [{'name': offer.transition.name, 'title': call.words(offer.transition.title),
              'target': offer.transition.target, 'note_required': offer.transition.note_required,
              'refusals': [{'code': each.code, 'message': call.words(each.message)} for each in offer.refusals]}
             for offer in open_transitions(call.desk, record)]
    title = call.words(flow.state(record.state).title) if flow else None
    return call.reply({'state': record.state, 'title': title, 'items': found})


def go(call: Call) -> Any:
    """From one state to another."""
    call.fields('transition', 'note')
    record = call.record
    call.check_version(version_of(record))
    name, note = call.given('transition', str), call.given('note', str, '')
    return reply_whole(call, call.desk.transition(record, name, note))


OFFER = record_of({'name': TEXT, 'title': TEXT, 'target': TEXT, 'note_required': FLAG, 'refusals': items(REFUSAL)})

OPERATIONS = (
    Operation('list_transitions', 'GET', '/records/{id}/transitions', _('What can be done with the state'), offers,
              {200: Reply(_('Open transitions'), record_of(
                  {'state': maybe(TEXT), 'title': maybe(TEXT), 'items': items(OFFER)}))},
              Permission.VIEW, tag='states'),
    Operation('make_transition', 'POST', '/records/{id}/transitions', _('Change the state'), go, {200: WHOLE},
              Permission.TRANSITION, tag='states', parameters=(MAYBE_IF_MATCH,), refusals=(409, 412, 422),
              body=record_of({'transition': TEXT, 'note': TEXT}, optional=('note',))),
)
