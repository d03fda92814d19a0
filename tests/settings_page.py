"""Makes docs/settings.md from the table of settings: `.venv/bin/python -m tests.settings_page`."""

from pathlib import Path

from muragat.settings import SETTINGS

TARGET = Path(__file__).parent.parent / 'docs' / 'settings.md'
HEAD = """\
# Settings

Made from `src/muragat/settings.py`. They stand in the section `[app:main]` of the ini file that `--config` or
`MURAGAT_CONFIG` names.
Sizes are written as `512m` or `4 GB`, switches as `yes` or `no`.

| setting | default | what it is for |
|---|---|---|
"""


def written(setting):
    """The default as one would write it into the file."""
    value = setting.default
    if setting.kind.__name__ == 'switch':
        return 'yes' if value else 'no'
    if setting.kind.__name__ == 'size':
        for power, unit in ((1024 ** 3, 'g'), (1024 ** 2, 'm'), (1024, 'k')):
            if value and value % power == 0:
                return f'{value // power}{unit}'
    return ' '.join(value) if isinstance(value, tuple) else str(value)


def page():
    """The whole page as text."""
    rows = [f'| `{setting.name}` | {f"`{written(setting)}`" if written(setting) else "(empty)"} | {setting.help} |\n'
            for setting in SETTINGS.values()]
    return HEAD + ''.join(rows)


if __name__ == '__main__':
    TARGET.write_text(page(), 'utf8')
