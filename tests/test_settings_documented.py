"""Each setting has a help text and stands in docs/settings.md, which is made from the table."""

from pathlib import Path

import pytest

from muragat.adapters.webserver import FORM
from muragat.settings import SETTINGS, load
from tests.settings_page import page

ROOT = Path(__file__).parent.parent


@pytest.mark.parametrize('setting', SETTINGS.values(), ids=lambda setting: setting.name)
def test_a_setting_has_a_sentence_of_help(setting):
    assert len(setting.help) > 10
    assert setting.help.endswith('.')


def test_every_setting_is_read_somewhere():
    """A setting that nothing reads promises what does not happen."""
    table = ROOT / 'src' / 'muragat' / 'settings.py'
    sources = ''.join(path.read_text('utf8') for ending in ('py', 'jinja2')
                      for path in (ROOT / 'src' / 'muragat').rglob(f'*.{ending}')
                      if path != table and 'node_modules' not in path.parts)
    assert [name for name in SETTINGS if f"'{name}'" not in sources] == []


def test_the_page_of_settings_is_up_to_date():
    assert (ROOT / 'docs' / 'settings.md').read_text('utf8') == page(), 'run: .venv/bin/python -m tests.settings_page'


@pytest.mark.parametrize('name', ['development.ini', 'production.ini'])
def test_the_shipped_files_can_be_read(name):
    settings = load(ROOT / 'config' / name)
    assert settings['web.port'] == 6543


def test_production_is_not_less_safe_than_it_must_be():
    settings = load(ROOT / 'config' / 'production.ini')
    assert settings['web.host'] == '127.0.0.1'
    assert settings['web.secure_cookies'] is True
    assert settings.var.is_absolute()


def test_nginx_lets_pass_what_muragat_takes():
    nginx = (ROOT / 'config' / 'nginx.conf.example').read_text()
    settings = load(ROOT / 'config' / 'production.ini')
    assert f'client_max_body_size {(settings["upload.largest"] + FORM) // 1024 ** 2}m;' in nginx
    assert f'proxy_pass http://{settings["web.host"]}:{settings["web.port"]};' in nginx
