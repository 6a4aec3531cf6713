"""What is proven of the shipped rulesets holds over many thousands of random cases.

Twenty thousand in every run; HYPOTHESIS_PROFILE=thorough tries a hundred thousand and more for each ruleset.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache
from random import Random
from typing import Any

import pytest
from hypothesis import settings

from service.assurance.prove import prove
from service.assurance.solver.mentions import Mentions
from service.decision.case import read_case
from service.decision.inference import Inference
from service.decision.measures import Measures, readings
from service.ruleset.model import NeverLowers, Promise, Rule, Ruleset
from service.ruleset.read import read_ruleset
from service.ruleset.vocabulary import Fact, Kind, Scope, Strength
from tests.assurance.deciding import said
from tests.assurance.random_cases import random_body, random_day
from tests.shipped import RULESETS, shipped

ON = date(2026, 11, 23)
THOROUGH = bool(settings.default and settings.default.max_examples > 100)
CASES = {"front-door/2026-03-18": 8_000, "lcpc/proposed": 6_000, "lcpc/2004-04-01": 6_000}
THOROUGH_CASES = 100_000


@cache
def ruleset_of(name: str) -> Ruleset:
    data = (RULESETS / f"{name}.yaml").read_bytes()
    ruleset, problems = read_ruleset(data, *shipped(), path=f"{name}.yaml")
    assert ruleset is not None, problems
    return ruleset


class Met:
    """Which rules a case meets, and which promises speak of it, by the engine that a decision rests on."""

    def __init__(self, ruleset: Ruleset) -> None:
        self.ruleset = ruleset
        first = next(iter(ruleset.rules.values()))
        promises = [each for each in ruleset.guarantees.values() if isinstance(each, Promise)]
        self.watching = {f"about-{each.name}": each for each in promises}
        probes = {
            name: replace(first, name=name, when=each.whenever, unless=None) for name, each in self.watching.items()
        }
        watched: dict[str, Rule] = {**ruleset.rules, **probes}
        self._inference = Inference(replace(ruleset, rules=watched))
        self._measures = Measures(ruleset.measures)

    def rules(self, body: dict[str, Any]) -> set[str]:
        case = read_case(body, self.ruleset.vocabulary, date.fromisoformat(body["as_of"]))
        child = case.children[0]
        measured = self._measures.take(case.as_of, child.values, child.events)
        return set(self._inference.met(case.as_of, child.values, readings(measured)))

    def strengths(self, met: set[str]) -> dict[str, Strength]:
        strongest: dict[str, Strength] = {}
        for rule in met - self.watching.keys():
            for step, strength in self.ruleset.rules[rule].recommend.items():
                strongest[step] = max(strength, strongest.get(step, strength))
        return strongest

    def broken(self, met: set[str]) -> list[str]:
        """Return the promises that speak of the case and are not kept."""
        steps, given = self.ruleset.steps.by_name, self.strengths(met)
        return [
            promise.name
            for name, promise in self.watching.items()
            if name in met
            and not any(
                steps[step].rank <= steps[named].rank and strength >= wanted
                for step, strength in given.items()
                for named, wanted in promise.then.items()
            )
        ]


def with_more(body: dict[str, Any], fact: Fact, rng: Random) -> dict[str, Any] | None:
    """Return the case with a fact yes, or a number higher; None where it is as high as it can be already."""
    was = said(body, fact.name)
    if was is True or was == fact.most:
        return None
    now = True if fact.kind is Kind.YES_NO else rng.randint(fact.least if was is None else was + 1, fact.most)
    part = body["household"] if fact.scope is Scope.HOUSEHOLD else body["children"][0]
    new = {**part, fact.group: {**part.get(fact.group, {}), fact.short: now}}
    return {**body, "household": new} if fact.scope is Scope.HOUSEHOLD else {**body, "children": [new]}


@pytest.mark.parametrize("name", CASES)
def test_what_is_proven_holds_over_many_random_cases(name: str) -> None:
    ruleset = ruleset_of(name)
    assert prove(ruleset, ON).sound
    met_by, rng = Met(ruleset), Random(name)
    harms = [fact for each in ruleset.guarantees.values() if isinstance(each, NeverLowers) for fact in each.facts]
    mentions = Mentions.of(ruleset)
    lists = dict.fromkeys(mentions.lists, 11)
    seen: set[str] = set()
    for _ in range(THOROUGH_CASES if THOROUGH else CASES[name]):
        body = random_body(rng, ruleset.vocabulary, mentions.facts, lists, random_day(rng))
        met = met_by.rules(body)
        seen |= met
        assert met_by.broken(met) == [], body
        fact = rng.choice(harms)
        more = with_more(body, fact, rng)
        if more is not None:
            before, after = met_by.strengths(met), met_by.strengths(met_by.rules(more))
            assert all(after.get(step, 0) >= strength for step, strength in before.items()), (fact.name, body)
    assert seen >= met_by.watching.keys(), "every promise has been spoken of"
