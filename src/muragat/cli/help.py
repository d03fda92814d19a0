"""The help of the commands in the language of the call: texts stand at the commands, translated when they are shown."""

from __future__ import annotations

import inspect
import textwrap
from collections.abc import Iterator

import click
from zope.i18nmessageid import Message

from muragat.kernel.i18n import DOMAIN, _

USAGE, OPTIONS, COMMANDS = _('Usage:'), _('Options'), _('Commands')
#: The one option that the library adds and describes.
HELP_OPTION = _('Show this message and exit.')


def words(context: click.Context | None, text: str | None) -> str:
    """A text of a command in the language of the call."""
    plain = inspect.cleandoc(text or '')
    return context.obj.words(Message(plain, domain=DOMAIN)) if plain and context and context.obj else plain


class UnknownCommand(click.UsageError):
    """There is no command of this name."""


class Spoken(click.Command):
    """A command that helps in the language of the call."""

    def format_usage(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        pieces = ' '.join(self.collect_usage_pieces(context))
        formatter.write_usage(context.command_path, pieces, f'{words(context, USAGE)} ')

    def format_help_text(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        if self.help:
            formatter.write_paragraph()
            with formatter.indentation():
                formatter.write_text(words(context, self.help))

    def format_options(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section(words(context, OPTIONS)):
            formatter.write_dl(list(self._option_rows(context)))

    def _option_rows(self, context: click.Context) -> Iterator[tuple[str, str]]:
        for each in self.get_params(context):
            row = each.get_help_record(context)
            if row is not None and isinstance(each, click.Option):
                written = each.help or ''
                yield row[0], row[1].replace(written, words(context, written), 1)

    def get_short_help_str(self, limit: int = 45) -> str:
        """The beginning of the help, without the full stop."""
        first = words(click.get_current_context(silent=True), self.help).split('. ')[0].rstrip('.')
        return textwrap.shorten(first, limit, placeholder='…')


class SpokenGroup(Spoken, click.Group):
    """A group that helps in the language of the call."""

    def format_options(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        super().format_options(context, formatter)
        self.format_commands(context, formatter)

    def format_commands(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        found = {name: self.get_command(context, name) for name in self.list_commands(context)}
        shown = {name: each for name, each in found.items() if each is not None and not each.hidden}
        limit = formatter.width - 6 - max(map(len, shown))
        with formatter.section(words(context, COMMANDS)):
            formatter.write_dl([(name, each.get_short_help_str(limit)) for name, each in shown.items()])
