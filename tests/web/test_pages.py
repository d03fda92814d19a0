"""Every page answers, in three languages, with what it promises."""

import pytest

ADDRESSES = ('/', '/tree', '/boxes', '/boxes/1', '/boxes/1?page=2', '/boxes/1?sort=title&order=desc', '/boxes/1/1',
             '/boxes/1/1/edit', '/boxes/1/add', '/boxes/1/add?type=box', '/boxes/1/1/move', '/boxes/1/1/rename',
             '/boxes/1/1/delete', '/boxes/1/1/transition?name=finish', '/boxes/1/1/history', '/boxes/1/1/relations',
             '/boxes/1/1/relate', '/boxes/1/access', '/boxes/1/1/grant', '/boxes/1/1/permit', '/boxes/1/1/close',
             '/boxes/1/branch', '/journal', '/jobs', '/health', '/vocabularies', '/law', '/trash', '/keys')


@pytest.mark.parametrize('language', ['kk', 'ru', 'en'])
def test_every_page_answers_in_every_language(visit, language):
    browser = visit(language=language)
    for address in ADDRESSES:
        answer = browser.get(address)
        assert f'<html lang="{language}">' in answer.text, address
        assert '<h1>' in answer.text, address
        assert 'style=' not in answer.text, address
