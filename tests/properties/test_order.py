"""Order never matters: not of facts, events or children in a request, nor of rules in a ruleset."""

from __future__ import annotations

from datetime import date
from functools import cache
from random import Random
from typing import Any

import orjson
from hypothesis import given
from hypothesis import strategies as st

from service.decision.case import read_case
from service.decision.decide import Decider
from service.decision.explanation import Explanation
from service.decision.inference import Inference
from service.decision.measures import Measured
from service.ruleset.library import Library
from service.ruleset.model import Ruleset
from tests.bodies import random_body
from tests.decision.making import Json
from tests.differential.generate import random_case_values, random_ruleset
from tests.shipped import RULESETS

SEEDS = st.integers(0, 10**9)


@cache
def front_door() -> tuple[Ruleset, Decider]:
    ruleset = Library.load(RULESETS).find("front-door", None, date(2026, 11, 23))
    return ruleset, Decider(ruleset, Inference(ruleset))


def shuffled(rng: Random, part: Any) -> Any:
    """Return the same JSON with its names, and the entries of its lists, in another order."""
    if isinstance(part, dict):
        names = list(part)
        rng.shuffle(names)
        return {name: shuffled(rng, part[name]) for name in names}
    if isinstance(part, list):
        entries = [shuffled(rng, entry) for entry in part]
        rng.shuffle(entries)
        return entries
    return part


def answers(body: Json) -> dict[str, bytes]:
    """Return the bytes of each child's part of the answer."""
    ruleset, decider = front_door()
    answer = decider.decide(read_case(body, ruleset.vocabulary, date(2026, 11, 23)))
    return {child["ref"]: orjson.dumps(child) for child in answer["children"]}


@given(SEEDS)
def test_the_same_case_in_another_order_has_the_same_bytes(seed: int) -> None:
    rng = Random(seed)
    body = random_body(rng, front_door()[0].vocabulary, known=rng.choice([0.3, 0.8]), children=rng.randint(1, 3))
    assert answers(shuffled(rng, body)) == answers(body)


@given(SEEDS)
def test_a_child_is_answered_alike_alone_and_among_others(seed: int) -> None:
    rng = Random(seed)
    body = random_body(rng, front_door()[0].vocabulary, known=0.6, children=2)
    together = answers(body)
    for child in body["children"]:
        assert answers({**body, "children": [child]}) == {child["ref"]: together[child["ref"]]}


@given(SEEDS)
def test_children_are_answered_in_the_order_of_the_request(seed: int) -> None:
    rng = Random(seed)
    body = random_body(rng, front_door()[0].vocabulary, known=0.2, children=4)
    rng.shuffle(body["children"])
    assert list(answers(body)) == [child["ref"] for child in body["children"]]


@given(SEEDS)
def test_the_order_of_rules_changes_no_outcome(seed: int) -> None:
    rng = Random(seed)
    ruleset = random_ruleset(rng, 6)
    as_of, values, readings = random_case_values(rng, ruleset)
    measured = {name: Measured(readings.get(name)) for name in ruleset.measures}
    names = list(ruleset.rules)
    rng.shuffle(names)
    turned = Ruleset(**{**vars_of(ruleset), "rules": {name: ruleset.rules[name] for name in names}})
    one, other = (
        {trace.rule.name: trace.node["says"] for trace in Explanation(each).explain(as_of, values, measured).rules}
        for each in (ruleset, turned)
    )
    assert one == other


def vars_of(ruleset: Ruleset) -> dict[str, Any]:
    return {name: getattr(ruleset, name) for name in ruleset.__slots__}
