from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.assurance.moments import move, read_lengths, read_moment
from service.decision.working_days import working_days_between
from service.ruleset.lengths import add_months
from service.ruleset.model import Length

MONDAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("today", date(2026, 11, 23)),
        ("yesterday", date(2026, 11, 22)),
        ("tomorrow", date(2026, 11, 24)),
        ("5 days ago", date(2026, 11, 18)),
        ("a week ago", date(2026, 11, 16)),
        ("two months ago", date(2026, 9, 23)),
        ("12 months ago", date(2025, 11, 23)),
        ("12 months and 1 day ago", date(2025, 11, 22)),
        ("in 10 weeks", date(2027, 2, 1)),
        ("in 6 months and 1 day", date(2027, 5, 24)),
        ("1 working day ago", date(2026, 11, 20)),
        ("11 working days ago", date(2026, 11, 6)),
        ("in 15 working days", date(2026, 12, 14)),
        ("on 1 March 2026", date(2026, 3, 1)),
        ("1 Mar 2026", date(2026, 3, 1)),
        ("2026-03-01", date(2026, 3, 1)),
        ("  3   MONTHS ago ", date(2026, 8, 23)),
    ],
)
def test_a_day_is_said_as_people_say_it(words, day):
    assert read_moment(words, MONDAY) == day


@pytest.mark.parametrize(
    "words",
    ["soon", "30 February 2026", "2026-13-01", "3 moons ago", "some days ago", "ago", "in", "1 Smarch 2026", ""],
)
def test_what_is_not_a_day_is_none(words):
    assert read_moment(words, MONDAY) is None


def test_months_end_on_the_last_day_the_month_has():
    assert read_moment("6 months ago", date(2026, 8, 31)) == date(2026, 2, 28)


def test_lengths_keep_the_order_they_were_said_in():
    assert read_lengths("5 months and 30 days") == (Length(5, "months"), Length(30, "days"))
    assert read_lengths("5 months and some days") is None


@given(st.dates(date(2000, 1, 1), date(2060, 1, 1)), st.integers(0, 60))
def test_so_many_working_days_ago_has_so_many_working_days_after_it(day, count):
    start = move(day, (Length(count, "working days"),), -1)
    assert working_days_between(start, day) == count


@given(st.dates(date(2000, 1, 1), date(2060, 1, 1)), st.integers(0, 60))
def test_in_so_many_working_days_has_so_many_before_it(day, count):
    assert working_days_between(day, move(day, (Length(count, "working days"),), 1)) == count


@given(st.dates(date(2000, 1, 1), date(2060, 1, 1)), st.integers(0, 400))
def test_months_are_calendar_months(day, count):
    assert move(day, (Length(count, "months"),), 1) == add_months(day, count)
