"""Saved searches: whose they are, whom they are shared with, and what is new in them."""

import pytest

from muragat.kernel.access import Role
from muragat.kernel.desk import Desk
from muragat.kernel.errors import Forbidden, Hindered, Invalid, NotVisible
from muragat.kernel.principals import Principal
from muragat.search import saved
from muragat.search.saved import Seen, change, look, offered_roles, remove, save, saved_of

QUERY = (('q', 'хаттама'), ('type', 'thing'))


@pytest.fixture
def at(site, registry, clock, desk):
    """at(name, role) -> the desk of a person who has the role."""

    def sit(name, role=None):
        principal = Principal(f'account:{name}', name)
        if role is not None:
            desk.grant(site, principal.id, role)
        return Desk(site, registry, principal, 'test', clock)

    return sit


def test_a_search_is_met_by_its_owner_alone_until_it_is_shared(at):
    owner, other, stranger = at('1', Role.ARCHIVIST), at('2', Role.ARCHIVIST), at('3')
    kept = save(owner, '  Minutes   of 1931 ', QUERY)
    assert kept.name == 'Minutes of 1931'
    assert [each.id for each in saved_of(owner).of(owner)] == [kept.id]
    assert saved_of(other).of(other) == []
    assert saved_of(other).find(other, str(kept.id)) is None
    change(owner, kept, 'Minutes', ['archivist'])
    assert saved_of(other).find(other, str(kept.id)) is kept
    assert saved_of(stranger).of(stranger) == []


def test_only_a_role_that_one_has_is_shared_with(at):
    owner, administrator = at('1', Role.ARCHIVIST), at('2', Role.ADMINISTRATOR)
    assert save(owner, 'a', QUERY, ['archivist', 'inspector', 'nobody']).roles == ('archivist',)
    assert {offer.role for offer in offered_roles(owner)} == {Role.ARCHIVIST}
    assert save(administrator, 'b', QUERY, ['inspector']).roles == ('inspector',)


def test_what_an_administrator_shared_stays_shared_when_its_owner_renames_it(at):
    owner = at('1', Role.ARCHIVIST)
    kept = save(owner, 'a', QUERY)
    kept.roles = ('inspector',)
    change(owner, kept, 'b', ['inspector'])
    assert kept.roles == ('inspector',)


def test_a_shared_search_is_changed_by_its_owner_and_by_who_manages_accounts(at):
    owner, other, administrator = at('1', Role.ARCHIVIST), at('2', Role.ARCHIVIST), at('3', Role.ADMINISTRATOR)
    kept = save(owner, 'a', QUERY, ['archivist'])
    with pytest.raises(Forbidden):
        remove(other, kept)
    with pytest.raises(NotVisible):
        change(at('4'), kept, 'b', [])
    change(owner, kept, 'a', ['archivist'])
    administrator.grant(administrator.site, 'account:3', Role.ARCHIVIST)
    remove(administrator, kept)
    assert saved_of(owner).of(owner) == []


def test_a_name_is_needed_and_something_asked(at, monkeypatch):
    owner = at('1')
    for name in (' ', 'x' * 121):
        with pytest.raises(Invalid):
            save(owner, name, QUERY)
    with pytest.raises(Invalid):
        save(owner, 'a', (('q', ' '),))
    monkeypatch.setattr(saved, 'MOST', 1)
    save(owner, 'a', QUERY)
    with pytest.raises(Hindered):
        save(owner, 'b', QUERY)


def test_what_came_since_one_looked_is_new(at, clock):
    owner = at('1')
    kept = save(owner, 'a', QUERY)
    look(owner, kept, 3, [5, 2**52, 7])
    seen = saved_of(owner).seen_by('account:1', kept.id)
    assert (seen.at, seen.ids) == (clock.now(), {5, 7, 2**52})
    assert seen.new(3, [5, 7, 8]) == 1
    assert seen.new(2, [5, 7]) == 0
    remove(owner, kept)
    assert saved_of(owner).seen_by('account:1', kept.id) is None


def test_of_very_many_hits_only_the_number_is_compared():
    seen = Seen(0.0, 5000, range(2000))
    assert seen.ids == set()
    assert (seen.new(5003, range(2000)), seen.new(10, range(10))) == (3, 0)


def test_saving_and_removing_stand_in_the_journal(at, site):
    owner = at('1', Role.ARCHIVIST)
    kept = save(owner, 'Minutes', QUERY)
    change(owner, kept, 'Minutes of 1931', [])
    remove(owner, kept)
    told = [(entry.what, entry.details['name']) for entry in site.journal.unsealed()
            if entry.what.startswith('search.')]
    assert sorted(told) == [('search.changed', 'Minutes of 1931'), ('search.removed', 'Minutes of 1931'),
                            ('search.saved', 'Minutes')]
