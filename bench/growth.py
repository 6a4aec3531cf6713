"""How the time of a decision grows with rules, events and children, and what a rule costs that nothing known touches.

In process: a case already read is decided by both engines, traced and advised on. All sizes take turns, and it is the
processor's time that is told, the least of all rounds: what else the machine does must not bend the curve.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterator, Mapping
from itertools import cycle
from pathlib import Path
from typing import Any

from bench import grown, twelve
from bench.fitting import STEEPEST, exponent, slope
from bench.peers.threshold import the_ruleset
from bench.report import Section, Table, Target, at_most
from service.decision.case import read_case
from service.decision.decide import Decider
from service.decision.inference import Inference
from service.ruleset.model import Ruleset

RULES, EVENTS, CHILDREN = (12, 60, 156, 300, 456, 600), (0, 10, 50, 100, 250, 500), (1, 2, 5, 10, 20, 30)
UNTOUCHED = (0, 120, 300, 588)
CASES, SHARE = 50, 0.2  # a turn is a fifth of what it is elsewhere, for there are many
UNTOUCHED_NS = 500  # "a few hundred nanoseconds"

Turn = Callable[[float], float]
NAMES = {
    "rules": "Rules, all of them touched",
    "untouched": "Rules beside the twelve that nothing known touches",
    "events": "Events of a case",
    "children": "Children of a case",
}


def section(folder: Path, rounds: int, seconds: float) -> Section:  # noqa: ARG001 - every part is called alike
    """Measure, and return the table and the promises."""
    found = measure(rounds, seconds * SHARE)
    rows = [row for what, times in found.items() for row in _rows(NAMES[what], times)]
    columns = ("what grows", "to", "µs a decision", "beside the smallest", "power of growth")
    return Section([Table("Growth of one decision, in process", columns, rows)], _targets(found), found)


def measure(rounds: int, seconds: float) -> dict[str, dict[int, float]]:
    """Return the least time of a decision in microseconds, for each thing that grows and each size of it."""
    turns = dict(_turns())
    gc.collect()
    gc.freeze()  # the cases and rules waiting here are no part of what deciding one costs
    taken: dict[tuple[str, int], list[float]] = {each: [] for each in turns}
    for _ in range(rounds):
        for each, turn in turns.items():
            taken[each].append(turn(seconds))
    gc.unfreeze()
    found: dict[str, dict[int, float]] = {}
    for (what, size), times in taken.items():
        found.setdefault(what, {})[size] = min(times) * 1e6
    return found


def _turns() -> Iterator[tuple[tuple[str, int], Turn]]:
    once, cases = the_ruleset(), twelve.cases(CASES)
    for rules in RULES:
        yield ("rules", rules), _deciding(the_ruleset(grown.ruleset_of(rules)), cases)
    for rules in UNTOUCHED:
        yield ("untouched", rules), _deciding(the_ruleset(grown.ruleset_beside(rules, once.vocabulary)), cases)
    for events in EVENTS:
        yield ("events", events), _deciding(once, twelve.cases(CASES, events=events))
    for children in CHILDREN:
        yield ("children", children), _deciding(once, twelve.cases(CASES, children=children))


def _deciding(ruleset: Ruleset, cases: list[twelve.Case]) -> Turn:
    """Return what decides case after case for so many seconds, and says how many one took."""
    decider = Decider(ruleset, Inference(ruleset))
    read = [read_case(twelve.body(case), ruleset.vocabulary, twelve.AS_OF) for case in cases]
    turn = cycle(read)

    def timed(seconds: float) -> float:
        done, start = 0, time.process_time()
        while (now := time.process_time()) < start + seconds:
            decider.decide(next(turn))
            done += 1
        return (now - start) / done

    for case in read:
        decider.decide(case)
    return timed


def _rows(name: str, times: Mapping[int, float]) -> Iterator[tuple[str, ...]]:
    least, last = min(times), max(times)
    for size, took in times.items():
        power = f"{exponent(times):.2f}" if size == last else ""
        yield name if size == least else "", f"{size:,}", f"{took:,.0f}", f"{took / times[least]:.1f} times", power


def _targets(found: Mapping[str, Mapping[int, float]]) -> list[Target]:
    grows: Any = (("rules", "rules"), ("events", "events"), ("children", "children"))
    powers = [at_most(f"Power of growth with {word}", exponent(found[what]), STEEPEST, "") for what, word in grows]
    each = slope(found["untouched"]) * 1e3
    says = "A rule that nothing known touches"
    return [*powers, Target(says, f"{each:,.0f} ns", f"at most {UNTOUCHED_NS} ns", each <= UNTOUCHED_NS)]
