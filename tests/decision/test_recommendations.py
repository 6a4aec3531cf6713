"""Recommended steps: united, the strongest word for each, highest rank first, each with the day it is due."""

from __future__ import annotations

from typing import Any

import pytest

from service.ruleset.model import Ruleset
from tests.decision.making import Json, body, decided
from tests.shipped import BELOW, HEAD, sound

RULES = (
    HEAD
    + """rules:
  present:
    title: Present
    when: {domestic_abuse.present: yes}
    recommend: {early_help: must, section_47_enquiry: consider}
    because: A reason.
    source: doc 1
  weapon:
    title: Weapon
    when: {domestic_abuse.weapon: yes}
    recommend: {strategy_discussion: consider, section_47_enquiry: should}
    because: A reason.
    source: doc 2
  injury:
    title: Injury
    when: {domestic_abuse.injury: yes}
    recommend: {section_47_enquiry: consider}
    because: A reason.
    source: doc 3
"""
    + BELOW
)


def child_part(rules: Ruleset, household: Json, child: Json | None = None) -> Json:
    part: Json = decided(rules, body(household, child or {}))["children"][0]
    return part


def test_steps_of_all_met_rules_are_united_with_the_strongest_word() -> None:
    part = child_part(sound(RULES), {"domestic_abuse": {"present": True, "weapon": True, "injury": True}})
    assert [(each["step"], each["strength"], each["because"]) for each in part["recommendations"]] == [
        ("strategy_discussion", "consider", ["weapon"]),
        ("section_47_enquiry", "should", ["present", "weapon", "injury"]),
        ("early_help", "must", ["present"]),
    ]
    assert part["highest"] == {"step": "strategy_discussion", "strength": "consider"}
    assert "guidance" not in part
    assert not any("below_threshold" in each for each in part["recommendations"])


def test_a_recommendation_is_whole() -> None:
    part = child_part(sound(RULES), {"domestic_abuse": {"injury": True}, "contact": {"received_on": "2026-11-20"}})
    assert part["recommendations"] == [
        {
            "step": "section_47_enquiry",
            "strength": "consider",
            "title": "Section 47 enquiry",
            "owner": "Team manager",
            "because": ["injury"],
            "due": part["recommendations"][0]["due"],
        }
    ]


@pytest.mark.parametrize("abuse", [{}, {"present": False}, {"present": False, "weapon": False, "injury": False}])
def test_below_the_threshold_there_is_guidance_and_no_highest_step(abuse: Json) -> None:
    part = child_part(sound(RULES), {"domestic_abuse": abuse})
    assert part["highest"] is None
    assert part["guidance"] == "Say when to look again."
    assert part["recommendations"] == [
        {
            "step": "early_help",
            "strength": "consider",
            "title": "Early help",
            "owner": "Early help service",
            "because": [],
            "due": None,
            "below_threshold": True,
        }
    ]


# --- when a step is due -------------------------------------------------------------------------------------------


def due_of(step: str, household: Json, child: Json | None = None) -> Any:
    rules = sound(RULES.replace("early_help: must, section_47_enquiry", step))
    household = {"domestic_abuse": {"present": True}, **household}
    return child_part(rules, household, child)["recommendations"][0]["due"]


@pytest.mark.parametrize(
    ("step", "household", "child", "due"),
    [
        (
            "strategy_discussion",
            {"contact": {"received_on": "2026-11-22"}},  # a Sunday
            {},
            {"on": "2026-11-22", "says": "the same day the contact was received", "from": "contact.received_on"},
        ),
        (
            "child_and_family_assessment",
            {"contact": {"received_on": "2026-11-23"}},
            {},
            {
                "on": "2027-01-28",
                "says": "within 45 working days of the date the contact was received",
                "from": "contact.received_on",
            },
        ),
        (
            "pre_birth_assessment",
            {},
            {"child": {"expected_delivery_on": "2027-03-01"}},
            {
                "on": "2026-12-21",
                "says": "at least 10 weeks before the expected date of delivery",
                "from": "child.expected_delivery_on",
            },
        ),
        (
            "child_and_family_assessment",
            {},
            {},
            {
                "on": None,
                "says": "within 45 working days of the date the contact was received; that date is not known",
                "from": "contact.received_on",
            },
        ),
        (
            "pre_birth_assessment",
            {},
            {"child": {"date_of_birth": "2026-03-01"}},
            {
                "on": None,
                "says": "at least 10 weeks before the expected date of delivery; that date does not apply",
                "from": "child.expected_delivery_on",
            },
        ),
        ("marac_referral", {}, {}, None),
    ],
)
def test_when_a_step_is_due(step: str, household: Json, child: Json, due: Json | None) -> None:
    assert due_of(step, household, child) == due
