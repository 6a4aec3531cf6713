"""Lengths of time, ages and dates, turned from words into phrases: `under 6 months`, `in the last 14 days`."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Literal, cast

from service.ruleset.model import DateRange, Length, TimeRange, Unit
from service.ruleset.shapes import NotUnderstood, Shape

Direction = Literal["age", "ago", "ahead"]
COMPARE = r"(?P<how>at least|more than|at most|no more than|fewer than|less than|under|over)"
ONE_WAY = {"no more than": "at most", "less than": "fewer than"}

_LENGTH = r"(?P<{0}>\d{{1,5}}) (?P<{0}_unit>working days?|days?|weeks?|months?|years?)"
_ONE = _LENGTH.format("one")
_TWO = _LENGTH.format("two")
_AGE = re.compile(rf"{COMPARE} {_ONE}")
_AGES = re.compile(rf"between {_ONE} and {_TWO}")
_AGO = re.compile(rf"{COMPARE} {_ONE} (?P<which>ago|ahead)")
_NEAR = re.compile(rf"in the (?P<which>last|next) {_ONE}")
_DAY = r"\d{4}-\d{2}-\d{2}|\d{1,2} [a-z]+ \d{4}"
_DATE = re.compile(rf"(?P<how>before|after|on) (?P<day>{_DAY})")
_DATES = re.compile(rf"between (?P<low>{_DAY}) and (?P<high>{_DAY})")
_MONTHS = [
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
]
LONGEST_DAYS = 120 * 366


def read_length(text: str) -> Length:
    """Return a length of time such as `6 months`. Raises NotUnderstood.

    >>> read_length("1 year")
    Length(count=1, unit='years')
    """
    found = re.fullmatch(_ONE, " ".join(text.casefold().split()))
    if not found:
        message = f"`{text}` is not a length of time"
        raise NotUnderstood(
            "wrong-value", message, "Write it like `12 months`; days, weeks, months and years can be used"
        )
    return _length(found, "one")


def _length(found: re.Match[str], which: str) -> Length:
    unit = found[f"{which}_unit"]
    length = Length(int(found[which]), cast("Unit", unit if unit.endswith("s") else f"{unit}s"))
    if _rough_days(length) > LONGEST_DAYS:
        raise NotUnderstood("too-long", f"`{length_text(length)}` is more than 120 years", "Check the number")
    return length


def length_text(length: Length) -> str:
    """Return the length as it is written: `1 month`, `6 months`."""
    return f"{length.count} {length.unit[:-1] if length.count == 1 else length.unit}"


def read_age(text: str, shape: Shape, parameters: tuple[str, ...]) -> TimeRange:
    """Return the range of ages said. Raises NotUnderstood."""
    between, compared = _AGES.fullmatch(text), _AGE.fullmatch(text)
    if "working day" in text:
        raise NotUnderstood("wrong-unit", "An age is not counted in working days", "Use days, weeks, months or years")
    if between:
        return _between(_length(between, "one"), _length(between, "two"), parameters)
    if compared:
        return _compared(compared, "age", parameters)
    message = f"`{shape.name}` is an age, and this says `{text}`"
    raise NotUnderstood("wrong-value", message, "Write it like `under 6 months` or `over 16 years`")


def _between(low: Length, high: Length, parameters: tuple[str, ...]) -> TimeRange:
    said = f"between {length_text(low)} and {length_text(high)}"
    if _rough_days(low) > _rough_days(high):
        raise NotUnderstood("empty-range", f"Nothing lies {said}", "Write the shorter one first")
    return TimeRange("age", low, low_open=False, high=high, high_open=False, words=said, parameters=parameters)


def _rough_days(length: Length) -> float:
    return length.count * {"days": 1, "working days": 1, "weeks": 7, "months": 30.44, "years": 365.25}[length.unit]


def _compared(found: re.Match[str], direction: Direction, parameters: tuple[str, ...]) -> TimeRange:
    length = _length(found, "one")
    how = found["how"]
    upper = how in ("under", "at most", "no more than", "fewer than", "less than")
    is_open = how in ("under", "over", "more than", "fewer than", "less than")
    words = {"less than": "under", "fewer than": "under", "more than": "over", "no more than": "at most"}
    written = words.get(how, how) if direction == "age" else ONE_WAY.get(how, how)
    said = f"{written} {length_text(length)}" + ("" if direction == "age" else f" {direction}")
    if upper:
        floor = None if direction == "age" else Length(0, "days")
        return TimeRange(
            direction, floor, low_open=False, high=length, high_open=is_open, words=said, parameters=parameters
        )
    return TimeRange(direction, length, low_open=is_open, high=None, high_open=False, words=said, parameters=parameters)


def read_date_phrase(text: str, shape: Shape, parameters: tuple[str, ...]) -> TimeRange | DateRange:
    """Return the range of dates said, fixed or reckoned from `as_of`. Raises NotUnderstood."""
    if found := _NEAR.fullmatch(text):
        direction: Direction = "ago" if found["which"] == "last" else "ahead"
        length = _length(found, "one")
        said = f"in the {found['which']} {length_text(length)}"
        now = Length(0, "days")
        return TimeRange(
            direction, now, low_open=False, high=length, high_open=False, words=said, parameters=parameters
        )
    if found := _AGO.fullmatch(text):
        if found["how"] in ("under", "over"):
            better = "fewer than" if found["how"] == "under" else "more than"
            raise NotUnderstood(
                "wrong-value", f"`{shape.name}` is a date, and this says `{text}`", f"Did you mean `{better}`?"
            )
        return _compared(found, cast("Direction", found["which"]), parameters)
    if found := _DATES.fullmatch(text):
        return _dates(found, parameters)
    if found := _DATE.fullmatch(text):
        return _date_limit(found["how"], read_day(found["day"]), parameters)
    raise NotUnderstood(
        "wrong-value",
        f"`{shape.name}` is a date, and this says `{text}`",
        "Write it like `before 2026-03-01`, `in the last 14 days` or `more than 10 working days ago`",
    )


def _dates(found: re.Match[str], parameters: tuple[str, ...]) -> DateRange:
    low, high = read_day(found["low"]), read_day(found["high"])
    if low > high:
        raise NotUnderstood("empty-range", f"Nothing lies between {low} and {high}", "Write the earlier date first")
    return DateRange(low, high, f"between {low} and {high}", parameters)


def _date_limit(how: str, day: date, parameters: tuple[str, ...]) -> DateRange:
    one = timedelta(days=1)
    low, high = {"before": (None, day - one), "after": (day + one, None), "on": (day, day)}[how]
    return DateRange(low, high, f"{how} {day}", parameters)


def read_day(text: str) -> date:
    """Return a date written `2026-03-01` or `1 March 2026`. Raises NotUnderstood when there is no such day.

    >>> read_day("1 March 2026")
    datetime.date(2026, 3, 1)
    """
    words = text.casefold().split()
    try:
        if len(words) == len(("day", "month", "year")):
            day = date(int(words[2]), _MONTHS.index(words[1]) + 1, int(words[0]))
        else:
            day = date.fromisoformat(text.strip())
    except ValueError:
        raise NotUnderstood("no-such-day", f"There is no day `{text}`", "Write it like `2026-03-01`") from None
    if not date(1900, 1, 1) <= day <= date(2100, 12, 31):
        raise NotUnderstood("no-such-day", f"`{text}` is not between 1900 and 2100", "Check the year")
    return day
