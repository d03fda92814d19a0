"""A whole archive with one record in every place, a person of every role, and ways to speak for them."""

import io
import json
import re
from datetime import timedelta
from types import SimpleNamespace
from urllib.parse import quote

from webtest import TestApp, Upload

from muragat import main
from muragat.content.staff.rules import Rules
from muragat.content.staff.service import Accounts
from muragat.kernel.access import Permission, Role
from muragat.kernel.closure import Closure
from muragat.kernel.dates import parse_span
from muragat.kernel.permits import Ground
from muragat.kernel.site import found
from muragat.media.service import files_at
from muragat.ports.passwordhash import IPasswordHash
from muragat.settings import read
from muragat.web.transactions import Snapshot
from tests.security.expected import MAY, NOBODY, STRANGER, Place

PASSWORD = 'тау мен өзен 1941'
TITLE = {'kk': 'Құжаттар', 'ru': 'Документы'}
BYTES = b'%PDF-1.4 ' + b'x' * 100
#: Where the record of each place stands.
FONDS = {Place.OWN: 'Р-1', Place.CLOSED: 'Р-1', Place.PERMITTED: 'Р-1', Place.TRASH: 'Р-1', Place.FOREIGN: 'Р-2',
         Place.ZONE_CLOSED: 'Р-3'}
NUMBER = {Place.OWN: '1', Place.CLOSED: '2', Place.PERMITTED: '3', Place.TRASH: '4', Place.FOREIGN: '1',
          Place.ZONE_CLOSED: '1'}
_SAFE = "/?=&%:+-._~'"


def address_of(place):
    """The readable address of the record of a place."""
    return f'/archive/{FONDS[place]}/1/{NUMBER[place]}'


class Browser(TestApp):
    """A browser of one person; what it sends by POST carries the token of its session."""

    token = ''

    def ask(self, method, address, fields=(), files=(), **more):
        """Any answer, redirects and errors too; the cookies stay as they were."""
        address, cookies = quote(address, safe=_SAFE), list(self.cookiejar)
        if method == 'POST':
            sent = [('csrf_token', self.token), *fields, *(('file', Upload(*each)) for each in files)]
            answer = self.post(address, sent, status='*', **more)
        else:
            token = {'X-CSRF-Token': self.token} if method in ('PATCH', 'DELETE') else {}
            headers = token | more.pop('headers', {})
            answer = self.request(address, method=method, headers=headers, status='*', **more)
        self.cookiejar.clear()
        for each in cookies:
            self.cookiejar.set_cookie(each)
        return answer

    def renew(self, page='/account'):
        """Take a token from a page."""
        self.token = re.search(r'name="csrf_token" value="([^"]+)"', self.get(page).text)[1]
        return self


class Program(TestApp):
    """A caller of REST with a token of every scope, or without one."""

    secret = ''

    def ask(self, method, address, body=None, raw=None, headers=()):
        """Any answer; `address` is below /api/v1."""
        sent = dict(headers)
        if self.secret:
            sent['Authorization'] = f'Bearer {self.secret}'
        data = raw if raw is not None else b'' if body is None else json.dumps(body).encode()
        if body is not None:
            sent['Content-Type'] = 'application/json'
        return self.request(f'/api/v1{quote(address, safe=_SAFE)}', method=method, headers=sent, body=data, status='*')


class World:
    """The opened archive; `targets` are what stands in each place, `people` principal ids by name."""

    def __init__(self, var):
        settings = read({'var.dir': str(var), 'password.rounds': '1', 'password.memory': '64k',
                         'upload.min_free': '1m'})
        self.house = main.open_house(settings, create=True, checked=False)
        with self.house.connection() as connection:
            found(connection.root(), self.house.registry, self.house.clock)
        self.app = main.application(self.house)
        self.people, self.secrets, self.targets, self.browsers = {}, {}, {}, {}
        self.addresses = 0

    def close(self):
        self.house.close()

    # People.

    def hire(self, name, scopes=None):
        """An account; with `scopes` its token has no other."""
        with self.house.session() as desk:
            accounts = Accounts(desk, self.house.ports[IPasswordHash], Rules.of(self.house.settings))
            account, _first = accounts.add({'login': name.replace('_', '-'), 'name': name, 'language': 'en'})
            accounts.settle_password(account, PASSWORD)
            self.people[name] = f'account:{account.id}'
        with self.house.connection() as connection:
            person = self.house.principals(self.house.site(connection)).find(self.people[name])
            desk = self.house.desk(connection, person, 'test')
            accounts = Accounts(desk, self.house.ports[IPasswordHash], Rules.of(self.house.settings))
            account = desk.site.ids[int(self.people[name].partition(':')[2])]
            self.secrets[name] = accounts.new_token(account, 'test', scopes or list(Permission), 30)
        return self.people[name]

    def browser(self, name):
        """The browser of a person who has signed in; of NOBODY one that has not."""
        if name not in self.browsers:
            self.addresses += 1
            browser = Browser(self.app, extra_environ={'REMOTE_ADDR': f'10.0.{self.addresses // 250}.'
                                                                      f'{self.addresses % 250}'})
            browser.renew('/login')
            if name != NOBODY:
                browser.set_cookie('language', 'en')
                browser.post('/login', {'csrf_token': browser.token, 'login': name.replace('_', '-'),
                                        'password': PASSWORD}, status=303)
                browser.renew()
            self.browsers[name] = browser
        return self.browsers[name]

    def program(self, name):
        """The program of a person."""
        program = Program(self.app)
        program.secret = self.secrets.get(name, '')
        return program

    # Records.

    def unit(self, desk, fonds, number, **values):
        """A unit with a document, a file, two revisions, a link and a role given on it."""
        unit = desk.add(fonds['1'], 'unit', {
            'number': number, 'title': {**TITLE, 'kk': f'Іс {fonds.__name__}-{number}'}, 'dates': parse_span('1950'),
            'sheets': 12, 'condition': 'good', 'languages': ('kk',), **values})
        child = desk.add(unit, 'document', {'title': TITLE})
        desk.change(unit, {'sheets': 14})
        files = files_at(desk, self.house)
        staged = files.receive(io.BytesIO(BYTES))
        files.attach(unit, staged, 'құжат.pdf')
        staged.discard()
        return unit, child

    def fill(self):
        """A record in every place, and a role for everyone: on the fonds, and of other people on the whole archive."""
        with self.house.session() as desk:
            archive, fonds = desk.site['archive'], {}
            for number in ('Р-1', 'Р-2', 'Р-3'):
                fonds[number] = desk.add(archive, 'fonds', {'number': number, 'title': TITLE})
                desk.add(fonds[number], 'inventory', {'number': '1', 'title': TITLE})
            desk.add(fonds['Р-1'], 'inventory', {'number': '2', 'title': TITLE})
            near, _child = self.unit(desk, fonds['Р-1'], '9')
            self.near = near.id
        for who in (*MAY, STRANGER, 'witness'):
            self.hire(who)
        for who in MAY:
            self.hire(f'{who}_all')
        with self.house.session() as desk:
            for who in MAY:
                for number in ('Р-1', 'Р-3'):
                    desk.grant(desk.resolve(f'/archive/{number}'), self.people[who], Role(who))
                desk.grant(desk.site, self.people[f'{who}_all'], Role(who))
        for place in Place:
            with self.house.session() as desk:
                self.targets[place] = self._target(desk, place)
        with self.house.session() as desk:
            group = desk.add(desk.site['staff'], 'group', {'title': TITLE})
            self.group = desk.resolve(group.id).__name__
            today = self.house.clock.today()
            shut = (Closure('bad_condition', today, today + timedelta(days=900)),)
            for place in (Place.CLOSED, Place.PERMITTED):
                desk.close(desk.resolve(self.targets[place].id), shut)
            desk.close(desk.resolve('/archive/Р-3'), shut)
            for who in (*MAY, STRANGER):
                desk.permit(desk.resolve(self.targets[Place.PERMITTED].id), self.people[who],
                            Ground('5', today, 'head'))
            desk.delete(desk.resolve(self.targets[Place.TRASH].id), 'no longer wanted')
            job = desk.site.jobs.enqueue(next(iter(desk.registry.job_kinds)), {}, 'system', self.house.clock.now())
            self.job = job.id
        for name in (*self.people, NOBODY):
            self.browser(name)
        return self

    def _target(self, desk, place):
        unit, child = self.unit(desk, desk.resolve(f'/archive/{FONDS[place]}'), NUMBER[place])
        desk.relate(unit, 'see_also', desk.resolve(self.near))
        desk.grant(unit, self.people['witness'], Role.READER)
        permit = desk.permit(unit, self.people['witness'], Ground('4', self.house.clock.today(), 'head'))
        return SimpleNamespace(id=unit.id, child=child.id, permit=permit.id, address=address_of(place), place=place)


def forgetful(monkeypatch):
    """Nothing of what requests write remains: each is met by the same archive."""
    for name in ('commit', 'finish'):
        monkeypatch.setattr(Snapshot, name, Snapshot.undo)
