"""Pages over REST: words with their boxes, and their correction."""

import pytest

from muragat.media.states import states_for_writing
from tests.capture.batches import read


@pytest.fixture
def page(admin, holdings, house):
    document = holdings['document']
    admin.ask('POST', f'/api/v1/records/{document["id"]}/files?filename=1.png', raw=b'\x89PNG\r\n\x1a\n',
              kind='application/octet-stream', status=201)
    with house.session() as desk:
        record = desk.resolve(int(document['id']))
        if not states_for_writing(desk.site).of(record.id):
            desk.site.states.begin(record.id, 1, 1, 0, 0.0)
        read(desk, record, 1, 1)
    return f'/api/v1/records/{document["id"]}/pages/1'


def test_a_page_has_its_words_with_boxes(admin, page):
    told = admin.get(page).json
    assert told['words'] == [{'text': 'сөз0', 'box': [10, 10, 90, 30], 'confidence': 95.0}]
    assert (told['source'], told['revision'], told['width']) == ('recognised', 1, 2480)


def test_a_correction_is_refused_to_who_saw_an_older_text(admin, page):
    told = admin.ask('PUT', page, {'text': 'сөз', 'revision': 1}).json
    assert (told['source'], told['text'], told['revision']) == ('corrected', 'сөз', 2)
    assert admin.ask('PUT', page, {'text': 'басқа', 'revision': 1}, status=409).json
    assert admin.get(page).json['text'] == 'сөз'


def test_a_page_that_is_not_there_is_not_found(admin, page):
    admin.get(f'{page[:-1]}2', status=404)
    admin.get(f'{page[:-1]}x', status=404)
    admin.get(f'{page}/picture?size=huge', status=400)
