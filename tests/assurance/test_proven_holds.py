"""What is proven of the shipped rulesets holds over many thousands of random cases.

Five thousand in every run. HYPOTHESIS_PROFILE=thorough holds a hundred thousand for each ruleset against every one of
its guarantees, and with `-rP` tells how often each had something to say.
"""

from __future__ import annotations

import sys
from collections import Counter
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
from service.ruleset.model import Guarantee, NeverLowers, Promise, Rule, Ruleset
from service.ruleset.read import read_ruleset
from service.ruleset.vocabulary import Fact, Kind, Scope, Strength
from tests.assurance.aimed_cases import aim
from tests.assurance.deciding import said, without
from tests.assurance.random_cases import random_body, random_day
from tests.shipped import RULESETS, shipped

ON = date(2026, 11, 23)
THOROUGH = bool(settings.default and settings.default.max_examples > 100)
CASES = {"front-door/2026-03-18": 2_000, "lcpc/proposed": 1_500, "lcpc/2004-04-01": 1_500}
HALF, MOSTLY, OFTEN = 0.5, 0.8, 0.15
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


class Looked:
    """How often each guarantee was spoken of, and how often something was recommended before more was learnt."""

    def __init__(self) -> None:
        self.spoken_of: Counter[str] = Counter()
        self.more: Counter[str] = Counter()
        self.facts: Counter[str] = Counter()
        self.something_before: Counter[str] = Counter()


@pytest.mark.parametrize("name", CASES)
def test_what_is_proven_holds_over_many_random_cases(name: str) -> None:
    ruleset, cases = ruleset_of(name), THOROUGH_CASES if THOROUGH else CASES[name]
    assert prove(ruleset, ON).sound
    looked = looked_at(ruleset, cases, Random(name))
    for guarantee in ruleset.guarantees.values():
        sys.stdout.write(f"{told(guarantee, cases, looked)}\n")
        if isinstance(guarantee, Promise):
            assert looked.spoken_of[guarantee.name] > cases * OFTEN, guarantee.name
        else:
            assert looked.more[guarantee.name] == cases
            assert looked.something_before[guarantee.name] > cases * OFTEN, guarantee.name
            assert all(looked.facts[fact.name] > cases // len(guarantee.facts) // 2 for fact in guarantee.facts)


def looked_at(ruleset: Ruleset, cases: int, rng: Random) -> Looked:
    """Hold every guarantee of a ruleset against so many cases. Fails at the first that breaks one.

    Most cases are put right for about half of the promises, so that they have something to say of them. For each list
    of facts that never lower the response, one of them is made yes, or higher.
    """
    met_by, looked, mentions = Met(ruleset), Looked(), Mentions.of(ruleset)
    lists = dict.fromkeys(mentions.lists, 11)
    never = [each for each in ruleset.guarantees.values() if isinstance(each, NeverLowers)]
    promises = list(met_by.watching.values())
    for _ in range(cases):
        body = random_body(rng, ruleset.vocabulary, mentions.facts, lists, random_day(rng))
        if rng.random() < MOSTLY:
            aim(body, [each.whenever for each in promises if rng.random() < HALF], ruleset.vocabulary, rng)
        met = met_by.rules(body)
        assert met_by.broken(met) == [], body
        looked.spoken_of.update(met_by.watching[each].name for each in met & met_by.watching.keys())
        before = met_by.strengths(met)
        for guarantee in never:
            learn_more(met_by, guarantee, body, before, looked, rng)
    return looked


def learn_more(
    met_by: Met, guarantee: NeverLowers, body: dict[str, Any], before: dict[str, Strength], looked: Looked, rng: Random
) -> None:
    """Hold that one more fact of a guarantee, whichever can be learnt, leaves no step lost or weaker."""
    facts = sorted(rng.sample(guarantee.facts, len(guarantee.facts)), key=lambda fact: looked.facts[fact.name])
    found = ((fact, with_more(body, fact, rng)) for fact in facts)
    fact, more = next(((fact, more) for fact, more in found if more is not None), (facts[0], None))
    if more is None:  # all of them are known already, so one is learnt that was not
        before, after = met_by.strengths(met_by.rules(dict(without(body, fact.name)))), before
    else:
        after = met_by.strengths(met_by.rules(more))
    assert all(after.get(step, 0) >= strength for step, strength in before.items()), (fact.name, body)
    looked.facts[fact.name] += 1
    looked.more[guarantee.name] += 1
    looked.something_before[guarantee.name] += bool(before)


def told(guarantee: Guarantee, cases: int, looked: Looked) -> str:
    """Return in one line how often a guarantee was put to the test."""
    name = guarantee.name
    if isinstance(guarantee, Promise):
        return f"{name}: {cases:,} cases, it speaks of {looked.spoken_of[name]:,}"
    return (
        f"{name}: {looked.more[name]:,} cases and each with more, {looked.something_before[name]:,} with a step before"
    )
