"""The watched folder: `inbox/<station>/…`, where a scanner puts files and the worker takes those that are whole."""

import contextlib
import fcntl
import logging
import os
import signal
import stat
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from muragat.capture.intake.finishing import look
from muragat.capture.intake.places import open_batches, place_named
from muragat.capture.intake.service import Outcome, Taken, refused, take
from muragat.kernel.errors import Busy, Hindered, Invalid, NoSpace, NotVisible, Refusal, Refused
from muragat.kernel.i18n import LANGUAGES, _, translator
from muragat.kernel.principals import SYSTEM, Principal
from muragat.media.service import area_of
from muragat.media.staging import Staged, sync_directory

logger = logging.getLogger(__name__)

TAKEN, REFUSED = 'taken', 'refused'
#: Names under which programs write what is not whole yet.
UNFINISHED = ('.part', '.partial', '.tmp', '.temp', '.crdownload', '.filepart', '.lock', '.swp')
#: Ending of the note beside a file.
NOTE = '.txt'
DAY = 86_400
#: Longest name of a file system, in bytes.
_LONGEST = 255


class Look(NamedTuple):
    """A file as it was seen at a moment; as long as it looks the same, nobody has written to it."""

    size: int
    changed: int
    number: int


@dataclass
class Inbox:
    """All stations' folders; remembers between two steps how each file looked."""

    folder: Path
    quiet: float
    keep_days: int = 0
    clock: Callable[[], float] = time.time
    _seen: dict[Path, tuple[Look, float]] = field(default_factory=dict)
    #: Files that were seen to and could not be moved away; left alone as long as they look the same.
    _stuck: dict[Path, Look] = field(default_factory=dict)

    def step(self, house: Any) -> int:
        """Take every file that is whole; how many files were seen to."""
        done = 0
        with self._alone() as alone:
            for station, path in list(self._ripe()) if alone else ():
                try:
                    done += self._see_to(house, station, path)
                except Exception:
                    logger.exception('%s', told(path))
                    self._seen.pop(path, None)
        return done

    @contextlib.contextmanager
    def _alone(self) -> Iterator[bool]:
        """Whether no other worker looks through the folders at this moment."""
        if not self.folder.is_dir():
            yield False
            return
        handle = os.open(self.folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            yield True
        except BlockingIOError:
            yield False
        finally:
            os.close(handle)

    def _ripe(self) -> Iterator[tuple[Path, Path]]:
        """Files that have not changed for the quiet time and that nobody has open."""
        now, seen = self.clock(), {}
        for station, path in self._files():
            shown = looked_at(path)
            if shown is None or self._stuck.get(path) == shown:
                continue
            before, since = self._seen.get(path, (None, now))
            seen[path] = (shown, since if before == shown else now)
            if before == shown and now - since >= self.quiet and not is_open(path):
                yield station, path
        self._seen = seen

    def _files(self) -> Iterator[tuple[Path, Path]]:
        for station in sorted(self.folder.iterdir()):
            if station.is_dir() and not station.is_symlink() and not station.name.startswith('.'):
                yield from ((station, path) for path in self._below(station, top=True))

    def _below(self, folder: Path, top: bool = False) -> Iterator[Path]:
        for path in _inside(folder):
            if path.is_symlink() or path.name.startswith(('.', '~$')) or path.name.lower().endswith(UNFINISHED):
                continue
            if path.is_dir():
                if not (top and path.name in (TAKEN, REFUSED)):
                    yield from self._below(path)
            elif path.is_file():
                yield path

    def _see_to(self, house: Any, station: Path, path: Path) -> int:
        before = looked_at(path)
        staged: Staged | None = None
        try:
            with path.open('rb') as stream:
                staged = area_of(house.settings).receive(stream, before.size if before else None)
            if before is None or looked_at(path) != before or is_open(path):
                # Somebody went on writing after all.
                self._seen.pop(path, None)
                return 0
            found = deliver(house, station.name, path.relative_to(station), look(house, staged))
        except (Busy, NoSpace, FileNotFoundError):
            return 0
        except Refused as refusal:
            found = refused(refusal)
        except OSError as error:
            found = refused(Hindered(Refusal('unreadable', _('The file cannot be read: ${reason}', mapping={
                'reason': error.strerror or str(error)}))))
        finally:
            if staged is not None:
                staged.discard()
        try:
            self._put_away(station, path, found, _languages(house, station.name))
        except OSError as error:
            logger.error('%s cannot be moved away: %s', told(path), error)
            if before is not None:
                self._stuck[path] = before
        self._seen.pop(path, None)
        return 1

    def _put_away(self, station: Path, path: Path, found: Taken, languages: tuple[str, ...]) -> None:
        top = station / (REFUSED if found.outcome is Outcome.REFUSED else TAKEN)
        target = _free(_made(top / path.relative_to(station).parent, station), path.name)
        if found.cause:
            note = '\n'.join(translator(language).translate(each.message)
                             for language in languages for each in found.cause)
            target.with_name(target.name + NOTE).write_text(note + '\n', 'utf8')
        path.rename(target)
        for folder in {target.parent, path.parent}:
            sync_directory(folder)

    def refused(self) -> list[Path]:
        """Refused files that still lie there, relative to the folder of all stations."""
        if not self.folder.is_dir():
            return []
        found = (path for station in self.folder.iterdir() if station.is_dir()
                 for path in (station / REFUSED).rglob('*') if path.is_file())
        return sorted(path.relative_to(self.folder) for path in found
                      if not (path.name.endswith(NOTE) and path.with_name(path.name[:-len(NOTE)]).exists()))

    def sweep(self) -> int:
        """Remove what was taken long ago: the archive holds it; how many files went."""
        if not self.keep_days or not self.folder.is_dir():
            return 0
        before, gone = self.clock() - self.keep_days * DAY, 0
        for path in self.folder.glob(f'*/{TAKEN}/**/*'):
            # The time of its last renaming: old bytes may have been taken a moment ago.
            if path.is_file() and path.lstat().st_ctime < before:
                path.unlink(missing_ok=True)
                gone += 1
        return gone


def inbox_of(settings: Any) -> Inbox:
    """The watched folders of an archive."""
    return Inbox(settings.place('inbox'), settings['inbox.quiet'], settings['inbox.keep_days'])


def deliver(house: Any, login: str, path: Path, staged: Staged) -> Taken:
    """Keep a file of a station: folders below the station's name the target, else it goes to its open batch."""
    def taken(desk: Any) -> Taken:
        principals = house.principals(desk.site)
        station = _station(principals, login)
        own = house.desk(desk.site._p_jar, station, f'inbox {told(login)}')
        return take(own, _place(own, path.parent), staged, path.name)

    return house.run(taken, SYSTEM, f'inbox {told(login)}')


def _station(principals: Any, login: str) -> Principal:
    found: Principal | None = principals.by_login(login)
    if found is None:
        raise Invalid(Refusal('no_station', _('The folder is called “${login}”, but nobody works here under this '
                                              'login.', mapping={'login': told(login)})))
    return found


def _place(desk: Any, folder: Path) -> Any:
    if folder.parts:
        try:
            return place_named(desk, folder.as_posix())
        except NotVisible:
            raise Hindered(Refusal('no_target', _('There is no target “${path}”, or it is not open to this station.',
                                                  mapping={'path': told(folder)}))) from None
    batches = open_batches(desk, desk.principal.id)
    if not batches:
        raise Hindered(Refusal('no_batch', _('This station has no open batch. Begin one at the station screen, or put '
                                             'the file into a folder that is named as its target, for example '
                                             'Р-12/1/34.')))
    return batches[0]


def _languages(house: Any, login: str) -> tuple[str, ...]:
    """Languages of a note: that of the station's account; all when there is no such account."""
    with house.session() as desk:
        found = house.principals(desk.site).by_login(login)
    return (found.language,) if found is not None else LANGUAGES


def told(path: Path | str) -> str:
    """A path as text for people, whatever bytes it has."""
    return os.fsencode(path).decode('utf8', 'replace')


def _inside(folder: Path) -> list[Path]:
    try:
        return sorted(folder.iterdir())
    except OSError as error:
        logger.warning('%s cannot be read: %s', told(folder), error)
        return []


def looked_at(path: Path) -> Look | None:
    """A file as it is now; None when it is gone or no file."""
    try:
        found = path.lstat()
    except OSError:
        return None
    return Look(found.st_size, found.st_mtime_ns, found.st_ino) if stat.S_ISREG(found.st_mode) else None


def is_open(path: Path) -> bool:
    """Whether a process of this machine has the file open; False too where that cannot be told."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    except OSError:
        return False
    try:
        # Whoever opens it at this moment breaks the lease, of which a harmless signal tells.
        fcntl.fcntl(handle, fcntl.F_SETSIG, signal.SIGURG)
        fcntl.fcntl(handle, fcntl.F_SETLEASE, fcntl.F_WRLCK)
        fcntl.fcntl(handle, fcntl.F_SETLEASE, fcntl.F_UNLCK)
    except BlockingIOError:
        return True
    except OSError:
        return False
    finally:
        os.close(handle)
    return False


def _made(folder: Path, station: Path) -> Path:
    """A folder below the station's, open to whom the station's own is open."""
    missing = [each for each in (folder, *folder.parents) if each.is_relative_to(station) and not each.exists()]
    for each in reversed(missing):
        each.mkdir()
        each.chmod(stat.S_IMODE(station.stat().st_mode))
    return folder


def _free(folder: Path, name: str) -> Path:
    """A path in a folder under which nothing lies, with room for the note's name."""
    stem, ending = os.path.splitext(name)
    number = 0
    while True:
        mark = f' ({number})' if number else ''
        room = _LONGEST - len(os.fsencode(mark + ending + NOTE))
        path = folder / f'{os.fsdecode(os.fsencode(stem)[:room])}{mark}{ending}'
        if not path.exists() and not path.with_name(path.name + NOTE).exists():
            return path
        number += 1
