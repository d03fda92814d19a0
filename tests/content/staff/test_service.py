"""What is done with accounts: passwords, sessions, tokens, the end of an account."""

import json

import pytest

from muragat.content.staff.credentials import fingerprint
from muragat.content.staff.entrance import Browser, Entrance, Waiting, WrongPassword, acting
from muragat.content.staff.groups import Groups
from muragat.content.staff.model import account_of, staff_of
from muragat.content.staff.rules import DAY, Rules
from muragat.kernel.access import Permission, Role
from muragat.kernel.errors import Forbidden, Hindered, Invalid, NotVisible, Taken
from muragat.kernel.principals import ANONYMOUS
from muragat.ports.passwordhash import IPasswordHash
from tests.staff_house import PASSWORD, Argon2PasswordHash, accounts_at

BROWSER = Browser('10.0.0.1', 'Firefox')
OTHER = 'корабль-лампа-восемь'
VALUES = {'login': 'asanov', 'name': 'Ерлан Асанов'}


@pytest.fixture
def account(accounts):
    account, _given = accounts.add(VALUES)
    accounts.settle_password(account, PASSWORD)
    return account


@pytest.fixture
def entrance(house, desk):
    stranger = house.desk(desk.site._p_jar, ANONYMOUS, 'web 10.0.0.1')
    return Entrance(stranger, house.ports[IPasswordHash], Rules.of(house.settings))


@pytest.fixture
def own(house, desk, account):
    """The use cases as the person himself."""
    return accounts_at(house, acting(desk, account))


def principals(house, desk):
    return house.principals(desk.site)


def written(desk):
    return [entry.what for entry in desk.site.journal.walk()]


# Passwords.


def test_a_new_account_gets_a_first_password_that_opens_only_its_change(house, desk, accounts, entrance):
    _account, given = accounts.add(VALUES)
    entered = entrance.sign_in('asanov', given, BROWSER)
    assert entered.due
    principal = principals(house, desk).by_session(entered.cookie)
    assert principal.scopes == frozenset()
    assert not house.desk(desk.site._p_jar, principal, 'test').may(Permission.VIEW, desk.site)


def test_changing_the_first_password_opens_the_house(house, desk, accounts, entrance):
    account, given = accounts.add(VALUES)
    entrance.sign_in('asanov', given, BROWSER)
    cookie = accounts_at(house, acting(desk, account)).change_password(account, given, OTHER, OTHER, BROWSER)
    assert principals(house, desk).by_session(cookie).scopes is None


def test_a_change_ends_all_earlier_sessions(house, desk, account, entrance, own):
    before = entrance.sign_in('asanov', PASSWORD, BROWSER).cookie
    own.change_password(account, PASSWORD, OTHER, OTHER, BROWSER)
    assert principals(house, desk).by_session(before) is None
    assert len(own.sessions(account)) == 1


def test_all_defects_of_a_new_password_are_told_at_once(account, own):
    with pytest.raises(Invalid) as refused:
        own.change_password(account, PASSWORD, 'asanov', 'another', BROWSER)
    assert {each.code for each in refused.value.refusals} == {'short', 'personal', 'different'}


def test_the_old_password_is_no_new_one(account, own):
    with pytest.raises(Invalid) as refused:
        own.change_password(account, PASSWORD, PASSWORD, PASSWORD, BROWSER)
    assert [each.code for each in refused.value.refusals] == ['same']


def test_a_wrong_old_password_counts_as_a_failure(account, own, accounts):
    for _each in range(6):
        with pytest.raises(WrongPassword):
            own.change_password(account, 'no', OTHER, OTHER, BROWSER)
    assert accounts.locked_until(account) > 0


def test_nobody_else_changes_a_password(account, accounts):
    with pytest.raises(Forbidden):
        accounts.change_password(account, PASSWORD, OTHER, OTHER, BROWSER)


def test_only_who_manages_accounts_gives_passwords(house, desk, account, own, accounts):
    reader, _given = accounts.add({'login': 'reader', 'name': 'R'})
    with pytest.raises((Forbidden, NotVisible)):
        own.give_password(reader)


def test_a_given_password_ends_sessions_and_waiting(house, desk, account, accounts, entrance):
    cookie = entrance.sign_in('asanov', PASSWORD, BROWSER).cookie
    for _each in range(6):
        with pytest.raises(WrongPassword):
            entrance.sign_in('asanov', 'no', BROWSER)
    given = accounts.give_password(account)
    assert principals(house, desk).by_session(cookie) is None
    assert entrance.sign_in('asanov', given, Browser('10.0.0.2', '')).due


def test_a_hash_of_an_older_cost_is_renewed_when_the_person_signs_in(house, desk, account, entrance):
    secrets = staff_of(desk.site).secrets
    before = secrets.of(account.id).digest
    dearer = Entrance(entrance._desk, Argon2PasswordHash(2, 64), Rules())
    dearer.sign_in('asanov', PASSWORD, BROWSER)
    assert secrets.of(account.id).digest != before
    assert dearer.sign_in('asanov', PASSWORD, BROWSER)


# Signing in.


def test_a_session_belongs_to_the_account(house, desk, account, entrance):
    entered = entrance.sign_in(' Asanov ', PASSWORD, BROWSER)
    principal = principals(house, desk).by_session(entered.cookie)
    assert (principal.id, principal.name, principal.scopes) == (f'account:{account.id}', 'Ерлан Асанов', None)


@pytest.mark.parametrize('login', ['asanov', 'nobody', '', '   '])
def test_a_wrong_password_and_an_unknown_login_are_refused_alike(account, entrance, login):
    with pytest.raises(WrongPassword) as refused:
        entrance.sign_in(login, 'wrong', BROWSER)
    assert [each.code for each in refused.value.refusals] == ['wrong']


def test_an_unknown_login_costs_a_hash(desk, entrance, monkeypatch):
    asked = []
    monkeypatch.setattr(entrance, '_hasher', type('Spy', (), {'verify': lambda _self, *args: asked.append(args)})())
    with pytest.raises(WrongPassword):
        entrance.sign_in('nobody', 'wrong', BROWSER)
    assert asked == [(None, 'wrong')]


def test_an_unknown_login_waits_like_a_known_one(account, entrance):
    waits = []
    for login, address in (('asanov', '10.0.1.1'), ('nobody', '10.0.1.2')):
        for _each in range(6):
            with pytest.raises(WrongPassword):
                entrance.sign_in(login, 'wrong', Browser(address, ''))
        with pytest.raises(Waiting) as refused:
            entrance.sign_in(login, PASSWORD, Browser(address, ''))
        waits.append(refused.value.seconds)
    assert waits == [30.0, 30.0]


def test_waiting_ends_with_the_clock(house, account, entrance):
    for _each in range(6):
        with pytest.raises(WrongPassword):
            entrance.sign_in('asanov', 'wrong', BROWSER)
    house.clock.time += 30
    assert entrance.sign_in('asanov', PASSWORD, BROWSER)


def test_an_administrator_lifts_the_waiting(account, entrance, accounts, desk):
    for _each in range(6):
        with pytest.raises(WrongPassword):
            entrance.sign_in('asanov', 'wrong', BROWSER)
    accounts.unlock(account)
    assert entrance.sign_in('asanov', PASSWORD, BROWSER)
    assert 'staff.unlocked' in written(desk)


def test_the_old_session_of_the_browser_ends_at_signing_in(house, desk, account, entrance):
    old = entrance.sign_in('asanov', PASSWORD, BROWSER).cookie
    new = entrance.sign_in('asanov', PASSWORD, BROWSER, old).cookie
    assert principals(house, desk).by_session(old) is None
    assert principals(house, desk).by_session(new)


# Sessions.


def test_a_session_ends_when_idle(house, desk, account, entrance):
    cookie = entrance.sign_in('asanov', PASSWORD, BROWSER).cookie
    house.clock.time += 120 * 60 + 1
    assert principals(house, desk).by_session(cookie) is None


def test_requests_keep_a_session_alive_without_writing(house, desk, account, entrance):
    cookie = entrance.sign_in('asanov', PASSWORD, BROWSER).cookie
    desk.site._p_jar.transaction_manager.commit()
    desk.site._p_jar.transaction_manager.begin()
    for _each in range(5):
        house.clock.time += 100 * 60
        cookie = principals(house, desk).session(cookie).renewed()
        assert cookie
    assert desk.site._p_jar._registered_objects == []


def test_a_fresh_cookie_is_not_sent_again(house, desk, account, entrance):
    cookie = entrance.sign_in('asanov', PASSWORD, BROWSER).cookie
    house.clock.time += 60
    assert principals(house, desk).session(cookie).renewed() is None


def test_a_session_ends_absolutely(house, desk, account, entrance):
    cookie = entrance.sign_in('asanov', PASSWORD, BROWSER).cookie
    for _each in range(12):
        house.clock.time += 3600
        session = principals(house, desk).session(cookie)
        assert session
        cookie = session.renewed()
    house.clock.time += 1
    assert principals(house, desk).by_session(cookie) is None


def test_the_time_in_a_cookie_cannot_be_forged(house, desk, account, entrance):
    secret, moment, signature = entrance.sign_in('asanov', PASSWORD, BROWSER).cookie.split('.')
    for forged in (f'{secret}.{int(moment) + 1}.{signature}', f'{secret}.{moment}.', secret, f'{secret}..', '', '..',
                   f'{secret}.{moment}.ы'):
        assert principals(house, desk).by_session(forged) is None


def test_sessions_are_listed_and_ended_by_the_person(house, desk, account, entrance, own):
    cookies = [entrance.sign_in('asanov', PASSWORD, Browser('10.0.0.1', name)).cookie for name in ('A', 'B', 'C')]
    listed = {session.agent: session.number for session in own.sessions(account)}
    assert set(listed) == {'A', 'B', 'C'}
    own.end_session(account, listed['B'])
    assert [bool(principals(house, desk).by_session(each)) for each in cookies] == [True, False, True]
    kept = principals(house, desk).session(cookies[0]).key
    assert own.end_sessions(account, but=kept) == 1
    assert [bool(principals(house, desk).by_session(each)) for each in cookies] == [True, False, False]


def test_another_persons_session_cannot_be_ended(house, desk, account, accounts, entrance, own):
    other, _given = accounts.add({'login': 'other', 'name': 'Other'})
    accounts.settle_password(other, OTHER)
    entrance.sign_in('other', OTHER, BROWSER)
    number = accounts.sessions(other)[0].number
    with pytest.raises(NotVisible):
        own.end_session(account, number)
    with pytest.raises((NotVisible, Forbidden)):
        own.end_session(other, number)


# Tokens.


def token_of(own, account, *scopes, days=30):
    return own.new_token(account, 'Export', scopes or (Permission.VIEW,), days)


def test_a_token_narrows_to_its_scopes(house, desk, account, own):
    secret = token_of(own, account, Permission.VIEW, Permission.EXPORT)
    principal = principals(house, desk).by_token(secret)
    assert principal.id == f'account:{account.id}'
    assert principal.scopes == {Permission.VIEW, Permission.EXPORT}


def test_a_token_expires(house, desk, account, own):
    secret = token_of(own, account, days=1)
    house.clock.time += DAY
    assert principals(house, desk).by_token(secret) is None


def test_a_revoked_token_is_unknown(house, desk, account, own):
    secret = token_of(own, account)
    own.end_token(account, own.tokens(account)[0].number)
    assert principals(house, desk).by_token(secret) is None
    assert own.tokens(account) == []


def test_the_secret_is_nowhere_in_the_database(house, desk, account, own):
    secret = token_of(own, account)
    desk.site._p_jar.transaction_manager.commit()
    desk.site._p_jar.transaction_manager.begin()
    stored = b''.join(bytes(record.data or b'') for trans in house.db.storage.changes.iterator() for record in trans)
    assert secret.encode() not in stored
    assert secret.removeprefix('muragat_').encode() not in stored
    assert fingerprint(secret) in stored


def test_a_token_does_not_make_or_end_tokens(house, desk, account, own):
    secret = token_of(own, account)
    by_token = accounts_at(house, house.desk(desk.site._p_jar, principals(house, desk).by_token(secret), 'api'))
    with pytest.raises(Forbidden):
        token_of(by_token, account)
    with pytest.raises((Forbidden, NotVisible)):
        by_token.tokens(account)


def test_tokens_rest_while_the_password_is_due(house, desk, account, accounts, own):
    secret = token_of(own, account)
    accounts.give_password(account)
    assert principals(house, desk).by_token(secret) is None


def test_all_defects_of_a_token_are_told_at_once(account, own):
    with pytest.raises(Invalid) as refused:
        own.new_token(account, ' ', (), 366)
    assert {each.field for each in refused.value.refusals} == {'title', 'scopes', 'days'}


# The end of an account.


def test_a_deactivated_account_is_out_at_once(house, desk, account, accounts, entrance, own):
    cookie, secret = entrance.sign_in('asanov', PASSWORD, BROWSER).cookie, token_of(own, account)
    accounts.deactivate(account, 'left')
    assert principals(house, desk).by_session(cookie) is None
    assert principals(house, desk).by_token(secret) is None
    with pytest.raises(WrongPassword):
        entrance.sign_in('asanov', PASSWORD, BROWSER)


def test_old_sessions_stay_dead_when_the_account_comes_back_by_the_generic_page(house, desk, account, entrance, own):
    cookie, secret = entrance.sign_in('asanov', PASSWORD, BROWSER).cookie, token_of(own, account)
    desk.transition(account, 'deactivate', 'left')
    desk.transition(account, 'activate')
    assert principals(house, desk).by_session(cookie) is None
    assert principals(house, desk).by_token(secret) is None
    assert entrance.sign_in('asanov', PASSWORD, BROWSER)


def test_the_last_administrator_stays(house, desk, account, accounts):
    head = accounts.get('head')
    with pytest.raises(Hindered) as refused:
        accounts.deactivate(head, 'x')
    assert [each.code for each in refused.value.refusals] == ['last_administrator']


def test_an_administrator_who_does_not_work_any_more_does_not_count(house, desk, account, accounts):
    head = accounts.get('head')
    desk.grant(desk.site, f'account:{account.id}', Role.ADMINISTRATOR)
    accounts.deactivate(account, 'left')
    with pytest.raises(Hindered):
        accounts.deactivate(head, 'left')


def test_an_account_is_never_deleted(house, desk, account, accounts):
    head = house.desk(desk.site._p_jar, principals(house, desk).find(f'account:{accounts.get("head").id}'), 'test')
    with pytest.raises(Forbidden):
        head.delete(account, 'mistake')


def test_an_account_in_the_trash_is_out_at_once(house, desk, account, entrance, own):
    cookie, secret = entrance.sign_in('asanov', PASSWORD, BROWSER).cookie, token_of(own, account)
    desk.delete(account, 'made by mistake')
    assert principals(house, desk).by_session(cookie) is None
    assert principals(house, desk).by_token(secret) is None
    with pytest.raises(WrongPassword):
        entrance.sign_in('asanov', PASSWORD, BROWSER)


# Who is who.


@pytest.mark.parametrize('login', ['ASANOV', 'a', '1abc', 'has space', 'кириллица', 'x' * 41])
def test_bad_logins_are_refused(accounts, login):
    with pytest.raises(Invalid):
        accounts.add({'login': login, 'name': 'X'})


def test_a_login_is_taken_once(account, accounts):
    with pytest.raises(Taken):
        accounts.add(VALUES)


def test_groups_count_for_the_principal(house, desk, account):
    group = desk.add(staff_of(desk.site), 'group', {'title': {'kk': 'Қор', 'ru': 'Фонд'}})
    groups = Groups(desk)
    groups.add(group, account)
    assert principals(house, desk).find(f'account:{account.id}').groups == {f'group:{group.id}'}
    assert groups.members(group) == [account]
    assert account not in groups.others(group)
    assert principals(house, desk).name(f'group:{group.id}') == 'Қор'
    groups.remove(group, account)
    assert groups.members(group) == []


def test_a_group_with_members_is_not_deleted(house, desk, account):
    group = desk.add(staff_of(desk.site), 'group', {'title': {'kk': 'Қор', 'ru': 'Фонд'}})
    Groups(desk).add(group, account)
    with pytest.raises(Hindered):
        desk.delete(group, 'not needed')


def test_search_finds_names_logins_and_groups(house, desk, account):
    desk.add(staff_of(desk.site), 'group', {'title': {'kk': 'Асан тобы', 'ru': 'Группа'}})
    assert [each.name for each in principals(house, desk).search('асан')] == ['Асан тобы', 'Ерлан Асанов']
    assert [each.name for each in principals(house, desk).search('ASANOV')] == ['Ерлан Асанов']


def test_unknown_ids_name_themselves(house, desk):
    for unknown in ('account:12345', 'system', 'group:x', 'nonsense', ''):
        assert principals(house, desk).name(unknown) == unknown
        assert principals(house, desk).find(unknown) is None


def test_only_administrators_and_inspectors_know_of_the_staff(house, desk, accounts):
    seen = {}
    for role in Role:
        account, _given = accounts.add({'login': role.value.replace('_', '.'), 'name': role.value})
        desk.grant(desk.site, f'account:{account.id}', role)
        there = house.desk(desk.site._p_jar, principals(house, desk).find(f'account:{account.id}'), 'test')
        seen[role.value] = there.visible(staff_of(desk.site)), bool(there.may(Permission.EDIT, account))
    assert {name for name, (visible, _edits) in seen.items() if visible} == {'administrator', 'inspector'}
    assert {name for name, (_visible, edits) in seen.items() if edits} == {'administrator'}


def test_no_secret_reaches_the_journal(house, desk, account, accounts, entrance, own):
    given = accounts.give_password(account)
    secrets = [given, PASSWORD, OTHER, entrance.sign_in('asanov', given, BROWSER).cookie]
    own.change_password(account, given, OTHER, OTHER, BROWSER)
    secrets.append(token_of(own, account))
    secrets.append(staff_of(desk.site).secrets.of(account.id).digest)
    told = json.dumps([entry._asdict() if hasattr(entry, '_asdict') else str(entry)
                       for entry in desk.site.journal.walk()], ensure_ascii=False, default=str)
    assert not [each for each in secrets if each in told]
    assert 'argon2' not in told


def test_the_person_chooses_the_language(house, desk, account, own):
    own.choose_language(account, 'ru')
    assert account.language == 'ru'
    with pytest.raises(Invalid):
        own.choose_language(account, 'de')


def test_account_of_finds_accounts_only(desk, account):
    assert account_of(desk.site, f'account:{account.id}') is account
    assert account_of(desk.site, f'account:{desk.site.id}') is None
    assert account_of(desk.site, 'system') is None
