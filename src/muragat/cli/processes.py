"""How a process of the archive begins: its log, its temporary folder, and its end when the supervisor is gone."""

import ctypes
import logging
import os
import signal
import sys
import tempfile
from logging.handlers import WatchedFileHandler
from pathlib import Path

from muragat.settings import Settings

PR_SET_PDEATHSIG = 1
FORMAT = '%(asctime)s %(process)d %(levelname)s %(name)s %(message)s'


def begin(settings: Settings, name: str, parent: int = 0) -> None:
    """Called first in every long-running process; `parent` is the supervisor that it must not outlive."""
    if parent:
        end_with(parent)
    log_to(settings, name)
    use_own_temporary(settings)


def end_with(parent: int) -> None:
    """Let the system kill this process when its parent ends in whatever way."""
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        sys.exit(1)


def log_to(settings: Settings, name: str) -> None:
    """Write the log of the process to a file of its own in `var/log`; it may be rotated at any time."""
    folder = settings.place('log')
    folder.mkdir(parents=True, exist_ok=True)
    handler = WatchedFileHandler(folder / f'{name}.log', encoding='utf8', delay=True)
    handler.setFormatter(logging.Formatter(FORMAT))
    logging.basicConfig(level=settings['log.level'].upper(), handlers=[handler], force=True)
    logging.getLogger('ZEO').setLevel(logging.WARNING)


def use_own_temporary(settings: Settings) -> Path:
    """Put temporary files on the disk of the archive: `/tmp` may be small or in memory."""
    folder = settings.place('work')
    folder.mkdir(parents=True, exist_ok=True)
    tempfile.tempdir = os.environ['TMPDIR'] = str(folder)
    return folder
