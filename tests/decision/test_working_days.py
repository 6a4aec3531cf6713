"""England's working days, against the published examples and the `holidays` package."""

from __future__ import annotations

from datetime import date, timedelta

import holidays
import pytest

from service.decision.working_days import (
    FIRST,
    LAST,
    add_working_days,
    bank_holidays,
    is_working_day,
    proclaimed,
    working_days_between,
)


@pytest.mark.parametrize(
    ("day", "count", "expected"),
    [
        ("2026-11-23", 1, "2026-11-24"),
        ("2026-11-23", 7, "2026-12-02"),
        ("2026-11-23", 10, "2026-12-07"),
        ("2026-11-23", 15, "2026-12-14"),
        ("2026-11-23", 45, "2027-01-28"),
        ("2026-11-20", 1, "2026-11-23"),
        ("2026-12-23", 1, "2026-12-24"),
        ("2026-12-23", 10, "2027-01-11"),
        ("2026-12-23", 15, "2027-01-18"),
        ("2026-12-23", 45, "2027-03-01"),
        ("2026-11-24", -1, "2026-11-23"),
        ("2026-11-23", -1, "2026-11-20"),
        ("2026-11-22", -1, "2026-11-20"),  # from a Sunday
        ("2026-11-22", 1, "2026-11-23"),
        ("2026-11-23", 0, "2026-11-23"),
        ("2026-11-22", 0, "2026-11-23"),
    ],
)
def test_working_days_are_counted_from_the_day_after(day: str, count: int, expected: str) -> None:
    start, end = date.fromisoformat(day), date.fromisoformat(expected)
    assert add_working_days(start, count) == end
    if is_working_day(start):
        assert working_days_between(start, end) == count


def test_bank_holidays_agree_with_the_holidays_package_from_1978() -> None:
    england = holidays.country_holidays("GB", subdiv="ENG", years=range(1978, 2061))
    published = {day for day in england if day.weekday() < 5}
    assert {day for day in bank_holidays() if 1978 <= day.year <= 2060} == published


@pytest.mark.parametrize("day", ["2020-05-08", "2022-06-02", "2022-06-03", "2022-09-19", "2023-05-08"])
def test_proclaimed_days_are_not_working_days(day: str) -> None:
    assert not is_working_day(date.fromisoformat(day))


@pytest.mark.parametrize("day", ["2020-05-04", "2022-05-30", "2002-05-27", "2012-05-28"])
def test_a_holiday_that_was_moved_leaves_a_working_day(day: str) -> None:
    assert is_working_day(date.fromisoformat(day))


def test_every_proclaimed_day_is_a_weekday_with_a_name() -> None:
    added, dropped = proclaimed()
    assert all(day.weekday() < 5 for day in added | dropped)
    assert not added & dropped


@pytest.mark.parametrize("day", [FIRST - timedelta(days=1), LAST + timedelta(days=1)])
def test_outside_the_calendar_its_range_is_said(day: date) -> None:
    with pytest.raises(ValueError, match="Working days are known from 1900 to 2120 only"):
        is_working_day(day)


def test_counting_out_of_the_calendar_is_said() -> None:
    with pytest.raises(ValueError, match="1900 to 2120"):
        add_working_days(date(2120, 12, 30), 10)
    with pytest.raises(ValueError, match="1900 to 2120"):
        add_working_days(date(1900, 1, 2), -10)
