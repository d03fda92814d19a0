"""`muragat search`: search the archive."""

from collections.abc import Iterator
from typing import Any

import click

from muragat.cli.frame import Call, Command, Failed
from muragat.kernel.i18n import _
from muragat.kernel.principals import SYSTEM, Principal
from muragat.search.answer import Answer, Found, Matched
from muragat.search.indexer import keep_up
from muragat.search.question import LARGEST_PAGE, Question
from muragat.search.rebuild import Rebuild
from muragat.search.service import search_for
from muragat.search.shapes import answer_shape

#: Records of an archive whose index is made on the way; that of a larger one by `muragat index rebuild`.
_SMALL = 20_000
_HOW = {
    Matched.TRANSLATED: _('by a word of the other language'),
    Matched.FOLDED: _('without the letters peculiar to Kazakh'),
    Matched.FUZZY: _('by a similar spelling'),
}


@click.command(cls=Command)
@click.argument('query', nargs=-1, required=True)
@click.option('--as', 'login', metavar='USER', help='Show what the account with this login sees; without it the '
              'search runs as the system, which sees every record.')
@click.option('--limit', type=click.IntRange(1, LARGEST_PAGE), default=20, show_default=True, help='Hits to show.')
@click.pass_obj
def search(call: Call, query: tuple[str, ...], login: str | None, limit: int) -> None:
    """Search the archive by words, "phrases", fields and dates."""
    with call.opened() as house:
        if not house.served:
            _take_in_changes(house)
        with house.connection() as connection:
            desk = house.desk(connection, _principal(call, house, connection, login), 'command')
            answer = search_for(house, desk, call.language).ask(Question(' '.join(query), limit=limit))
    call.answer(answer_shape(answer), _lines(call, answer))


def _principal(call: Call, house: Any, connection: Any, login: str | None) -> Principal:
    if login is None:
        return SYSTEM
    found: Principal | None = house.principals(house.site(connection)).by_login(login)
    if found is None:
        raise Failed(_('There is no account that works under the login ${login}.', mapping={'login': login}))
    return found


def _take_in_changes(house: Any) -> None:
    """Without a server no worker takes in what changed, or makes the index that is missing; so the command does it."""
    with house.session() as desk:
        count = len(desk.site.catalog.rows) if not house.search.index.condition().well else 0
    if 0 < count <= _SMALL:
        Rebuild(house).run()
    while keep_up(house):
        pass


def _lines(call: Call, answer: Answer) -> Iterator[Any]:
    if answer.notice:
        yield answer.notice
    for part in answer.left_out:
        yield _('Not understood and left out: ${part}', mapping={'part': part})
    for added in answer.added:
        yield _('Also searched: ${term} for ${word}', mapping={'term': added.term, 'word': added.for_})
    yield _('Found: ${total} in ${took} ms', mapping={'total': str(answer.total), 'took': f'{answer.took_ms:.0f}'})
    for hit in answer.hits:
        yield from _hit_lines(call, hit)
    if answer.did_you_mean:
        yield _('Did you mean: ${text}', mapping={'text': answer.did_you_mean})


def _hit_lines(call: Call, hit: Found) -> Iterator[str]:
    how = f' ({call.words(_HOW[hit.matched])})' if hit.matched in _HOW else ''
    yield f'{hit.code}  {hit.title}{f", {hit.dates}" if hit.dates else ""}{how}'
    if hit.snippet:
        yield f'    {hit.snippet.replace("<mark>", "[").replace("</mark>", "]").unescape()}'
    if hit.sheets:
        labels = ', '.join(sheet.label for sheet in hit.sheets)
        more = ' …' if hit.sheet_total > len(hit.sheets) else ''
        yield '    ' + call.words(_('Sheets: ${sheets}', mapping={'sheets': labels + more}))
