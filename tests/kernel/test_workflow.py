"""Workflow: defects of its data, what is offered in a state, and every reason against a transition."""
from types import SimpleNamespace

import pytest

from muragat.kernel.access import Decision, Permission, Role
from muragat.kernel.errors import Refusal
from muragat.kernel.workflow import State, Transition, Workflow, hindrances, open_transitions

UNDATED = Refusal('undated', 'The unit has no dates.', 'dates')
UNSCANNED = Refusal('unscanned', 'The unit has no scans.')
NO_RIGHT = Refusal('role', 'None of your roles here allows this.')


def undated(desk, record):
    return [] if record.dates else [UNDATED]


def unscanned(desk, record):
    return [] if record.scans else [UNSCANNED]


DRAFT = State('draft', 'Draft', Role.ARCHIVIST)
CHECKED = State('checked', 'Checked')
SEALED = State('sealed', 'Sealed')
CHECK = Transition('check', 'Check', ('draft',), 'checked')
SEAL = Transition('seal', 'Seal', ('draft', 'checked'), 'sealed', Permission.ACCEPT, (undated, unscanned))
REOPEN = Transition('reopen', 'Reopen', ('sealed',), 'draft', note_required=True)
WORKFLOW = Workflow('unit', 'draft', (DRAFT, CHECKED, SEALED), (CHECK, SEAL, REOPEN))


class Desk:
    """As much of a desk as a workflow asks for."""

    def __init__(self, may=frozenset(Permission), workflow='unit'):
        self.allowed = may
        self.registry = SimpleNamespace(
            workflows={'unit': WORKFLOW}, type_of=lambda record: SimpleNamespace(workflow=workflow))

    def may(self, permission, record):
        return Decision(True) if permission in self.allowed else Decision(False, (NO_RIGHT,))


def unit(state=None, dates='1950', scans=3):
    return SimpleNamespace(state=state, dates=dates, scans=scans)


@pytest.mark.parametrize(('parts', 'defect'), [
    ({'initial': 'nowhere'}, "no state 'nowhere'"),
    ({'states': (DRAFT, CHECKED, SEALED, DRAFT)}, "'draft' is there twice"),
    ({'transitions': (CHECK, CHECK, SEAL)}, "'check' is there twice"),
    ({'transitions': (CHECK,)}, "nothing leads to 'sealed'"),
    ({'transitions': (CHECK, SEAL, Transition('lose', 'Lose', ('gone',), 'lost'))}, "no state 'gone'"),
])
def test_a_workflow_with_a_defect_is_refused(parts, defect):
    data = {'states': WORKFLOW.states, 'transitions': WORKFLOW.transitions, 'initial': 'draft', **parts}
    with pytest.raises(ValueError, match=defect):
        Workflow('unit', **data)


def test_a_record_that_was_never_in_a_state_is_in_the_initial_one():
    assert WORKFLOW.state(None) is DRAFT
    assert [each.name for each in WORKFLOW.leaving(None)] == ['check', 'seal']


def test_what_starts_in_the_state_is_offered_with_everything_that_stands_against_it():
    offers = open_transitions(Desk(may={Permission.TRANSITION}), unit(dates='', scans=0))
    assert offers == [(CHECK, ()), (SEAL, (NO_RIGHT, UNDATED, UNSCANNED))]


def test_a_transition_of_another_state_is_not_offered_and_says_why_when_asked_for():
    assert [offer.transition for offer in open_transitions(Desk(), unit('sealed'))] == [REOPEN]
    refusals = hindrances(Desk(), unit('sealed', dates=''), 'seal')
    assert [refusal.code for refusal in refusals] == ['state', 'undated']
    assert refusals[0].message.mapping == {'transition': 'Seal', 'state': 'Sealed'}


@pytest.mark.parametrize(('note', 'codes'), [('', ['note']), ('  ', ['note']), ('сұрау бойынша', [])])
def test_a_note_is_asked_for_when_the_transition_is_made(note, codes):
    assert [refusal.code for refusal in hindrances(Desk(), unit('sealed'), 'reopen', note)] == codes
    assert open_transitions(Desk(), unit('sealed')) == [(REOPEN, ())]


def test_nothing_stands_against_a_transition_that_is_ready():
    assert hindrances(Desk(), unit(), 'seal') == []


def test_an_unknown_transition_and_a_type_without_workflow_are_refused():
    assert [refusal.code for refusal in hindrances(Desk(), unit(), 'burn')] == ['no_transition']
    assert [refusal.code for refusal in hindrances(Desk(workflow=None), unit(), 'seal')] == ['no_transition']
    assert open_transitions(Desk(workflow=None), unit()) == []
