"""Counting events and reckoning days: what is counted, what may be, what is left out, and why."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from service.decision.measures import Measured
from service.decision.values import DOES_NOT_APPLY, Interval
from tests.decision.making import Json, measure

MINOR = """
count: referrals
where: {concern: domestic_abuse, seriousness: minor, status: [active, withdrawn]}
within: 12 months
"""
ONCE = MINOR + "once per: incident\n"


def referral(date: str | None = "2026-11-01", **fields: Any) -> Json:
    return {"date": date, "concern": "domestic_abuse", "seriousness": "minor", **fields}


def count(*referrals: Json, written: str = MINOR) -> Measured:
    return measure(written, {"referrals": list(referrals)})


def whys(events: Any) -> list[str]:
    return [event["why"] for event in events]


# --- counts -------------------------------------------------------------------------------------------------------


def test_an_absent_list_may_hold_any_number_and_an_empty_one_holds_none() -> None:
    assert measure(MINOR).reading == Interval(0, None)
    assert count().reading == Interval(0, 0)


def test_events_that_match_every_line_are_counted() -> None:
    found = count(referral(), referral("2026-10-01", status="withdrawn"))
    assert found.reading == Interval(2, 2)
    assert [event["date"] for event in found.counted] == ["2026-10-01", "2026-11-01"]
    assert found.counted[1] == {
        "date": "2026-11-01",
        "concern": "domestic_abuse",
        "seriousness": "minor",
        "status": "active",
    }


@pytest.mark.parametrize(
    ("event", "why"),
    [
        (referral(concern="neglect"), "neglect is not domestic abuse"),
        (referral(status="recorded_in_error"), "recorded in error is not active or withdrawn"),
        (referral("2025-11-22"), "older than 12 months"),
    ],
)
def test_what_is_left_out_says_why(event: Json, why: str) -> None:
    found = count(event)
    assert (found.reading, whys(found.left_out)) == (Interval(0, 0), [why])


@pytest.mark.parametrize(
    ("as_of", "event", "counted"),
    [
        ("2026-11-23", "2025-11-23", 1),
        ("2026-11-23", "2025-11-22", 0),
        ("2026-11-23", "2026-11-23", 1),
        ("2025-02-28", "2024-02-28", 1),
        ("2025-02-28", "2024-02-27", 0),
        ("2024-02-29", "2023-02-28", 1),
        ("2024-02-29", "2023-02-27", 0),
    ],
)
def test_the_window_holds_both_its_ends(as_of: str, event: str, counted: int) -> None:
    found = measure(MINOR, {"referrals": [referral(event)]}, as_of=date.fromisoformat(as_of))
    assert found.reading == Interval(counted, counted)


def test_an_event_with_a_field_not_known_is_only_possible() -> None:
    found = count(referral(), referral(seriousness=None), referral(None), referral(None, seriousness=None))
    assert found.reading == Interval(1, 4)
    assert sorted(whys(found.possible)) == [
        "date is not known",
        "seriousness is not known",
        "seriousness is not known and date is not known",
    ]


def test_an_event_that_surely_fails_one_line_is_left_out_whatever_else_is_not_known() -> None:
    assert count(referral(None, concern="neglect", seriousness=None)).reading == Interval(0, 0)


def test_without_a_window_even_the_oldest_event_counts() -> None:
    assert count(referral("1999-01-01"), written="count: referrals").reading == Interval(1, 1)


def test_events_dated_later_are_left_out() -> None:
    found = measure(
        "count: core_groups\nwhere: {held: no}", {}, {"core_groups": [{"due_on": "2026-11-24", "held": False}]}
    )
    assert (found.reading, whys(found.left_out)) == (Interval(0, 0), ["dated after 23 November 2026"])


# --- once per -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("incidents", "low", "high"),
    [
        (["a", "a"], 1, 1),
        (["a", "b"], 2, 2),
        (["a", None], 1, 2),
        ([None], 1, 1),
        ([None, None], 1, 2),
        ([None, None, None], 1, 3),
        (["a", "a", "b", None, None], 2, 4),
        ([], 0, 0),
    ],
)
def test_events_of_one_incident_count_once(incidents: list[str | None], low: int, high: int) -> None:
    assert count(*(referral(incident=incident) for incident in incidents), written=ONCE).reading == Interval(low, high)


def test_a_second_report_of_an_incident_says_which_it_repeats() -> None:
    found = count(referral("2026-11-02", incident="a"), referral("2026-11-01", incident="a"), written=ONCE)
    assert [event["date"] for event in found.counted] == ["2026-11-01"]
    assert whys(found.left_out) == ["the same incident as the referral of 1 November 2026"]


def test_possible_events_of_a_counted_incident_add_nothing() -> None:
    found = count(referral(incident="a"), referral(incident="a", seriousness=None), written=ONCE)
    assert found.reading == Interval(1, 1)
    assert found.doubts == []


def test_possible_events_of_one_other_incident_add_one() -> None:
    doubtful = referral(incident="b", seriousness=None)
    found = count(referral(incident="a"), doubtful, {**doubtful, "date": "2026-11-02"}, written=ONCE)
    assert found.reading == Interval(1, 2)
    assert len(found.possible) == 2


def test_a_possible_event_of_an_incident_not_known_asks_for_both() -> None:
    found = count(referral(seriousness=None), written=ONCE)
    assert found.reading == Interval(0, 1)
    assert [[field.name for field in fields] for _, fields in found.doubts] == [["seriousness", "incident"]]


# --- streaks ------------------------------------------------------------------------------------------------------

MISSED = "streak: core_groups\nwhere: {held: no}"


def streak(*groups: tuple[str | None, bool | None]) -> Measured:
    return measure(MISSED, {}, {"core_groups": [{"due_on": day, "held": held} for day, held in groups]})


DAY = "2026-0{}-01".format


@pytest.mark.parametrize(
    ("held", "low", "high"),
    [
        ([], 0, 0),
        ([False], 1, 1),
        ([False, False, True], 2, 2),
        ([True, False, False], 0, 0),
        ([False, True, False], 1, 1),
        ([False, None, False, True, False], 1, 3),
        ([None, False], 0, 2),
        ([False, None], 1, 2),
    ],
)
def test_a_streak_runs_back_from_the_newest(held: list[bool | None], low: int, high: int) -> None:
    found = streak(*((DAY(9 - back), each) for back, each in enumerate(held)))
    assert found.reading == Interval(low, high)


@pytest.mark.parametrize(("undated", "low", "high"), [(False, 2, 3), (None, 0, 3), (True, 0, 2)])
def test_an_event_without_a_date_may_be_the_newest(undated: bool | None, low: int, high: int) -> None:  # noqa: FBT001
    found = streak((DAY(2), False), (DAY(1), False), (None, undated))
    assert found.reading == Interval(low, high)
    assert "due_on" in {field.name for _, fields in found.doubts for field in fields}


def test_an_event_without_a_date_may_break_a_run_that_asks_when_each_was() -> None:
    days = [{"due_on": DAY(2)}, {"due_on": DAY(1)}, {"due_on": None}]
    found = measure("streak: core_groups\nwhere: {due_on: before 2026-03-01}", {}, {"core_groups": days})
    assert found.reading == Interval(0, 3), "dated 1 May 2026, it would be the newest and not one of the run"
    assert whys(found.possible)[0] == "a core group without a date may have ended the run"


@pytest.mark.parametrize("wanted", [False, True])
def test_on_one_day_the_run_is_counted_before_its_break(wanted: bool) -> None:  # noqa: FBT001
    groups = [{"due_on": day, "held": held} for day, held in ((DAY(2), True), (DAY(2), False), (DAY(1), wanted))]
    written = MISSED.replace("no", "yes" if wanted else "no")
    assert measure(written, {}, {"core_groups": groups}).reading == Interval(1, 1)


def test_a_streak_says_what_ended_it_and_what_has_not_come_yet() -> None:
    found = streak(("2026-12-01", False), (DAY(3), False), (DAY(2), True), (DAY(1), False))
    assert whys(found.left_out) == [
        "dated after 23 November 2026",
        "the core group was held",
        "earlier than the core group of 1 February 2026, which ended the run",
    ]


# --- lengths of time ----------------------------------------------------------------------------------------------

LATE = "days from: injury.seen_on\nto: contact.received_on"


def test_days_are_reckoned_from_one_date_to_the_other() -> None:
    found = measure(LATE, {"contact": {"received_on": "2026-11-20"}}, {"injury": {"seen_on": "2026-11-17"}})
    assert found.reading == Interval(3, 3)
    assert found.origin == "injury.seen_on 2026-11-17 to contact.received_on 2026-11-20"


def test_days_are_below_nothing_when_the_dates_are_the_other_way_round() -> None:
    found = measure(LATE, {"contact": {"received_on": "2026-11-17"}}, {"injury": {"seen_on": "2026-11-20"}})
    assert found.reading == Interval(-3, -3)


def test_working_days_leave_out_weekends() -> None:
    working = LATE.replace("days from", "working days from")
    found = measure(working, {"contact": {"received_on": "2026-11-23"}}, {"injury": {"seen_on": "2026-11-20"}})
    assert found.reading == Interval(1, 1)


def test_today_is_the_day_of_the_decision() -> None:
    found = measure("days from: contact.received_on\nto: today", {"contact": {"received_on": "2026-11-20"}})
    assert (found.reading, found.origin) == (Interval(3, 3), "contact.received_on 2026-11-20 to as_of 2026-11-23")


def test_a_length_with_a_date_missing_is_not_known() -> None:
    found = measure(LATE, {"contact": {"received_on": "2026-11-20"}})
    assert (found.reading, found.origin) == (None, "injury.seen_on not known to contact.received_on 2026-11-20")


def test_a_length_from_a_date_that_does_not_apply_does_not_either() -> None:
    written = "days from: today\nto: child.expected_delivery_on"
    assert measure(written, {}, {"child": {"date_of_birth": "2026-01-01"}}).reading is DOES_NOT_APPLY
