"""Gathers the messages of the sources and brings the catalogues up to date: `.venv/bin/python -m tests.translations`.

New messages come without a translation, gone ones are dropped; what is not translated yet is listed.
"""

import inspect
import os
import re
import sys
from io import BytesIO
from pathlib import Path

import click
from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po

from muragat.cli.frame import program

SOURCES = Path(__file__).parent.parent / 'src' / 'muragat'
LOCALE = SOURCES / 'locale'
TRANSLATED = ('kk', 'ru')
METHODS = {'.py': 'python', '.jinja2': 'jinja2.ext:babel_extract'}
KEYWORDS = {'_': None, 'plural': (1, 2)}
#: Lines of a catalogue that say nothing here.
UNSAID = ('#, python', '"POT-Creation', '"PO-Revision', '"Generated-By', '"Project-Id', '"Report-Msgid',
          '"Last-Translator', '"Language-Team')
PLACEHOLDER = re.compile(r'\$\{(\w+)\}')


def sources():
    """Every file that may hold messages; what the front end is built of and into comes and goes, and holds none."""
    found = []
    for folder, below, names in os.walk(SOURCES):
        below[:] = [name for name in below if name not in ('frontend', 'locale') and not name.startswith('static')]
        found += [path for name in names if (path := Path(folder, name)).suffix in METHODS]
    return sorted(found)


def helps(command):
    """The texts of a command of the command line and of those below it: docstrings, which nothing marks."""
    yield inspect.cleandoc(command.help or '')
    yield from (each.help or '' for each in command.params if isinstance(each, click.Option))
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            yield from helps(command.get_command(context, name))


def messages():
    """A catalogue of what the sources say, without translations."""
    found = Catalog(domain='muragat', project='muragat', charset='utf-8')
    for path in sources():
        options = {'silent': 'false'} if path.suffix == '.jinja2' else {}
        with path.open('rb') as stream:
            for _line, words, _comments, _context in extract(METHODS[path.suffix], stream, KEYWORDS, (), options):
                if words:
                    found.add(words)
    for words in filter(None, helps(program)):
        found.add(words)
    return found


def place(language):
    """Where the catalogue of a language lies."""
    return LOCALE / language / 'LC_MESSAGES' / 'muragat.po'


def catalogue(language):
    """The catalogue of a language as it is now; an empty one when there is none."""
    path = place(language)
    if not path.exists():
        return Catalog(locale=language, domain='muragat', project='muragat', charset='utf-8')
    with path.open('rb') as stream:
        return read_po(stream, locale=language, domain='muragat')


def forms(message):
    """The translations of a message, one for each plural form."""
    return message.string if isinstance(message.string, tuple | list) else (message.string,)


def untranslated(language):
    """Messages of the sources that have no complete translation."""
    known = {message.id: message for message in catalogue(language) if message.id}
    missing = []
    for message in messages():
        if message.id and not (message.id in known and all(forms(known[message.id])) and not known[message.id].fuzzy):
            missing.append(message.id)
    return missing


def update(language):
    """Write the catalogue anew, in alphabetical order and without places, so that only real changes show."""
    kept = catalogue(language)
    # A similar message is not the same message: nothing is guessed.
    kept.update(messages(), no_fuzzy_matching=True)
    kept.obsolete.clear()
    kept.fuzzy = False
    kept.header_comment = '#'
    written = BytesIO()
    write_po(written, kept, width=110, no_location=True, omit_header=False, sort_output=True, ignore_obsolete=True)
    lines = [line for line in written.getvalue().decode().split('\n') if not line.startswith(UNSAID)]
    place(language).parent.mkdir(parents=True, exist_ok=True)
    place(language).write_text('\n'.join(lines), 'utf8')


if __name__ == '__main__':
    for code in TRANSLATED:
        update(code)
        for words in untranslated(code):
            print(f'{code}: {words}')
    sys.exit(any(untranslated(code) for code in TRANSLATED))
