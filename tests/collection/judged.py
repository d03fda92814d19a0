"""How well the search finds what people want: recall and rank over the test collection, per class of questions."""

from pathlib import Path
from statistics import mean
from typing import NamedTuple

from muragat.kernel.dates import parse_span
from muragat.search.question import Question
from tests.search.indexed import brought_up_to_date, paged

HERE = Path(__file__).parent
#: Hits that are looked at.
DEPTH = 20


class Written(NamedTuple):
    """A document of the collection."""

    key: str
    language: str
    title: str
    text: str


class Asked(NamedTuple):
    """A question of a class, and the keys of the documents that whoever asks it wants to see."""

    kind: str
    text: str
    wanted: frozenset[str]


class Quality(NamedTuple):
    """Of a class of questions: share of the wanted documents among the first hits, and mean reciprocal rank."""

    questions: int
    recall: float
    rank: float


def documents():
    """All documents of the collection."""
    return [Written(*row) for row in _rows('documents.tsv')]


def questions():
    """All judged questions."""
    return [Asked(kind, text, frozenset(wanted.split(','))) for kind, text, wanted in _rows('queries.tsv')]


def bodies():
    """Names of each body, Kazakh and Russian: the one of today, then former ones."""
    return [[{'kk': kk, 'ru': ru} for kk, ru in zip(names[::2], names[1::2], strict=True)]
            for names in _rows('bodies.tsv')]


def _rows(name):
    lines = (HERE / name).read_text(encoding='utf8').splitlines()
    return [line.split('\t') for line in lines if line and not line.startswith('#')]


def filled(house):
    """Enter the collection into an archive and index it: key of a document -> id of its record."""
    with house.session() as desk:
        fonds = desk.add(desk.site['archive'], 'fonds', {'number': '1', 'title': {'kk': 'Қор', 'ru': 'Фонд'}})
        inventory = desk.add(fonds, 'inventory', {'number': '1', 'title': {'kk': 'Тізімдеме', 'ru': 'Опись'}})
        unit = desk.add(inventory, 'unit', {'number': '1', 'title': {'kk': 'Іс', 'ru': 'Дело'},
                                            'dates': parse_span('1930')})
        others = desk.add(inventory, 'unit', {'number': '2', 'title': {'kk': 'Іс', 'ru': 'Дело'}})
        for number, (title, *names) in enumerate(bodies(), 2):
            desk.add(desk.site['archive'], 'fonds', {
                'number': str(number), 'title': title, 'names': tuple({'name': name} for name in names)})
        ids = {}
        for document in documents():
            tongue = 'ru' if document.language == 'ru' else 'kk'
            # The number of a document in its unit is a word of it: those of bodies leave the others theirs.
            folder = others if document.key.startswith('b') else unit
            record = desk.add(folder, 'document', {'title': {tongue: document.title}})
            paged(desk, record, [document.text])
            ids[document.key] = record.id
    brought_up_to_date(house)
    return ids


def by_search(search):
    """Answers a question with ids of the first hits, as a person gets them."""
    return lambda text: [hit.id for hit in search.ask(Question(text, limit=DEPTH)).hits]


def judged(answer, ids):
    """Class of questions -> Quality, of a function from a text to the ids of its hits."""
    found = {}
    for asked in questions():
        hits = answer(asked.text)[:DEPTH]
        wanted = {ids[key] for key in asked.wanted}
        ranks = [place for place, hit in enumerate(hits, 1) if hit in wanted]
        found.setdefault(asked.kind, []).append((len(ranks) / len(wanted), 1 / ranks[0] if ranks else 0.0))
    return {kind: Quality(len(rows), mean(row[0] for row in rows), mean(row[1] for row in rows))
            for kind, rows in found.items()}


def missed(answer, ids):
    """(question, keys that were not found) of every question that misses one."""
    names = {number: key for key, number in ids.items()}
    for asked in questions():
        hits = {names.get(hit) for hit in answer(asked.text)[:DEPTH]}
        if asked.wanted - hits:
            yield asked, asked.wanted - hits


def recorded():
    """The figures of the last release: class of questions -> Quality."""
    return {kind: Quality(int(count), float(recall), float(rank))
            for kind, count, recall, rank in _rows('recorded.tsv')}
