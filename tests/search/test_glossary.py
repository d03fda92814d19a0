"""The glossary: terms of the other language, and pairs that an archivist approves."""

import pytest

from muragat.kernel.access import Role
from muragat.kernel.desk import Desk
from muragat.kernel.errors import Forbidden, Hindered, Invalid, NotVisible
from muragat.kernel.principals import Principal
from muragat.search.frequent import is_frequent
from muragat.search.glossary import Glossary, glossary_of
from muragat.search.glossary.entries import Entry, shipped
from muragat.search.glossary.matching import FOLDED, PHRASE, VAGUE, WORD, Table
from muragat.search.glossary.own import State, decide, own_terms, propose, take_learned


def found(words, glossary=None):
    """(words covered, translation) of a question."""
    every = words.split()
    return [(' '.join(every[each.start:each.start + each.length]), each.text)
            for each in (glossary or glossary_of_nothing()).translations(tuple(every))]


def glossary_of_nothing():
    class Site:
        glossary = None
    return glossary_of(Site)


@pytest.mark.parametrize(('typed', 'covered', 'meant'), [
    ('тізімдемелер', 'тізімдемелер', 'опись'),
    ('описи', 'описи', 'тізімдеме'),
    ('постановлениями', 'постановлениями', 'қаулы'),
    ('исторической справки', 'исторической справки', 'тарихи анықтама'),
    ('тарихи анықтаманың көшірмесі', 'тарихи анықтаманың', 'историческая справка'),
    ('научно-техническая документация', 'научно-техническая документация', 'ғылыми-техникалық құжаттама'),
    ('акт о приеме и справка', 'справка', 'анықтама'),
    ('national archival fund', 'national archival fund', 'Ұлттық архив қоры'),
])
def test_a_term_in_any_form_has_its_translation(typed, covered, meant):
    assert (covered, meant) in found(typed)


def test_a_word_typed_without_kazakh_letters_has_a_weaker_one():
    weaker, = glossary_of_nothing().translations(('каулы',))
    assert weaker[2:] == ('постановление', 'ru', WORD * FOLDED, 'shipped')


def test_weights():
    glossary = Glossary(Table([Entry('аң', 'зверь'), Entry('аң', 'дичь'), Entry('аң', 'животное'),
                               Entry('ақ үй', 'белый дом')], 'archive'))
    assert {each.weight for each in glossary.translations(('аң',))} == {VAGUE}
    assert [each.weight for each in glossary.translations(('ақ', 'үй'))] == [PHRASE]


def test_what_is_called_the_same_in_both_languages_is_not_added():
    assert found('кодекс') == []
    assert found('') == found('қызғылтым') == []


def test_parts_of_a_joined_word_are_no_terms_of_their_own():
    assert ('жоба-қаулы', 'постановление') not in found('жоба-қаулы')


def test_shipped_entries_are_whole():
    assert len(shipped()) > 500
    assert all(entry.kk and entry.ru for entry in shipped())
    assert len({entry.pair for entry in shipped()}) == len(shipped())


@pytest.mark.parametrize('entry', [entry for entry in shipped() if {*entry.kk.split(), *entry.ru.split()} & {
    'о', 'по', 'к', 'на', 'в', 'с', 'и', 'мен', 'туралы'}], ids=str)
def test_a_term_with_words_that_ask_nothing_is_found_without_them(entry):
    for term, other in ((entry.kk, entry.ru), (entry.ru, entry.kk)):
        asking = ' '.join(word for word in term.split() if not is_frequent(word))
        assert (asking, other) in found(asking)


def test_a_proposal_is_used_when_it_is_approved(desk):
    propose(desk, 'ұңғыма  қоры', 'скважинный фонд')
    assert found('ұңғыма қорында', glossary_of(desk.site)) == [('қорында', 'фонд')]
    decide(desk, ('ұңғыма қоры', 'скважинный фонд'), State.APPROVED)
    assert ('ұңғыма қорында', 'скважинный фонд') in found('ұңғыма қорында', glossary_of(desk.site))
    assert ('скважинного фонда', 'ұңғыма қоры') in found('скважинного фонда', glossary_of(desk.site))
    decide(desk, ('ұңғыма қоры', 'скважинный фонд'), State.REFUSED)
    assert found('ұңғыма қорында', glossary_of(desk.site)) == [('қорында', 'фонд')]


def test_a_pair_of_the_product_can_be_refused_and_taken_back(desk):
    decide(desk, ('қаулы', 'постановление'), State.REFUSED)
    assert found('қаулы', glossary_of(desk.site)) == []
    decide(desk, ('қаулы', 'постановление'), State.APPROVED)
    assert found('қаулы', glossary_of(desk.site)) == [('қаулы', 'постановление')]


def test_what_is_done_with_pairs_is_in_the_journal(desk):
    before = desk.site.journal.unsealed_count
    propose(desk, 'ұңғыма', 'скважина')
    decide(desk, ('ұңғыма', 'скважина'), State.APPROVED)
    decide(desk, ('ұңғыма', 'скважина'), State.APPROVED)
    assert take_learned(desk, [('ұңғыма', 'скважина', 4), ('қаулы', 'постановление', 9), ('ұста', 'кузнец', 5)]) == 1
    assert take_learned(desk, [('ұста', 'кузнец', 6)]) == 0
    assert desk.site.journal.unsealed_count == before + 3
    assert [term.kk for term in own_terms(desk.site).in_state(State.PROPOSED)] == ['ұста']


def test_a_pair_that_is_none_or_known_is_refused(desk):
    for kk, ru in (('', 'вода'), ('су', '12'), ('с' * 300, 'вода')):
        with pytest.raises(Invalid):
            propose(desk, kk, ru)
    for kk, ru in (('Қаулы', 'постановление'), ('ұста', 'кузнец')):
        propose(desk, 'ұста', 'кузнец') if kk == 'ұста' else None
        with pytest.raises(Hindered):
            propose(desk, kk, ru)
    with pytest.raises(NotVisible):
        decide(desk, ('жоқ', 'нет'), State.APPROVED)


def test_a_reader_cannot_change_the_glossary(desk):
    desk.grant(desk.site, 'account:7', Role.READER)
    reader_desk = Desk(desk.site, desk.registry, Principal('account:7', 'Reader'), 'test', desk.clock)
    with pytest.raises(Forbidden):
        propose(reader_desk, 'ұста', 'кузнец')
    with pytest.raises(Forbidden):
        decide(reader_desk, ('қаулы', 'постановление'), State.REFUSED)
