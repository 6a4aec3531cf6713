"""What is looked into without being asked: each is found where it is so, and never said where it is not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from random import Random

import pytest
from hypothesis import settings

from service.assurance import soundness
from service.assurance.proof import Proof, Standing
from service.assurance.prove import prove
from service.assurance.solver.cases import Decided
from service.assurance.solver.search import NOT_AGREED
from service.ruleset.model import Is, Ruleset, Test
from service.ruleset.vocabulary import Fact, Kind, Scope
from tests.assurance.deciding import decided
from tests.assurance.random_cases import random_body, random_day
from tests.assurance.random_rulesets import random_ruleset
from tests.shipped import BELOW, HEAD, sound

SEEDS = settings.default.max_examples // 4 if settings.default else 10
CASES = 40
ON = date(2026, 11, 23)


def ruleset_of(*rules: tuple[str, str] | tuple[str, str, str], extra: str = "") -> Ruleset:
    """Return a ruleset whose rules have these conditions and steps, and an `unless` where there is one."""
    text = f"{HEAD}{extra}rules:\n"
    for number, (when, recommend, *unless) in enumerate(rules, start=1):
        text += f"  rule-{number}:\n    title: Rule {number}\n    when: {{{when}}}\n"
        text += f"    unless: {{{unless[0]}}}\n" if unless else ""
        text += f"    recommend: {{{recommend}}}\n    because: A reason.\n    source: doc 1\n"
    return sound(text + BELOW)


def looked_into(ruleset: Ruleset) -> dict[str, Proof]:
    return {proof.name: proof for proof in prove(ruleset, ON).proofs}


def found(ruleset: Ruleset, check: tuple[str, str]) -> list[tuple[str, ...]]:
    """Return the rules each finding of a check names; none where it is proven."""
    proof = looked_into(ruleset)[check[0]]
    assert (proof.standing is Standing.PROVEN) is (not proof.findings)
    return [finding.rules for finding in proof.findings]


@pytest.mark.parametrize(
    "when",
    [
        "child.age: under 6 months, child.unborn: yes",
        "child.age: between 3 years and 4 years, child.date_of_birth: in the last 2 years",
        "child.expected_delivery_on: in the last 2 weeks, child.weeks_pregnant: at least 43",
        "child.expected_delivery_on: in the next 4 weeks, child.weeks_pregnant: fewer than 36",
        "domestic_abuse.weapon: no, none: [{domestic_abuse.weapon: no}]",
        "domestic_abuse.dash_score: at least 3, none: [{domestic_abuse.dash_score: at least 2}]",
    ],
)
def test_a_rule_that_no_case_can_meet_is_found(when: str) -> None:
    ruleset = ruleset_of(("domestic_abuse.present: yes", "early_help: should"), (when, "early_help: must"))
    proof = looked_into(ruleset)[soundness.NEVER_MET[0]]
    assert [finding.rules for finding in proof.findings] == [("rule-2",)]
    assert proof.findings[0].says == "No case can meet “Rule 2”"
    assert proof.stops


def test_a_window_within_a_window_is_understood() -> None:
    extra = "measures:\n  lately: {count: moves, within: 6 months}\n  in all: {count: moves}\n"
    ruleset = ruleset_of(
        ("lately: at least 3, in all: at most 2", "early_help: should"),
        ("lately: at least 3, in all: at most 3", "early_help: must"),
        extra=extra,
    )
    assert found(ruleset, soundness.NEVER_MET) == [("rule-1",)]


def test_a_rule_that_every_case_meets_is_found() -> None:
    ruleset = ruleset_of(
        ("any: {child.age: at least 0 days, child.unborn: yes}", "early_help: should"),
        ("domestic_abuse.present: yes", "early_help: must"),
    )
    proof = looked_into(ruleset)[soundness.ALWAYS_MET[0]]
    assert [finding.says for finding in proof.findings] == [
        "Every case meets “Rule 1”, as soon as what it asks about is known"
    ]


def test_a_rule_that_adds_nothing_is_found_with_the_rule_that_says_as_much() -> None:
    ruleset = ruleset_of(
        ("domestic_abuse.present: yes", "early_help: should"),
        ("domestic_abuse.present: yes, child.age: under 6 months", "early_help: consider"),
        ("domestic_abuse.weapon: yes", "early_help: consider"),
    )
    proof = looked_into(ruleset)[soundness.ADDS_NOTHING[0]]
    assert [finding.rules for finding in proof.findings] == [("rule-2", "rule-1")]
    assert not proof.stops


def test_a_rule_that_others_cover_only_together_is_found() -> None:
    ruleset = ruleset_of(
        ("child.age: under 6 months", "early_help: should"),
        ("child.age: under 3 months", "early_help: should"),
        ("child.age: between 3 months and 6 months", "early_help: should"),
    )
    proof = looked_into(ruleset)[soundness.ADDS_NOTHING[0]]
    assert proof.findings[0].says == "Whenever “Rule 1” is met, other rules together recommend as much or more"


def test_rules_met_in_just_the_same_cases_are_found() -> None:
    ruleset = ruleset_of(
        ("domestic_abuse.present: yes", "early_help: should"),
        ("none: {domestic_abuse.present: no}", "strategy_discussion: must"),
        ("domestic_abuse.weapon: yes", "early_help: must"),
    )
    assert found(ruleset, soundness.TOGETHER) == [("rule-1", "rule-2")]


def test_a_case_that_meets_no_rule_is_shown() -> None:
    ruleset = ruleset_of(("domestic_abuse.weapon: yes", "early_help: must"))
    proof = looked_into(ruleset)[soundness.NOTHING_MET[0]]
    assert (proof.standing, proof.words) == (Standing.PROVEN, "shown by a case")
    (shown,) = proof.findings[0].examples
    assert shown.case["household"] == {"domestic_abuse": {"weapon": False}}
    assert decided(ruleset, shown.case).outcomes() == {"rule-1": "not_met"}


def test_a_ruleset_under_which_every_case_meets_a_rule_is_found() -> None:
    ruleset = ruleset_of(
        ("domestic_abuse.weapon: yes", "early_help: must"), ("domestic_abuse.weapon: no", "early_help: consider")
    )
    proof = looked_into(ruleset)[soundness.NOTHING_MET[0]]
    assert proof.standing is Standing.REFUTED


def test_a_rule_that_no_question_can_settle_is_found() -> None:
    ruleset = ruleset_of(("domestic_abuse.weapon: yes", "early_help: must"))
    hidden = Fact("domestic_abuse.weapon", Scope.HOUSEHOLD, Kind.YES_NO, "", "", "", yes="a", no="b", may_be_sent=False)
    vocabulary = replace(ruleset.vocabulary, facts={**ruleset.vocabulary.facts, hidden.name: hidden})
    when = Test(hidden, Is(value=True, words="yes"))
    rules = {"rule-1": replace(ruleset.rules["rule-1"], when=when)}
    assert found(replace(ruleset, vocabulary=vocabulary, rules=rules), soundness.SETTLED) == [("rule-1",)]


def test_a_rule_that_not_knowing_takes_away_is_found() -> None:
    ruleset = ruleset_of(
        ("domestic_abuse.present: yes", "early_help: must", "domestic_abuse.dash_score: not known"),
        ("domestic_abuse.dash_score: at least 14", "strategy_discussion: must"),
    )
    proof = looked_into(ruleset)[soundness.UNKNOWN[0]]
    assert [finding.rules for finding in proof.findings] == [("rule-1",)]
    known, unknown = proof.findings[0].examples
    assert decided(ruleset, known.case).outcomes()["rule-1"] == "met"
    assert decided(ruleset, unknown.case).outcomes()["rule-1"] == "not_met"


@pytest.mark.parametrize("seed", range(SEEDS))
def test_nothing_is_said_of_a_random_ruleset_that_a_random_case_gainsays(seed: int) -> None:
    rng = Random(seed)
    ruleset = random_ruleset(rng, rules=3)
    proofs = looked_into(replace(ruleset, guarantees={}))
    assert all(proof.why != NOT_AGREED for proof in proofs.values()), proofs
    never = {rule for finding in proofs[soundness.NEVER_MET[0]].findings for rule in finding.rules}
    always = {rule for finding in proofs[soundness.ALWAYS_MET[0]].findings for rule in finding.rules}
    together = [finding.rules for finding in proofs[soundness.TOGETHER[0]].findings]
    nothing = {rule for finding in proofs[soundness.ADDS_NOTHING[0]].findings for rule in finding.rules[:1]}
    left = (*proofs[soundness.SETTLED[0]].findings, *proofs[soundness.UNASKED[0]].findings)
    left_open = {rule for finding in left for rule in finding.rules}
    facts = [name for name, fact in ruleset.vocabulary.facts.items() if not fact.monitoring]
    for _ in range(CASES):
        as_of = random_day(rng)
        answer = decided(ruleset, random_body(rng, ruleset.vocabulary, facts, dict.fromkeys(LISTS, 11), as_of))
        outcomes = answer.outcomes()
        met = {rule for rule, outcome in outcomes.items() if outcome == "met"}
        assert not met & never
        assert unasked(answer) <= left_open
        assert all(outcomes[rule] != "not_met" for rule in always)
        assert all(len({rule in met for rule in rules}) == 1 for rules in together)
        for rule in met & nothing:
            others = [ruleset.rules[other].recommend for other in met - {rule}]
            recommend = ruleset.rules[rule].recommend
            assert all(any(other.get(step, 0) >= word for other in others) for step, word in recommend.items())


def unasked(answer: Decided) -> set[str]:
    """Return the rules that are left open without a question about them."""
    asked = {rule for question in answer.child["questions"] for rule in question["could_meet"]}
    return {rule for rule, outcome in answer.outcomes().items() if outcome == "undetermined"} - asked


def test_a_rule_left_open_because_an_opening_question_was_answered_otherwise_is_found_with_a_case() -> None:
    ruleset = ruleset_of(
        ("domestic_abuse.weapon: yes", "early_help: must"),
        ("domestic_abuse.present: yes", "early_help: should"),
        ("child.weeks_pregnant: at least 20, domestic_abuse.weapon: no", "early_help: consider"),
    )
    proof = looked_into(ruleset)[soundness.UNASKED[0]]
    assert [finding.rules for finding in proof.findings] == [("rule-1", "rule-3")]
    assert not proof.stops
    assert proof.findings[0].says.endswith(
        "when all that is known is that domestic abuse is not present, “Rule 1” is open and nothing about it is asked"
    )
    (shown,) = proof.findings[0].examples
    assert "rule-1" in unasked(decided(ruleset, shown.case))


def test_a_rule_about_a_question_that_nothing_opens_is_never_left_open_unasked() -> None:
    ruleset = ruleset_of(("harm.immediate_danger: yes, child.age: under 6 months", "early_help: must"))
    assert found(ruleset, soundness.UNASKED) == []


LISTS = ("referrals", "moves", "family_arrivals", "core_groups")
