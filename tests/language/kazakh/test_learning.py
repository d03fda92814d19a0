"""Proposals for the list of stems: what the list does not explain and many forms speak for."""

import pytest

from muragat.language.kazakh.learning import accepted, proposals, written
from muragat.language.kazakh.stems import Word

#: Forms of an invented noun and an invented verb, and words that the list knows.
COUNTS = {
    'шегіндор': 4, 'шегіндордың': 3, 'шегіндорлар': 2, 'шегіндорға': 1, 'шегіндорды': 1,
    'бұрғаштады': 2, 'бұрғаштаған': 2, 'бұрғаштайды': 1, 'бұрғаштап': 1,
    'құжаттың': 90, 'құжаттар': 80, 'құжатқа': 70, 'wanted': 9, 'желмөңке': 1,
}


def test_stems_are_proposed_by_the_forms_that_were_seen():
    found = {each.stem: each for each in proposals(COUNTS)}
    assert set(found) == {'шегіндор', 'бұрғашта'}
    assert found['шегіндор'].mark == 'n'
    assert found['шегіндор'].seen == 11
    assert found['шегіндор'].forms[:2] == ('шегіндор', 'шегіндордың')
    assert found['бұрғашта'].mark == 'v'


def test_fewer_forms_than_asked_for_propose_nothing():
    assert [each.stem for each in proposals(COUNTS, fewest=5)] == ['шегіндор']


def test_a_proposal_is_a_line_that_can_be_accepted():
    lines = [each.line for each in proposals(COUNTS)]
    assert accepted(['# kept by hand', '', *lines]) == [Word('шегіндор', 'шегіндор', 'n'),
                                                         Word('бұрғашта', 'бұрғашта', 'v')]


@pytest.mark.parametrize('line', ['word n', 'сөз q', 'с1 n'])
def test_a_line_that_is_no_stem_is_named(line):
    with pytest.raises(ValueError, match='2'):
        accepted(['үй n', line])


def test_a_list_is_written_as_it_is_read():
    words = accepted(['халық n~', 'алып jr', 'боп e бол', 'халық n~'])
    assert list(written(words)) == ['алып jr', 'боп e бол', 'халық n~']
    assert accepted(written(words)) == accepted(['алып jr', 'боп e бол', 'халық n~'])
