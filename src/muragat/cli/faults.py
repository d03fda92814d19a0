"""What is wrong with a command line, and what the system refused, in words of the program."""

import errno
from typing import Any

import click

from muragat.cli.help import UnknownCommand
from muragat.kernel.i18n import _

#: Errors of the operating system that a person can do something about.
REASONS = {
    errno.ENOENT: _('There is no such file or folder: ${path}'),
    errno.EACCES: _('This account may not do that with: ${path}'),
    errno.EPERM: _('This account may not do that with: ${path}'),
    errno.ENOTDIR: _('This is no folder: ${path}'),
    errno.EISDIR: _('This is a folder and no file: ${path}'),
    errno.EROFS: _('Nothing can be written here: ${path}'),
    errno.ENOSPC: _('The disk is full: ${path}'),
}


def usage(error: click.UsageError) -> str:
    """What is wrong with a command line; a reason that is not foreseen may be in English."""
    if isinstance(error, UnknownCommand):
        return _('There is no command "${name}".', mapping={'name': error.message})
    if isinstance(error, click.NoSuchOption):
        return _('There is no option ${name}.', mapping={'name': error.option_name})
    if isinstance(error, click.BadParameter) and error.param is not None:
        return _value(error, error.param)
    return _('The command line is wrong: ${reason}', mapping={'reason': error.format_message()})


def _value(error: click.BadParameter, param: click.Parameter) -> str:
    mapping: dict[str, Any] = {'name': param.get_error_hint(error.ctx)}
    if isinstance(error, click.MissingParameter):
        return _('${name} is missing.', mapping=mapping)
    kind = param.type
    if isinstance(kind, click.Choice):
        return _('${name} is one of these: ${choices}', mapping={**mapping, 'choices': ', '.join(kind.choices)})
    if isinstance(kind, click.DateTime):
        return _('${name} is a day, written like 2026-05-31.', mapping=mapping)
    if isinstance(kind, click.Path):
        return _('${name} is not the file or folder that is needed here.', mapping=mapping)
    if kind.name in ('integer', 'float'):
        return _('${name} is a number.', mapping=mapping)
    return _('The command line is wrong: ${reason}', mapping={'reason': error.format_message()})


def went_wrong(error: OSError) -> str:
    """What the system refused; a reason that is not foreseen is in the system's own words."""
    path = str(error.filename or '')
    if error.errno in REASONS and path:
        return _(str(REASONS[error.errno]), mapping={'path': path})
    return f'{error.strerror or error}: {path}' if path else str(error)
