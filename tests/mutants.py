"""Changes every shipped ruleset one small thing at a time, and lists the changes that no scenario notices.

    python -m tests.mutants [FAMILY:VERSION ...]

Ends with 1 when there are any.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from service.assurance.bench import Bench, named_ruleset
from service.assurance.features import read_folder
from service.assurance.mutation import mutants
from service.assurance.survivors import Scenarios, survivors

FEATURES = Path(__file__).parents[1] / "features"
COLUMNS = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())


def main(names: Iterable[str]) -> int:
    """Try the versions named, or every one shipped, showing how far it is; return what the command ends with."""
    bench, console = Bench.set_up(), Console()
    every = [f"{family}:{version}" for family, versions in bench.library.families.items() for version in versions]
    return 1 if sum(_unnoticed(name, bench, console) for name in list(names) or every) else 0


def _unnoticed(name: str, bench: Bench, console: Console) -> int:
    """Say which changes of one version go unnoticed, and return how many."""
    ruleset = named_ruleset(bench.library, name)
    scenarios = Scenarios(read_folder(FEATURES), bench, ruleset)
    made = sum(1 for _ in mutants(ruleset))
    with Progress(*COLUMNS, console=console, disable=not console.is_terminal) as progress:
        task = progress.add_task(name, total=made)
        found = list(survivors(ruleset, scenarios, lambda *_: progress.advance(task)))
    for mutant in found:
        console.print(f"No scenario notices: {mutant.name}", markup=False, soft_wrap=True)
    console.print(f"{name}: {made} changes, {made - len(found)} noticed by {len(scenarios.plans)} scenarios")
    return len(found)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
