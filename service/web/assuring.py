"""Long looks at one version of a ruleset, each a function for `jobs.py`, and what they are started with.

What each needs is read in only when it runs: the service itself never waits for the solver.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from service.ruleset.library import Library
from service.ruleset.model import Ruleset
from service.web.job_child import CannotDo, Report

Json = dict[str, Any]
SECONDS = 20.0  # on one question to the solver


def prove(report: Report, ruleset: Ruleset, day: date) -> Json:
    """Return how every guarantee of a version stands, and what else was found."""
    from service.assurance.prove import Prover  # noqa: PLC0415 - see the top
    from service.assurance.solver.search import Limits  # noqa: PLC0415 - the same

    with Prover(ruleset, day, Limits(question=SECONDS)) as prover:
        tasks = list(prover.tasks())
        proofs = []
        for at, (title, task) in enumerate(tasks):
            report(at / len(tasks), f"Looking into it: {title}")
            proofs.append(task())
        return prover.report(tuple(proofs)).as_json()


def compare(report: Report, old: Ruleset, new: Ruleset, day: date) -> Json:
    """Return what two versions say differently, and a case of every kind they answer differently."""
    from service.assurance.compare import Comparer  # noqa: PLC0415 - see the top
    from service.assurance.solver.search import Limits  # noqa: PLC0415 - the same

    report(0.0, "Looking for cases that differ")
    with Comparer(old, new, day, Limits(question=SECONDS)) as comparer:
        found = []
        for difference in comparer.differences():
            found.append(difference)
            steps = list(new.steps.by_name)
            at = steps.index(difference.step) if difference.step in steps else len(steps) - 1
            report(at / len(steps), f"{len(found)} kinds of case so far")
        return comparer.comparison(tuple(found)).as_json()


def cover(report: Report, library: Library, ruleset: Ruleset, features: Path, day: date) -> Json:
    """Return what the scenarios of a folder show of a version, and scenarios for what they do not."""
    from service.assurance.bench import Bench  # noqa: PLC0415 - see the top
    from service.assurance.coverage import coverage  # noqa: PLC0415 - the same
    from service.assurance.suggestions import suggest  # noqa: PLC0415 - the same

    bench = Bench(library)
    report(0.0, "Reading the scenarios")
    scenarios = _scenarios(features, bench, ruleset)
    covered = coverage(scenarios, ruleset, _part(report, 0.0, 0.6, "scenarios looked at"))
    suggested = suggest(covered, bench, day, progress=_part(report, 0.6, 1.0, "things missing looked into"))
    rows = [
        {"kind": part.kind, "name": part.name, "title": part.title, **covered.row(part, suggested.cannot).as_json()}
        for part in covered.parts
    ]
    missing = [aim.words for aim in covered.missing if aim not in suggested.cannot]
    return {**covered.as_json(), "rows": rows, "missing": missing, "suggested": suggested.as_json()}


def mutate(report: Report, library: Library, ruleset: Ruleset, features: Path) -> Json:
    """Return the small changes of a version that no scenario of a folder notices."""
    from service.assurance.bench import Bench  # noqa: PLC0415 - see the top
    from service.assurance.survivors import mutated  # noqa: PLC0415 - the same

    report(0.0, "Reading the scenarios")
    scenarios = _scenarios(features, Bench(library), ruleset)
    return mutated(ruleset, scenarios, _part(report, 0.0, 1.0, "changes tried")).as_json()


def run_features(report: Report, library: Library, instead: Ruleset | None, files: list[str]) -> Json:
    """Return how the scenarios of some feature files go, by the versions they name or by another."""
    from service.assurance.apart import run_files  # noqa: PLC0415 - see the top

    report(0.0, "Reading the scenarios")
    progress = _part(report, 0.0, 1.0, "scenarios run")
    return run_files([Path(file) for file in files], library, instead, progress=progress).as_json()


def _scenarios(features: Path, bench: Any, ruleset: Ruleset) -> Any:  # noqa: ANN401 - both are read in late
    from service.assurance.features import FeatureProblem, read_folder  # noqa: PLC0415 - see the top
    from service.assurance.survivors import Scenarios  # noqa: PLC0415 - the same

    try:
        return Scenarios(read_folder(features), bench, ruleset)
    except FeatureProblem as problem:
        raise CannotDo(f"A scenario cannot be read, on line {problem.line}: {problem.message}", problem.help) from None


def _part(report: Report, start: float, end: float, what: str) -> Callable[[int, int], None]:
    """Return progress by numbers for one part of the work."""

    def progress(done: int, total: int) -> None:
        report(start + (end - start) * done / max(total, 1), f"{done:,} of {total:,} {what}")

    return progress
