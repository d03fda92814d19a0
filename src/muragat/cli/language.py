"""`muragat language`: what the program knows of words."""

import sys
from itertools import islice
from pathlib import Path

import click

from muragat.cli.frame import Call, Failed, Group
from muragat.kernel.i18n import _
from muragat.language.kazakh.learning import FORMS, accepted, proposals, written
from muragat.language.terms import terms
from muragat.language.tokens import tokens
from muragat.search.wordcounts import kazakh_counts


@click.group(cls=Group)
def language() -> None:
    """Words and their forms."""


@language.command('terms')
@click.option('--folded', is_flag=True,
              help='With the terms without Kazakh letters, looked for when others find little.')
@click.pass_obj
def print_terms(call: Call, folded: bool) -> None:
    """Print the index terms of each word of standard input, one a line."""
    for line in sys.stdin.buffer:
        word = line.decode('utf-8', 'replace').strip()
        found = terms_of(word, folded)
        call.answer({'word': word, 'terms': found}, [f'{word}\t{" ".join(found)}'] if word else [])


def terms_of(text: str, folded: bool = False) -> list[str]:
    """The Kazakh and Russian terms of each token, and the folded ones if wanted, each term once."""
    streams = 3 if folded else 2
    found = [term for token in tokens(text) for term in (*terms(token.text)[:streams], token.series) if term]
    return list(dict.fromkeys(found))


@language.command()
@click.option('--least', default=FORMS, show_default=True, help='Different forms of a stem that must have been seen.')
@click.option('--limit', default=500, show_default=True, help='Proposals at most.')
@click.option('--accept', 'file', type=click.Path(exists=True, dir_okay=False, path_type=Path),
              help='Take the stems of this file into the list of the archive.')
@click.pass_obj
def learn(call: Call, least: int, limit: int, file: Path | None) -> None:
    """Propose Kazakh stems from the archive's own texts, one a line, or accept those that a person left."""
    if file is not None:
        _accept(call, file)
        return
    with call.opened() as house, house.session() as desk:
        counts = kazakh_counts(desk.site, desk.registry)
    for found in islice(proposals(counts, least), limit):
        call.answer({**found._asdict(), 'line': found.line}, [found.line])


def _accept(call: Call, file: Path) -> None:
    target = call.settings.stems
    held = target.read_text('utf8').splitlines() if target.is_file() else []
    try:
        new = accepted(file.read_text('utf8').splitlines())
    except ValueError as error:
        raise Failed(_('Line ${number} of ${file} is no stem.', mapping={
            'number': str(error.args[0]), 'file': str(file)})) from None
    lines = list(written([*accepted(held), *new]))
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_suffix('.part')
    draft.write_text('\n'.join(lines) + '\n', 'utf8')
    draft.replace(target)
    call.answer({'accepted': len(new), 'stems': len(lines), 'file': str(target)}, [
        _('${count} stems accepted; the archive has ${all} of its own in ${file}.', mapping={
            'count': len(new), 'all': len(lines), 'file': str(target)}),
        _('Start the program again, then rebuild the index: it is out of date now.')])
