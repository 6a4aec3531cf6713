"""Two versions compared: every kind of case that differs is found, every case shown differs, and no more is said."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache
from random import Random

import pytest
from hypothesis import settings

from service.assurance.bench import Bench
from service.assurance.compare import Comparison, Difference, Kind, compare
from service.assurance.features import read_feature
from service.assurance.mutation import mutants
from service.assurance.scenarios import plan, run
from service.assurance.solver.cases import Decided
from service.assurance.solver.search import NOT_AGREED, Limits
from service.ruleset.model import Ruleset
from service.ruleset.read import read_ruleset
from service.ruleset.vocabulary import Strength
from tests.assurance.deciding import decided, strengths
from tests.assurance.random_cases import random_body, random_day
from tests.assurance.random_rulesets import changed, random_ruleset
from tests.shipped import RULESETS, shipped

SEEDS = settings.default.max_examples // 4 if settings.default else 10
CASES = 40
SMALL_CHANGES = 8
ON = date(2026, 11, 23)
LISTS = ("referrals", "moves", "family_arrivals", "core_groups")

INFANT, ILLNESS = "infant-domestic-abuse", "serious-parental-mental-illness"


def version(name: str, was: str = "", now: str = "") -> Ruleset:
    """Return a shipped version, or one with something in it changed."""
    whole = (RULESETS / f"{name}.yaml").read_text("utf-8")
    assert was in whole
    family, _, named = name.partition("/")
    text = whole.replace(was, now) if was else whole
    ruleset, problems = read_ruleset(
        text.encode(), *shipped(), f"{name}.yaml", family, f"{named}{'-changed' * bool(was)}"
    )
    assert ruleset is not None, problems
    return ruleset


@cache
def proposals() -> Comparison:
    return compare(version("lcpc/2004-04-01"), version("lcpc/proposed"), ON)


def test_the_proposals_of_2004_are_exactly_two_rules_and_the_number_one_of_them_uses() -> None:
    changes = [change for change in proposals().changes if not change.in_words_only]
    assert [(change.kind, change.how, change.name) for change in changes] == [
        ("rule", "added", INFANT),
        ("rule", "added", ILLNESS),
        ("parameter", "added", "infant age"),
    ]
    assert changes[0].says == "The rule “Domestic abuse with a child under six months” is new"
    assert [(part.what, part.now) for part in changes[0].parts[:2]] == [
        ("when", ("all of these:", "  domestic abuse is present", "  the child is under 6 months old")),
        ("recommends", ("Section 47 enquiry — should",)),
    ]


def test_the_proposals_of_2004_change_the_answer_in_these_kinds_of_case_and_no_others() -> None:
    found = proposals()
    assert found.not_settled == ()
    assert {(each.kind, each.step, each.was, each.now, each.rule) for each in found.differences} == {
        (Kind.NEWLY_RECOMMENDED, "section_47_enquiry", "", "should", INFANT),
        (Kind.STRONGER, "section_47_enquiry", "consider", "should", INFANT),
        (Kind.NEWLY_UNDETERMINED, "section_47_enquiry", "", "", INFANT),
        (Kind.NEWLY_RECOMMENDED, "section_47_enquiry", "", "consider", ILLNESS),
        (Kind.NEWLY_RECOMMENDED, "core_assessment", "", "consider", ILLNESS),
        (Kind.NEWLY_UNDETERMINED, "section_47_enquiry", "", "", ILLNESS),
        (Kind.NEWLY_UNDETERMINED, "core_assessment", "", "", ILLNESS),
    }
    for difference in found.differences:
        differs_as_said(found, difference)


def test_the_scenarios_of_both_versions_pass_as_they_are_written() -> None:
    found = proposals()
    bench = Bench.set_up(RULESETS)
    written = [each.scenario for difference in found.differences for each in (difference.old, difference.new)]
    for text in written:
        (scenario,) = read_feature(f"Feature: Found\n\n{text}")
        assert run(plan(scenario, bench.table), bench.find, bench.decide).failures == ()
    assert len(written) == 14


def test_taking_the_proposals_back_is_told_the_other_way_round() -> None:
    back = compare(version("lcpc/proposed"), version("lcpc/2004-04-01"), ON)
    kinds = {(each.kind, each.step, each.was, each.now) for each in back.differences if each.rule == INFANT}
    assert kinds == {
        (Kind.NO_LONGER_RECOMMENDED, "section_47_enquiry", "should", ""),
        (Kind.WEAKER, "section_47_enquiry", "should", "consider"),
        (Kind.NO_LONGER_UNDETERMINED, "section_47_enquiry", "", ""),
    }


def test_a_version_does_not_differ_from_itself_nor_from_its_rules_in_another_order() -> None:
    ruleset = version("lcpc/proposed")
    turned = replace(ruleset, rules=dict(reversed(list(ruleset.rules.items()))))
    assert compare(ruleset, ruleset, ON).same
    found = compare(ruleset, turned, ON)
    assert found.same
    assert found.changes == ()


def test_saying_the_same_in_other_words_is_proven_to_differ_in_no_case() -> None:
    older = '{all: [{child.age: at least 3 months}, {child.age: "under {infant age}"}]}'
    same = version("lcpc/proposed", "child.age: under {infant age}", f"any: [{{child.age: under 3 months}}, {older}]")
    assert compare(version("lcpc/proposed"), same, ON).same


def test_saying_almost_the_same_is_shown_to_differ_where_nobody_would_look() -> None:
    """A child who is not yet born has no age, so is not `at least 6 months` either."""
    almost = version("lcpc/proposed", "child.age: under {infant age}", 'none: [{child.age: "at least {infant age}"}]')
    newly = {each.step: each for each in compare(version("lcpc/proposed"), almost, ON).differences}
    (child,) = newly["section_47_enquiry"].new.case["children"]
    assert set(child["child"]) <= {"unborn", "expected_delivery_on"}


def test_a_changed_number_is_told_where_it_is_and_where_it_is_used() -> None:
    found = compare(version("lcpc/proposed"), version("lcpc/proposed", "value: 6 months", "value: 9 months"), ON)
    changes = {(each.kind, each.name): each for each in found.changes}
    assert changes["parameter", "infant age"].parts[0].was == ("6 months",)
    assert changes["parameter", "infant age"].parts[0].now == ("9 months",)
    assert changes["rule", INFANT].says == "The rule “Domestic abuse with a child under six months” has changed: when"
    for difference in found.differences:
        differs_as_said(found, difference)
        (child,) = difference.new.case["children"]
        assert "2026-02-23" < child["child"]["date_of_birth"] <= "2026-05-23"


def test_a_measure_that_counts_otherwise_is_told_with_the_rules_that_rest_on_it() -> None:
    new = version(
        "lcpc/proposed", "seriousness: minor, status: [active, withdrawn]", "seriousness: minor, status: active"
    )
    found = compare(version("lcpc/proposed"), new, ON)
    (change,) = found.changes
    assert (change.kind, change.name) == ("measure", "minor domestic abuse referrals")
    assert change.rules == ("third-minor-domestic-abuse-referral",)
    assert {each.kind for each in found.differences} == {Kind.NO_LONGER_RECOMMENDED, Kind.NO_LONGER_UNDETERMINED}


def test_below_threshold_counts_as_an_answer() -> None:
    new = version("lcpc/proposed", "{early_help: consider}", "{early_help: should}")
    found = compare(version("lcpc/proposed"), new, ON)
    assert [each.kind for each in found.differences] == [Kind.BELOW_THRESHOLD]
    assert [(each.kind, each.in_words_only) for each in found.changes] == [("below threshold", False)]


def test_a_renamed_rule_and_a_new_reason_change_no_answer() -> None:
    renamed = version("lcpc/proposed", "  infant-domestic-abuse:", "  infants-and-domestic-abuse:")
    found = compare(version("lcpc/proposed"), renamed, ON)
    assert [(each.how, each.in_words_only) for each in found.changes] == [("renamed", True)]
    assert found.same


def test_what_runs_out_of_time_is_never_no_difference() -> None:
    ruleset = version("lcpc/proposed")
    found = compare(ruleset, replace(ruleset, rules={}), ON, Limits(question=0.0))
    assert not found.same
    assert found.not_settled


def differs_as_said(found: Comparison, difference: Difference) -> None:
    """Assert that both engines answer the case as the difference says, in each version."""
    assert {**difference.old.case, "version": ""} == {**difference.new.case, "version": ""}
    old, new = (decided(ruleset, difference.new.case) for ruleset in (found.old, found.new))
    was, now = (strengths(each).get(difference.step, 0) for each in (old, new))
    assert (word(was), word(now)) == (difference.was, difference.now)
    ups, downs = (Kind.NEWLY_RECOMMENDED, Kind.STRONGER), (Kind.NO_LONGER_RECOMMENDED, Kind.WEAKER)
    if difference.kind in ups:
        assert was < now
        assert (was == 0) is (difference.kind is Kind.NEWLY_RECOMMENDED)
        assert new.outcomes()[difference.rule] == "met"
    elif difference.kind in downs:
        assert was > now
        assert (now == 0) is (difference.kind is Kind.NO_LONGER_RECOMMENDED)
        assert old.outcomes()[difference.rule] == "met"
    elif difference.kind is not Kind.BELOW_THRESHOLD:
        gives = difference.kind is Kind.NEWLY_UNDETERMINED
        open_in, not_in = (new, old) if gives else (old, new)
        assert open_in.outcomes()[difference.rule] == "undetermined"
        assert may_be(open_in, difference.step) > may_be(not_in, difference.step)


def word(strength: int) -> str:
    return Strength(strength).word if strength else ""


def may_be(answer: Decided, step: str) -> int:
    """Return how strongly a step may yet be recommended, by rules met or undetermined."""
    outcomes = answer.outcomes()
    rules = answer.ruleset.rules
    return max((rule.recommend.get(step, 0) for name, rule in rules.items() if outcomes[name] != "not_met"), default=0)


def alike(old: Ruleset, new: Ruleset, body: dict[str, object]) -> bool:
    a, b = decided(old, body), decided(new, body)
    possible = [{step: may_be(each, step) for step in old.steps.by_name} for each in (a, b)]
    return strengths(a) == strengths(b) and possible[0] == possible[1]


@pytest.mark.parametrize("seed", range(SEEDS))
def test_a_random_change_differs_as_said_or_in_no_random_case(seed: int) -> None:
    rng = Random(seed)
    old = random_ruleset(rng, rules=3)
    new = changed(rng, old)
    found = compare(old, new, random_day(rng))
    assert not any(NOT_AGREED in why for why in found.not_settled)
    for difference in found.differences:
        differs_as_said(found, difference)
    if found.not_settled:
        return
    steps = {difference.step for difference in found.differences}
    facts = [name for name, fact in old.vocabulary.facts.items() if not fact.monitoring]
    for _ in range(CASES):
        body = random_body(rng, old.vocabulary, facts, dict.fromkeys(LISTS, 11), random_day(rng))
        a, b = decided(old, body), decided(new, body)
        for step in set(old.steps.by_name) - steps:
            assert strengths(a).get(step) == strengths(b).get(step), (step, body)
            assert may_be(a, step) == may_be(b, step), (step, body)


def test_every_small_change_of_a_rule_is_seen_or_proven_to_differ_in_no_case() -> None:
    ruleset = version("lcpc/proposed")
    rng = Random(7)
    every = [mutant for mutant in mutants(ruleset) if mutant.where.startswith("rule ")]
    for mutant in rng.sample(every, SMALL_CHANGES):
        found = compare(ruleset, mutant.ruleset, ON)
        assert found.not_settled == (), mutant.name
        for difference in found.differences:
            differs_as_said(found, difference)
        if found.same:
            for _ in range(CASES):
                body = random_body(
                    rng, ruleset.vocabulary, ruleset.vocabulary.facts, dict.fromkeys(LISTS, 4), random_day(rng)
                )
                assert alike(ruleset, mutant.ruleset, body), mutant.name
