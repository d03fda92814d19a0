"""Third-party code is imported only where the house allows it; a package nobody allowed fails here."""

import ast
import re
import sys
from configparser import ConfigParser
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SRC = ROOT / 'src' / 'muragat'
MODULES = [path for path in sorted(SRC.rglob('*.py')) if 'node_modules' not in path.parts]

ANYWHERE = re.compile('')
WEB = re.compile(r'^(web|api|portal)\.|^(web|api|portal|main)$|(^|\.)(views|api)(\.|$)|^content\.[a-z]+$')
ALLOWED = {
    'persistent': ANYWHERE,
    'BTrees': ANYWHERE,
    'transaction': ANYWHERE,
    'ZODB.blob': ANYWHERE,
    'ZODB.POSException': ANYWHERE,
    'zope': ANYWHERE,
    'hypatia': re.compile(r'^kernel\.catalog'),
    'pyramid': WEB,
    'jinja2': WEB,
    # Snippets of the search are escaped where they are made.
    'markupsafe': re.compile(rf'{WEB.pattern}|^search\.'),
    'webob': WEB,
    'pymorphy3': re.compile(r'^language\.'),
    'pymorphy3_dicts_ru': re.compile(r'^language\.'),
    'Stemmer': re.compile(r'^language\.'),
    'click': re.compile(r'^cli(\.|$)'),
    'rich': re.compile(r'^cli(\.|$)'),
}


def dotted(path):
    parts = path.relative_to(SRC).with_suffix('').parts
    return '.'.join(parts[:-1] if parts[-1] == '__init__' else parts)


def imported(path):
    """Every (absolute name, line) that a module imports."""
    for node in ast.walk(ast.parse(path.read_text('utf8'))):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name, node.lineno
        elif isinstance(node, ast.ImportFrom) and not node.level:
            for alias in node.names:
                yield f'{node.module}.{alias.name}', node.lineno


def third_party(path):
    for name, line in imported(path):
        if name.split('.')[0] not in sys.stdlib_module_names | {'muragat'}:
            yield name, line


def allowed(name, module):
    if module.startswith('adapters.'):
        return True
    return any((name == package or name.startswith(package + '.')) and where.search(module)
               for package, where in ALLOWED.items())


@pytest.mark.parametrize('path', MODULES, ids=dotted)
def test_a_module_imports_only_what_its_storey_may(path):
    assert [f'{path.name}:{line} {name}' for name, line in third_party(path) if not allowed(name, dotted(path))] == []


@pytest.mark.parametrize('path', sorted(SRC.glob('content/*/**/*.py')), ids=dotted)
def test_a_family_sees_only_interfaces_and_service_of_another(path):
    own = dotted(path).split('.')[1]
    others = [name for name, _ in imported(path) if name.startswith('muragat.content.')
              and name.split('.')[2] != own and name.split('.')[3:4] not in (['interfaces'], ['service'])]
    assert others == []


def test_relative_imports_are_not_used():
    relative = [f'{dotted(path)}:{node.lineno}' for path in MODULES
                for node in ast.walk(ast.parse(path.read_text('utf8')))
                if isinstance(node, ast.ImportFrom) and node.level]
    assert relative == []


def normal(name):
    return re.sub(r'[-_.]+', '-', name).lower()


def declared():
    """Names of the distributions that running needs, as setup.cfg declares them."""
    config = ConfigParser()
    config.read(ROOT / 'setup.cfg', 'utf8')
    lines = config['options']['install_requires'].split('\n')
    return {normal(re.split(r'[ <>=!\[;]', line)[0]) for line in lines if line}


@pytest.fixture(scope='module')
def used():
    """Names of the distributions that the sources import."""
    owners, names = packages_distributions(), set()
    for name in {name for path in MODULES for name, _ in third_party(path)}:
        top, second, *_ = [*name.split('.'), '']
        names.add(normal(f'zope.{second}' if top == 'zope' else owners[top][0]))
    return names


def test_what_is_imported_is_declared_or_comes_with_pyramid(used):
    assert used - declared() - {'webob', 'jinja2'} == set()


def test_what_is_declared_is_imported(used):
    included_by_name = {'pyramid-jinja2'}
    assert declared() - used - included_by_name == set()


def test_what_is_declared_is_pinned():
    pinned = {normal(line.split('==')[0]) for line in (ROOT / 'config' / 'constraints.txt').read_text().splitlines()}
    assert declared() - pinned == set()
