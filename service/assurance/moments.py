"""Days and lengths as people say them: `today`, `3 months ago`, `in 10 weeks`, `1 March 2026`. Turns words into dates.

Everything is reckoned from a day the scenario names. Never reads a clock.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Final, cast

from service.decision.working_days import is_working_day
from service.ruleset.lengths import add_length
from service.ruleset.model import Length, Unit

MONTHS: Final = (
    "january february march april may june july august september october november december".split()  # noqa: SIM905
)
NEAR: Final = {"yesterday": -1, "today": 0, "tomorrow": 1}
NUMBERS: Final = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6}

_ONE_LENGTH: Final = re.compile(r"(\d{1,4}|[a-z]+) (working day|day|week|month|year)s?")
_WRITTEN: Final = re.compile(r"(\d{1,2}) ([a-z]+) (\d{4})")

WAYS_TO_SAY_A_DAY: Final = "`today`, `3 months ago`, `11 working days ago`, `in 10 weeks` or `1 March 2026`"


def read_lengths(words: str) -> tuple[Length, ...] | None:
    """Return the lengths said, largest first as written, or None when the words are not a length of time.

    >>> read_lengths("5 months and 30 days")
    (Length(count=5, unit='months'), Length(count=30, unit='days'))
    """
    lengths = [_one_length(part) for part in words.split(" and ")]
    return None if None in lengths else tuple(length for length in lengths if length)


def _one_length(words: str) -> Length | None:
    found = _ONE_LENGTH.fullmatch(words)
    if not found:
        return None
    said, unit = found.groups()
    count = int(said) if said.isdigit() else NUMBERS.get(said)
    return None if count is None else Length(count, cast("Unit", unit + "s"))


def move(day: date, lengths: tuple[Length, ...], sign: int) -> date:
    """Return the day so much later (earlier with `sign` -1), one length after another in the order they were said."""
    for length in lengths:
        if length.unit == "working days":
            day = _move_working_days(day, length.count, sign)
        else:
            day = add_length(day, length, sign)
    return day


def _move_working_days(day: date, count: int, sign: int) -> date:
    """Return the working day with so many working days after it, up to and including `day`; or after `day` with 1."""
    left = count
    if sign < 0:
        while left > 0 or not is_working_day(day):
            left -= is_working_day(day)
            day -= timedelta(days=1)
        return day
    while left > 0:
        day += timedelta(days=1)
        left -= is_working_day(day)
    return day


def read_moment(words: str, today: date) -> date | None:
    """Return the day the words mean when it is `today`, or None when they do not name a day.

    >>> read_moment("11 months and 29 days ago", date(2026, 11, 23))
    datetime.date(2025, 11, 24)
    >>> read_moment("on 1 March 2026", date(2026, 11, 23))
    datetime.date(2026, 3, 1)
    """
    words = " ".join(words.lower().split()).removeprefix("on ")
    if words in NEAR:
        return today + timedelta(days=NEAR[words])
    try:
        return _written(words) or _relative(words, today)
    except (ValueError, OverflowError):  # 30 February, or a day outside the calendar
        return None


def _written(words: str) -> date | None:
    found = _WRITTEN.fullmatch(words)
    if found:
        day, name, year = found.groups()
        months = [number for number, month in enumerate(MONTHS, start=1) if name in {month, month[:3]}]
        return date(int(year), months[0], int(day)) if months else None
    return date.fromisoformat(words) if re.fullmatch(r"\d{4}-\d{2}-\d{2}", words) else None


def _relative(words: str, today: date) -> date | None:
    sign = 1 if words.startswith("in ") else -1
    if sign < 0 and not words.endswith(" ago"):
        return None
    lengths = read_lengths(words.removeprefix("in ").removesuffix(" ago"))
    return move(today, lengths, sign) if lengths else None
