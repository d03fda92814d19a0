"""What the search finds of what people want, by class of questions, beside exact words and Whoosh's own analyser."""

import tempfile
from pathlib import Path

from whoosh.analysis import LanguageAnalyzer
from whoosh.fields import NUMERIC, TEXT, Schema
from whoosh.filedb.filestore import RamStorage
from whoosh.qparser import MultifieldParser

from muragat.kernel.sight import Sight
from muragat.main import open_house
from muragat.ports.textindex import Every, ITextIndex, Word
from muragat.search.analysis import streams
from muragat.search.service import search_for
from tests import founded_archive
from tests.bench.frame import Figure
from tests.collection.judged import DEPTH, by_search, documents, filled, judged

#: Recall of the first 20 that the design asks of a class.
ASKED = {'kk': 0.95, 'ru': 0.95, 'plain': 0.90, 'ocr': 0.93}
EVERYTHING = Sight(10**6, None, None)


def measure(run):
    """Recall of the first 20 and mean reciprocal rank over the test collection; every profile takes all of it."""
    with tempfile.TemporaryDirectory() as folder:
        var = Path(folder) / 'var'
        founded_archive.make(var)
        house = open_house(founded_archive.settings_for(var))
        try:
            ids = filled(house)
            with house.session() as desk:
                ours = judged(by_search(search_for(house, desk, 'kk')), ids)
            words = judged(by_words(house.ports[ITextIndex]), ids)
        finally:
            house.close()
        theirs = judged(by_whoosh(ids), ids)
    run.conditions['documents'] = len(documents())
    return [figure for kind in ours for figure in _figures(kind, ours[kind], words[kind], theirs[kind])]


def _figures(kind, ours, words, theirs):
    name = f'{kind}, {ours.questions} questions'
    yield Figure(f'{name}: recall of the first {DEPTH}', round(ours.recall, 3), '', at_least=ASKED.get(kind))
    yield Figure(f'{name}: mean reciprocal rank', round(ours.rank, 3), '')
    yield Figure(f'{name}: recall by exact words', round(words.recall, 3), '')
    yield Figure(f'{name}: recall by the Russian analyser of Whoosh', round(theirs.recall, 3), '')


def by_words(index):
    """Answers with the records in which every word stands as it is typed."""

    def answer(text):
        typed = [Word((('word', term),)) for term in streams(text)['word']]
        return [hit.id for hit in index.search(Every(tuple(typed)), EVERYTHING, limit=DEPTH).hits] if typed else []

    return answer


def by_whoosh(ids):
    """Answers as Whoosh does with its own analyser and parser."""
    analyser = LanguageAnalyzer('ru')
    schema = Schema(id=NUMERIC(int, 64, stored=True), title=TEXT(analyser, field_boost=2.0), text=TEXT(analyser))
    index = RamStorage().create_index(schema)
    writer = index.writer()
    for document in documents():
        writer.add_document(id=ids[document.key], title=document.title, text=document.text)
    writer.commit()
    searcher, parser = index.searcher(), MultifieldParser(('title', 'text'), schema)
    return lambda text: [hit['id'] for hit in searcher.search(parser.parse(text), limit=DEPTH)]
