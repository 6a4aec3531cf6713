"""One random ruleset after another, each put to every engine and to the oracle over many random cases."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from random import Random

from service.decision.explanation import Explanation
from service.decision.inference import Inference
from service.decision.measures import Measured
from service.decision.values import Reading
from service.ruleset.model import Ruleset
from tests.differential.generate import random_case_values, random_ruleset
from tests.differential.oracle import Oracle, Truth

SIZES = (1, 2, 3, 5, 5, 8, 8, 12, 12, 20, 40, 3, 8, 12, 80, 5, 12, 20, 5, 300)
OUTCOMES: dict[Truth, str] = {True: "met", False: "not_met", None: "undetermined"}


@dataclass
class Tally:
    """How many decisions there were, and in how many of their rules what came out."""

    decisions: int = 0
    rulesets: int = 0
    outcomes: dict[str, int] = field(default_factory=lambda: dict.fromkeys(OUTCOMES.values(), 0))


def compare(seed: int, rules: int, tally: Tally) -> Iterator[str]:
    """Yield a line for every case in which an engine and the oracle differ. The same seed, the same cases."""
    rng, cases = Random(seed), max(4, min(60, 400 // rules))
    ruleset = random_ruleset(rng, rules)
    explanation = Explanation(ruleset)
    tally.rulesets += 1
    with Inference(ruleset) as inference:
        for case in range(cases):
            as_of, values, readings = random_case_values(rng, ruleset)
            oracle = Oracle(ruleset, as_of, values, readings)
            wanted = {name: OUTCOMES[oracle.rule(name)] for name in ruleset.rules}
            traces = explanation.explain(as_of, values, measured(ruleset, readings))
            explained = {trace.rule.name: trace.outcome for trace in traces.rules}
            inferred = inference.met(as_of, values, readings)
            yield from differences(f"seed {seed}, {rules} rules, case {case}", wanted, inferred, explained)
            tally.decisions += 1
            for outcome in wanted.values():
                tally.outcomes[outcome] += 1


def differences(
    where: str, wanted: Mapping[str, str], inferred: tuple[str, ...], explained: Mapping[str, str]
) -> Iterator[str]:
    met = tuple(name for name, outcome in wanted.items() if outcome == "met")
    if inferred != met:
        yield f"{where}: inference differs on {sorted(set(inferred) ^ set(met)) or 'the order'}"
    if explained != wanted:
        yield f"{where}: explanation differs on {[name for name in wanted if explained[name] != wanted[name]]}"


def measured(ruleset: Ruleset, readings: Mapping[str, Reading]) -> dict[str, Measured]:
    return {name: Measured(readings.get(name)) for name in ruleset.measures}
