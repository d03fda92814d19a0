"""Chains of suffixes, read from the end of a word, cost what the grammar says of them from their beginning."""

from functools import cache
from itertools import product

from hypothesis import example, given, settings
from hypothesis import strategies as st

from muragat.language.kazakh import endings as endings_module
from muragat.language.kazakh.endings import LONGEST, NEVER, Endings, endings
from muragat.language.kazakh.grammar import ENDS, Voice, table
from muragat.language.kazakh.harmony import ANY, BACK, EITHER, FRONT
from muragat.language.kazakh.suffixes import NUMBERS, PLACES, written

NOUN, VERB = NUMBERS['noun'], NUMBERS['verb']


@cache
def suffixes(voice, folded):
    """All suffixes that may stand behind each place; a quality takes all that a noun takes."""
    found = {place: [] for place in PLACES}
    for row in table(voice):
        for place in row.after.split():
            for each in (place, 'quality') if place == 'noun' else (place,):
                found[each] += written(row, folded)
    return [found[place] for place in PLACES]


def price(manner, place, end, series, rest):
    """The definition: the cheapest of all suffixes with which the rest may begin, and of what follows each."""
    if not rest:
        return ENDS.get(PLACES[place], 0.0)
    return min((suffix.price + price(manner, suffix.to, suffix.ends, suffix.leaves or series, rest[len(suffix.text):])
                for suffix in suffixes(*manner)[place]
                if suffix.after & end and suffix.series & series and rest.startswith(suffix.text)), default=NEVER)


STEMS = list(product(range(len(PLACES)), [1 << bit for bit in range(6)], [BACK, FRONT, EITHER]))
manners = st.tuples(st.sampled_from(Voice), st.booleans())


@st.composite
def chains(draw):
    """A manner, and suffixes that may follow one another by their places, with an end that may be none."""
    manner, place, text = draw(manners), NUMBERS[draw(st.sampled_from(['noun', 'verb', 'aorist', 'many', 'his']))], ''
    for _suffix in range(draw(st.sampled_from([3, 2, 4, 1, 0]))):
        if found := suffixes(*manner)[place]:
            suffix = draw(st.sampled_from(found))
            text, place = text + suffix.text, suffix.to
    return manner, f'{text}{draw(st.sampled_from(["", "", "", "лар", "ы", "z"]))}'


@settings(deadline=None, max_examples=200)
@given(chains())
@example(((Voice.PASSIVE, False), 'еділер'))
@example(((Voice.PASSIVE, True), 'ындагыларын'))
def test_a_chain_costs_the_same_from_either_end_behind_any_stem(chain):
    manner, text = chain
    for stem in STEMS:
        found, plain = endings(*manner).price(*stem, text), price(manner, *stem, text)
        assert found == plain or min(found, plain) >= NEVER, stem


@settings(deadline=None)
@given(chains())
def test_each_place_of_a_word_begins_the_end_that_its_letters_are(chain):
    manner, text = chain
    found = endings(*manner).ends(text)
    assert len(found) == len(text) + 1
    for begin, end in enumerate(found):
        assert [end.price(*stem) for stem in STEMS[::5]] == [endings(*manner).price(*stem, text[begin:])
                                                             for stem in STEMS[::5]]


def test_a_text_longer_than_any_word_is_no_chain():
    chain = 'ларындағы' * 4 + 'ның'
    assert len(chain) < LONGEST
    read = endings(Voice.PASSIVE, False)
    assert read.price(NOUN, ANY, EITHER, chain) < NEVER
    assert read.price(NOUN, ANY, EITHER, 'ларын' + chain) == NEVER
    assert len(read.ends('ларын' + chain)) == len(chain) + 6


def test_ends_are_remembered_up_to_a_number_and_then_worked_out_anew(monkeypatch):
    monkeypatch.setattr(endings_module, '_REMEMBERED', 3)
    read, plain = Endings(Voice.PASSIVE, False), endings(Voice.PASSIVE, False)
    for rest in ('лардың', 'ларының', 'ғанда', 'ылғандар', 'ларының', 'сыз', 'лардың'):
        assert read.price(NOUN, ANY, BACK, rest) == plain.price(NOUN, ANY, BACK, rest)
        assert read.price(VERB, ANY, BACK, rest) == plain.price(VERB, ANY, BACK, rest)
        assert len(read._known) <= 3
