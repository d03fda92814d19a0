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
@click.pass_obj
def print_terms(call: Call) -> None:
    """Print the index terms of each word of standard input, one a line."""
    for line in sys.stdin.buffer:
        word = line.decode('utf-8', 'replace').strip()
        found = terms_of(word)
        call.answer({'word': word, 'terms': found}, [f'{word}\t{" ".join(found)}'] if word else [])


def terms_of(text: str) -> list[str]:
    """The Kazakh, Russian and folded terms of each token, each term once."""
    found = [term for token in tokens(text) for term in (*terms(token.text)[:3], token.series) if term]
    return list(dict.fromkeys(found))
