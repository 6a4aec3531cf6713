"""Where calendar time turns: edges are where the engines' own comparisons turn, and what is said of every day is so."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

import pytest

from service.assurance.solver.edges import (
    Edge,
    Patterns,
    Turn,
    away,
    column,
    fewest_and_most,
    nearest_and_furthest,
    telling_days,
)
from service.decision.judging import judge_of
from service.decision.working_days import FIRST, LAST, working_days_between
from service.ruleset.model import Length, TimeRange

MONTHS = (0, 1, 6, 7, 12, 30, 36, 192)


def day_near_a_month_end(rng: Random) -> date:
    day = date(1950, 1, 1) + timedelta(days=rng.randint(0, 50_000))
    return day if rng.random() < 0.5 else day.replace(day=1) - timedelta(days=rng.randint(0, 3))


def at_least(direction: str, length: Length, *, more: bool = False) -> TimeRange:
    assert direction in ("age", "ago", "ahead")
    return TimeRange(direction, length, more, None, high_open=False, words="")  # type: ignore[arg-type]


def turning(phrase: TimeRange, edge: Edge, as_of: date, *, later: bool = False) -> None:
    """Assert that a day is what the phrase asks up to the edge and no further; with `later`, from just after it on."""
    judge = judge_of(phrase)
    for days in range(-3, 4):
        day = as_of + timedelta(days=away(edge, as_of) + days)
        assert judge(day, as_of) is ((days > 0) if later else (days <= 0)), (as_of, day)


@pytest.mark.parametrize("months", MONTHS)
def test_ages_turn_at_their_edges(months: int) -> None:
    rng = Random(months)
    for _ in range(200):
        as_of = day_near_a_month_end(rng)
        turning(at_least("age", Length(months, "months")), Edge(Turn.BORN, months), as_of)
        turning(at_least("age", Length(months, "months"), more=True), Edge(Turn.BORN_BEFORE, months), as_of)


@pytest.mark.parametrize("months", MONTHS)
def test_dates_turn_at_their_edges(months: int) -> None:
    rng = Random(months)
    for _ in range(200):
        as_of = day_near_a_month_end(rng)
        turning(at_least("ago", Length(months, "months")), Edge(Turn.MONTHS, -months), as_of)
        turning(at_least("ahead", Length(months, "months"), more=True), Edge(Turn.MONTHS, months), as_of, later=True)


@pytest.mark.parametrize("count", [0, 1, 5, 10, 61])
def test_working_days_turn_at_their_edges(count: int) -> None:
    rng = Random(count)
    for _ in range(200):
        as_of = day_near_a_month_end(rng)
        turning(at_least("ago", Length(count, "working days")), Edge(Turn.WORKED, count), as_of)
        turning(at_least("ahead", Length(count, "working days")), Edge(Turn.WORKED, 1 - count), as_of, later=True)


@pytest.mark.parametrize(
    "edge", [Edge(Turn.BORN, 6), Edge(Turn.BORN_BEFORE, 192), Edge(Turn.MONTHS, -30), Edge(Turn.WORKED, 10)]
)
def test_no_day_lies_outside_what_is_said_of_every_day(edge: Edge) -> None:
    least, most = nearest_and_furthest(edge)
    found = {away(edge, date(1900, 1, 1) + timedelta(days=days)) for days in range(73_000)}
    assert (min(found), max(found)) == (least, most)


def test_telling_days_show_every_way_in_which_edges_lie_together() -> None:
    edges = [Edge(Turn.BORN, 6), Edge(Turn.BORN_BEFORE, 12), Edge(Turn.MONTHS, -12), Edge(Turn.MONTHS, 6)]
    patterns = Patterns()
    for edge in edges:
        patterns.add(edge)
    every_day = (date(1900, 1, 1) + timedelta(days=days) for days in range(73_414))
    assert {tuple(away(edge, day) for edge in edges) for day in every_day} == set(patterns.rows)
    for row, day in zip(patterns.rows, patterns.days, strict=True):
        assert tuple(away(edge, day) for edge in edges) == row
    assert patterns.apart(0, 2) == (
        min(row[2] - row[0] for row in patterns.rows),
        max(row[2] - row[0] for row in patterns.rows),
    )
    assert len(column(edges[0])) == len(telling_days())


def test_what_the_solver_is_told_of_working_days_is_so_of_every_stretch() -> None:
    """Of days d and working days w: 7w <= 5d + 10 and 193d <= 280w + 1800, as `days.py` says."""
    assert furthest_over(-5, -7) <= 10
    assert furthest_over(193, 280) <= 1800


def test_a_short_stretch_has_so_few_and_so_many_working_days() -> None:
    rng = Random(0)
    for length, (fewest, most) in enumerate(fewest_and_most()):
        starts = [date(1990, 1, 1) + timedelta(days=rng.randint(0, 15_000)) for _ in range(200)]
        found = [working_days_between(start, start + timedelta(days=length)) for start in starts]
        assert fewest <= min(found)
        assert max(found) <= most
    assert fewest_and_most()[14][1] == 10
    assert fewest_and_most()[4] == (0, 4), "from Thursday before Easter to Monday"


def furthest_over(days: int, working: int) -> int:
    """Return the most that `days` times the days less `working` times the working days comes to, over every stretch."""
    furthest, least = 0, 0
    start = FIRST
    for at in range(1, (LAST - FIRST).days + 1):
        value = days * at - working * working_days_between(start, start + timedelta(days=at))
        furthest, least = max(furthest, value - least), min(least, value)
    return furthest
