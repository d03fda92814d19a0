"""Runs measurements by name: each module of this folder with a function `measure(run) -> list of Figure` is one."""

import argparse
import importlib
import json
import sys
import tempfile
import traceback
from pathlib import Path

from tests.bench.frame import Run, conditions, page, table

HERE = Path(__file__).parent


def measurements():
    """name -> module, in alphabetical order."""
    names = [path.stem for path in sorted(HERE.glob('*.py')) if path.stem != '__main__']
    modules = {name: importlib.import_module(f'tests.bench.{name}') for name in names}
    return {name: module for name, module in modules.items() if hasattr(module, 'measure')}


def show(found):
    """Print the names with the first sentence of each."""
    for name, module in found.items():
        print(f'{name:20} {module.__doc__.strip().splitlines()[0]}')


def run_one(name, module, arguments):
    """Measure and print; the conditions and figures, None when it failed."""
    print(f'\n## {name}: {module.__doc__.strip().splitlines()[0]}', flush=True)
    said = conditions()
    run = Run(arguments.data, arguments.profile, lambda text: print(f'   {text}', flush=True))
    try:
        figures = module.measure(run)
    except Exception:
        # The others shall still be measured.
        traceback.print_exc()
        return None
    said |= {'profile': run.profile} | run.conditions
    print(table(figures, said), flush=True)
    keep(arguments.data / 'results' / f'{name}-{run.profile}.json', figures, said)
    return said, figures


def keep(path, figures, said):
    """Write the rows as JSON, for programs that compare runs."""
    path.parent.mkdir(parents=True, exist_ok=True)
    rows = {'conditions': said, 'figures': [figure.plain() for figure in figures]}
    path.write_text(json.dumps(rows, ensure_ascii=False, indent=1))


def passed(name, outcome, arguments):
    """Whether it ran, and in a full run whether every bound is kept; what is missed is printed."""
    if outcome is None:
        return False
    missed = [figure.what for figure in outcome[1] if not figure.kept] if arguments.profile == 'full' else []
    for what in missed:
        print(f'   {name}, missed: {what}', flush=True)
    return bool(outcome[1]) and not missed


def main():
    parser = argparse.ArgumentParser(prog='scripts/bench', description=__doc__)
    parser.add_argument('name', nargs='?', help='a measurement, or "all"; without it they are listed')
    parser.add_argument('--profile', choices=['small', 'full'], default='full')
    parser.add_argument('--data', type=Path, default=Path(tempfile.gettempdir()) / 'muragat-bench',
                        help='folder outside the checkout that keeps data for the next run')
    arguments = parser.parse_args()
    found = measurements()
    if not arguments.name:
        return show(found)
    if arguments.name != 'all' and arguments.name not in found:
        parser.error(f'there is no measurement {arguments.name}; there are: {", ".join(found)}')
    chosen = found if arguments.name == 'all' else {arguments.name: found[arguments.name]}
    arguments.data.mkdir(parents=True, exist_ok=True)
    outcomes = {name: run_one(name, module, arguments) for name, module in chosen.items()}
    if arguments.name == 'all':
        print(f'\n{page({name: outcome for name, outcome in outcomes.items() if outcome})}')
    kept = [passed(name, outcome, arguments) for name, outcome in outcomes.items()]
    print(f'\n{sum(kept)} passed, {len(kept) - sum(kept)} failed')
    return 0 if kept and all(kept) else 1


if __name__ == '__main__':
    sys.exit(main())
