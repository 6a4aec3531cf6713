"""Rules as columns give what the live engine gives on rulesets and cases made at random, as wide as the language.

A few dozen rulesets here; with `THRESHOLD_GENERATED=1000`, that many. A seed names one ruleset and its cases for good.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest

from service.decision.case import ChildCase, read_case
from service.impact import stage
from service.ruleset.model import Count, Elapsed, Measure, Ruleset, Streak
from tests.assurance.random_cases import random_body, random_day
from tests.assurance.random_rulesets import random_ruleset
from tests.impact.test_columns import column_outcomes, live_outcomes

RULESETS = int(os.environ.get("THRESHOLD_GENERATED", "24"))
CASES = 40
MOST_EVENTS = 11


def _made(seed: int) -> tuple[Ruleset, list[tuple[date, ChildCase]]]:
    """Return one ruleset, and cases that know something of what it asks about."""
    rng = Random(seed)
    ruleset = random_ruleset(rng, rules=6)
    vocabulary = ruleset.vocabulary
    asked = {test.subject for test in stage.tests_of([ruleset])}
    facts = {name for name, fact in vocabulary.facts.items() if fact in asked or rng.random() < 0.1}
    facts |= {end.name for each in asked if isinstance(each, Elapsed) for end in (each.start, each.end) if end}
    lists = {each.events.name: MOST_EVENTS for each in asked if isinstance(each, Count | Streak)}
    cases = []
    for _ in range(CASES):
        as_of = random_day(rng)
        body = random_body(rng, vocabulary, facts, lists, as_of)
        for part in (body["household"], body["children"][0]):
            _some_in_part(rng, part, lists, as_of, always_since=_looks_back_working_days(asked))
        case = read_case(body, vocabulary, as_of)
        cases.append((as_of, case.children[0]))
    return ruleset, cases


def _looks_back_working_days(asked: Iterable[object]) -> bool:
    """Whether a window is in working days: nobody can write one, and the live engine has no day beyond the calendar."""
    return any(isinstance(each, Count) and each.within and each.within.unit == "working days" for each in asked)


def _some_in_part(rng: Random, part: dict[str, Any], lists: Iterable[str], as_of: date, *, always_since: bool) -> None:
    """Let one in three lists be known only in part, often from a day close to that of an event."""
    for name in sorted(set(lists) & part.keys()):
        if rng.random() < 0.3:
            days = [date.fromisoformat(each["date"]) for each in part[name] if each.get("date")]
            near = rng.choice([*days, as_of - timedelta(days=rng.randint(0, 800))])
            day = (near + timedelta(days=rng.randint(-1, 1))).isoformat()
            since = day if always_since else rng.choice([None, day])
            part[name] = {"known": part[name], "in_full_from": since}


@pytest.mark.parametrize("seed", range(RULESETS))
def test_columns_and_the_live_engine_agree_on_every_rule_of_every_case(seed: int) -> None:
    ruleset, cases = _made(seed)
    live, columns = live_outcomes(ruleset, cases), column_outcomes(ruleset, cases)
    differ = {
        (row, name): (live[row][name], columns[row][name])
        for row in range(CASES)
        for name in ruleset.rules
        if live[row][name] != columns[row][name]
    }
    assert not differ, f"seed {seed}: row and rule, live and in columns: {differ}"


def test_what_is_generated_reaches_the_whole_language() -> None:
    tests = [test for seed in range(24) for test in stage.tests_of([random_ruleset(Random(seed), rules=6)])]
    measures = [test.subject for test in tests if isinstance(test.subject, Measure)]
    assert {type(each) for each in measures} == {Count, Streak, Elapsed}
    assert any(isinstance(each, Count) and each.within for each in measures)
    assert any(isinstance(each, Count) and each.once_per for each in measures)
    assert {type(test.phrase).__name__ for test in tests} == {
        "Is", "OneOf", "Known", "NumberRange", "TimeRange", "DateRange"
    }  # fmt: skip
