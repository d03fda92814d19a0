"""The child process that opens foreign files: a task a line in, an answer a line out, limits on all it does."""

import errno
import json
import os
import queue
import resource
import signal
import sys
import tempfile
import threading
from collections.abc import Callable
from contextlib import suppress
from importlib import import_module
from typing import Any, TextIO

from muragat.ports.faults import Failed

#: Tasks are functions of modules below this.
PLACE = 'muragat.adapters.'
#: The kernel takes this process before any other when memory runs out.
SACRIFICE = '500'
ERRORS = {errno.ENOSPC: 'no_space', errno.EDQUOT: 'no_space', errno.EFBIG: 'flooded', errno.ENOMEM: 'memory'}


def main() -> None:
    """Answer until the pipe closes; whoever closes it in the middle of a task ends the task too."""
    memory, largest, niceness = (int(each) for each in sys.argv[1:4])
    _limit(memory, largest, niceness)
    out = _own_output()
    lines: queue.SimpleQueue[str | None] = queue.SimpleQueue()
    threading.Thread(target=_read, args=(lines,), daemon=True).start()
    while (line := lines.get()) is not None:
        out.write(json.dumps(_done(json.loads(line)), ensure_ascii=False) + '\n')
        out.flush()


def _limit(memory: int, largest: int, niceness: int) -> None:
    os.nice(niceness)
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (largest, largest))
    with suppress(OSError), open('/proc/self/oom_score_adj', 'w') as score:
        score.write(SACRIFICE)


def _own_output() -> TextIO:
    """The pipe of answers; what libraries print goes nowhere."""
    out = os.fdopen(os.dup(1), 'w', encoding='utf8', errors='backslashreplace')
    os.dup2(2, 1)
    return out


def _read(lines: queue.SimpleQueue[str | None]) -> None:
    """The owner may die at any moment: then nobody wants the answer, and what was started must not live on."""
    for line in sys.stdin:
        lines.put(line)
    if os.getpgrp() == os.getpid():
        os.killpg(0, signal.SIGKILL)
    lines.put(None)


def _done(wanted: dict[str, Any]) -> dict[str, Any]:
    arguments = wanted['arguments']
    _allow(wanted['seconds'])
    # What is left behind by something that was killed lies in the folder of the work, which is removed with it.
    tempfile.tempdir = arguments.get('out')
    try:
        return {'answer': _function(wanted['task'])(**arguments)}
    except Failed as failed:
        return {'fault': failed.fault.code, 'note': failed.fault.note}
    except MemoryError:
        return {'fault': 'memory'}
    except OSError as error:
        return {'fault': ERRORS.get(error.errno or 0, 'not_understood'), 'note': _said(error)}
    except Exception as error:
        return {'fault': 'not_understood', 'note': _said(error)}


def _said(error: Exception) -> str:
    return f'{type(error).__name__}: {error}'[:300].encode('utf8', 'replace').decode('utf8')


def _function(task: str) -> Callable[..., Any]:
    module, name = task.split(':')
    if not module.startswith(PLACE):
        raise LookupError(task)
    return getattr(import_module(module), name)  # type: ignore[no-any-return]


def _allow(seconds: float) -> None:
    """Fresh processor time for a task; the programs it starts have as much again."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    limit = int(used.ru_utime + used.ru_stime + seconds) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (limit, resource.getrlimit(resource.RLIMIT_CPU)[1]))


if __name__ == '__main__':
    main()
