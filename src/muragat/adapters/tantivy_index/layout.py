"""How a document lies in the engine: the streams of a field interleaved in one engine field, values as columns."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice
from operator import itemgetter
from typing import Any

import tantivy

from muragat.ports.textindex import FILLER, STREAMS, IndexDocument, Streams

#: Grows with every change of what lies where: an index of another layout cannot be read.
LAYOUT = 1
#: Engine fields that stand ready; which holds what is told by the note.
SLOTS = tuple(f'slot{number}' for number in range(16))
#: Two letters, so that one edit never turns a term of one stream into a term of another.
MARKS = {stream: stream[0] * 2 for stream in STREAMS}
STRIDE = len(STREAMS)
TOKENIZER = 'interleaved'
#: Positions that are written together.
PORTION = 4096
#: Under this id lies the note; no record has it.
NOTE_ID = -1
NEVER = 10_000_000
#: The engine refuses terms beyond 65,530 bytes, and a sort key decides long before that.
LONGEST_TERM, LONGEST_KEY = 500, 500
#: The zone is text, for the engine lists values of such columns only.
_TEXT_COLUMNS = ('type', 'family', 'state', 'language', 'zone', 'title_key', 'number_key')
_NUMBERS = ('opens', 'earliest', 'latest', 'day', 'year')


class TooManyFields(Exception):
    """More field names than slots stand ready: a mistake of the program."""


@dataclass(frozen=True, slots=True)
class Note:
    """What the index knows of itself, changed with each commit and stored as a document of it."""

    layout: int
    #: Of the analyser.
    version: str
    #: Field name -> number of its slot.
    slots: Mapping[str, int]
    generations: Mapping[int, int]

    @classmethod
    def read(cls, text: str) -> 'Note':
        """From its stored form; `ValueError` when that is none."""
        told = json.loads(text)
        try:
            generations = {int(record): generation for record, generation in told['generations'].items()}
            return cls(told['layout'], told['version'], told['slots'], generations)
        except (KeyError, TypeError, AttributeError) as error:
            raise ValueError('the note of the index is torn') from error

    def written(self) -> str:
        """Its stored form."""
        return json.dumps({'layout': self.layout, 'version': self.version, 'slots': dict(self.slots),
                           'generations': dict(self.generations)})

    def knowing(self, names: Iterable[str]) -> 'Note':
        """With a slot for each field name."""
        new = sorted(set(names) - set(self.slots))
        slots = dict(self.slots) | {name: len(self.slots) + place for place, name in enumerate(new)}
        if len(slots) > len(SLOTS):
            raise TooManyFields(', '.join(sorted(slots)))
        return replace(self, slots=slots)


@lru_cache(maxsize=1)
def schema() -> tantivy.Schema:
    """The schema of the engine. Nothing of a record is stored but its columns."""
    builder = tantivy.SchemaBuilder()
    builder.add_integer_field('id', indexed=True, fast=True)
    for name in _NUMBERS:
        builder.add_integer_field(name, fast=True)
    for name in _TEXT_COLUMNS:
        builder.add_text_field(name, tokenizer_name='raw', index_option='basic', fast=True)
    builder.add_json_field('facets', tokenizer_name='raw', index_option='basic', fast=True)
    for name in SLOTS:
        builder.add_text_field(name, tokenizer_name=TOKENIZER, index_option='position')
    builder.add_text_field('note', stored=True, tokenizer_name='raw', index_option='basic')
    return builder.build()


def register_tokenizer(index: tantivy.Index) -> None:
    """Terms stand between spaces; a filler takes its position and is dropped."""
    fillers = [mark + FILLER for mark in MARKS.values()]
    builder = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace())
    index.register_tokenizer(TOKENIZER, builder.filter(tantivy.Filter.custom_stopword(fillers)).build())


def engine_document(document: IndexDocument, slots: Mapping[str, int]) -> tantivy.Document:
    """What the engine is given for a record."""
    values: dict[str, Any] = {
        'id': document.id, 'zone': str(document.zone), 'opens': document.opens, 'type': document.type,
        'family': document.family, 'state': document.state, 'title_key': document.title_key[:LONGEST_KEY],
        'number_key': document.number_key[:LONGEST_KEY],
    }
    if document.languages:
        values['language'] = list(dict.fromkeys(document.languages))
    if document.earliest or document.latest:
        values |= {'earliest': document.earliest, 'latest': document.latest or NEVER,
                   'day': document.earliest or document.latest, 'year': list(document.years)}
    if document.facets:
        values['facets'] = {escaped(name): value for name, value in document.facets.items()}
    made = tantivy.Document.from_dict(values, schema())
    for name, streams in document.fields.items():
        for text in interleaved(streams):
            made.add_text(SLOTS[slots[name]], text)
    return made


def note_document(note: Note) -> tantivy.Document:
    """The note as a document."""
    return tantivy.Document.from_dict({'id': NOTE_ID, 'note': note.written()}, schema())


def interleaved(streams: Streams) -> Iterator[str]:
    """Position by position the terms of all streams, each with its mark: STRIDE tokens for a word.

    A long text comes in several values, one at a time: as one it would take twice the memory of all its terms. Between
    two values the engine leaves out a position; they are parted where that is the one of a filler.
    """
    length = max(map(len, streams.values()), default=0)
    filled = (FILLER,) * length
    rows = zip(*(streams.get(stream, filled) for stream in STREAMS), strict=True)
    begun: list[str] = []
    while portion := list(islice(rows, PORTION)):
        place = _parting(portion) if len(portion) == PORTION else None
        if place is None:
            begun.append(_portion(portion))
            continue
        kk, _ru, folded, word = portion[place]
        yield ' '.join(filter(None, [*begun, _portion(portion[:place]), marked('kk', kk)]))
        begun = [marked('folded', folded), marked('word', word), _portion(portion[place + 1:])]
    if begun:
        yield ' '.join(filter(None, begun))


def _parting(rows: Sequence[tuple[str, ...]]) -> int | None:
    """The last row with a filler between two terms, as that of a Kazakh word is."""
    return next((place for place in reversed(range(len(rows)))
                 if rows[place][1] == FILLER and FILLER not in (rows[place][0].strip(), rows[place][2].strip())), None)


def _portion(rows: Sequence[tuple[str, ...]]) -> str:
    text = ' '.join([f'kk{kk} rr{ru} ff{folded} ww{word}' for kk, ru, folded, word in rows])
    short = max(map(len, map(itemgetter(-1), rows)), default=0) <= LONGEST_TERM
    if short and text.count(' ') == STRIDE * len(rows) - 1 and text.isprintable():
        return text
    return ' '.join(marked(stream, term) for row in rows for stream, term in zip(STREAMS, row, strict=True))


def marked(stream: str, term: str) -> str:
    """The term as the engine has it. What would be cut into several tokens is one."""
    return MARKS[stream] + '_'.join(term.split())[:LONGEST_TERM]


def column_of(name: str) -> str:
    """The column of a name as a query has it (see `ports.textindex.OneOf`): what is no value of all is a facet."""
    if name in ('type', 'family', 'zone', 'state', 'language', 'year'):
        return name
    return f'facets.{escaped(name)}'


def escaped(name: str) -> str:
    """A facet name as one step of a path; the engine takes a dot for a step."""
    return name.replace('\\', '_').replace('.', '_')
