"""Whether memory stays level: 200,000 decisions, and how large the processes have become now and then.

As a part of `make bench`: whole decisions on the twelve rules, the engine in its own process, both processes watched.
Alone, `.venv/bin/python -m bench.memory [--decisions N] [--child]`: inference on a ruleset with chained definitions;
with `--child` it is the child process that is watched.
"""

from __future__ import annotations

import argparse
import sys
import time
from itertools import cycle, islice
from pathlib import Path
from random import Random

from bench import twelve
from bench.peers.threshold import the_ruleset
from bench.report import Section, Table, at_most
from service.decision.case import read_case
from service.decision.decide import Decider
from service.decision.inference import Inference
from service.decision.isolated import EngineProcess
from service.decision.plan import plan
from service.ruleset.model import Ruleset
from tests.differential.generate import random_case_values, random_ruleset

RULES, PASSES, TELLINGS = 6, 6, 10
DECISIONS, QUICK, WARM = 200_000, 20_000, 10  # the first tenth of the decisions is not counted as growth
GROWTH_MIB = 1


def section(folder: Path, rounds: int, seconds: float) -> Section:  # noqa: ARG001 - every part is called alike
    """Watch 200,000 decisions (20,000 in a quick run), and return the table and the promise."""
    found = whole(DECISIONS if rounds > 1 else QUICK)
    rows = [(f"{done:,}", f"{here:.1f}", f"{child:.1f}") for done, (here, child) in found.items()]
    columns = ("decisions", "the process that decides, MiB", "the engine's process, MiB")
    (warm_here, warm_child), (last_here, last_child) = found[sorted(found)[1]], found[max(found)]
    says = f"Growth of both processes up to {max(found):,} decisions, after the first tenth"
    target = at_most(says, (last_here - warm_here) + (last_child - warm_child), GROWTH_MIB, "MiB")
    return Section([Table("Memory", columns, rows)], [target], {"MiB": found})


def whole(decisions: int) -> dict[int, tuple[float, float]]:
    """Return the sizes of this process and the engine's after some of so many whole decisions."""
    ruleset = the_ruleset()
    found: dict[int, tuple[float, float]] = {}
    with EngineProcess() as process:
        decider = Decider(ruleset, process.load(ruleset))
        cases = [read_case(twelve.body(case), ruleset.vocabulary, twelve.AS_OF) for case in twelve.cases(500)]
        turn = cycle(cases)
        found[0] = size(None), size(process.pid)
        for part in range(1, WARM + 1):
            for case in islice(turn, decisions // WARM):
                decider.decide(case)
            found[part * decisions // WARM] = size(None), size(process.pid)
    return found


def main() -> None:
    """Watch one ruleset decide case after case."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--decisions", type=int, default=200_000)
    parser.add_argument("--child", action="store_true", help="run the engine in a child process and watch that")
    asked = parser.parse_args()
    ruleset = a_chained_ruleset()
    with EngineProcess() as process:
        inference = process.load(ruleset) if asked.child else Inference(ruleset)
        watch(inference, ruleset, asked.decisions, process.pid if asked.child else None)
        inference.close()


def a_chained_ruleset() -> Ruleset:
    """Return the first random ruleset whose definitions are worked through in six passes or more."""
    for seed in range(1000):
        ruleset = random_ruleset(Random(seed), RULES)  # noqa: S311 - a seeded ruleset is not a secret
        if len(plan(ruleset).program.passes) >= PASSES:
            return ruleset
    raise AssertionError


def watch(inference: Inference, ruleset: Ruleset, decisions: int, pid: int | None) -> None:
    """Decide so many cases, saying now and then how large the process has become."""
    rng = Random(1)  # noqa: S311 - a seeded case is not a secret
    cases = [random_case_values(rng, ruleset) for _ in range(500)]
    met = done = 0
    started = time.perf_counter()
    tell(f"{len(ruleset.rules)} rules, {len(ruleset.definitions)} definitions; {size(pid):.1f} MiB before any decision")
    for _ in range(TELLINGS):
        for step in range(decisions // TELLINGS):
            met += len(inference.met(*cases[step % len(cases)]))
        done += decisions // TELLINGS
        each = (time.perf_counter() - started) / done
        tell(f"{done:>9,} decisions  {size(pid):6.1f} MiB  {each * 1e6:6.0f} µs each  {met / done:.1f} rules met")


def size(pid: int | None) -> float:
    """Return the memory of a process, this one unless another is given, in mebibytes."""
    pages = int(Path(f"/proc/{pid or 'self'}/statm").read_text("ascii").split()[1])
    return pages * 4096 / 2**20


def tell(line: str) -> None:
    """Say one line, at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
