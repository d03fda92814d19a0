"""`muragat language`: what the program knows of words."""

import sys

import click

from muragat.cli.frame import Call, Group
from muragat.language.terms import terms
from muragat.language.tokens import tokens


@click.group(cls=Group)
def language() -> None:
    """Words and their forms."""


@language.command('terms')
@click.option('--folded', is_flag=True, help='With the terms without Kazakh letters, looked for when others find little.')
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
