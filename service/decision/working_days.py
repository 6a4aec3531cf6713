"""England's working days. Turns a day and a number of working days into another day, and two days into a number.

A working day is Monday to Friday and not a bank holiday in England. The eight standing bank holidays are worked out
by rule for every year from 1900 to 2120; `bank_holidays.csv` beside this file lists each day that was added, or moved,
by proclamation. When a new one is proclaimed, add a line there. Days are exact from 1978, when the early May holiday
began; before that today's standing rules are used, and after the last proclaimed year the standing rules may yet be
added to. Never reads a clock.
"""

from __future__ import annotations

import csv
from array import array
from datetime import date, timedelta
from itertools import accumulate, compress
from pathlib import Path

FIRST, LAST = date(1900, 1, 1), date(2120, 12, 31)
SATURDAY = 5
MAY, AUGUST = 5, 8


def is_working_day(day: date) -> bool:
    """Return whether the day is Monday to Friday and not a bank holiday in England.

    >>> is_working_day(date(2026, 12, 28))
    False
    """
    return bool(_FLAGS[_place(day)])


def add_working_days(day: date, count: int) -> date:
    """Return the working day so many working days after `day`, which is day 0; before it when negative.

    With 0 it is the day itself, or the next working day when the day is not one.

    >>> add_working_days(date(2026, 12, 23), 10)
    datetime.date(2027, 1, 11)
    >>> add_working_days(date(2026, 11, 23), -1)
    datetime.date(2026, 11, 20)
    """
    place = _place(day)
    position = _UP_TO[place + 1] - 1 + count if count > 0 else _UP_TO[place] + count
    if not 0 <= position < len(_ORDINALS):
        raise ValueError(_BEYOND)
    return date.fromordinal(_ORDINALS[position])


def working_days_between(start: date, end: date) -> int:
    """Return how many working days come after `start`, up to and including `end`; less than 0 when `end` is earlier.

    >>> working_days_between(date(2026, 11, 20), date(2026, 11, 23))
    1
    """
    return _UP_TO[_place(end) + 1] - _UP_TO[_place(start) + 1]


def standing_holidays(year: int) -> list[date]:
    """Return the weekdays of one year that are bank holidays by rule, before any proclamation."""
    easter = easter_sunday(year)
    mondays = [
        _monday_from(date(year, MAY, 1)),
        _monday_from(date(year, MAY, 25)),
        _monday_from(date(year, AUGUST, 25)),
    ]
    fixed = _with_substitutes([date(year, 1, 1)]) + _with_substitutes([date(year, 12, 25), date(year, 12, 26)])
    return sorted([easter - timedelta(days=2), easter + timedelta(days=1), *mondays, *fixed])


def easter_sunday(year: int) -> date:
    """Return Easter Sunday in the Gregorian calendar, from the golden number, the century and the week.

    >>> easter_sunday(2026)
    datetime.date(2026, 4, 5)
    """
    golden, century = year % 19, year // 100
    # The age of the moon at the new year, put right for leap centuries and for the moon's own drift.
    moon = (century - century // 4 - (8 * century + 13) // 25 + 19 * golden + 15) % 30
    moon -= (moon // 28) * (1 - (29 // (moon + 1)) * ((21 - golden) // 11))
    weekday = (year + year // 4 + moon + 2 - century + century // 4) % 7
    return date(year, 3, 28) + timedelta(days=moon - weekday)


def proclaimed() -> tuple[frozenset[date], frozenset[date]]:
    """Return the bank holidays added by proclamation, and the standing ones they took the place of."""
    with Path(__file__).with_name("bank_holidays.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    added = frozenset(date.fromisoformat(row["day"]) for row in rows)
    dropped = frozenset(date.fromisoformat(row["instead_of"]) for row in rows if row["instead_of"])
    return added, dropped


def bank_holidays() -> frozenset[date]:
    """Return every weekday bank holiday from 1900 to 2120."""
    added, dropped = proclaimed()
    standing = {day for year in range(FIRST.year, LAST.year + 1) for day in standing_holidays(year)}
    return frozenset((standing - dropped) | added)


def _monday_from(day: date) -> date:
    return day + timedelta(days=-day.weekday() % 7)


def _with_substitutes(days: list[date]) -> list[date]:
    """Return the holidays with each that falls on a weekend moved to the next weekday that is not one already."""
    taken = [day for day in days if day.weekday() < SATURDAY]
    for day in days:
        if day.weekday() >= SATURDAY:
            moved = _monday_from(day)
            taken.append(moved if moved not in taken else moved + timedelta(days=1))
    return taken


def _place(day: date) -> int:
    if not FIRST <= day <= LAST:
        raise ValueError(_BEYOND)
    return day.toordinal() - FIRST.toordinal()


def _working() -> bytearray:
    """Return 1 for each working day from the first day on, and 0 for each other day."""
    length = LAST.toordinal() - FIRST.toordinal() + 1
    week = bytearray(int((FIRST.weekday() + place) % 7 < SATURDAY) for place in range(7))
    flags = (week * (length // 7 + 1))[:length]
    for day in bank_holidays():
        flags[day.toordinal() - FIRST.toordinal()] = 0
    return flags


_BEYOND = f"Working days are known from {FIRST.year} to {LAST.year} only"
_FLAGS = _working()
_UP_TO = array("l", accumulate(_FLAGS, initial=0))
_ORDINALS = array("l", compress(range(FIRST.toordinal(), LAST.toordinal() + 1), _FLAGS))
