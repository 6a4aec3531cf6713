"""Learning more never reverses a settled answer: it only settles what was undetermined."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import deepcopy
from datetime import date, timedelta
from functools import cache
from random import Random
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from service.decision.case import read_case
from service.decision.explanation import Explanation
from service.decision.judging import UNDETERMINED
from service.decision.measures import Measured, Measures
from service.decision.values import Interval
from service.ruleset.library import Library
from service.ruleset.model import Block, Condition, Definition, DefinitionRef, Known, Rule, Ruleset
from tests.bodies import random_body
from tests.decision.making import Json
from tests.differential.generate import random_case_values, random_ruleset
from tests.shipped import RULESETS, sound, with_rule

SEEDS = st.integers(0, 10**9)


@cache
def front_door() -> tuple[Ruleset, Explanation, Measures]:
    ruleset = Library.load(RULESETS).find("front-door", None, date(2026, 11, 23))
    return ruleset, Explanation(ruleset), Measures(ruleset.measures)


def asks_what_is_known(condition: Condition | None, definitions: Mapping[str, Definition]) -> bool:
    """Whether a condition asks whether something is known: the one thing that learning may reverse."""
    if condition is None:
        return False
    if isinstance(condition, Block):
        return any(asks_what_is_known(part, definitions) for part in condition.parts)
    if isinstance(condition.subject, DefinitionRef):
        inside = definitions[condition.subject.name].when
        return isinstance(condition.phrase, Known) or asks_what_is_known(inside, definitions)
    return isinstance(condition.phrase, Known)


def steady(ruleset: Ruleset) -> set[str]:
    """Return the rules that learning must not reverse."""

    def asks(rule: Rule) -> bool:
        return any(asks_what_is_known(condition, ruleset.definitions) for condition in (rule.when, rule.unless))

    return {rule.name for rule in ruleset.rules.values() if not asks(rule)}


# --- the evaluator alone, over rulesets as wide as the language ----------------------------------------------------


@given(SEEDS)
def test_filling_in_values_and_narrowing_counts_reverses_nothing(seed: int) -> None:
    rng = Random(seed)
    ruleset = random_ruleset(rng, rng.choice([1, 3, 8]))
    as_of, values, readings = random_case_values(rng, ruleset)
    fewer = {name: value for name, value in values.items() if rng.random() < 0.6}
    measured = {name: Measured(readings.get(name)) for name in ruleset.measures}
    wider = {name: Measured(widened(rng, each.reading)) for name, each in measured.items()}
    explanation = Explanation(ruleset)
    after = outcomes(explanation, as_of, values, measured)
    before = outcomes(explanation, as_of, fewer, wider)
    assert {name: before[name] for name in steady(ruleset) if before[name] != UNDETERMINED}.items() <= after.items()


def widened(rng: Random, reading: Any) -> Any:
    if not isinstance(reading, Interval) or rng.random() < 0.3:
        return None
    high = None if reading.high is None or rng.random() < 0.2 else reading.high + rng.randint(0, 3)
    return Interval(reading.low - rng.randint(0, 3), high)


def outcomes(explanation: Explanation, as_of: date, values: Any, measured: Any) -> dict[str, str]:
    return {trace.rule.name: trace.outcome for trace in explanation.explain(as_of, values, measured).rules}


# --- the shipped front door, from the request on -------------------------------------------------------------------


@given(SEEDS)
def test_answering_questions_about_a_case_reverses_nothing(seed: int) -> None:
    rng = Random(seed)
    ruleset, explanation, measures = front_door()
    body = random_body(rng, ruleset.vocabulary, known=rng.choice([0.3, 0.7, 1.0]))
    after = outcomes_of(body, ruleset, explanation, measures)
    before = outcomes_of(with_gaps(rng, body), ruleset, explanation, measures)
    assert {name: before[name] for name in steady(ruleset) if before[name] != UNDETERMINED}.items() <= after.items()


def with_gaps(rng: Random, body: Json) -> Json:
    """Return the request with some facts, lists and fields of events no longer known."""
    body = deepcopy(body)
    for part in (body["household"], *body["children"]):
        for place in places(part):
            for name in place:
                if name != "ref" and rng.random() < 0.25 and not isinstance(place[name], dict):
                    place[name] = None
    return body


def places(part: Json) -> Iterator[Json]:
    yield part
    for inner in part.values():
        if isinstance(inner, dict):
            yield inner
        elif isinstance(inner, list):
            yield from inner


def outcomes_of(body: Json, ruleset: Ruleset, explanation: Explanation, measures: Measures) -> dict[str, str]:
    case = read_case(body, ruleset.vocabulary, date(2026, 11, 23))
    (child,) = case.children
    return outcomes(explanation, case.as_of, child.values, measures.take(case.as_of, child.values, child.events))


# --- counts and streaks -------------------------------------------------------------------------------------------

COUNTING = """measures:
  every: {count: referrals}
  recent: {count: referrals, where: {seriousness: minor, status: [active, withdrawn]}, within: 6 months}
  incidents: {count: referrals, where: {seriousness: minor}, once per: incident}
  missed: {streak: core_groups, where: {held: no}}
  old run: {streak: core_groups, where: {due_on: before 2026-06-01}}
definitions:
  all of them: {every: known, recent: known, incidents: known, missed: known, old run: known}
"""


@cache
def counting() -> tuple[Ruleset, Measures]:
    ruleset = sound(with_rule("all of them: yes", extra=COUNTING))
    return ruleset, Measures(ruleset.measures)


def readings_of(body: Json) -> dict[str, Interval]:
    ruleset, measures = counting()
    case = read_case(body, ruleset.vocabulary, date(2026, 11, 23))
    taken = measures.take(case.as_of, {}, case.children[0].events)
    return {name: each.reading for name, each in taken.items() if isinstance(each.reading, Interval)}


def random_events(rng: Random) -> Json:
    def day() -> str:
        return (date(2026, 11, 23) - timedelta(days=rng.choice([0, 0, 1, 30, 180, 190, 400]))).isoformat()

    referrals = [
        {
            "date": day(),
            "seriousness": rng.choice(["minor", "minor", "serious"]),
            "status": rng.choice(["active", "withdrawn", "recorded_in_error"]),
            "incident": rng.choice(["a", "b", "c"]),
        }
        for _ in range(rng.randint(0, 5))
    ]
    groups = [{"due_on": day(), "held": rng.random() < 0.4} for _ in range(rng.randint(0, 5))]
    return {
        "ruleset": "x",
        "as_of": "2026-11-23",
        "household": {"referrals": referrals},
        "children": [{"ref": "A", "core_groups": groups}],
    }


@given(SEEDS)
def test_what_is_known_for_sure_lies_within_what_was_possible(seed: int) -> None:
    rng = Random(seed)
    whole = random_events(rng)
    some = with_gaps(rng, whole)
    fewer = with_gaps(rng, some)
    for before, after in ((fewer, some), (some, whole), (fewer, whole)):
        wide, narrow = readings_of(before), readings_of(after)
        for name, reading in narrow.items():
            assert wide[name].low <= reading.low
            if (most := wide[name].high) is not None:
                assert reading.high is not None
                assert reading.high <= most


@given(SEEDS)
def test_with_everything_known_a_count_is_one_number(seed: int) -> None:
    assert all(reading.known for reading in readings_of(random_events(Random(seed))).values())
