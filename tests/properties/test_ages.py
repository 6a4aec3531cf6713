"""Calendar ages and spans of time, against a plainer way to count months, at month ends and leap days most of all."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import example, given
from hypothesis import strategies as st

from service.decision.judging import judge_of
from service.ruleset.phrases import read_phrase
from service.ruleset.shapes import Shape

BIRTHS = st.dates(date(2000, 1, 1), date(2026, 12, 31))
MONTHS = st.integers(0, 220)


def months_from(day: date, months: int) -> date:
    """Step month by month; a day the last month lacks becomes the last it has."""
    year, month = day.year, day.month
    for _ in range(abs(months)):
        month += 1 if months > 0 else -1
        year, month = {0: (year - 1, 12), 13: (year + 1, 1)}.get(month, (year, month))
    for number in range(day.day, 0, -1):
        try:
            return date(year, month, number)
        except ValueError:
            continue
    raise AssertionError


def holds(words: str, day: date, as_of: date, kind: str = "age") -> bool:
    """Return whether the phrase holds of a date of birth, or of another date."""
    return judge_of(read_phrase((words,), Shape(kind, "it")))(day, as_of)  # type: ignore[arg-type]


@given(BIRTHS, MONTHS, st.integers(-3, 3))
@example(date(2026, 8, 31), 6, 0)
@example(date(2024, 2, 29), 12, 0)
@example(date(2024, 2, 29), 12, -1)
@example(date(2025, 8, 30), 6, 0)
def test_an_age_is_reached_on_the_same_day_of_a_later_month(born: date, months: int, away: int) -> None:
    birthday = months_from(born, months)
    as_of = birthday + timedelta(days=away)
    assert holds(f"under {months} months", born, as_of) is (as_of < birthday)
    assert holds(f"at least {months} months", born, as_of) is (as_of >= birthday)
    assert holds(f"over {months} months", born, as_of) is (as_of > birthday)
    assert holds(f"at most {months} months", born, as_of) is (as_of <= birthday)


@given(BIRTHS, st.integers(0, 18), st.integers(0, 7000))
def test_a_year_is_twelve_months(born: date, years: int, days: int) -> None:
    as_of = born + timedelta(days=days)
    for how in ("under", "over", "at least", "at most"):
        assert holds(f"{how} {years} years", born, as_of) is holds(f"{how} {years * 12} months", born, as_of)


@given(BIRTHS, MONTHS, MONTHS, st.integers(0, 7000))
def test_between_holds_both_its_ends(born: date, one: int, two: int, days: int) -> None:
    low, high = sorted((one, two))
    as_of = born + timedelta(days=days)
    both = holds(f"at least {low} months", born, as_of) and holds(f"at most {high} months", born, as_of)
    assert holds(f"between {low} months and {high} months", born, as_of) is both


@given(BIRTHS, MONTHS, st.integers(0, 7000), st.integers(0, 800))
def test_nobody_gets_younger(born: date, months: int, days: int, later: int) -> None:
    as_of = born + timedelta(days=days)
    if holds(f"at least {months} months", born, as_of):
        assert holds(f"at least {months} months", born, as_of + timedelta(days=later))


@given(BIRTHS, st.integers(0, 40), st.integers(-60, 400))
def test_looking_back_starts_from_the_day_of_the_decision(as_of: date, months: int, back: int) -> None:
    day, edge = as_of - timedelta(days=back), months_from(as_of, -months)
    assert holds(f"in the last {months} months", day, as_of, "date") is (edge <= day <= as_of)
    assert holds(f"more than {months} months ago", day, as_of, "date") is (day < edge)


@given(BIRTHS, st.integers(0, 60), st.integers(-80, 80))
def test_days_and_weeks_are_counted_one_by_one(as_of: date, length: int, away: int) -> None:
    day = as_of + timedelta(days=away)
    assert holds(f"in the last {length} days", day, as_of, "date") is (-length <= away <= 0)
    assert holds(f"in the next {length} days", day, as_of, "date") is (0 <= away <= length)
    assert holds(f"more than {length} days ago", day, as_of, "date") is (-away > length)
    assert holds(f"in the next {length} weeks", day, as_of, "date") is (0 <= away <= 7 * length)
