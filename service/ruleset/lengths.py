"""Calendar time between two days. Turns a length such as 6 months and a date into another date, and back.

Months are calendar months: a day that the month does not have becomes its last day, so six months after 31 August is
28 or 29 February (design.md §3, ages are calendar ages). Never reads a clock.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

from service.ruleset.model import Length

MONTHS = {"months": 1, "years": 12}
DAYS = {"days": 1, "weeks": 7}


def add_months(day: date, months: int) -> date:
    """Return the same day so many calendar months later (earlier when negative), or the month's last day.

    >>> add_months(date(2026, 8, 31), 6)
    datetime.date(2027, 2, 28)
    >>> add_months(date(2024, 3, 31), -1)
    datetime.date(2024, 2, 29)
    """
    year, month0 = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month0 + 1, min(day.day, monthrange(year, month0 + 1)[1]))


def add_length(day: date, length: Length, sign: int = 1) -> date:
    """Return the date one length later, or earlier with `sign` -1. The length is not in working days."""
    if length.unit in MONTHS:
        return add_months(day, sign * length.count * MONTHS[length.unit])
    return day + timedelta(days=sign * length.count * DAYS[length.unit])


def completed_months(start: date, end: date) -> int:
    """Return how many whole calendar months have gone from `start` to `end`, counting on from `start`.

    >>> completed_months(date(2026, 8, 31), date(2027, 2, 28))
    6
    >>> completed_months(date(2026, 8, 31), date(2027, 2, 27))
    5
    """
    months = (end.year - start.year) * 12 + end.month - start.month
    return months if add_months(start, months) <= end else months - 1
