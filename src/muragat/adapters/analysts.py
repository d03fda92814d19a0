"""Analysts in other processes: texts go out and pages come back, a piece at a time; they end with their owner."""

import logging
import os
import pickle
import queue
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, suppress
from itertools import chain
from multiprocessing.connection import Connection, Pipe
from threading import Lock

from zope.interface import implementer

from muragat.ports.analysts import AnalysedPage, IAnalysts

logger = logging.getLogger(__name__)

#: Texts that a process is given at once.
PIECE = 20
#: Pieces that are under way at once for one who takes them.
AHEAD = 12
#: Pieces that a process is given at once: when it has done one, the next one lies there.
IN_HAND = 2
#: Whoever asks the archive something comes first.
NICENESS = 10

Analyse = Callable[[str], AnalysedPage]
Piece = Sequence[str]
Pages = list[AnalysedPage]
Begun = tuple[Piece, 'Future[Pages | None]']


@implementer(IAnalysts)
class ProcessAnalysts:
    """At most `count` processes by `command`, which gets the number of its descriptor behind it and calls `answer`;
    `here`: analyses in this process what no other one can."""

    def __init__(self, command: Sequence[str], here: Analyse, count: int) -> None:
        self._command = tuple(command)
        self._here = here
        self._count = count
        self._idle: queue.SimpleQueue[_Process] = queue.SimpleQueue()
        self._threads: ThreadPoolExecutor | None = None
        #: Whether a process ended before it answered once; until they are closed no other one is begun.
        self._useless = False
        self._beginning = Lock()

    def analysed(self, texts: Sequence[str]) -> Iterator[AnalysedPage]:
        """A few pieces are under way at a time, so that a long text waits in no memory."""
        if not self._count:
            return map(self._here, texts)
        rest = deque(texts[first:first + PIECE] for first in range(0, len(texts), PIECE))
        begun = deque(self._begin(rest.popleft()) for _piece in range(min(AHEAD, len(rest))))
        return chain.from_iterable(self._taken(begun, rest))

    def _begin(self, piece: Piece) -> Begun:
        if self._threads is None:
            self._threads = ThreadPoolExecutor(IN_HAND * self._count, 'analysts')
        return piece, self._threads.submit(self._ask, piece)

    def _taken(self, begun: deque[Begun], rest: deque[Piece]) -> Iterator[Iterable[AnalysedPage]]:
        while begun:
            piece, pages = begun.popleft()
            if rest:
                begun.append(self._begin(rest.popleft()))
            if pages.cancelled():
                _piece, pages = self._begin(piece)
            found = pages.result()
            yield map(self._here, piece) if found is None else found

    def _ask(self, piece: Piece) -> Pages | None:
        """None when no process has an answer."""
        if self._useless:
            return None
        process = None
        try:
            process = self._free()
            pages = process.ask(piece)
        except (EOFError, OSError, pickle.UnpicklingError) as error:
            # One that cannot do its first piece will not do the next either.
            if process is None or not process.proved:
                self._useless = True
            logger.warning('An analyst ended: %s', error or type(error).__name__)
            if process is not None:
                process.end()
            return None
        except BaseException:
            if process is not None:
                process.end()
            raise
        self._idle.put(process)
        return pages

    def _free(self) -> '_Process':
        """One that has less than it can hold in its hands."""
        with self._beginning:
            if self._idle.empty():
                process = _Process(self._command)
                for _piece in range(IN_HAND):
                    self._idle.put(process)
            return self._idle.get_nowait()

    def close(self) -> None:
        """What was begun and not taken begins again when it is taken."""
        if self._threads is not None:
            self._threads.shutdown(cancel_futures=True)
            self._threads = None
        with suppress(queue.Empty):
            while True:
                self._idle.get_nowait().end()
        self._useless = False


class _Process:
    """One other process and the pipe to it."""

    def __init__(self, command: tuple[str, ...]) -> None:
        #: Whether it has answered.
        self.proved = False
        self._asking, self._answered = Lock(), Lock()
        self._pipe, other = Pipe()
        try:
            with other:
                self._process = subprocess.Popen(
                    (*command, str(other.fileno())), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL, pass_fds=[other.fileno()], start_new_session=True)
        except BaseException:
            self._pipe.close()
            raise

    def ask(self, piece: Piece) -> Pages | None:
        """Answers come in the order of asking: the next one asks only when it is this one's turn to be answered."""
        with ExitStack() as asking:
            asking.enter_context(self._asking)
            self._pipe.send(piece)
            with self._answered:
                asking.close()
                pages: Pages | None = self._pipe.recv()
        self.proved = True
        return pages

    def end(self) -> None:
        """It has nothing to lose. Whoever waits for its answer meets the end of the pipe before that is closed."""
        self._process.kill()
        self._process.wait()
        with self._asking, self._answered:
            self._pipe.close()


def answer(analyse: Analyse) -> None:
    """Be an analyst, until the owner closes the pipe or ends in any way."""
    os.nice(NICENESS)
    with Connection(int(sys.argv[-1])) as owner, suppress(EOFError, ConnectionError):
        while True:
            owner.send(_pages(analyse, owner.recv()))


def _pages(analyse: Analyse, piece: Piece) -> Pages | None:
    """None when one of them cannot be analysed: the owner, who does it again, learns which and why."""
    try:
        return [analyse(text) for text in piece]
    except Exception:
        return None
