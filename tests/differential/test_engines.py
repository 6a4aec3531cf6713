"""Inference and explanation give the oracle's answer on random rulesets and cases, alone and from many threads."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from random import Random

import pytest

from service.decision.inference import Inference
from service.decision.isolated import EngineProcess
from service.decision.values import Interval, Reading, Value
from service.ruleset.model import Condition, Count, DefinitionRef, Ruleset, Test
from service.ruleset.vocabulary import Kind
from tests.decision.written import EVENTS, TODAY, YES, a_ruleset, all_of, any_of, at_least, fact, is_yes, number
from tests.differential.compare import Tally, compare
from tests.differential.generate import random_case_values, random_ruleset
from tests.differential.oracle import Oracle

SCORE = fact("a.score", Kind.NUMBER)


@pytest.mark.parametrize(
    ("rules", "seeds"),
    [
        (1, range(12)),
        (3, range(12)),
        (5, range(12)),
        (8, range(12)),
        (12, range(5, 15)),
        (40, range(4)),
        (300, range(1)),
    ],
)
def test_both_engines_give_the_oracles_answer(rules: int, seeds: range) -> None:
    tally = Tally()
    assert [found for seed in seeds for found in compare(seed, rules, tally)] == []
    assert tally.decisions >= 4 * len(seeds)


def test_every_outcome_is_common_in_what_is_compared() -> None:
    tally = Tally()
    assert [found for seed in range(110, 140) for found in compare(seed, 5, tally)] == []
    assert min(tally.outcomes.values()) > sum(tally.outcomes.values()) / 20


def test_eight_threads_get_the_answers_one_thread_gets() -> None:
    ruleset, rng = a_plain_ruleset(), Random(8)
    cases = [some_answers(rng) for _ in range(50)]
    with Inference(ruleset) as inference:
        alone = [inference.met(TODAY, *case) for case in cases]
        assert alone == [Oracle(ruleset, TODAY, *case).met() for case in cases]

        def decide(first: int) -> int:
            places = [(first + step) % len(cases) for step in range(10_000)]
            return sum(inference.met(TODAY, *cases[place]) == alone[place] for place in places)

        with ThreadPoolExecutor(8) as threads:
            right = list(threads.map(decide, range(8)))
    assert right == [10_000] * 8
    assert len(set(alone)) > 20


def a_plain_ruleset() -> Ruleset:
    """Return a dozen rules of the usual sort, with a definition and a count."""
    count = Count("referrals so far", EVENTS, (), None, None, "", "")
    definitions: dict[str, Condition] = {"serious": any_of(*is_yes("a.weapon", "a.injury"), number(SCORE, 14))}
    rules: dict[str, Condition | tuple[Condition, Condition]] = {
        f"rule-{place}": all_of(*is_yes(f"a.fact{place}"), any_of(*is_yes(f"a.fact{place + 1}", "a.injury")))
        for place in range(9)
    }
    rules["serious"] = all_of(Test(DefinitionRef("serious"), YES))
    rules["third"] = (all_of(number(count, 3)), any_of(Test(DefinitionRef("serious"), YES)))
    rules["several"] = at_least(3, *is_yes("a.fact0", "a.fact3", "a.fact6", "a.weapon"))
    return a_ruleset(rules, definitions)


def some_answers(rng: Random) -> tuple[dict[str, Value], dict[str, Reading]]:
    names = ["a.weapon", "a.injury", *(f"a.fact{place}" for place in range(10))]
    values: dict[str, Value] = {name: rng.random() < 0.5 for name in names if rng.random() < 0.9}
    values[SCORE.name] = rng.randint(0, 24)
    low = rng.randint(0, 4)
    return values, {"referrals so far": Interval(low, low + rng.randint(0, 1))}


def test_the_child_process_gives_the_same_answers() -> None:
    rng = Random(9)
    with EngineProcess() as process:
        for rules in (1, 6, 25):
            ruleset = random_ruleset(rng, rules)
            with process.load(ruleset) as inference:
                for _ in range(40):
                    case = random_case_values(rng, ruleset)
                    assert inference.met(*case) == Oracle(ruleset, *case).met()


def test_the_order_of_what_is_known_never_matters() -> None:
    rng = Random(10)
    ruleset = random_ruleset(rng, 15)
    turned = replace(ruleset, rules=dict(list(ruleset.rules.items())[::-1]))
    with Inference(ruleset) as inference, Inference(turned) as other:
        for _ in range(100):
            as_of, values, readings = random_case_values(rng, ruleset)
            found = inference.met(as_of, values, readings)
            shuffled = dict(rng.sample(sorted(values.items()), len(values)))
            assert inference.met(as_of, shuffled, dict(list(readings.items())[::-1])) == found
            assert other.met(as_of, values, readings) == found[::-1]
