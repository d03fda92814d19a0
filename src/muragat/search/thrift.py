"""Thrift in a long work of many threads: what is free goes back to the system, and garbage is looked for seldom."""

import ctypes
import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager

#: Objects that are made until garbage in circles is looked for.
ALLOCATED = 50_000
#: Of glibc: how many heaps the threads of a process have; each keeps what was once in use.
_ARENAS = -8


@contextmanager
def thrifty() -> Iterator[Callable[[], None]]:
    """Terms are no garbage in circles: looking for some after each 700 objects costs a fifth of a rebuild. Gives what
    is called when much has become free. Only glibc keeps memory back; elsewhere there is nothing to do."""
    library = ctypes.CDLL(None)
    if hasattr(library, 'mallopt'):
        library.mallopt(_ARENAS, 1)
    usual = gc.get_threshold()
    gc.set_threshold(ALLOCATED, *usual[1:])
    try:
        yield lambda: library.malloc_trim(0) if hasattr(library, 'malloc_trim') else None
    finally:
        gc.set_threshold(*usual)
