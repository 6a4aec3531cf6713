"""What scenarios show, and scenarios for what they do not: each suggested one holds, and shows what it is for."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from service.assurance.aims import Aim, Limit, Sort, with_line
from service.assurance.coverage import Coverage, coverage, outcome_of
from service.assurance.features import read_feature
from service.assurance.scenarios import plan, run
from service.assurance.solver.search import Limits
from service.assurance.suggestions import Suggested, suggest
from service.assurance.survivors import Scenarios, finder
from service.decision.judging import judge_of
from service.ruleset.model import Length, NumberRange, Ruleset, Test, TimeRange
from tests.assurance.random_rulesets import random_ruleset
from tests.assurance.scenes import bench
from tests.assurance.test_shipped_features import VERSIONS, scenarios_of
from tests.assurance.test_soundness import ruleset_of
from tests.shipped import sound, with_rule

ON = date(2026, 11, 23)
SEEDS = 8
ONE = sound(with_rule("domestic_abuse.present: yes\ndomestic_abuse.dash_score: at least 14"))
BEGIN = "Feature: F\n  Background:\n    Given the ruleset front-door\n    And today is 23 November 2026\n"
MET = """
  Scenario: Over the score
    Given a child "A"
    And domestic abuse is present
    And the DASH score is {score}
    When the front door decides
    Then {expected}
"""


def covered(text: str, ruleset: Ruleset = ONE) -> Coverage:
    return coverage(Scenarios(read_feature(text), bench(), ruleset), ruleset)


def shown(text: str) -> set[tuple[Sort, int | None]]:
    return {(aim.sort, aim.line) for aim, scenario in covered(text).shown.items() if scenario}


def test_a_scenario_shows_what_it_says_of_a_rule():
    at = MET.format(score=14, expected='the rule "one-rule" is met')
    assert shown(BEGIN + at) == {
        (Sort.MET, None), (Sort.ONLY_REASON, None), (Sort.DECIDES_MET, 0), (Sort.DECIDES_MET, 1), (Sort.AT, 1),
    }  # fmt: skip


@pytest.mark.parametrize(
    "expected",
    ['"Strategy discussion" is recommended as should', 'the rule "one-rule" is not met', "no threshold is met"],
)
def test_one_that_says_nothing_of_the_rule_or_does_not_hold_shows_nothing(expected):
    assert shown(BEGIN + MET.format(score=14, expected=expected)) == set()


@pytest.mark.parametrize(("score", "side"), [(13, Sort.UNDER), (14, Sort.AT), (15, Sort.OVER), (20, Sort.OVER)])
def test_each_side_of_a_limit(score, side):
    outcome = "not met" if score < 14 else "met"
    text = BEGIN + MET.format(score=score, expected=f'the rule "one-rule" is {outcome}')
    assert {sort for sort, line in shown(text) if line == 1 and sort in (Sort.UNDER, Sort.AT, Sort.OVER)} == {side}


def test_well_under_a_limit_is_not_just_under_it():
    text = BEGIN + MET.format(score=12, expected='the rule "one-rule" is not met')
    assert (Sort.UNDER, 1) not in shown(text)
    assert (Sort.DECIDES_NOT_MET, 1) in shown(text)


def test_what_is_missing_is_named():
    told = covered(BEGIN + MET.format(score=14, expected='the rule "one-rule" is met')).as_json()
    assert told["shown"] == 5
    assert "“One rule”: just under 14 where “the DASH score is at least 14 points” decides" in told["missing"]
    assert told["parts"][0]["conditions"][1]["limits"][0]["at"]["name"] == "Over the score"


def suggestions(ruleset: Ruleset, text: str = "", limits: Limits | None = None) -> Suggested:
    found = coverage(Scenarios(read_feature(text) if text else [], bench(), ruleset), ruleset)
    return suggest(found, bench(), ON, limits)


def left_after(ruleset: Ruleset, suggested: Suggested) -> list[Aim]:
    """Return what is still missing once the suggested scenarios, as one feature, are there and hold."""
    scenarios = read_feature(suggested.feature)
    for each in scenarios:
        result = run(plan(each, bench().table), finder(bench().library, ruleset), bench().decide)
        assert result.passed, result.failures[0].text()
    return coverage(Scenarios(scenarios, bench(), ruleset), ruleset).missing


def test_suggested_scenarios_show_all_that_was_missing():
    suggested = suggestions(ONE)
    assert left_after(ONE, suggested) == []
    assert suggested.cannot == []


@pytest.mark.parametrize("version", ["2004-04-01", "proposed"])
def test_suggested_scenarios_for_a_whole_ruleset_with_none(version):
    ruleset = bench().library.families["lcpc"][version]
    suggested = suggestions(ruleset)
    assert left_after(ruleset, suggested) == [*suggested.cannot, *(aim for aim, _ in suggested.not_settled)] == []


def test_what_no_case_can_show_is_said_to_be_so():
    ruleset = ruleset_of(
        ("domestic_abuse.dash_score: at least 14", "strategy_discussion: should"),
        ("domestic_abuse.dash_score: at least 10", "strategy_discussion: should"),
    )
    suggested = suggestions(ruleset)
    assert [(aim.part.name, aim.sort) for aim in suggested.cannot] == [("rule-1", Sort.ONLY_REASON)]
    assert left_after(ruleset, suggested) == suggested.cannot


@pytest.mark.parametrize("seed", range(SEEDS))
def test_suggestions_hold_and_show_what_they_are_for_in_any_ruleset(seed):
    ruleset = replace(random_ruleset(Random(seed)), digest=f"random {seed}")
    suggested = suggestions(ruleset)
    left = {*suggested.cannot, *(aim for aim, _ in suggested.not_settled)}
    if suggested.scenarios:
        assert set(left_after(ruleset, suggested)) <= left


def test_without_time_nothing_is_said_to_be_impossible():
    suggested = suggestions(ONE, limits=Limits(question=0.0))
    assert suggested.cannot == []
    assert suggested.scenarios == []
    assert {why for _, why in suggested.not_settled} == {"The time allowed ran out"}


@pytest.mark.parametrize(("family", "version"), VERSIONS)
def test_the_shipped_scenarios_show_all_that_can_be_shown(family, version):
    ruleset = bench().library.families[family][version]
    found = coverage(scenarios_of(family, version), ruleset)
    suggested = suggest(found, bench(), ON)
    assert [aim.words for aim in found.missing if aim not in suggested.cannot] == []


# --- limits -------------------------------------------------------------------------------------------------------

LENGTHS = st.builds(Length, st.integers(1, 40), st.sampled_from(["days", "weeks", "months", "years"]))
WORKING = st.builds(Length, st.integers(1, 40), st.just("working days"))
DAYS = st.dates(date(2024, 1, 1), date(2028, 12, 31))


@given(
    st.sampled_from(["age", "ago", "ahead"]),
    st.data(),
    st.booleans(),
    st.booleans(),
    DAYS,
)
@settings(suppress_health_check=[HealthCheck.too_slow])
def test_a_condition_turns_where_its_limit_says(direction, data, is_low, is_open, as_of):
    length = data.draw(LENGTHS if direction == "age" else LENGTHS | WORKING)
    low, high = (length, None) if is_low else (None, length)
    phrase = TimeRange(direction, low, is_low and is_open, high, not is_low and is_open, "")
    limit, judge = Limit(phrase, is_low), judge_of(phrase)
    sides: dict[Sort, set[bool]] = {}
    for sort in (Sort.UNDER, Sort.AT, Sort.OVER):
        days = [probe.low for probe in limit.probes(sort, as_of)]
        assert all(limit.shows(sort, day, as_of) for day in days)
        sides[sort] = {judge(day, as_of) for day in days}
    under, at, over = sides[Sort.UNDER], sides[Sort.AT], sides[Sort.OVER]
    turning = (under, at) if limit.flips_under else (at, over)
    if all(turning):  # some ends of months are no day's edge
        assert turning in (({True}, {False}), ({False}, {True}))


def test_a_line_is_taken_out_in_its_place():
    [part] = covered(BEGIN + MET.format(score=14, expected="no threshold is met")).parts
    assert outcome_of(with_line(part.condition, 1, met=True), ["met"]) == "met"
    assert outcome_of(with_line(part.condition, 0, met=False), ["met"]) == "not_met"
    assert isinstance(part.lines[1], Test)
    assert isinstance(part.lines[1].phrase, NumberRange)
