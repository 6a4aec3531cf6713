"""A phrase of the language as a column: whether what is known is what the phrase asks. Empty where nothing is known.

The same meaning as `service/decision/judging.py`, which judges live.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import reduce
from typing import Any

import ibis
from ibis.expr import types as ir

from service.impact.calendar import shifted
from service.impact.layout import AS_OF, NO, YES
from service.ruleset.model import DateRange, Is, Length, NumberRange, OneOf, Phrase, TimeRange

UNDETERMINED = ibis.null("boolean")

# By whether the limit is a least or a most, and whether it leaves out the limit itself.
_COMPARE: dict[tuple[bool, bool], Callable[..., Any]] = {
    (True, False): operator.ge,
    (True, True): operator.gt,
    (False, False): operator.le,
    (False, True): operator.lt,
}


@dataclass(frozen=True, slots=True)
class Days:
    """A table whose dates are compared with its `as_of`; `working` names the columns that count working days."""

    table: ir.Table
    working: Mapping[str, str] = field(default_factory=dict)

    def gone(self, name: str) -> ir.Value:
        """Return how many working days have gone from the date in a column up to `as_of`."""
        return self.table[self.working[AS_OF]] - self.table[self.working[name]]


def compared(days: Days, name: str, phrase: Phrase) -> ir.Value:
    """Return whether the value in the named column is what the phrase asks. Not for `known`: that is always settled."""
    value = days.table[name]
    if isinstance(phrase, Is):
        return value if phrase.value else opposite(value)
    if isinstance(phrase, OneOf):
        return value == phrase.values[0] if len(phrase.values) == 1 else value.isin(phrase.values)
    if isinstance(phrase, TimeRange):
        return every(value, _time_limits(days, name, phrase))
    if isinstance(phrase, NumberRange | DateRange):
        return every(value, _limits(value, phrase))
    raise TypeError(phrase)


def opposite(outcome: Any) -> Any:  # noqa: ANN401 - a column of yes, no and empty
    """Return the opposite of an outcome, empty where it is.

    Never written as NOT: Ibis 12 puts no brackets round one, and `NOT x IS NULL` asks something else.
    """
    return outcome == NO


def every(value: ir.Value, limits: Iterable[Any]) -> ir.Value:
    """Return that all limits hold; a range without limits holds for whatever is known."""
    found = list(limits)
    return reduce(operator.and_, found) if found else ibis.ifelse(value.notnull(), YES, UNDETERMINED)


def in_working_days(phrase: Phrase) -> bool:
    """Return whether the phrase compares a date with `as_of` in working days."""
    lengths = (phrase.low, phrase.high) if isinstance(phrase, TimeRange) else ()
    return any(length is not None and length.unit == "working days" for length in lengths)


def _limits(value: ir.Value, phrase: NumberRange | DateRange) -> Iterator[Any]:
    if phrase.low is not None:
        yield value >= phrase.low
    if phrase.high is not None:
        yield value <= phrase.high


def _time_limits(days: Days, name: str, phrase: TimeRange) -> Iterator[Any]:
    ends = ((phrase.low, True, phrase.low_open), (phrase.high, False, phrase.high_open))
    for length, least, is_open in ends:
        if length is not None:
            yield _time_limit(days, name, phrase.direction, length, _COMPARE[least, is_open])


def _time_limit(days: Days, name: str, direction: str, length: Length, compare: Callable[..., Any]) -> ir.Value:
    value, as_of = days.table[name], days.table[AS_OF]
    if length.unit == "working days":
        gone = days.gone(name)
        return compare(-gone if direction == "ahead" else gone, length.count)
    if direction == "age":
        return compare(as_of, shifted(value, length, 1))
    if direction == "ago":
        return compare(shifted(as_of, length, -1), value)
    return compare(value, shifted(as_of, length, 1))
