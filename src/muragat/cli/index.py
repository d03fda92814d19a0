"""`muragat index`: how the text index is, whether it is whole, building it anew, choosing its engine."""

import sys
import time
from collections.abc import Iterator
from typing import Any

import click

from muragat.cli.frame import Call, Failed, Group
from muragat.kernel.i18n import _
from muragat.kernel.jobs import State
from muragat.ports.pageplaces import PlacesUnavailable
from muragat.ports.textindex import IndexUnavailable
from muragat.search.indexer import keep_up
from muragat.search.jobs import ASKED, ENGINE, ask_for
from muragat.search.rebuild import Rebuild
from muragat.search.status import Status, status_of
from muragat.search.verification import verify as compare

#: Seconds between two looks at a rebuild that a worker does, and between two lines about its progress.
_LOOK, _TELL = 0.3, 2.0


@click.group(cls=Group)
def index() -> None:
    """Look after the text index."""


@index.command()
@click.pass_obj
def status(call: Call) -> None:
    """Tell how many records are indexed, missing and out of date."""
    with call.opened() as house, house.session() as desk:
        told = status_of(desk.site, house.search)
        titles = {name: call.words(kind.plural) for name, kind in house.registry.types.items()}
    call.answer(_status_data(told), _status_lines(call, told, titles))


def _status_data(told: Status) -> dict[str, Any]:
    return {
        'well': told.well, 'condition': told.code, 'engine': told.engine, 'wished': told.wished,
        'version': told.version, 'records': told.total('records'), 'indexed': told.total('indexed'),
        'missing': told.total('missing'), 'stale': told.total('stale'), 'waiting': told.waiting,
        'types': [each._asdict() for each in told.types],
        'troubles': [{'id': str(record), 'cause': cause} for record, cause in told.troubles],
        'rebuild': told.building._asdict() if told.building else None,
    }


def _status_lines(call: Call, told: Status, titles: dict[str, str]) -> Iterator[Any]:
    yield told.words
    yield _('Engine: ${engine}. Changed records that wait: ${waiting}.', mapping={
        'engine': told.engine, 'waiting': told.waiting})
    if told.engine != told.wished:
        yield _('Chosen engine: ${engine}; it serves when its index is built.', mapping={'engine': told.wished})
    if told.building:
        yield _progress(told.building.done, told.building.total)
    for each in told.types:
        yield _('  ${type}: ${records} records, ${indexed} indexed, ${missing} missing, ${stale} out of date', mapping={
            **each._asdict(), 'type': titles.get(each.name, each.name)})
    for record, cause in told.troubles:
        yield _('  Record ${record} could not be indexed: ${cause}', mapping={'record': str(record), 'cause': cause})


@index.command()
@click.pass_obj
def verify(call: Call) -> None:
    """Compare the text index with the archive, record by record."""
    with call.opened() as house, house.session() as desk:
        try:
            verdict = compare(desk.site, desk.registry, house.search)
        except (IndexUnavailable, PlacesUnavailable):
            raise Failed(status_of(desk.site, house.search).words) from None
    data = {'whole': not verdict.differing, 'records': verdict.records, 'waiting': verdict.waiting,
            'differences': verdict.differing,
            'named': [{'id': str(each.record), 'kind': each.kind, 'cause': each.cause} for each in verdict.named]}
    mapping = {'records': verdict.records, 'count': verdict.differing, 'waiting': verdict.waiting}
    call.answer(data, [
        *(each.words for each in verdict.named),
        _('${records} records compared, ${count} differences, ${waiting} changes wait.', mapping=mapping)])
    if verdict.differing:
        raise Failed


@index.command()
@click.pass_obj
def rebuild(call: Call) -> None:
    """Build the index anew beside the one that serves, then let it serve."""
    with call.opened() as house:
        _conclude(call, _rebuilt(call, house, house.search.choice.wished, ASKED))


@index.command()
@click.argument('engine', metavar='ENGINE')
@click.pass_obj
def use(call: Call, engine: str) -> None:
    """Let another engine keep the index: whoosh or tantivy."""
    with call.opened() as house:
        choice = house.search.choice
        if engine not in choice.engines:
            raise Failed(_('There is no engine “${engine}”. There are: ${engines}.', mapping={
                'engine': engine, 'engines': ', '.join(choice.engines)}))
        choice.wish(engine)
        if choice.serving == engine and house.search.index.condition().well:
            call.answer({'engine': engine, 'rebuilt': False}, [
                _('The index is kept by ${engine} already.', mapping={'engine': engine})])
            return
        _conclude(call, _rebuilt(call, house, engine, ENGINE))


def _conclude(call: Call, made: dict[str, Any]) -> None:
    call.answer({'rebuilt': True, **made}, [
        _('The index was rebuilt with ${engine}: ${records} records in ${seconds} seconds.', mapping={
            **made, 'seconds': f'{made["seconds"]:.1f}'})])


def _rebuilt(call: Call, house: Any, engine: str, why: str) -> dict[str, Any]:
    """Beside a serving archive its worker does it, for it alone writes; else this process does."""
    if house.served:
        return _followed(call, house, engine, why)
    made = Rebuild(house, engine, why, Telling(call)).run()
    while keep_up(house):
        pass
    return made._asdict()


def _followed(call: Call, house: Any, engine: str, why: str) -> dict[str, Any]:
    job_id, tell = house.run(lambda desk: ask_for(desk, why, engine).id), Telling(call)
    while True:
        with house.session() as desk:
            job = desk.site.jobs.get(job_id)
            state, error, result = job.state, job.error, job.result
        if state == State.DONE:
            # Another one was under way, for an engine that is not wished any more.
            return dict(result) if result['engine'] == engine else _followed(call, house, engine, why)
        if state == State.FAILED:
            raise Failed(error)
        told = house.search.building.state
        if told is not None:
            tell(told.done, told.total)
        time.sleep(_LOOK)


class Telling:
    """Says on the error channel how far it is, so that the answer stands alone."""

    def __init__(self, call: Call) -> None:
        self._call = call
        self._told = time.monotonic()

    def __call__(self, done: int, total: int) -> None:
        if time.monotonic() - self._told >= _TELL and not self._call.json:
            self._told = time.monotonic()
            print(self._call.words(_progress(done, total)), file=sys.stderr, flush=True)


def _progress(done: int, total: int) -> Any:
    return _('${done} of ${total} records are in the index that is being built.', mapping={
        'done': done, 'total': total})
