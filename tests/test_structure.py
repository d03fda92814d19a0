"""The shape of the sources: sizes, names, and the same file names in every family."""

import ast
import re
import tokenize
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SRC = ROOT / 'src' / 'muragat'
MODULES = [path for path in sorted(SRC.rglob('*.py')) if 'node_modules' not in path.parts]

TOP_LEVEL = {'src', 'config', 'var', 'scripts', 'tests', 'docs', '.ci', 'setup.cfg', 'pyproject.toml', 'README.md',
             'CHANGELOG.md', 'LICENSE', '.gitignore'}
FAMILY_FILES = {'__init__', 'interfaces', 'model', 'workflow', 'access', 'indexing', 'service', 'views', 'api',
                'evolve', 'templates'}
#: What a family holds beside the usual names; each is a matter of its own that would make a usual file too long.
FAMILY_EXTRAS = {
    'archive': {'reference', 'scanning', 'vocabularies', 'law', 'facts', 'principals', 'demonstration'},
    'staff': {'credentials', 'entrance', 'facts', 'groups', 'lockout', 'principals', 'rules', 'strength'},
}
FORBIDDEN = re.compile(r'(^|_)(utils?|helpers?|common|misc|manager|base)(_|$)')
UNFINISHED = re.compile(r'\b(TODO|FIXME|XXX|HACK)\b|\b(for now|temporary hack)\b', re.IGNORECASE)
LONGEST_MODULE = 400
LONGEST_FUNCTION = 60
#: May be long, being one table of data.
TABLES = {'settings.py'}


def shown(path):
    return str(path.relative_to(SRC))


def test_the_top_level_is_as_fixed():
    ignored = {'.git', '.venv', 'build', '.hypothesis', '.mypy_cache', '.ruff_cache', '.pytest_cache', '.grimp_cache',
               '.import_linter_cache'}
    assert {path.name for path in ROOT.iterdir()} - ignored <= TOP_LEVEL


def test_no_module_is_too_long():
    lengths = {shown(path): len(path.read_text('utf8').splitlines()) for path in MODULES if path.name not in TABLES}
    assert {name: length for name, length in lengths.items() if length > LONGEST_MODULE} == {}


def functions(path):
    for node in ast.walk(ast.parse(path.read_text('utf8'))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def test_no_function_is_too_long():
    long = [f'{shown(path)}:{f.lineno} {f.name} {f.end_lineno - f.lineno + 1}'
            for path in MODULES for f in functions(path) if f.end_lineno - f.lineno >= LONGEST_FUNCTION]
    assert long == []


def test_no_file_has_a_name_that_says_nothing():
    names = [path for path in SRC.rglob('*') if path.suffix in ('', '.py', '.jinja2') and 'node_modules' not in
             path.parts and '__pycache__' not in path.parts and 'static' not in path.parts]
    assert [shown(path) for path in names if FORBIDDEN.search(path.stem)] == []


def test_no_class_or_function_has_a_name_that_says_nothing():
    named = (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    bad = []
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text('utf8'))):
            if isinstance(node, named):
                words = re.sub(r'(?<=[a-z])(?=[A-Z])', '_', node.name).lower()
                if re.search(r'(^|_)(utils?|helpers?|misc|manager)(_|$)', words):
                    bad.append(f'{shown(path)}:{node.lineno} {node.name}')
    assert bad == []


def test_nothing_is_left_unfinished():
    found = []
    for path in MODULES:
        with path.open('rb') as source:
            comments = [token for token in tokenize.tokenize(source.readline) if token.type == tokenize.COMMENT]
        found += [f'{shown(path)}:{token.start[0]} {token.string}' for token in comments
                  if UNFINISHED.search(token.string)]
        tree = ast.parse(path.read_text('utf8'))
        found += [f'{shown(path)}:{node.lineno} NotImplementedError' for node in ast.walk(tree)
                  if isinstance(node, ast.Name) and node.id == 'NotImplementedError']
    assert found == []


def test_every_module_says_what_lives_in_it():
    silent = [shown(path) for path in MODULES if not ast.get_docstring(ast.parse(path.read_text('utf8')))]
    assert silent == []


def families():
    content = SRC / 'content'
    return sorted(path for path in content.iterdir() if (path / '__init__.py').exists())


@pytest.mark.parametrize('family', families(), ids=lambda path: path.name)
def test_a_family_has_the_usual_file_names(family):
    names = {path.stem for path in family.iterdir() if path.name != '__pycache__'}
    assert names - FAMILY_FILES - FAMILY_EXTRAS.get(family.name, set()) == set()
    assert {'__init__', 'interfaces', 'model'} <= names


@pytest.mark.parametrize('family', families(), ids=lambda path: path.name)
def test_a_family_has_its_tests(family):
    assert list((ROOT / 'tests' / 'content' / family.name).glob('test_*.py'))
