"""The frame of the command `muragat`: global options, commands found by name, answers and errors in one manner."""

import importlib
import json
import logging
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import click
from transaction.interfaces import TransientError

from muragat.cli.faults import usage, went_wrong
from muragat.cli.help import Spoken, SpokenGroup, UnknownCommand
from muragat.cli.processes import log_to
from muragat.kernel.errors import Busy, Refused
from muragat.kernel.i18n import LANGUAGES, _, translator
from muragat.settings import ENVIRONMENT, SettingError, Settings, load, read

logger = logging.getLogger(__name__)

#: Name of a command -> module and function; a module is imported when its command is called.
COMMANDS: Mapping[str, str] = {
    'init': 'init:init',
    'serve': 'serve:serve',
    'worker': 'worker:worker',
    'user': 'user:user',
    'tree': 'tree:tree',
    'show': 'show:show',
    'add': 'add:add',
    'attach': 'attach:attach',
    'ingest': 'ingest:ingest',
    'read': 'read:read',
    'search': 'search:search',
    'verify': 'verify:verify',
    'journal': 'journal:journal',
    'language': 'language:language',
    'evolve': 'evolve:evolve',
    'jobs': 'jobs:jobs',
    'backup': 'backup:backup',
    'restore': 'restore:restore',
    'pack': 'pack:pack',
    'index': 'index:index',
    'demo': 'demo:demo',
    'objects': 'children:objects',
    'web': 'children:web',
}


#: Signs by which a text would move the cursor or name the window; a document must not. Tabs and ends of lines are kept.
_COMMANDS_TO_TERMINALS = dict.fromkeys([*range(9), *range(11, 32), *range(127, 160)])


class Doors(NamedTuple):
    """What `main` hands to the commands."""

    house: Callable[..., Any]
    objects: Callable[[Settings], None]
    web: Callable[[Settings, int, int], None]
    bring_back: Callable[[Settings, Path, Path], None]


class Failed(Exception):
    """A command that found something wrong; the argument is a message, None when all was said already."""


@dataclass
class Call:
    """One call of the program: what was asked for globally, and the way to answer."""

    doors: Doors
    config: Path | None = None
    language: str = 'en'
    json: bool = False
    _settings: Settings | None = field(default=None, repr=False)

    @property
    def settings(self) -> Settings:
        """The settings of the ini file, or the defaults for the present folder when none is named."""
        if self._settings is None:
            self._settings = load(self.config) if self.config else read({}, Path.cwd())
        return self._settings

    def house(self, **options: Any) -> Any:
        """The opened house; the caller closes it."""
        if not logging.getLogger().handlers:
            log_to(self.settings, 'command')
        return self.doors.house(self.settings, **options)

    @contextmanager
    def opened(self, **options: Any) -> Iterator[Any]:
        """The opened house, closed at the end of the block."""
        house = self.house(**options)
        try:
            yield house
        finally:
            house.close()

    def words(self, message: Any) -> str:
        """A message in the language of the call."""
        return translator(self.language).translate(message)

    def say(self, message: str) -> None:
        """A line for people; nothing with --json."""
        if not self.json:
            click.echo(self.words(message))

    def answer(self, data: Any, lines: Iterable[str] = ()) -> None:
        """The outcome: as one line of JSON, or as lines for people."""
        if self.json:
            click.echo(json.dumps(data, ensure_ascii=False, default=str))
        else:
            for line in lines:
                click.echo(self.words(line).translate(_COMMANDS_TO_TERMINALS))


def _with_json(context: click.Context, _parameter: Any, value: bool) -> None:
    context.obj.json = context.obj.json or value


def _with_language(context: click.Context, _parameter: Any, value: str | None) -> None:
    context.obj.language = value or context.obj.language


def _with_config(context: click.Context, _parameter: Any, value: Path | None) -> None:
    context.obj.config = value


class Command(Spoken):
    """A command that takes --json at its end as well."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.params.append(click.Option(['--json'], is_flag=True, expose_value=False, is_eager=True,
                                        callback=_with_json, help='Answer in JSON.'))


class Group(SpokenGroup):
    """A group of such commands."""

    command_class = Command

    def resolve_command(self, context: click.Context, arguments: list[str]) -> Any:
        """The command that is meant; the language and the form of the answer are known by now."""
        if self.get_command(context, arguments[0]) is None:
            raise UnknownCommand(arguments[0])
        return super().resolve_command(context, arguments)


class Program(Group):
    """The program itself: imports only the command that is called."""

    def list_commands(self, _context: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        if isinstance(context.obj, Call):
            # The language reads the archive's own stems with its first word, which a command may hold already.
            with suppress(SettingError):
                context.obj.settings.hand_on()
        module, function = COMMANDS[name].split(':')
        return getattr(importlib.import_module(f'muragat.cli.{module}'), function)


@click.group(cls=Program, context_settings={'help_option_names': ['-h', '--help']})
@click.option('--config', type=click.Path(path_type=Path), envvar=ENVIRONMENT, is_eager=True, expose_value=False,
              callback=_with_config, help='The ini file of the archive.')
@click.option('--language', type=click.Choice(LANGUAGES), is_eager=True, expose_value=False, callback=_with_language,
              help='Language of the answers.')
@click.option('--json', is_flag=True, is_eager=True, expose_value=False, callback=_with_json, help='Answer in JSON.')
def program() -> None:
    """Document repository and records archive."""


def environment_language() -> str:
    """kk, ru or en, as the environment has it."""
    for name in ('LC_ALL', 'LC_MESSAGES', 'LANG'):
        if os.environ.get(name):
            return next((each for each in LANGUAGES if os.environ[name].startswith(each)), 'en')
    return 'en'


def run(doors: Doors, arguments: list[str] | None = None) -> int:
    """Do what the command line says; the exit code."""
    # What the archive writes is for its own account only.
    os.umask(0o077)
    call = Call(doors, language=environment_language())
    try:
        outcome = program.main(arguments, 'muragat', standalone_mode=False, obj=call)
        return outcome if isinstance(outcome, int) else 0
    except click.exceptions.Exit as ended:
        return ended.exit_code
    except (click.Abort, KeyboardInterrupt):
        return _tell(call, 'interrupted', [_('Interrupted.')], 130)
    except click.UsageError as error:
        return _tell(call, 'usage', [usage(error)], 2)
    except click.ClickException as error:
        return _tell(call, 'failed', [error.format_message()], 1)
    except Failed as failed:
        return _tell(call, 'failed', list(failed.args), 1) if failed.args else 1
    except SettingError as error:
        return _tell(call, 'settings', [error.args[0]], 1)
    except Refused as refused:
        return _tell(call, refused.refusals[0].code if refused.refusals else 'refused', _reasons(refused), 1)
    except TransientError:
        return _tell(call, 'busy', _reasons(Busy()), 1)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except OSError as error:
        return _tell(call, 'system', [went_wrong(error)], 1)
    except Exception as error:
        if logging.getLogger().handlers:
            logger.critical('The command %s failed', arguments or sys.argv[1:], exc_info=True)
        return _tell(call, 'program', [_('An error in the program: ${reason}', mapping={
            'reason': f'{type(error).__name__}: {error}'})], 70)


def _reasons(refused: Refused) -> list[Any]:
    return [_('${field}: ${message}', mapping={'field': each.field, 'message': each.message}) if each.field
            else each.message for each in refused.refusals]


def _tell(call: Call, code: str, messages: list[Any], status: int) -> int:
    text = ' '.join(' '.join(call.words(each).split()) for each in messages)
    if call.json:
        click.echo(json.dumps({'error': {'code': code, 'message': text}}, ensure_ascii=False), err=True)
    else:
        click.echo(f'muragat: {text}', err=True)
    return status
