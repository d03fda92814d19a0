"""What each view and operation asks for and how it is asked rightly: a new one without an entry here fails a test.

A case says which permission the caller needs (`of`: for which type, where a family says more about it), what he
sends, and which statuses mean that he may not. `fields` and `body` are made from the world and the target.
"""
from dataclasses import dataclass, field
from typing import Any

SEEN_BUT_REFUSED = frozenset({403})
#: Where rights are told together with whatever else stands against the deed.
HINDERED = frozenset({403, 409, 422})


@dataclass(frozen=True)
class Case:
    """One way to ask; permission None: every signed-in person; '': everybody."""

    permission: str | None
    fields: Any = ()
    query: str = ''
    of: str = ''
    files: Any = ()
    body: Any = None
    raw: Any = None
    headers: Any = ()
    refused: frozenset[int] = SEEN_BUT_REFUSED
    also: frozenset[int] = field(default_factory=frozenset)


def both(permission, fields, **more):
    """A page that is asked for with GET and sent with POST."""
    return {'GET': Case(permission, **more), 'POST': Case(permission, fields, **more)}


DOCUMENT = (('type', 'document'), ('title.kk', 'Құжат'), ('title.ru', 'Документ'))
SHUT = (('closures.0.kind', 'bad_condition'), ('closures.0.since', '2026-01-01'), ('closures.0.until', ''))
PAPER = (('who', 'witness'), ('number', '9'), ('dated', '2026-01-01'), ('given_by', 'head'))
FILE = (('a.txt', b'words'),)

#: Views of a record, by name and method.
RECORD = {
    '': {'GET': Case('view')},
    'access': {'GET': Case('view_access')},
    # No page of what was attached is known yet.
    'access-copy': {'GET': Case('download'), 'POST': Case('download', also=frozenset({409, 422}))},
    'add': both('add', DOCUMENT, query='type=document', of='document', refused=HINDERED),
    'branch': {'GET': Case('view')},
    'bulk': {'POST': Case('export', lambda world, at: [('deed', 'csv'), ('id', at.child)])},
    'close': both('close', SHUT),
    'compare': {'GET': Case('view_journal', query='from=1&to=2')},
    'correct': {'GET': Case('edit', query='page=1', also=frozenset({404})),
                'POST': Case('edit', [('text', 'words'), ('seen', '0')], query='page=1', also=frozenset({404}))},
    'delete': both('delete', [('reason', 'a mistake')]),
    'edit': both('edit', [('sheets', '15'), ('revision', '2')]),
    'export.csv': {'GET': Case('export')},
    'export.xlsx': {'GET': Case('export')},
    'file': {'GET': Case('download', query='number=1'), 'HEAD': Case('download', query='number=1')},
    'grant': both('grant', [('who', 'witness'), ('role', 'reader')]),
    'history': {'GET': Case('view_journal')},
    'move': both('move', [('target', '/archive/Р-1/2')]),
    'page-picture': {'GET': Case('download', query='of=1.1.0', also=frozenset({404}))},
    'page-text': {'GET': Case('download', also=frozenset({404}))},
    'page-tile': {'GET': Case('download', query='of=1.1.0&at=0.0.0', also=frozenset({404}))},
    'page-tiles': {'GET': Case('download', query='of=1.1.0', also=frozenset({404}))},
    'papers': {'GET': Case('ingest', query='kind=sheets')},
    'permit': both('permit', PAPER),
    # What was attached before waits to be read still.
    'read': both('upload', [('mode', 'retry')], also=frozenset({422})),
    'relate': both('relate', lambda world, at: [('kind', 'see_also'), ('other', world.near)]),
    'relations': {'GET': Case('view')},
    'rename': both('move', [('name', '77')]),
    'revoke': {'POST': Case('grant', lambda world, at: [('principal', world.people['witness']), ('role', 'reader')])},
    'transition': {'GET': Case('view', query='name=describe'),
                   'POST': Case('transition', [('name', 'describe')], refused=HINDERED)},
    'unrelate': {'POST': Case('relate', lambda world, at: [('kind', 'see_also'), ('other', world.near),
                                                           ('outgoing', 'yes')])},
    'upload': {'POST': Case('upload', files=FILE)},
    'versions': {'GET': Case('view', query='number=1')},
    'view': {'GET': Case('download')},
    'withdraw': {'GET': Case('permit'),
                 'POST': Case('permit', lambda world, at: [('permit', at.permit), ('reason', 'withdrawn')])},
}

#: Views of a record that the site has as well.
ALSO_SITE = ('access', 'grant', 'permit', 'revoke', 'withdraw')

#: Views of the site.
SITE = {
    '': {'GET': Case(None)},
    'go': {'GET': Case(None, query='to=/archive/nothing', also=frozenset({404}))},
    'health': {'GET': Case('view_health')},
    'index': {'GET': Case('view_health'), 'POST': Case('manage_jobs')},
    'jobs': {'GET': Case('view_health'), 'POST': Case('manage_jobs', lambda world, at: [('id', world.job)])},
    'journal': {'GET': Case('view_journal')},
    'keys': {'GET': Case(None)},
    'glossary': {'GET': Case('view_rules'), 'POST': Case('manage_vocabularies', [('deed', 'learn')])},
    'law': {'GET': Case('view_rules'), 'POST': Case('manage_law', [('name', 'nothing')], also=frozenset({404}))},
    'reading': {'GET': Case(None), 'POST': Case(None, [('id', '123')])},
    'station': {'GET': Case(None), 'POST': Case(None, [('to', 'nothing')], also=frozenset({404}))},
    'suggest': {'GET': Case(None, query='seek=1950')},
    'trash': {'GET': Case(None), 'POST': Case(None, [('id', '123')], also=frozenset({404}))},
    'tree': {'GET': Case(None)},
    'understood': {'GET': Case(None, query='date=1950')},
    'vocabularies': {'GET': Case('view_rules'),
                     'POST': Case('manage_vocabularies', [('name', 'nothing')], also=frozenset({404}))},
}

#: Views of accounts and groups.
STAFF = {
    'end-sessions': {'POST': Case('manage_accounts', also=frozenset({404}))},
    'end-token': {'POST': Case('manage_accounts', [('token', '1')], also=frozenset({404}))},
    'give-password': {'POST': Case('manage_accounts')},
    'members': {'POST': Case('manage_accounts', [('add', 'witness')])},
    'unlock': {'POST': Case('manage_accounts')},
}

#: Views of batches and of the room they stand in; who may what there is tried in tests/capture/test_rights.py.
CAPTURE = {
    'control': both('edit', [('deed', 'undo')]),
    'figures': {'GET': Case('view')},
    'picture': {'GET': Case('view')},
}

#: The version of the protocol of uploads was not told.
NO_VERSION = frozenset({412})

#: Routes, by name: the address, and what is asked.
ROUTES = {
    '__static/': ('/static/nothing.js', {None: Case('', also=frozenset({404}))}),
    'account': ('/account', {'GET': Case(None)}),
    'eternal': ('/r/{id}', {'GET': Case('view')}),
    'language': ('/language/kk', {'GET': Case('')}),
    'login': ('/login', {'GET': Case(''), 'POST': Case('', [('login', 'x'), ('password', 'y')],
                                                       also=frozenset({422}))}),
    'logout': ('/logout', {'POST': Case('')}),
    'own_language': ('/account/language', {'POST': Case(None, [('language', 'kk')])}),
    'own_password': ('/account/password', both(None, [], also=frozenset({422}))),
    'own_sessions': ('/account/sessions', {'POST': Case(None, [('session', '1')], also=frozenset({404}))}),
    'own_token': ('/account/token', both(None, [], also=frozenset({422}))),
    'own_tokens': ('/account/tokens', {'POST': Case(None, [('token', '1')], also=frozenset({404}))}),
    'search': ('/search', {'GET': Case(None, query='q=1950')}),
    'search_export': ('/search/export.xlsx', {'GET': Case(None, query='q=1950', also=frozenset({403}))}),
    'search_facets': ('/search/facets', {'GET': Case(None, query='q=1950')}),
    'search_inside': ('/r/{id}/inside', {'GET': Case('download', query='q=words')}),
    'search_marks': ('/r/{id}/marks', {'GET': Case('download', query='q=words&page=1', also=frozenset({404}))}),
    'search_news': ('/searches/news', {'GET': Case(None)}),
    'search_suggest': ('/search/suggest', {'GET': Case(None, query='q=1950')}),
    'searches': ('/searches', {'GET': Case(None), 'POST': Case(None, [('deed', 'save'), ('name', 'Years'),
                                                                      ('q', '1950')])}),
    'upload': (f'/uploads/{"0" * 32}', {
        'OPTIONS': Case(''), 'GET': Case(None, also=frozenset({404})), 'HEAD': Case(None, also=NO_VERSION),
        'PATCH': Case(None, also=NO_VERSION), 'DELETE': Case(None, also=NO_VERSION),
        'POST': Case(None, also=NO_VERSION)}),
    'uploads': ('/uploads', {'OPTIONS': Case(''), 'GET': Case(None, query=f'sha256={"0" * 64}'),
                             'POST': Case(None, also=NO_VERSION)}),
}

ANY_VERSION = (('If-Match', '*'),)
CLOSURE = {'kind': 'bad_condition', 'since': '2026-01-01', 'until': None, 'note': ''}

#: Operations of REST on one record.
OPERATIONS = {
    'deliver': Case('ingest', query=lambda world, at: f'target={at.id}&filename=a.txt', raw=b'words of a scan',
                    refused=HINDERED),
    'read_record': Case('view'),
    'read_path': Case('view'),
    'create_record': Case('add', of='document', body={'type': 'document', 'values': {'title': {
        'kk': 'Құжат', 'ru': 'Документ'}}}),
    'change_record': Case('edit', body={'values': {'sheets': 15}}, headers=ANY_VERSION),
    'move_record': Case('move', body={'name': '77'}, headers=ANY_VERSION),
    'delete_record': Case('delete', query='reason=mistake'),
    'list_children': Case('view'),
    'list_relations': Case('view'),
    'add_relation': Case('relate', body=lambda world, at: {'kind': 'see_also', 'object': str(world.near)}),
    'remove_relation': Case('relate', query=lambda world, at: f'kind=see_also&object={world.near}'),
    'list_transitions': Case('view'),
    'make_transition': Case('transition', body={'transition': 'describe'}, refused=HINDERED),
    'read_access': Case('view_access'),
    'add_grant': Case('grant', body=lambda world, at: {'principal': world.people['witness'], 'role': 'reader'}),
    'remove_grant': Case('grant', query=lambda world, at: f'principal={world.people["witness"]}&role=reader'),
    'set_closures': Case('close', body={'closures': [CLOSURE]}),
    'add_permit': Case('permit', body=lambda world, at: {
        'principal': world.people['witness'], 'number': '9', 'dated': '2026-01-01', 'given_by': 'head'}),
    'withdraw_permit': Case('permit', query='reason=withdrawn'),
    'read_journal': Case('view_journal'),
    'list_files': Case('view'),
    'add_file': Case('upload', query='filename=a.txt', raw=b'words'),
    'read_file': Case('view'),
    'add_version': Case('upload', query='filename=a.txt', raw=b'words'),
    'list_versions': Case('view'),
    'read_content': Case('download'),
    'read_plan': Case('view'),
    # No page of what was attached is known yet.
    'read_page': Case('download', also=frozenset({404})),
    'correct_page': Case('edit', body={'text': 'words', 'revision': 0}, also=frozenset({404})),
    'read_picture': Case('download', also=frozenset({404})),
    # They are for batches, and the record is a unit; no place for batches is open here.
    'begin_batch': Case('ingest', body={}, also=frozenset({404})),
    'list_findings': Case('view', also=frozenset({404})),
    'work_on_pages': Case('edit', body={'deed': 'undo'}, also=frozenset({404})),
    'list_readings': Case('view'),
    'read_again': Case('upload', body={'mode': 'retry'}, also=frozenset({409})),
}

#: Operations on the whole archive; lists give to each what he sees.
SITE_OPERATIONS = {
    'read_root': Case(None),
    'list_records': Case(None),
    'list_trash': Case(None),
    'search_archive': Case(None),
    'read_facets': Case(None),
    'read_suggestions': Case(None),
    'read_me': Case(''),
    'read_openapi': Case(''),
    'list_types': Case(''),
    'read_type': Case(''),
    'list_jobs': Case('view_health'),
    'read_job': Case('view_health'),
    'retry_job': Case('manage_jobs'),
}

#: Operations on accounts.
STAFF_OPERATIONS = {
    'give_password': Case('manage_accounts'),
    'unlock_account': Case('manage_accounts'),
    'list_sessions': Case('manage_accounts'),
    'end_session': Case('manage_accounts', also=frozenset({404})),
    'list_tokens': Case('manage_accounts'),
    'end_token': Case('manage_accounts', also=frozenset({404})),
}

#: Bringing back is about what is missing everywhere else.
TRASH_OPERATIONS = {'restore_record': Case('restore', body={})}
