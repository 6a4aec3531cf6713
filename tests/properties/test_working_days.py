"""What holds of England's working days whatever the day."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from service.decision.working_days import add_working_days, is_working_day, working_days_between

DAYS = st.dates(date(1910, 1, 1), date(2110, 1, 1))
COUNTS = st.integers(-300, 300)


@given(DAYS, COUNTS)
def test_adding_gives_a_working_day_that_many_away(day: date, count: int) -> None:
    end = add_working_days(day, count)
    assert is_working_day(end)
    start = day if is_working_day(day) or count > 0 else add_working_days(day, 0)
    assert working_days_between(start, end) == count


@given(DAYS, st.integers(0, 500))
def test_between_is_what_counting_day_by_day_gives(start: date, length: int) -> None:
    days = [start + timedelta(days=away) for away in range(1, length + 1)]
    assert working_days_between(start, start + timedelta(days=length)) == sum(map(is_working_day, days))


@given(DAYS, DAYS, DAYS)
def test_between_adds_up_and_turns_round(first: date, second: date, third: date) -> None:
    assert working_days_between(first, second) == -working_days_between(second, first)
    whole = working_days_between(first, second) + working_days_between(second, third)
    assert working_days_between(first, third) == whole


@given(DAYS, COUNTS)
def test_a_working_day_more_is_later(day: date, count: int) -> None:
    start = add_working_days(day, 0)
    assert add_working_days(start, count) < add_working_days(start, count + 1)
