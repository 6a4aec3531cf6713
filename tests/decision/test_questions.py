"""What is still worth asking: whatever keeps a rule open, most protective first."""

from __future__ import annotations

from typing import Any

import pytest

from service.decision.case import read_case
from service.decision.case_problems import CaseRefused
from service.decision.decide import Decider
from service.decision.inference import Inference
from tests.decision.making import AS_OF, Json, body, decided, ruleset
from tests.shipped import BELOW, HEAD, sound


def questions(when: str, household: Json | None = None, child: Json | None = None, extra: str = "") -> list[Json]:
    """Return what is asked about a child by a ruleset of one rule."""
    asked: list[Json] = decided(ruleset(when, extra=extra), body(household, child or {}))["children"][0]["questions"]
    return asked


def facts(asked: list[Json]) -> list[str]:
    return [question["fact"] for question in asked]


def test_a_question_says_all_that_is_needed_to_ask_it() -> None:
    assert questions("adults.new_partner: yes") == [
        {
            "fact": "adults.new_partner",
            "ask": "Has a new partner, or any other adult, joined the household?",
            "help": "Include someone who stays often without living there, and someone told to live elsewhere.",
            "kind": "yes or no",
            "could_meet": ["one-rule"],
            "could_add": [{"step": "strategy_discussion", "strength": "should"}],
        }
    ]


def test_a_choice_is_asked_with_its_answers() -> None:
    (question,) = questions("plan.status: child_protection")
    assert list(question) == ["fact", "ask", "help", "kind", "choices", "could_meet", "could_add"]
    assert question["choices"]["child_protection"] == "a child protection plan"


ADULT, CHARGE, REMOVED, INJURED = (
    f"adults.{name}: yes"
    for name in ("new_partner", "violence_charge_or_bail", "child_previously_removed", "child_previously_injured")
)


@pytest.mark.parametrize(
    ("when", "adults", "asked"),
    [
        # A settled part asks nothing, and neither does what is not known inside it.
        (f"all:\n  {ADULT}\n  {CHARGE}", {"new_partner": True}, ["violence_charge_or_bail"]),
        (f"all:\n  {ADULT}\n  {CHARGE}", {"new_partner": False}, []),
        (f"any:\n  {ADULT}\n  {CHARGE}", {"new_partner": False}, ["violence_charge_or_bail"]),
        (f"any:\n  {ADULT}\n  {CHARGE}", {"new_partner": True}, []),
        (f"none:\n  {ADULT}\n  {CHARGE}", {"new_partner": False}, ["violence_charge_or_bail"]),
        (
            f"any:\n  {CHARGE}\n  all: {{{REMOVED}, {INJURED}}}",
            {"new_partner": True, "child_previously_removed": False},
            ["violence_charge_or_bail"],
        ),
        (
            f"at least 2 of:\n  {ADULT}\n  {CHARGE}\n  {INJURED}",
            {"new_partner": True},
            ["violence_charge_or_bail", "child_previously_injured"],
        ),
    ],
)
def test_only_what_keeps_a_rule_open_is_asked(when: str, adults: Json, asked: list[str]) -> None:
    assert facts(questions(when, {"adults": adults})) == [f"adults.{name}" for name in asked]


def test_definitions_and_unless_are_looked_into() -> None:
    extra = (
        "definitions:\n  serious: {any: {adults.violence_charge_or_bail: yes, adults.child_previously_injured: yes}}\n"
    )
    adults = {"adults": {"child_previously_injured": False}}
    assert facts(questions("serious: no", adults, extra=extra)) == ["adults.violence_charge_or_bail"]
    rules = ruleset(
        "adults.child_previously_injured: no", rule_lines="    unless: {adults.violence_charge_or_bail: yes}\n"
    )
    assert facts(decided(rules, body(adults))["children"][0]["questions"]) == ["adults.violence_charge_or_bail"]


@pytest.mark.parametrize(
    ("when", "child", "asked"),
    [
        ("child.age: under 6 months", {}, ["child.date_of_birth"]),
        ("child.unborn: yes", {}, ["child.expected_delivery_on"]),
        ("child.weeks_pregnant: at least 20", {"unborn": True}, ["child.expected_delivery_on"]),
        ("child.age: under 6 months", {"unborn": False}, ["child.date_of_birth"]),
    ],
)
def test_what_is_worked_out_is_asked_for_by_what_it_is_worked_out_from(
    when: str, child: Json, asked: list[str]
) -> None:
    assert facts(questions(when, {}, {"child": child})) == asked


# --- events -------------------------------------------------------------------------------------------------------

MINOR = "measures:\n  minor referrals: {count: referrals, where: {seriousness: minor}, once per: incident}\n"


def test_a_list_that_is_not_known_is_asked_for_by_its_name() -> None:
    (question,) = questions("minor referrals: at least 2", extra=MINOR)
    assert (question["fact"], question["kind"]) == ("referrals", "list")
    assert question["ask"] == "Which referrals have there been about this household, including this one?"


def test_each_thing_missing_of_a_possible_event_is_asked() -> None:
    referrals: list[Json] = [
        {"date": "2026-11-02", "seriousness": "minor", "incident": "a"},
        {"date": "2026-11-03", "incident": "b"},
        {"date": "2026-11-01", "seriousness": "minor"},
    ]
    asked = questions("minor referrals: at least 3", {"referrals": referrals}, extra=MINOR)
    assert [(question["event"], question["field"]) for question in asked] == [
        ({"date": "2026-11-01", "seriousness": "minor", "status": "active"}, "incident"),
        ({"date": "2026-11-03", "incident": "b", "status": "active"}, "seriousness"),
    ]
    assert asked[1]["ask"] == "How serious was the referral judged to be?"
    assert list(asked[1])[:4] == ["fact", "event", "field", "ask"]
    assert facts(asked) == ["referrals", "referrals"]


def test_what_is_asked_about_an_event_of_one_child_is_never_told_of_another() -> None:
    decider = Decider(rules := ruleset("minor referrals: at least 1", extra=MINOR), Inference(rules))
    for incident in ("a", "b"):
        referrals = {"referrals": [{"date": "2026-11-03", "incident": incident}]}
        case = read_case(body(referrals, {}), rules.vocabulary, AS_OF)
        (question,) = decider.decide(case)["children"][0]["questions"]
        assert question["event"]["incident"] == incident


def test_the_dates_of_a_length_of_time_are_asked_for() -> None:
    extra = "measures:\n  delay: {days from: injury.seen_on, to: contact.received_on}\n"
    injured = {"injury": {"bruise_or_mark": True}}
    asked = questions("delay: more than 1", {"contact": {"received_on": "2026-11-20"}}, injured, extra=extra)
    assert facts(asked) == ["injury.seen_on"]


# --- order, and what could come of it -----------------------------------------------------------------------------


def rules_of(*rules: tuple[str, str, str]) -> Any:
    """Return a ruleset of rules given as their name, a flow of conditions and a flow of steps."""
    written = "".join(
        f"  {name}:\n    title: Rule {name}\n    when: {{{when}}}\n    recommend: {{{recommend}}}\n"
        f"    because: A reason.\n    source: doc {name}\n"
        for name, when, recommend in rules
    )
    return sound(f"{HEAD}rules:\n{written}{BELOW}")


def asked_of(rules: Any, household: Json | None = None) -> list[Json]:
    abuse = {"domestic_abuse": {"present": True}}
    found: list[Json] = decided(rules, body(household or abuse))["children"][0]["questions"]
    return found


def test_the_most_protective_is_asked_first_then_what_most_rules_hang_on() -> None:
    rules = rules_of(
        ("a", "engagement.avoiding_contact: yes", "early_help: consider"),
        ("b", "domestic_abuse.stalking: yes", "strategy_discussion: should"),
        ("c", "domestic_abuse.injury: yes, adults.new_partner: yes", "strategy_discussion: must"),
        ("d", "adults.new_partner: yes", "section_47_enquiry: must"),
        ("e", "domestic_abuse.weapon: yes", "emergency_protection: consider"),
    )
    assert facts(asked_of(rules)) == [
        "domestic_abuse.weapon",
        "adults.new_partner",  # strategy discussion must, and two rules hang on it
        "domestic_abuse.injury",
        "domestic_abuse.stalking",
        "engagement.avoiding_contact",
    ]


def test_like_questions_come_in_the_order_of_the_vocabulary() -> None:
    names = ["weapon", "stalking", "strangulation", "injury"]
    rules = rules_of(*((name, f"domestic_abuse.{name}: yes", "early_help: must") for name in names))
    assert facts(asked_of(rules)) == [
        f"domestic_abuse.{name}" for name in ("injury", "strangulation", "weapon", "stalking")
    ]


def test_could_add_is_only_what_would_be_new_or_stronger() -> None:
    rules = rules_of(
        ("met", "domestic_abuse.present: yes", "strategy_discussion: should, early_help: consider"),
        (
            "open",
            "domestic_abuse.weapon: yes",
            "strategy_discussion: should, early_help: must, marac_referral: consider",
        ),
        ("open-too", "domestic_abuse.injury: yes", "strategy_discussion: consider"),
    )
    weapon, injury = asked_of(rules, {"domestic_abuse": {"present": True}})
    assert weapon["could_meet"] == ["open"]
    assert weapon["could_add"] == [
        {"step": "marac_referral", "strength": "consider"},
        {"step": "early_help", "strength": "must"},
    ]
    assert (injury["fact"], injury["could_add"]) == ("domestic_abuse.injury", [])


def test_the_strongest_of_several_rules_is_what_could_be_added() -> None:
    rules = rules_of(
        ("a", "domestic_abuse.weapon: yes", "early_help: consider"),
        ("b", "domestic_abuse.weapon: yes, domestic_abuse.injury: no", "early_help: must"),
    )
    weapon = asked_of(rules)[0]
    assert (weapon["fact"], weapon["could_meet"]) == ("domestic_abuse.weapon", ["a", "b"])
    assert weapon["could_add"] == [{"step": "early_help", "strength": "must"}]


def test_what_is_recommended_below_the_threshold_could_still_be_added() -> None:
    rules = rules_of(("a", "domestic_abuse.weapon: yes", "early_help: consider"))
    assert asked_of(rules)[0]["could_add"] == [{"step": "early_help", "strength": "consider"}]


# --- what opens a question ----------------------------------------------------------------------------------------

SEVERAL = (
    ("weapon", "domestic_abuse.weapon: yes", "strategy_discussion: should"),
    ("injury", "domestic_abuse.injury: yes", "emergency_protection: must"),
    ("partner", "adults.new_partner: yes", "early_help: consider"),
)


def test_a_detail_waits_for_its_opening_question_which_stands_for_all_it_could_come_to() -> None:
    opening, other = asked_of(rules_of(*SEVERAL), {"engagement": {"whereabouts_known": True}})
    assert (opening["fact"], other["fact"]) == ("domestic_abuse.present", "adults.new_partner")
    assert opening["could_meet"] == ["weapon", "injury"]
    assert opening["could_add"] == [
        {"step": "emergency_protection", "strength": "must"},
        {"step": "strategy_discussion", "strength": "should"},
    ]


def test_a_detail_is_asked_once_it_is_opened_and_not_when_it_stays_shut() -> None:
    rules = rules_of(*SEVERAL)
    opened = facts(asked_of(rules, {"domestic_abuse": {"present": True}}))
    assert opened == ["domestic_abuse.injury", "domestic_abuse.weapon", "adults.new_partner"]
    assert facts(asked_of(rules, {"domestic_abuse": {"present": False}})) == ["adults.new_partner"]


def test_what_opens_a_question_settles_no_rule() -> None:
    answer = decided(rules_of(*SEVERAL), body({"domestic_abuse": {"present": False}}))
    assert [trace["outcome"] for trace in answer["children"][0]["trace"]] == ["undetermined"] * 3
    answer = decided(rules_of(*SEVERAL), body({"domestic_abuse": {"present": False, "weapon": True}}))
    assert [trace["outcome"] for trace in answer["children"][0]["trace"]] == ["met", "undetermined", "undetermined"]


def test_a_list_of_events_waits_for_what_opens_it() -> None:
    extra = "measures:\n  missed: {streak: core_groups, where: {held: no}}\n"
    assert facts(questions("missed: at least 2", extra=extra)) == ["plan.status"]
    on_a_plan = {"plan": {"status": "child_protection"}}
    assert facts(questions("missed: at least 2", {}, on_a_plan, extra=extra)) == ["core_groups"]


def test_the_same_answers_with_another_opening_answer_are_not_taken_for_the_same() -> None:
    rules = rules_of(*SEVERAL)
    with Inference(rules) as inference:
        decider = Decider(rules, inference)

        def asked(present: object) -> list[str]:
            case = read_case(body({"domestic_abuse": {"present": present}}), rules.vocabulary, AS_OF)
            return facts(decider.decide(case)["children"][0]["questions"])

        assert [len(asked(present)) for present in (None, True, False, None)] == [2, 3, 1, 2]


# --- what has nothing to say --------------------------------------------------------------------------------------

ENDED = "health_visiting.family_nurse_ended_on: in the last 3 years"


def test_the_day_of_what_never_happened_is_settled_and_not_asked() -> None:
    never = {"health_visiting": {"family_nurse": "never"}}
    rules = ruleset(ENDED)
    (child,) = decided(rules, body({}, never))["children"]
    assert (child["trace"][0]["outcome"], child["questions"]) == ("not_met", [])
    assert child["trace"][0]["when"]["parts"][0]["seen"] == "does not apply"
    assert facts(questions(ENDED, {}, {"health_visiting": {"family_nurse": "ended"}})) == [
        "health_visiting.family_nurse_ended_on"
    ]


def test_a_day_for_what_never_happened_is_refused() -> None:
    both = {"health_visiting": {"family_nurse": "never", "family_nurse_ended_on": "2026-01-01"}}
    with pytest.raises(CaseRefused) as refused:
        decided(ruleset(ENDED), body({}, both))
    (problem,) = refused.value.problems
    assert (problem.code, problem.pointer) == ("contradiction", "/children/0/health_visiting/family_nurse_ended_on")
