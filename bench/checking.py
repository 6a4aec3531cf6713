"""What a policy lead waits for: `check` beside PyYAML's C composer on the same file, and `prove` and `compare`.

In process. Of checking the processor's time is told; the solver works in threads, so of proving it is the clock's.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from pathlib import Path
from statistics import median

import yaml

from bench import grown, twelve
from bench.peers.threshold import ROOT
from bench.report import Section, Table, Target, at_most
from service.assurance.compare import compare
from service.assurance.prove import prove
from service.ruleset.library import Library
from service.ruleset.read import read_ruleset

RULES, WANTED = 300, 10
MADE_UP, DOOR = f"{RULES} made-up rules", "the shipped front door"
COMPARED = ("lcpc:2004-04-01", "lcpc:proposed")
Files = Mapping[str, tuple[bytes, str, str]]


def section(folder: Path, rounds: int, seconds: float) -> Section:  # noqa: ARG001 - every part is called alike
    """Measure, and return the tables and the promise."""
    library = Library.load(ROOT / "rulesets")
    checked = _checked(library, rounds)
    proven = _proven(library, min(rounds, 3))
    tables = [_check_table(checked), _prove_table(proven)]
    return Section(tables, [_target(checked)], {"check": checked, "prove": proven})


# --- check --------------------------------------------------------------------------------------------------------


def _checked(library: Library, rounds: int) -> dict[str, dict[str, float]]:
    """Return, for each file, the middle time of composing and of checking it, and how long it is."""
    door = library.find("front-door", None, twelve.AS_OF)
    files: Files = {
        MADE_UP: (grown.ruleset_of(RULES), "twelve", "twelve"),
        DOOR: (door.text, door.family, door.version),
    }
    taken: dict[str, dict[str, list[float]]] = {name: {"composed": [], "checked": []} for name in files}
    for _ in range(rounds * 2):
        for name, (text, family, version) in files.items():
            taken[name]["composed"].append(_timed(lambda text=text: yaml.compose(text, yaml.CSafeLoader)))
            taken[name]["checked"].append(_timed(lambda each=(text, family, version): _check(library, *each)))
    return {
        name: {"bytes": len(files[name][0]), **{what: median(times) for what, times in each.items()}}
        for name, each in taken.items()
    }


def _check(library: Library, text: bytes, family: str, version: str) -> None:
    ruleset, problems = read_ruleset(text, library.vocabulary, library.steps, "checked.yaml", family, version)
    if ruleset is None:
        raise RuntimeError(problems)


def _timed(what: Callable[[], object]) -> float:
    began = time.process_time()
    what()
    return time.process_time() - began


def _check_table(checked: Mapping[str, Mapping[str, float]]) -> Table:
    rows = [
        (
            name,
            f"{each['bytes']:,.0f}",
            f"{each['composed'] * 1e3:,.1f}",
            f"{each['checked'] * 1e3:,.1f}",
            f"{each['checked'] / each['composed']:.1f} times",
        )
        for name, each in checked.items()
    ]
    columns = ("file", "bytes", "composed by PyYAML in C, ms", "checked, ms", "beside composing")
    return Table("Checking a ruleset", columns, rows)


def _target(checked: Mapping[str, Mapping[str, float]]) -> Target:
    each = checked[MADE_UP]
    says = f"`check` of {RULES} rules beside PyYAML composing the file in C"
    return at_most(says, each["checked"] / each["composed"], WANTED)


# --- prove and compare --------------------------------------------------------------------------------------------


def _proven(library: Library, rounds: int) -> dict[str, dict[str, float]]:
    """Return how long each shipped ruleset took to prove, and two versions to compare; nothing may stay unproven."""
    told: dict[str, dict[str, float]] = {}
    for family, versions in library.families.items():
        for version, ruleset in versions.items():
            reports = []
            seconds = [_by_the_clock(lambda: reports.append(prove(ruleset, twelve.AS_OF))) for _ in range(rounds)]  # noqa: B023 - called at once
            if not all(report.sound for report in reports):
                raise RuntimeError(f"{family} {version} could not be proven")
            asked = sum(proof.asked for proof in reports[0].proofs)
            told[f"prove {family}:{version}"] = {"asked": asked, "seconds": median(seconds)}
    old, new = (library.find(*each.split(":"), twelve.AS_OF) for each in COMPARED)
    found = compare(old, new, twelve.AS_OF)
    seconds = [_by_the_clock(lambda: compare(old, new, twelve.AS_OF)) for _ in range(rounds)]
    told[f"compare {' '.join(COMPARED)}"] = {"asked": len(found.differences), "seconds": median(seconds)}
    return told


def _by_the_clock(what: Callable[[], object]) -> float:
    began = time.perf_counter()
    what()
    return time.perf_counter() - began


def _prove_table(proven: Mapping[str, Mapping[str, float]]) -> Table:
    rows = [(f"`{name}`", f"{each['asked']:.0f}", f"{each['seconds']:.1f}") for name, each in proven.items()]
    return Table("Proving and comparing", ("command", "guarantees proven, or differences found", "seconds"), rows)
