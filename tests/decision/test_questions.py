"""What is still worth asking: whatever keeps a rule open, most protective first."""

from __future__ import annotations

from typing import Any

import pytest

from tests.decision.making import Json, body, decided, ruleset
from tests.shipped import BELOW, HEAD, sound


def questions(when: str, household: Json | None = None, child: Json | None = None, extra: str = "") -> list[Json]:
    """Return what is asked about a child by a ruleset of one rule."""
    asked: list[Json] = decided(ruleset(when, extra=extra), body(household, child or {}))["children"][0]["questions"]
    return asked


def facts(asked: list[Json]) -> list[str]:
    return [question["fact"] for question in asked]


def test_a_question_says_all_that_is_needed_to_ask_it() -> None:
    assert questions("domestic_abuse.weapon: yes") == [
        {
            "fact": "domestic_abuse.weapon",
            "ask": "Was a weapon, or an object used as one, used or threatened?",
            "help": "Include household objects used or held up to hurt or frighten.",
            "kind": "yes or no",
            "could_meet": ["one-rule"],
            "could_add": [{"step": "strategy_discussion", "strength": "should"}],
        }
    ]


def test_a_choice_is_asked_with_its_answers() -> None:
    (question,) = questions("plan.status: child_protection")
    assert list(question) == ["fact", "ask", "help", "kind", "choices", "could_meet", "could_add"]
    assert question["choices"]["child_protection"] == "a child protection plan"


@pytest.mark.parametrize(
    ("when", "abuse", "asked"),
    [
        # A settled part asks nothing, and neither does what is not known inside it.
        ("all:\n  domestic_abuse.present: yes\n  domestic_abuse.weapon: yes", {"present": True}, ["weapon"]),
        ("all:\n  domestic_abuse.present: yes\n  domestic_abuse.weapon: yes", {"present": False}, []),
        ("any:\n  domestic_abuse.present: yes\n  domestic_abuse.weapon: yes", {"present": False}, ["weapon"]),
        ("any:\n  domestic_abuse.present: yes\n  domestic_abuse.weapon: yes", {"present": True}, []),
        ("none:\n  domestic_abuse.present: yes\n  domestic_abuse.weapon: yes", {"present": False}, ["weapon"]),
        (
            "any:\n  domestic_abuse.weapon: yes\n  all: {domestic_abuse.injury: yes, domestic_abuse.stalking: yes}",
            {"present": True, "injury": False},
            ["weapon"],
        ),
        (
            "at least 2 of:\n  domestic_abuse.present: yes\n  domestic_abuse.weapon: yes\n  domestic_abuse.injury: yes",
            {"present": True},
            ["injury", "weapon"],
        ),
    ],
)
def test_only_what_keeps_a_rule_open_is_asked(when: str, abuse: Json, asked: list[str]) -> None:
    found = facts(questions(when, {"domestic_abuse": abuse}))
    assert found == [f"domestic_abuse.{name}" for name in asked]


def test_definitions_and_unless_are_looked_into() -> None:
    extra = "definitions:\n  serious: {any: {domestic_abuse.weapon: yes, domestic_abuse.injury: yes}}\n"
    abuse = {"domestic_abuse": {"injury": False}}
    assert facts(questions("serious: no", abuse, extra=extra)) == ["domestic_abuse.weapon"]
    rules = ruleset("domestic_abuse.injury: no", rule_lines="    unless: {domestic_abuse.weapon: yes}\n")
    assert facts(decided(rules, body(abuse))["children"][0]["questions"]) == ["domestic_abuse.weapon"]


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


def test_the_dates_of_a_length_of_time_are_asked_for() -> None:
    extra = "measures:\n  delay: {days from: injury.seen_on, to: contact.received_on}\n"
    asked = questions("delay: more than 1", {"contact": {"received_on": "2026-11-20"}}, extra=extra)
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
    found: list[Json] = decided(rules, body(household))["children"][0]["questions"]
    return found


def test_the_most_protective_is_asked_first_then_what_most_rules_hang_on() -> None:
    rules = rules_of(
        ("a", "engagement.avoiding_contact: yes", "early_help: consider"),
        ("b", "domestic_abuse.stalking: yes", "strategy_discussion: should"),
        ("c", "domestic_abuse.injury: yes, domestic_abuse.present: yes", "strategy_discussion: must"),
        ("d", "domestic_abuse.present: yes", "section_47_enquiry: must"),
        ("e", "domestic_abuse.weapon: yes", "emergency_protection: consider"),
    )
    assert facts(asked_of(rules)) == [
        "domestic_abuse.weapon",
        "domestic_abuse.present",  # strategy discussion must, and two rules hang on it
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
