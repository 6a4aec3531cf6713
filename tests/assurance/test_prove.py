"""Guarantees: what is proven holds, and every case shown really behaves as it is said to."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache
from random import Random
from typing import Any

import pytest
from hypothesis import settings

from service.assurance.features import read_feature
from service.assurance.proof import Proof, Standing
from service.assurance.prove import Prover, prove
from service.assurance.scenarios import plan
from service.assurance.solver.search import NOT_AGREED, Limits, Search
from service.assurance.steps import Decide, StepTable
from service.ruleset.lengths import add_months
from service.ruleset.model import NeverLowers, Promise, Ruleset
from service.ruleset.read import read_ruleset
from service.ruleset.vocabulary import Kind
from tests.assurance.deciding import decided, engines, keeps, lost, said, truth, without
from tests.assurance.random_cases import random_body, random_day
from tests.assurance.random_rulesets import random_ruleset
from tests.shipped import BELOW, HEAD, RULESETS, shipped, sound, with_rule

SEEDS = settings.default.max_examples // 4 if settings.default else 10
CASES = 40
ON = date(2026, 11, 23)
SHIPPED = ("lcpc/2004-04-01", "lcpc/proposed", "front-door/2026-03-18")


def text(name: str) -> str:
    return (RULESETS / f"{name}.yaml").read_text("utf-8")


def changed(name: str, was: str, now: str) -> Ruleset:
    """Return a shipped ruleset with a fault planted in it."""
    assert was in text(name), was
    ruleset, problems = read_ruleset(text(name).replace(was, now).encode(), *shipped(), path="x.yaml")
    assert ruleset is not None, problems
    return ruleset


@cache
def proofs_of(name: str) -> dict[str, Proof]:
    ruleset, problems = read_ruleset(text(name).encode(), *shipped(), path=f"{name}.yaml")
    assert ruleset is not None, problems
    return {proof.name: proof for proof in prove(ruleset, ON).proofs}


def guaranteed(ruleset: Ruleset, name: str) -> Proof:
    with Prover(ruleset, ON) as prover:
        return prover.guarantee(ruleset.guarantees[name])


# --- the shipped rulesets -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", SHIPPED)
def test_every_guarantee_of_a_shipped_ruleset_is_proven(name: str) -> None:
    assert {proof.name: proof.standing.value for proof in proofs_of(name).values() if proof.stops} == {}


FAULTS = [
    ("a rule asks for the wrong age", "child.age: under {infant age}", "child.age: over {infant age}",
     "infants-are-never-left"),
    ("an age is short by a month", "value: 6 months", "value: 5 months", "infants-are-never-left"),
    ("a limit is one too high", "    value: 3\n", "    value: 4\n", "the-third-minor-referral-is-never-missed"),
    ("a step is too weak", "section_47_enquiry: must}\n    because", "section_47_enquiry: should}\n    because",
     "suspected-harm-is-always-enquired-into"),
    ("a lower step is named", "recommend: {section_47_enquiry: should}", "recommend: {core_assessment: should}",
     "infants-are-never-left"),
    ("any has become all", "      any:\n        parental_mental_health.acute: yes\n",
     "      all:\n        parental_mental_health.acute: yes\n", "serious-illness-is-never-passed-over"),
    ("a withdrawn referral is not counted", "seriousness: minor, status: [active, withdrawn]",
     "seriousness: minor, status: active, concern: domestic_abuse", "three-referrals"),
    ("an exception is too broad", "      child.age: under {infant age}\n    recommend",
     "      child.age: under {infant age}\n    unless: {parental_mental_health.serious: yes}\n    recommend",
     "infants-are-never-left"),
    ("more harm lowers the response", "        harm.immediate_danger: yes\n    recommend",
     "        harm.immediate_danger: yes\n    unless: {domestic_abuse.present: yes}\n    recommend",
     "more-harm-never-less-response"),
]  # fmt: skip
THREE = """
  three-referrals:
    title: Three referrals that were not made in error always count
    whenever: {three that stand: at least 3}
    then: {section_47_enquiry: consider}
"""
THAT_STAND = """measures:
  three that stand:
    count: referrals
    where: {concern: domestic_abuse, seriousness: minor, status: [active, withdrawn]}
"""


NEVER = """guarantees:
  never-had-one:
    whenever: {health_visiting.family_nurse: %s}
    then: {strategy_discussion: should}
"""


@pytest.mark.parametrize(("answer", "standing"), [("never", Standing.PROVEN), ("ended", Standing.REFUTED)])
def test_an_answer_that_leaves_a_fact_with_nothing_to_say_settles_it(answer: str, standing: Standing) -> None:
    ruleset = sound(with_rule("health_visiting.family_nurse_ended_on: known") + NEVER % answer)
    proof = guaranteed(ruleset, "never-had-one")
    assert proof.standing is standing
    behaves_as_claimed(ruleset, proof)


def planted(was: str, now: str) -> Ruleset:
    """Return the proposals of 2004 with a fault, and a guarantee more about referrals that stand."""
    whole = text("lcpc/proposed")
    changed_text = whole.replace(was, now.replace(", concern: domestic_abuse", "") if "status" in now else now, 1)
    assert changed_text != whole, was
    changed_text = changed_text.replace("guarantees:\n", f"guarantees:{THREE}", 1)
    ruleset, problems = read_ruleset(changed_text.replace("measures:\n", THAT_STAND, 1).encode(), *shipped(), path="x")
    assert ruleset is not None, problems
    return ruleset


@pytest.mark.parametrize(("was", "now", "name"), [each[1:] for each in FAULTS], ids=[each[0] for each in FAULTS])
def test_a_planted_fault_is_refuted_by_a_case_that_shows_it(was: str, now: str, name: str) -> None:
    ruleset = planted(was, now)
    proof = guaranteed(ruleset, name)
    assert proof.standing is Standing.REFUTED
    behaves_as_claimed(ruleset, proof)
    without_fault = planted("title: The changes", "title: These changes")
    assert guaranteed(without_fault, name).standing is Standing.PROVEN


# --- what a case shown says ---------------------------------------------------------------------------------------


def behaves_as_claimed(ruleset: Ruleset, proof: Proof) -> None:
    """Assert that the cases of a refuted guarantee break it, by both engines and by the oracle."""
    guarantee = ruleset.guarantees[proof.name]
    for finding in proof.findings:
        if isinstance(guarantee, Promise):
            (shown,) = finding.examples
            assert truth(ruleset, guarantee.whenever, shown.case) is True
            assert not keeps(guarantee, decided(ruleset, shown.case))
        else:
            before, after = finding.examples
            assert lost(decided(ruleset, before.case), decided(ruleset, after.case))
            (fact,) = {
                fact.name for fact in guarantee.facts if said(before.case, fact.name) != said(after.case, fact.name)
            }
            assert without(before.case, fact) == without(after.case, fact)
            rises(said(before.case, fact), said(after.case, fact))


def rises(was: Any, now: Any) -> None:
    assert now is True or now > (was or 0) or (was is None and now is not None)


def test_a_refuted_guarantee_is_told_in_words_as_a_case_and_as_a_scenario() -> None:
    ruleset = planted("value: 6 months", "value: 5 months")
    (finding,) = guaranteed(ruleset, "infants-are-never-left").findings
    (shown,) = finding.examples
    assert shown.case["children"] == [{"ref": "A", "child": {"date_of_birth": "2026-06-23"}}]
    assert shown.case["household"] == {"domestic_abuse": {"present": True}}
    assert finding.says == (
        "On 23 November 2026, when all that is known is that the child was born on 23 June 2026 and is 5 months old "
        "and domestic abuse is present, no threshold is met on what is known"
    )
    assert shown.scenario == (
        "  Scenario: Domestic abuse with a child under six months always leads to an enquiry\n"
        "    # A higher step, or a stronger word for this one, would do as well.\n"
        "    Given the ruleset lcpc:proposed\n"
        "    And today is 23 November 2026\n"
        '    And a child "A" born on 23 June 2026\n'
        "    And domestic abuse is present\n"
        "    When the front door decides\n"
        '    Then "Section 47 enquiry" is recommended as should\n'
    )


def test_the_smallest_case_has_nothing_in_it_that_is_not_needed() -> None:
    ruleset = planted("    value: 3\n", "    value: 4\n")
    (finding,) = guaranteed(ruleset, "the-third-minor-referral-is-never-missed").findings
    case = finding.examples[0].case
    assert case["children"] == [{"ref": "A"}]
    assert {tuple(sorted(event)) for event in case["household"]["referrals"]} == {("concern", "date", "seriousness")}
    assert len(case["household"]["referrals"]) == 3


def test_what_runs_out_of_time_is_not_settled_and_stops_the_ruleset() -> None:
    ruleset = planted("title: The changes", "title: These changes")
    with Prover(ruleset, ON, Limits(question=0.0)) as prover:
        report = prover.report((prover.guarantee(ruleset.guarantees["infants-are-never-left"]),))
    assert [proof.standing for proof in report.proofs] == [Standing.NOT_SETTLED]
    assert not report.sound


def test_a_fact_that_is_worked_out_cannot_be_changed_alone() -> None:
    ruleset = a_year("known", "known")
    lowers = NeverLowers("weeks", "Weeks", (ruleset.vocabulary.facts["child.weeks_pregnant"],))
    proof = guaranteed(replace(ruleset, guarantees={"weeks": lowers}), "weeks")
    assert proof.standing is Standing.NOT_SETTLED
    assert proof.why.startswith("`child.weeks_pregnant` is worked out from other facts")


def a_year(rule: str, whenever: str) -> Ruleset:
    """Return a ruleset of one rule on the date of the conference, which promises that the rule is met."""
    rules = f"rules:\n  late:\n    title: Late\n    when: {{plan.conference_on: {rule}}}\n"
    rules += "    recommend: {early_help: must}\n    because: A reason.\n    source: doc 1\n"
    promise = (
        f"guarantees:\n  a-year:\n    whenever: {{plan.conference_on: {whenever}}}\n    then: {{early_help: must}}\n"
    )
    return sound(HEAD + rules + BELOW + promise)


@pytest.mark.parametrize(
    ("rule", "whenever", "days"),
    [
        ("at least 366 days ago", "more than 12 months ago", None),
        ("at least 366 days ago", "at least 12 months ago", 365),
        ("at least 367 days ago", "more than 12 months ago", 365),
        ("in the last 366 days", "in the last 12 months", None),
        ("in the last 365 days", "in the last 12 months", 366),
        ("at least 12 days ago", "at least 10 working days ago", None),
        ("at least 13 days ago", "at least 10 working days ago", 0),
    ],
)
def test_a_proof_holds_on_every_day_and_not_only_on_the_day_of_examples(
    rule: str, whenever: str, days: int | None
) -> None:
    """12 months are 365 days, but 366 where 29 February lies between; on the day of examples they are 365."""
    ruleset = a_year(rule, whenever)
    proof = guaranteed(ruleset, "a-year")
    assert proof.standing is (Standing.PROVEN if days is None else Standing.REFUTED)
    behaves_as_claimed(ruleset, proof)
    for finding in proof.findings if days else ():
        as_of = date.fromisoformat(finding.examples[0].case["as_of"])
        assert (as_of - add_months(as_of, -12)).days == days


# --- random rulesets ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(SEEDS))
def test_what_is_shown_is_so_and_what_is_proven_is_never_broken(seed: int) -> None:
    rng = Random(seed)
    ruleset = random_ruleset(rng, rules=rng.randint(1, 4))
    with Prover(ruleset, random_day(rng)) as prover:
        proofs = [prover.guarantee(each) for each in ruleset.guarantees.values()]
    for proof in proofs:
        assert proof.why != NOT_AGREED
        if proof.standing is Standing.REFUTED:
            behaves_as_claimed(ruleset, proof)
            scenarios_decide_their_cases(proof)
        elif proof.standing is Standing.PROVEN:
            holds_for_random_cases(ruleset, proof, rng)


def scenarios_decide_their_cases(proof: Proof) -> None:
    """Assert that each scenario, told sentence by sentence, comes to the very case it was written from."""
    table = StepTable(shipped()[0])
    for shown in (shown for finding in proof.findings for shown in finding.examples if shown.scenario):
        (scenario,) = read_feature(f"Feature: Found\n\n{shown.scenario}")
        told = plan(scenario, table)
        assert told.problem is None, told.problem
        (case,) = [act.case for act in told.acts if isinstance(act, Decide)]
        assert bare(case) == bare(dict(shown.case))


def bare(case: dict[str, Any]) -> dict[str, Any]:
    """Return a case without groups that say nothing, and without what is said to be not known."""

    def part(said: dict[str, Any]) -> dict[str, Any]:
        return {group: inner for group, inner in said.items() if inner != {}}

    return {**case, "household": part(case["household"]), "children": [part(child) for child in case["children"]]}


def holds_for_random_cases(ruleset: Ruleset, proof: Proof, rng: Random) -> None:
    guarantee = ruleset.guarantees[proof.name]
    search = Search([ruleset], ON, engines())
    for _ in range(CASES):
        as_of = random_day(rng)
        body = random_body(
            rng, ruleset.vocabulary, search.mentions.facts, dict.fromkeys(search.mentions.lists, 11), as_of
        )
        if isinstance(guarantee, Promise):
            kept = keeps(guarantee, decided(ruleset, body))
            assert kept or truth(ruleset, guarantee.whenever, body) is not True, body
        else:
            never_lowers(ruleset, guarantee, body, rng)


def never_lowers(ruleset: Ruleset, guarantee: NeverLowers, body: dict[str, Any], rng: Random) -> None:
    fact = rng.choice(guarantee.facts)
    was = said(body, fact.name)
    if was is True or was == fact.most or fact.name == "child.unborn":
        return
    now = True if fact.kind is Kind.YES_NO else rng.randint((fact.least if was is None else was + 1), fact.most)
    part = body["household"] if fact.scope == "household" else body["children"][0]
    new = {**part, fact.group: {**part.get(fact.group, {}), fact.short: now}}
    after = {**body, "household": new} if part is body["household"] else {**body, "children": [new]}
    assert not lost(decided(ruleset, body), decided(ruleset, after)), (body, fact.name)


def test_a_guarantee_that_is_not_asked_about_harm_reads_as_json() -> None:
    ruleset = replace(planted("value: 6 months", "value: 5 months"), guarantees={})
    report = prove(ruleset, ON).as_json()
    assert report["ruleset"]["version"] == "proposed"
    assert {proof["asked"] for proof in report["proofs"]} == {False}
    assert report["sound"] is True
