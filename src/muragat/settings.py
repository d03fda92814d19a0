"""Every setting of the archive in one table, and how an ini file becomes typed values."""

import configparser
import os
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from zope.i18nmessageid import MessageFactory

_ = MessageFactory('muragat')

#: Section of the ini file that holds the settings, as PasteDeploy names it.
SECTION = 'app:main'
#: Environment variable that names the ini file when `--config` does not.
ENVIRONMENT = 'MURAGAT_CONFIG'
#: Environment variable that names the archive's own Kazakh stems; it is read once in a process.
STEMS = 'MURAGAT_STEMS'

_SIZE = re.compile(r'^(\d+(?:\.\d+)?)\s*([kmgt]?)(?:i?b)?$', re.IGNORECASE)
_POWERS = {'': 0, 'k': 1, 'm': 2, 'g': 3, 't': 4}
_WORDS = {'yes': True, 'true': True, 'on': True, '1': True, 'no': False, 'false': False, 'off': False, '0': False}


class SettingError(ValueError):
    """A setting that is unknown or cannot be read; the argument is a message for the administrator."""


def language(text: str) -> str:
    """The code of a language that the program speaks."""
    if text not in ('kk', 'ru', 'en'):
        raise ValueError(text)
    return text


def time_of_copy(text: str) -> str:
    """When access copies are made: 'demand' or 'acceptance'."""
    if text not in ('demand', 'acceptance'):
        raise ValueError(text)
    return text


def size(text: str) -> int:
    """Bytes of '64 MB', '1.5g', '200k' or '4096'; units are powers of 1024."""
    found = _SIZE.match(text.strip())
    if not found:
        raise ValueError(text)
    return int(float(found[1]) * 1024 ** _POWERS[found[2].lower()])


def switch(text: str) -> bool:
    """Truth of 'yes', 'no', 'true', 'false', 'on', 'off', '1' or '0'."""
    return _WORDS[text.strip().lower()]


def words(text: str) -> tuple[str, ...]:
    """The words of a text."""
    return tuple(text.split())


class Setting(NamedTuple):
    """One row of the table: how it is called, how its text is read, what it is when absent, what it is for."""

    name: str
    kind: Callable[[str], Any]
    default: Any
    help: str


SETTINGS: Mapping[str, Setting] = MappingProxyType({each.name: each for each in (
    Setting('var.dir', str, 'var', _('Folder for everything the program writes; relative to the folder above the ini '
                                     'file\'s own.')),
    Setting('archive.name', str, 'Мұрағат', _('What the archive is called on pages and papers.')),
    Setting('language.default', language, 'kk', _('Language of new accounts, and of pages and REST for whom neither a '
                                                  'choice nor the browser names one: kk, ru, en.')),

    Setting('zodb.uri', str, '', _('Where the objects are kept; empty: in the folder of the program, served to all '
                                   'processes by the object server.')),
    Setting('zodb.cache_objects', int, 40_000, _('Objects that one connection keeps in memory.')),
    Setting('zodb.cache_size', size, size('48m'), _('Memory that one connection fills with objects.')),
    Setting('zodb.pool', int, 8, _('Connections that a process keeps open.')),
    Setting('zodb.client_cache', size, size('64m'), _('Disk cache of a process beside the object server.')),
    Setting('zodb.invalidations', int, 2_000, _('Transactions after which a process that lost the object server drops '
                                                'its cache.')),
    Setting('zodb.transaction_seconds', int, 60, _('Time after which a process that holds the commit lock loses it.')),
    Setting('zodb.index_growth', size, size('32m'), _('Growth of the data file after which its index is saved.')),

    Setting('web.host', str, '127.0.0.1', _('Address to listen on.')),
    Setting('web.port', int, 6543, _('Port to listen on.')),
    Setting('web.processes', int, 1, _('Web processes that share the port.')),
    Setting('web.threads', int, 4, _('Threads of each web process.')),
    Setting('web.secure_cookies', switch, False, _('Cookies travel over HTTPS only; needed behind nginx with TLS.')),
    Setting('web.hsts_days', int, 0, _('Days in which browsers insist on HTTPS; 0: not said.')),
    Setting('web.trusted_proxy', str, '', _('Address of the proxy whose X-Forwarded headers are believed.')),
    Setting('web.largest_request', size, size('1g'), _('Largest request that is read; one with a file of '
                                                       'upload.largest always is.')),

    Setting('serve.silence', int, 30, _('Seconds of silence after which the object server is restarted.')),
    Setting('serve.longest_pause', float, 30.0, _('Longest pause in seconds before a process that keeps dying is '
                                                  'started again.')),
    Setting('serve.patience', int, 20, _('Seconds that a process gets to end before it is killed.')),

    Setting('upload.largest', size, size('4g'), _('Largest file that is taken.')),
    Setting('upload.min_free', size, size('1g'), _('Free space below which no file is taken.')),
    Setting('upload.staging_hours', int, 24, _('Hours after which a file that was received but not kept is removed.')),
    Setting('upload.days', int, 7, _('Days after which an upload that nobody goes on with is removed.')),
    Setting('inbox.quiet', float, 5.0, _('Seconds in which a file in a watched folder must not change before it is '
                                         'taken.')),
    Setting('inbox.keep_days', int, 14, _('Days in which files that were taken from a watched folder stay beside it; '
                                          '0: for ever.')),

    Setting('magic.memory', size, size('512m'), _('Memory of the process that looks at foreign bytes.')),
    Setting('magic.seconds', int, 10, _('Time for a look at one file.')),
    Setting('magic.files', int, 500, _('Files after which the looking process is replaced.')),

    Setting('capture.processes', int, 0, _('Pages that are read at the same time; 0: one on each processor.')),
    Setting('capture.memory', size, size('3g'), _('Memory of each process that opens foreign files.')),
    Setting('capture.seconds', int, 180, _('Time for one step of one page.')),
    Setting('capture.recognition_seconds', int, 120, _('Time for the recognition of one page.')),
    Setting('capture.tasks', int, 200, _('Steps after which a process that opens foreign files is replaced.')),
    Setting('capture.tesseract', str, 'tesseract', _('Command of the program for recognition.')),
    Setting('capture.languages', words, ('kk', 'ru', 'en'), _('Languages in which pages are read when nobody named '
                                                             'others.')),
    Setting('capture.dpi', int, 300, _('Resolution at which pages of PDF files are drawn and read.')),
    Setting('capture.pages', int, 10_000, _('Pages of one file that are read.')),
    Setting('capture.pixels', int, 300_000_000, _('Pixels that one page may have.')),
    Setting('capture.index_seconds', int, 30, _('Seconds after which a file that is still being read is found by what '
                                                'was read of it.')),
    Setting('capture.text_largest', size, size('20m'), _('Text that is taken from one office file or message.')),
    Setting('capture.members', int, 1_000, _('Files inside one archive or message that become documents.')),
    Setting('capture.unpacked', size, size('4g'), _('Bytes that one archive may have when it is unpacked.')),
    Setting('capture.depth', int, 2, _('How deep archives inside archives are opened.')),
    Setting('capture.access_copy', time_of_copy, 'demand',
            _('When the access copy of a scanned record is made: demand, when somebody asks for it; acceptance, as '
              'soon as the record is accepted and read.')),
    Setting('malware.address', str, '', _('Where clamd listens: a path of a socket, or host:port; empty: no check.')),
    Setting('malware.seconds', int, 120, _('Time for the check of one file.')),

    Setting('accesscopy.dpi', int, 200, _('Resolution of the pictures in access copies.')),

    Setting('renditions.largest', size, size('20g'), _('Space that pictures of pages may take; they are made again '
                                                       'when they are looked at.')),

    Setting('worker.poll', float, 0.5, _('Seconds between looks for work when no signal comes.')),
    Setting('worker.heavy', int, 0, _('Files that are being read at the same time; 0: one more than processors.')),
    Setting('worker.lease', int, 60, _('Seconds after which the job of a lost worker runs again.')),
    Setting('worker.attempts', int, 5, _('Times that a failing job is tried.')),

    Setting('search.engine', str, 'whoosh',
            _('Who keeps the text index: whoosh, tantivy (for hundreds of thousands of records) or memory (for '
              'tests).')),

    Setting('trash.days', int, 30, _('Days in which a deletion can be undone.')),
    Setting('journal.red_seconds', int, 60, _('Seconds after which an unsealed journal entry turns health red.')),

    Setting('session.hours', int, 12, _('Hours after which a session ends.')),
    Setting('session.idle_minutes', int, 120, _('Minutes without a request after which a session ends.')),
    Setting('login.attempts', int, 5, _('Failed attempts after which an account waits.')),
    Setting('login.longest_minutes', int, 60, _('Longest waiting time of an account.')),
    Setting('login.delay_seconds', int, 30, _('First waiting time of an account; each further failure doubles it.')),
    Setting('login.per_minute', int, 20, _('Attempts to sign in that one address may make in a minute.')),
    Setting('password.length', int, 12, _('Characters that a password must have at least.')),
    Setting('password.rounds', int, 2, _('Rounds of the password hash.')),
    Setting('password.memory', size, size('46m'), _('Memory that one password check fills.')),
    Setting('token.days', int, 365, _('Days after which an API token ends at the latest.')),

    Setting('log.level', str, 'INFO', _('What is written to the log: DEBUG, INFO, WARNING, ERROR.')),
)})


class Settings(Mapping[str, Any]):
    """Typed values of all settings; `settings['web.port']` is a whole number."""

    def __init__(self, values: Mapping[str, Any], home: Path, source: Path | None = None) -> None:
        self._values = MappingProxyType(dict(values))
        #: Folder that relative paths start from.
        self.home = home
        #: The ini file, or None when the settings came from a program.
        self.source = source

    def __getitem__(self, name: str) -> Any:
        return self._values[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    @property
    def var(self) -> Path:
        """The folder of everything the program writes, absolute."""
        return (self.home / self['var.dir']).absolute()

    def place(self, *parts: str) -> Path:
        """A path below `var`."""
        return self.var.joinpath(*parts)

    @property
    def stems(self) -> Path:
        """The file of the archive's own Kazakh stems."""
        return self.place('language', 'stems.txt')

    def hand_on(self) -> None:
        """Tell this process, and those it starts, of the archive's own stems; before the first word is stemmed."""
        if self.stems.is_file():
            os.environ.setdefault(STEMS, str(self.stems))


def read(mapping: Mapping[str, Any], home: Path | str = '.', source: Path | None = None) -> Settings:
    """Settings from texts (of an ini file) or ready values; names outside the table's prefixes are left to others."""
    prefixes = {name.split('.')[0] for name in SETTINGS}
    values = {name: setting.default for name, setting in SETTINGS.items()}
    for name, value in mapping.items():
        if name in SETTINGS:
            values[name] = _value(SETTINGS[name], value)
        elif '.' in name and name.split('.')[0] in prefixes:
            raise SettingError(_('There is no setting ${name}.', mapping={'name': name}))
    return Settings(values, Path(home).absolute(), source)


def _value(setting: Setting, value: Any) -> Any:
    if not isinstance(value, str):
        return value
    try:
        return setting.kind(value.strip())
    except (ValueError, KeyError):
        raise no_such_value(setting.name, value) from None


def no_such_value(name: str, value: str) -> SettingError:
    """The error that tells which setting cannot be what it is."""
    return SettingError(_('The setting ${name} cannot be ${value}.', mapping={'name': name, 'value': value}))


def load(path: Path | str) -> Settings:
    """Settings of an ini file; relative paths start from the folder above the file's own."""
    source = Path(path).absolute()
    parser = configparser.ConfigParser(defaults={'here': str(source.parent), '__file__': str(source)})
    try:
        with source.open(encoding='utf8') as lines:
            parser.read_file(lines)
        found = dict(parser.items(SECTION)) if parser.has_section(SECTION) else {}
    except (OSError, UnicodeDecodeError, configparser.Error) as error:
        reason = str(error).splitlines()[0]
        raise SettingError(_('The settings in ${path} cannot be read: ${reason}',
                             mapping={'path': str(source), 'reason': reason})) from None
    return read(found, source.parent.parent, source)
