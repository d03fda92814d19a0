"""The sheet of keys tells every key that the viewer and the contact sheet listen to."""

import re
from pathlib import Path

import pytest

from muragat.web.pages import home

SOURCES = Path(home.__file__).parents[2]


@pytest.mark.parametrize(('template', 'rows'), [
    ('media/templates/view.jinja2', home._VIEWER), ('capture/templates/control.jinja2', home._CONTROL)])
def test_every_key_is_told_and_no_other(template, rows):
    heard = set(re.findall(r'data-key="([^"]+)"', (SOURCES / template).read_text('utf8')))
    told = {key for keys, _words in rows for key in keys.split()}
    assert heard == told
