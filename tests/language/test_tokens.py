"""Words of a text."""

from muragat.language.tokens import words


def test_words_are_folded_and_joined_ones_count_whole_and_by_parts():
    assert words('«Мемлекеттiк» қор — ЖШС-ның № 211-с!') == [
        'мемлекеттік', 'қор', 'жшс-ның', 'жшс', 'ның', '211-с', '211', 'с']
