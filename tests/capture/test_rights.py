"""Every role on batches and on what stands in them, from a table written by hand."""

import pytest

from muragat.kernel.access import Permission, Role
from muragat.kernel.desk import Desk
from muragat.kernel.principals import Principal
from tests.capture.batches import scan

KEEPING = ('view view_closed download add edit delete restore transition upload relate grant view_access view_journal '
           'export ingest accept')
MAY = {
    'administrator': KEEPING,
    'archivist': KEEPING,
    'scanning_operator': 'view view_closed download add edit upload ingest transition',
    'inspector': 'view view_closed download view_access view_journal export',
}


@pytest.mark.parametrize('role', Role)
def test_what_a_role_may_do_with_batches(desk, batch, role):
    document = scan(desk, batch, 'a.pdf', 1)
    person = Principal('account:1', 'x', frozenset(), None, 'kk')
    desk.grant(desk.site, person.id, role)
    own = Desk(desk.site, desk.registry, person, 'test', desk.clock)
    wanted = set(MAY.get(role.value, '').split())
    for record in (desk.site['capture'], batch):
        assert {each.value for each in Permission if own.may(each, record)} == wanted
    assert own.visible(document) is bool(wanted)
    assert own.count(batch) == (1 if wanted else 0)
    assert own.figures_by_type().get('batch', 0) == (1 if wanted else 0)


@pytest.mark.parametrize('role', Role)
def test_a_role_on_the_holdings_alone_shows_no_batch(desk, batch, role):
    document = scan(desk, batch, 'a.pdf', 1)
    person = Principal('account:1', 'x', frozenset(), None, 'kk')
    desk.grant(desk.site['archive'], person.id, role)
    own = Desk(desk.site, desk.registry, person, 'test', desk.clock)
    assert not any(own.visible(each) for each in (batch, document))
