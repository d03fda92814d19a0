"""One transaction per request: opened when it is first needed, committed only for what an unsafe method did."""

import time
from collections.abc import Callable
from contextlib import ExitStack
from random import uniform
from typing import Any

import transaction
from pyramid.config import Configurator
from pyramid.httpexceptions import HTTPException
from pyramid.request import Request
from pyramid.tweens import EXCVIEW, MAIN
from transaction.interfaces import TransientError

from muragat.kernel.errors import Busy
from muragat.kernel.numbering import Locks
from muragat.kernel.retry import FIRST_PAUSE, LONGEST_PAUSE
from muragat.web.csrf import SAFE_METHODS
from muragat.web.turns import TURNS

#: How long a request is tried again.
SECONDS = 8.0
_LAST = 'muragat.last_attempt'
_LOCKS = 'muragat.locks'


class LockWanted(TransientError):
    """The handler takes a number from a counter whose lock must be held before the transaction begins."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class Snapshot:
    """The database as one request sees it."""

    def __init__(self, house: Any) -> None:
        self._manager = transaction.TransactionManager(explicit=True)
        self._manager.begin()
        self._connection = house.db.open(self._manager)
        self.connection = self._connection
        self.kept = False
        self._over = False

    def commit(self) -> None:
        """Store what was written and go on reading in a new transaction."""
        self._manager.commit()
        self._manager.begin()

    def finish(self) -> None:
        """Store what was written; nothing is read any more, so the object server is not asked for news."""
        self._manager.commit()
        self._over = True

    def undo(self) -> None:
        """Forget what was written; pages about the refusal still read."""
        self._end()
        self._manager.begin()

    def _end(self) -> None:
        if not self._over:
            self._manager.abort()
        self._over = False

    def close(self, _request: Any = None) -> None:
        """The end of the request; what was not committed is gone."""
        self._end()
        self._connection.close()


def snapshot(request: Request) -> Snapshot:
    """Opened by the first who asks for the site, closed when the answer is ready.

    Who only reads takes a turn first: he who reads alone meets the connection whose objects are in memory already.
    """
    if request.method in SAFE_METHODS:
        request.turn.enter_context(request.registry[TURNS].turn())
    opened = Snapshot(request.house)
    request.add_finished_callback(opened.close)
    return opened


def keep(request: Request) -> None:
    """Commit what the handler wrote although it answers with a refusal: a failed attempt to sign in is counted."""
    request.snapshot.kept = True


def hold_counter(request: Request, name: str) -> None:
    """Called before a number is taken: the request begins anew with the counter's lock held before its transaction."""
    if name not in request.environ.get(_LOCKS, ()):
        raise LockWanted(name)


def is_last(request: Request) -> bool:
    """Whether a conflict is not tried again."""
    return bool(request.environ.get(_LAST))


def tween_factory(handler: Callable[[Any], Any], registry: Any) -> Callable[[Any], Any]:
    """Commits answers below 400 of unsafe methods, also when they are raised; undoes everything else."""

    def tween(request: Any) -> Any:
        try:
            try:
                response = handler(request)
            except HTTPException as answer:
                _finish(request, answer)
                raise
            _finish(request, response)
            return response
        except TransientError as conflict:
            _undo(request)
            if is_last(request):
                raise Busy() from conflict
            raise
        except BaseException:
            _undo(request)
            raise

    return tween


def execution_policy(environ: dict[str, Any], router: Any) -> Any:
    """Runs a request again, with a pause that grows, when others wrote the same meanwhile; the last time says so."""
    locks: set[str] = set()
    deadline = time.monotonic() + SECONDS
    pause = FIRST_PAUSE
    while True:
        environ[_LAST] = time.monotonic() >= deadline
        with ExitStack() as held:
            _take(locks, held, environ, router.registry['house'].registry.locks)
            response, conflict = _attempt(environ, router)
        if conflict is None:
            return response
        if isinstance(conflict, LockWanted):
            locks.add(conflict.name)
        else:
            time.sleep(uniform(0, pause))
            pause = min(2 * pause, LONGEST_PAUSE)


def _take(locks: set[str], held: ExitStack, environ: dict[str, Any], kept: Locks) -> None:
    """Hold the locks in one order for all; without them the handler that wants them is told that others write."""
    environ[_LOCKS] = frozenset(locks)
    try:
        for name in sorted(locks):
            held.enter_context(kept.counter_lock(name))
    except Busy:
        environ[_LOCKS] = frozenset()
        environ[_LAST] = True


def _attempt(environ: dict[str, Any], router: Any) -> tuple[Any, TransientError | None]:
    """The answer, and the conflict that makes it void while attempts are left."""
    with router.request_context(environ) as request, request.turn:
        if request.method not in SAFE_METHODS:
            _make_rewindable(request)
        try:
            response = router.invoke_request(request)
        except TransientError as conflict:
            return None, conflict
        met = getattr(request, 'exception', None)
        return response, met if isinstance(met, TransientError) else None


def _make_rewindable(request: Request) -> None:
    """Waitress has the body in a file already; it need not be copied again."""
    if getattr(request.body_file_raw, 'seek', None):
        request.is_body_seekable = True
    request.make_body_seekable()


def _finish(request: Request, response: Any) -> None:
    if 'snapshot' not in request.__dict__:
        return
    if request.method in SAFE_METHODS:
        return
    if response.status_int < 400:
        request.snapshot.finish()
    elif request.snapshot.kept:
        request.snapshot.commit()
    else:
        _undo(request)


def _undo(request: Request) -> None:
    if 'snapshot' in request.__dict__:
        request.snapshot.undo()


def includeme(config: Configurator) -> None:
    """`request.snapshot`, `request.keep()`, `request.hold_counter(name)`."""
    config.include('muragat.web.turns')
    config.add_request_method(snapshot, 'snapshot', reify=True)
    config.add_request_method(keep, 'keep')
    config.add_request_method(hold_counter, 'hold_counter')
    config.add_tween('muragat.web.transactions.tween_factory', under=EXCVIEW, over=MAIN)
    config.set_execution_policy(execution_policy)
