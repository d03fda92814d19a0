"""An archive's first day, through REST alone."""
import hashlib

from muragat.content.staff.rules import Rules
from muragat.content.staff.service import Accounts
from muragat.kernel.access import Permission, Role
from muragat.kernel.sealing import seal
from muragat.kernel.spool import drain, sweep
from muragat.kernel.verification import anchor, verify
from muragat.ports.passwordhash import IPasswordHash
from tests.api.conftest import PASSWORD, Client, add

SCAN = b'\x89PNG\r\n\x1a\n' + bytes(range(256)) * 100
KIND = 'application/octet-stream'


def url(record, rest=''):
    return f'/api/v1/records/{record["id"]}{rest}'


def token_of(house, account):
    """What the person gets on his own page; no token makes a token."""
    with house.connection() as connection:
        person = house.principals(house.site(connection)).find(f'account:{account["id"]}')
        desk = house.desk(connection, person, 'test')
        record = desk.site.ids[int(account['id'])]
        return accounts_at(house, desk).new_token(record, 'work', [*Permission], 30)


def accounts_at(house, desk):
    return Accounts(desk, house.ports[IPasswordHash], Rules.of(house.settings))


def employed(house, app, contract, admin, login, role, on):
    """An account made over REST, with a role; its client."""
    staff = admin.get('/api/v1/tree/staff').json
    account = add(admin, staff, 'account', {'login': login, 'name': login.title()})
    with house.session() as desk:
        accounts_at(house, desk).settle_password(desk.site.ids[int(account['id'])], PASSWORD)
    admin.post(url(on, '/grants'), {'principal': f'account:{account["id"]}', 'role': role.value})
    return Client(app, contract, token_of(house, account), 'kk', f'account:{account["id"]}')


def test_an_archives_first_day(house, app, contract, admin):
    archive = admin.get('/api/v1/tree/archive').json
    archivist = employed(house, app, contract, admin, 'aigul', Role.ARCHIVIST, archive)
    words = {'kk': 'Бұйрықтар', 'ru': 'Приказы'}
    fonds = add(archivist, archive, 'fonds', {'number': 'Р-7', 'title': words, 'dates': '1928-1960'})
    inventory = add(archivist, fonds, 'inventory', {'number': '1', 'title': words})
    units = [add(archivist, inventory, 'unit', {'number': str(number), 'title': words, 'sheets': 10})
             for number in range(1, 6)]
    document = add(archivist, units[0], 'document', {'title': words})
    reader = employed(house, app, contract, admin, 'reader', Role.READER, fonds)

    kept = archivist.ask('POST', url(document, '/files?filename=1.png'), raw=SCAN, kind=KIND, status=201)
    assert kept.json['sha256'] == hashlib.sha256(SCAN).hexdigest()
    assert reader.get(kept.headers['Location'] + '/content').body == SCAN

    closures = [{'kind': 'personal_secret', 'since': '1960-01-01', 'until': '2090-01-01', 'note': ''}]
    archivist.ask('PUT', url(document, '/closures'), {'closures': closures}, status=200)
    reader.get(url(document), status=404)
    reader.get(kept.headers['Location'] + '/content', status=404)
    assert reader.get(url(units[0], '/children')).json['total'] == 0
    admin.post(url(document, '/permits'), {'principal': reader.person, 'number': '3-к', 'dated': '2026-01-09',
                                           'given_by': 'Директор'}, status=201)
    assert reader.get(url(document)).json['closed']
    assert reader.get(kept.headers['Location'] + '/content').body == SCAN

    item = archivist.ask('DELETE', url(units[4], '?reason=қате'), status=200).json
    assert archivist.get(url(inventory, '/children')).json['total'] == 4
    archivist.post(f'/api/v1/trash/{item["id"]}/restore', {})
    assert archivist.get(url(inventory, '/children')).json['total'] == 5

    assert_the_journal_holds(house, document, reader)


def assert_the_journal_holds(house, document, reader):
    """The views of the closed record are in it, it is sealed whole, and it answers to its anchor."""
    with house.session() as desk:
        drain(desk.site.journal, house.settings.place('log'))
    with house.session() as desk:
        sweep(desk.site.journal, house.settings.place('log'))
        while seal(desk.site.journal, desk.clock.now()):
            pass
    with house.session() as desk:
        journal = desk.site.journal
        seen = [entry.what for entry in journal.entries_of(int(document['id'])) if entry.who == reader.person]
        assert seen.count('record.viewed') == 1
        assert seen.count('file.downloaded') == 2
        verdict = verify(journal, anchor(journal, desk.clock.now()))
        assert verdict.whole
        assert verdict.unsealed == 0
