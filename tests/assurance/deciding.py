"""What the real engines, and the plain oracle, make of a case: the words a test checks a claim against."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Any

from service.assurance.solver.cases import Decided, Engines
from service.decision.case import read_case
from service.decision.measures import Measures, readings
from service.ruleset.model import Condition, Promise, Ruleset
from service.ruleset.vocabulary import Strength
from tests.differential.oracle import Oracle

Body = Mapping[str, Any]


@cache
def engines() -> Engines:
    return Engines()


def decided(ruleset: Ruleset, body: Body) -> Decided:
    return engines().decide(ruleset, dict(body), date.fromisoformat(body["as_of"]))


def truth(ruleset: Ruleset, condition: Condition, body: Body) -> bool | None:
    """Return what the oracle, which shares nothing with the engines or the solver, says of a condition."""
    case = read_case(dict(body), ruleset.vocabulary, date.fromisoformat(body["as_of"]))
    child = case.children[0]
    measured = Measures(ruleset.measures).take(case.as_of, child.values, child.events)
    return Oracle(ruleset, case.as_of, child.values, readings(measured)).truth(condition)


def strengths(answer: Decided) -> dict[str, Strength]:
    return {step: Strength[word.upper()] for step, word in answer.strengths().items()}


def keeps(promise: Promise, answer: Decided) -> bool:
    """Return whether a promise is kept: a step of it, or one of higher rank, at least so strongly."""
    ranks = {step.name: step.rank for step in answer.ruleset.steps.by_name.values()}
    return any(
        ranks[step] <= ranks[named] and given >= wanted
        for step, given in strengths(answer).items()
        for named, wanted in promise.then.items()
    )


def lost(before: Decided, after: Decided) -> set[str]:
    """Return the steps that are lost or weaker afterwards."""
    now = strengths(after)
    return {step for step, strength in strengths(before).items() if now.get(step, 0) < strength}


def said(body: Body, fact: str) -> Any:
    """Return what a case says of a fact, None when nothing."""
    group, _, short = fact.partition(".")
    parts = (body["children"][0], body["household"])
    return next((part[group][short] for part in parts if short in part.get(group, {})), None)


def without(body: Body, fact: str) -> Body:
    """Return a case with one fact taken out."""
    group, _, short = fact.partition(".")
    part = {**body["household"], group: {k: v for k, v in body["household"].get(group, {}).items() if k != short}}
    child = body["children"][0]
    child = {**child, group: {k: v for k, v in child.get(group, {}).items() if k != short}}
    return {**body, "household": part, "children": [child]}
