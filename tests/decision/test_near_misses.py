"""Rules that only just are not met, and what would meet them."""

from __future__ import annotations

from typing import Any

import pytest

from tests.decision.making import Json, body, decided, ruleset

MINOR = """measures:
  minor domestic abuse referrals:
    count: referrals
    where: {concern: domestic_abuse, seriousness: minor}
    within: 12 months
"""
COUNT = "minor domestic abuse referrals: at least 3"


def misses(
    when: str, household: Json | None = None, child: Json | None = None, extra: str = "", lines: str = ""
) -> list[str]:
    rules = ruleset(when, extra=extra, rule_lines=lines)
    found = decided(rules, body(household, child or {}))["children"][0]["near_misses"]
    assert all(list(miss) == ["rule", "says"] and miss["rule"] == "one-rule" for miss in found)
    return [miss["says"] for miss in found]


def referrals(count: int, **fields: Any) -> Json:
    one = {"date": "2026-11-01", "concern": "domestic_abuse", "seriousness": "minor", **fields}
    return {"referrals": [one] * count}


@pytest.mark.parametrize(
    ("household", "says"),
    [
        (referrals(1), ["2 more minor domestic abuse referrals would meet this"]),
        (referrals(2), ["1 more minor domestic abuse referral would meet this"]),
        (referrals(1, seriousness=None), ["3 more minor domestic abuse referrals would meet this"]),
        (referrals(0), []),
        (referrals(1, date="2020-01-01"), []),
        (referrals(3), []),
    ],
)
def test_how_many_more_events_would_meet_a_rule(household: Json, says: list[str]) -> None:
    assert misses(COUNT, household, extra=MINOR) == says


def test_too_many_events_is_no_near_miss() -> None:
    assert misses("minor domestic abuse referrals: at most 1", referrals(2), extra=MINOR) == []
    assert misses("minor domestic abuse referrals: 1", referrals(2), extra=MINOR) == []


@pytest.mark.parametrize(
    ("score", "says"),
    [
        (13, ["the DASH score is 13 points; 1 more would meet this"]),
        (7, ["the DASH score is 7 points; 7 more would meet this"]),
        (6, []),
        (0, []),
        (14, []),
    ],
)
def test_a_number_at_least_half_way_is_near(score: int, says: list[str]) -> None:
    assert misses("domestic_abuse.dash_score: at least 14", {"domestic_abuse": {"dash_score": score}}) == says


@pytest.mark.parametrize(
    ("born", "says"),
    [
        ("2026-05-23", ["this was met until 22 November 2026"]),
        ("2026-04-24", ["this was met until 23 October 2026"]),
        ("2026-04-23", []),
        ("2026-05-24", []),
    ],
)
def test_an_age_only_just_passed_is_near(born: str, says: list[str]) -> None:
    assert misses("child.age: under 6 months", {}, {"child": {"date_of_birth": born}}) == says


@pytest.mark.parametrize(
    ("born", "says"),
    [
        ("2026-06-05", ["this will be met on 5 December 2026 if nothing changes"]),
        ("2026-06-21", ["this will be met on 21 December 2026 if nothing changes"]),
        ("2026-06-22", []),
    ],
)
def test_an_age_soon_reached_is_near(born: str, says: list[str]) -> None:
    assert misses("child.age: at least 6 months", {}, {"child": {"date_of_birth": born}}) == says


def test_a_newborn_was_never_just_past_an_age() -> None:
    assert misses("child.age: between 2 years and 3 years", {}, {"child": {"date_of_birth": "2026-11-20"}}) == []


@pytest.mark.parametrize(
    ("when", "says"),
    [
        ("contact.received_on: more than 14 days ago", ["this will be met on 25 November 2026 if nothing changes"]),
        (
            "contact.received_on: more than 10 working days ago",
            ["this will be met on 25 November 2026 if nothing changes"],
        ),
        ("contact.received_on: more than 60 days ago", []),
        ("contact.received_on: in the last 3 days", []),
        ("contact.received_on: before 2026-11-09", []),
    ],
)
def test_a_date_that_time_will_bring_is_near(when: str, says: list[str]) -> None:
    assert misses(when, {"contact": {"received_on": "2026-11-10"}}) == says


def test_a_length_that_grows_with_time_is_near_when_time_will_meet_it() -> None:
    extra = "measures:\n  waiting: {working days from: contact.received_on, to: today}\n"
    household = {"contact": {"received_on": "2026-11-20"}}
    assert misses("waiting: more than 3", household, extra=extra) == [
        "this will be met on 26 November 2026 if nothing changes"
    ]
    assert misses("waiting: more than 300", household, extra=extra) == []
    extra = "measures:\n  ahead: {days from: today, to: child.expected_delivery_on}\n"
    child = {"child": {"expected_delivery_on": "2027-02-05"}}
    assert misses("ahead: at most 70", {}, child, extra) == ["this will be met on 27 November 2026 if nothing changes"]


def test_a_length_between_two_dates_is_near_from_half_way() -> None:
    extra = "measures:\n  delay: {days from: injury.seen_on, to: contact.received_on}\n"
    household = {"contact": {"received_on": "2026-11-20"}}
    near = misses("delay: at least 6", household, {"injury": {"seen_on": "2026-11-17"}}, extra)
    assert near[0].endswith("is 3 days; 3 more would meet this")
    assert misses("delay: at least 7", household, {"injury": {"seen_on": "2026-11-17"}}, extra) == []


# --- one line away, and no further --------------------------------------------------------------------------------

ALMOST = {"domestic_abuse": {"present": True, "weapon": False}, **referrals(2)}
NEAR = ["1 more minor domestic abuse referral would meet this"]


@pytest.mark.parametrize(
    ("when", "says"),
    [
        (f"{COUNT}\ndomestic_abuse.present: yes", NEAR),
        (f"{COUNT}\ndomestic_abuse.weapon: yes", []),  # two lines away
        (f"{COUNT}\ndomestic_abuse.stalking: yes", []),  # and one not known
        (f"any:\n  {COUNT}\n  domestic_abuse.weapon: yes", NEAR),
        (f"none:\n  {COUNT}\n  domestic_abuse.present: yes", []),
        (f"none:\n  {COUNT}\n  domestic_abuse.weapon: yes\n", []),
        (f"at least 2 of:\n  {COUNT}\n  domestic_abuse.weapon: yes\n  domestic_abuse.present: yes", NEAR),
        (f"at least 3 of:\n  {COUNT}\n  domestic_abuse.weapon: yes\n  domestic_abuse.present: yes", []),
        ("domestic_abuse.weapon: yes", []),  # an answer is never near another
    ],
)
def test_a_near_miss_is_one_number_or_date_away(when: str, says: list[str]) -> None:
    assert misses(when, ALMOST, extra=MINOR) == says


def test_a_near_miss_is_found_inside_a_definition_that_should_be_met() -> None:
    extra = f"{MINOR}definitions:\n  repeated: {{{COUNT}}}\n"
    assert misses("repeated: yes", ALMOST, extra=extra) == NEAR
    assert misses("repeated: no", referrals(4), extra=extra) == []


@pytest.mark.parametrize(("weapon", "says"), [("no", NEAR), ("yes", []), ("known", [])])
def test_a_rule_held_back_by_unless_is_no_near_miss(weapon: str, says: list[str]) -> None:
    household = {**ALMOST, "domestic_abuse": {"weapon": {"no": False, "yes": True}.get(weapon)}}
    lines = "    unless: {domestic_abuse.weapon: yes}\n"
    assert misses(COUNT, household, extra=MINOR, lines=lines) == says
