"""Where calendar time turns, seen from the day of the decision: the latest day on which something is still so.

An edge such as `6 months before` lies so many days from `as_of`, and how many differs from one `as_of` to another. The
solver takes edges as numbers of which it knows only what holds on every day from 1900 to 2100; all of that is worked
out here, from the calendar itself. Never reads a clock.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum, auto
from functools import cache
from operator import sub
from typing import Final

from service.decision.case_values import FIRST_DAY, LAST_DAY
from service.decision.working_days import add_working_days, is_working_day, working_days_between
from service.ruleset.lengths import add_months

FIRST, LAST = FIRST_DAY.toordinal(), LAST_DAY.toordinal()
NEAR: Final = 2026
LONGEST: Final = 45
NEVER: Final = 10_000_000  # so many days away, or ago, lies beyond every day there is


class Turn(Enum):
    """What turns at an edge."""

    BORN = auto()  # the latest birth that makes somebody at least so many months old
    BORN_BEFORE = auto()  # the latest birth that makes somebody older than that
    MONTHS = auto()  # so many months after as_of, or before it when negative
    WORKED = auto()  # the latest day from which at least so many working days have gone


@dataclass(frozen=True, slots=True)
class Edge:
    """One edge: what turns, and how many months or working days away."""

    turn: Turn
    count: int


def away(edge: Edge, as_of: date) -> int:
    """Return how many days after `as_of` the edge lies; before it when negative.

    >>> away(Edge(Turn.MONTHS, -6), date(2026, 8, 31)), away(Edge(Turn.BORN, 6), date(2027, 2, 28))
    (-184, -181)
    """
    try:
        return _MEASURES[edge.turn](as_of, edge.count)
    except (ValueError, OverflowError):  # beyond the calendar: on the far side of every day there is
        if edge.turn is Turn.WORKED and edge.count > 0:
            return -2 * edge.count - 30  # before 1900, and no further off than other days have it
        later = edge.count < 0 if edge.turn is Turn.WORKED else edge.turn is Turn.MONTHS and edge.count > 0
        return NEVER if later else -NEVER


def _months(as_of: date, count: int) -> int:
    return (add_months(as_of, count) - as_of).days


def _born(as_of: date, count: int) -> int:
    """On the last day of a month, whoever was born up to the end of the month so long ago is old enough."""
    latest = add_months(as_of, -count)
    if as_of.day == monthrange(as_of.year, as_of.month)[1]:
        latest = latest.replace(day=monthrange(latest.year, latest.month)[1])
    return (latest - as_of).days


def _born_before(as_of: date, count: int) -> int:
    return _born(as_of - timedelta(days=1), count) - 1


def _worked(as_of: date, count: int) -> int:
    after = 1 - count if count <= 0 or is_working_day(as_of) else -count
    return (add_working_days(as_of, after) - as_of).days - 1


_MEASURES = {Turn.BORN: _born, Turn.BORN_BEFORE: _born_before, Turn.MONTHS: _months, Turn.WORKED: _worked}


# --- every day there can be ---------------------------------------------------------------------------------------


@cache
def telling_days() -> tuple[date, ...]:
    """Return days on which months turn in every way they can: the first and the last few of each month.

    Between the 2nd and the 26th of a month nothing of that kind changes from one day to the next. Days of our own
    years come first, since they make the best examples.
    """
    years = sorted(range(FIRST_DAY.year, LAST_DAY.year + 1), key=lambda year: abs(year - NEAR))
    months = ((year, month) for year in years for month in range(1, 13))
    return tuple(
        date(year, month, day) for year, month in months for day in (1, *range(27, monthrange(year, month)[1] + 1))
    )


@cache
def column(edge: Edge) -> tuple[int, ...]:
    """Return how far away the edge lies on each of the telling days."""
    return tuple(away(edge, day) for day in telling_days())


@cache
def nearest_and_furthest(edge: Edge) -> tuple[int, int]:
    """Return the least and the most that the edge can be away, over every day there can be."""
    if edge.turn is not Turn.WORKED:
        return min(column(edge)), max(column(edge))
    found = [away(edge, date.fromordinal(day)) for day in range(FIRST, LAST + 1)]
    return min(found), max(found)


@cache
def fewest_and_most() -> tuple[tuple[int, int], ...]:
    """Return the fewest and the most working days in a stretch of 0 days, of 1, and so on, wherever it begins."""
    days = range(FIRST, LAST + 1)
    first = date.fromordinal(FIRST)
    counted = [working_days_between(first, date.fromordinal(day)) for day in days]
    apart = (list(map(sub, counted[length:], counted)) for length in range(LONGEST + 1))
    return tuple((min(each), max(each)) for each in apart)


class Patterns:
    """The ways in which edges can lie together, with a day for each. Grows as edges are added; working days aside."""

    def __init__(self) -> None:
        self.edges: list[Edge] = []
        self._kinds = [0] * len(telling_days())
        self.rows: list[tuple[int, ...]] = [()]
        self.days: list[date] = [telling_days()[0]]

    def add(self, edge: Edge) -> None:
        """Tell the days apart by one edge more."""
        kinds: dict[tuple[int, int], int] = {}
        rows: list[tuple[int, ...]] = []
        days: list[date] = []
        found = column(edge)
        for at, (kind, far) in enumerate(zip(self._kinds, found, strict=True)):
            if (kind, far) not in kinds:
                kinds[kind, far] = len(rows)
                rows.append((*self.rows[kind], far))
                days.append(telling_days()[at])
            self._kinds[at] = kinds[kind, far]
        self.rows, self.days = rows, days
        self.edges.append(edge)

    def apart(self, one: int, other: int) -> tuple[int, int]:
        """Return the least and the most that the other edge can lie after the one; both by their places."""
        differences = [row[other] - row[one] for row in self.rows]
        return min(differences), max(differences)
