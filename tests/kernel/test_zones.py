"""The zone table: rows, chains, the last administrator, versions that cannot be mistaken."""
from datetime import date

import pytest
import transaction
from ZODB.DB import DB
from ZODB.FileStorage import FileStorage
from ZODB.POSException import ConflictError

from muragat.kernel.access import Role
from muragat.kernel.closure import Closure
from muragat.kernel.errors import Hindered
from muragat.kernel.zones import NOWHERE, ROOT, Grant, Zones

DAY = date(2026, 5, 4)


@pytest.fixture
def zones():
    zones = Zones()
    zones.add(10, ROOT, 'fonds')
    zones.add(20, 10, 'inventory')
    return zones


def ids(chain):
    return [zone for zone, _row in chain]


def test_a_new_table_knows_the_site_alone():
    assert [zone for zone, _row in Zones().items()] == [ROOT]


def test_the_chain_goes_from_the_root_down(zones):
    assert ids(zones.chain(20)) == [ROOT, 10, 20]


def test_a_zone_that_hangs_nowhere_has_no_chain(zones):
    zones.move(10, NOWHERE)
    assert zones.chain(20) == ()
    assert zones.chain(999) == ()


def test_moving_changes_one_row_and_the_chains_of_all_below(zones):
    zones.add(30, ROOT, 'fonds')
    before = dict(zones.items())
    zones.move(20, 30)
    assert ids(zones.chain(20)) == [ROOT, 30, 20]
    assert {zone for zone, row in zones.items() if before[zone] != row} == {20}


def test_a_zone_cannot_come_below_itself(zones):
    for zone, parent in [(10, 20), (10, 10), (ROOT, 10)]:
        with pytest.raises(Hindered):
            zones.move(zone, parent)
    zones.move(10, NOWHERE)
    with pytest.raises(Hindered):
        zones.move(10, 20)


def test_a_zone_is_added_once(zones):
    with pytest.raises(ValueError, match='exists'):
        zones.add(10, ROOT, 'fonds')


def test_the_zone_of_the_site_stays_and_others_go(zones):
    with pytest.raises(ValueError, match='stays'):
        zones.remove(ROOT)
    zones.remove(20)
    assert 20 not in zones
    assert len(zones) == 2


def test_a_grant_is_read_as_it_was_given_and_replaced_by_a_new_one(zones):
    zones.grant(10, 'group:5', Role.READER, DAY)
    zones.grant(10, 'group:5', Role.ARCHIVIST)
    zones.grant(10, 'group:5', Role.READER)
    assert zones.row(10).grants == (Grant('group:5', Role.ARCHIVIST), Grant('group:5', Role.READER))
    assert zones.held_by('group:5') == [(10, each) for each in zones.row(10).grants]


def test_the_end_date_is_the_last_day_of_a_grant():
    grant = Grant('account:5', Role.READER, DAY)
    assert grant.holds(DAY)
    assert not grant.holds(date(2026, 5, 5))


def test_taking_back_what_was_not_given_is_an_error(zones):
    with pytest.raises(KeyError):
        zones.revoke(10, 'account:5', Role.READER)


def test_closures_are_read_as_they_were_set(zones):
    closure = Closure('donor_term', DAY, date(2040, 1, 1), 'хат', None, '')
    zones.close(10, [closure], 745_000)
    assert zones.row(10).closures == (closure,)
    assert zones.row(10).opens == 745_000


def test_the_last_administrator_stays_without_an_end_date(zones):
    zones.grant(ROOT, 'account:5', Role.ADMINISTRATOR)
    zones.grant(ROOT, 'group:6', Role.ADMINISTRATOR)
    zones.grant(ROOT, 'account:7', Role.ADMINISTRATOR, DAY)
    attempts = [
        lambda: zones.revoke(ROOT, 'account:5', Role.ADMINISTRATOR),
        lambda: zones.grant(ROOT, 'account:5', Role.ADMINISTRATOR, DAY),
        lambda: zones.forget('account:5'),
    ]
    for attempt in attempts:
        with pytest.raises(Hindered):
            attempt()
    assert zones.administrators() == {'account:5'}
    assert [refusal.code for refusal in zones.hindrances_to_leave('account:5')] == ['last_administrator']


def test_one_of_two_administrators_may_go_and_loses_everything(zones):
    zones.grant(ROOT, 'account:5', Role.ADMINISTRATOR)
    zones.grant(ROOT, 'account:6', Role.ADMINISTRATOR)
    zones.grant(20, 'account:5', Role.ARCHIVIST)
    assert zones.hindrances_to_leave('account:5') == []
    zones.forget('account:5')
    assert zones.held_by('account:5') == []
    assert zones.administrators() == {'account:6'}


def test_a_disabled_administrator_does_not_count(zones):
    zones.grant(ROOT, 'account:5', Role.ADMINISTRATOR)
    zones.grant(ROOT, 'account:6', Role.ADMINISTRATOR)
    zones.suspend('account:5')
    for attempt in (lambda: zones.revoke(ROOT, 'account:6', Role.ADMINISTRATOR), lambda: zones.suspend('account:6')):
        with pytest.raises(Hindered):
            attempt()
    zones.resume('account:5')
    zones.suspend('account:6')
    assert zones.administrators() == {'account:5'}


def test_an_administrator_of_one_fonds_is_not_one_of_the_site(zones):
    zones.grant(10, 'account:5', Role.ADMINISTRATOR)
    zones.revoke(10, 'account:5', Role.ADMINISTRATOR)
    assert zones.administrators() == frozenset()


@pytest.mark.parametrize('change', [
    lambda zones: zones.add(30, ROOT, 'fonds'),
    lambda zones: zones.move(20, ROOT),
    lambda zones: zones.remove(20),
    lambda zones: zones.grant(10, 'account:5', Role.READER),
    lambda zones: zones.close(10, [], 0),
])
def test_every_change_gives_a_new_version(zones, change):
    before = zones.version
    change(zones)
    assert zones.version != before


class Writer:
    """A connection of its own to one database."""

    def __init__(self, db):
        self.manager = transaction.TransactionManager()
        self.connection = db.open(self.manager)

    @property
    def zones(self):
        return self.connection.root()['zones']


@pytest.fixture
def writers(tmp_path):
    db = DB(FileStorage(str(tmp_path / 'Data.fs')))
    first, second = Writer(db), Writer(db)
    first.connection.root()['zones'] = Zones()
    for zone in range(10, 14):
        first.zones.add(zone, ROOT, 'fonds')
    first.manager.commit()
    second.manager.begin()
    yield first, second
    for writer in (first, second):
        writer.manager.abort()
        writer.connection.close()
    db.close()


def test_an_abort_gives_the_old_version_back(writers):
    first, _second = writers
    before = first.zones.version
    first.zones.grant(10, 'account:5', Role.READER)
    first.manager.abort()
    assert first.zones.version == before


def test_changes_of_different_zones_at_once_both_arrive_under_a_version_of_their_own(writers):
    first, second = writers
    first.zones.grant(10, 'account:5', Role.READER)
    second.zones.grant(12, 'account:6', Role.READER)
    seen = {first.zones.version, second.zones.version}
    first.manager.commit()
    second.manager.commit()
    second.manager.begin()
    assert second.zones.version not in seen
    assert len(second.zones.held_by('account:5')) == len(second.zones.held_by('account:6')) == 1


@pytest.mark.parametrize('leave', [
    lambda zones: zones.revoke(ROOT, 'account:6', Role.ADMINISTRATOR),
    lambda zones: zones.suspend('account:6'),
])
def test_of_two_administrators_who_leave_at_once_one_stays(writers, leave):
    first, second = writers
    for account in ('account:5', 'account:6'):
        first.zones.grant(ROOT, account, Role.ADMINISTRATOR)
    first.manager.commit()
    second.manager.begin()
    first.zones.revoke(ROOT, 'account:5', Role.ADMINISTRATOR)
    leave(second.zones)
    first.manager.commit()
    with pytest.raises(ConflictError):
        second.manager.commit()
    second.manager.abort()
    with pytest.raises(Hindered):
        leave(second.zones)
