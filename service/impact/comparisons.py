"""A phrase of the language as a column: whether what is known is what the phrase asks. Empty where nothing is known.

The same meaning as `service/decision/judging.py`, which judges live.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Iterator
from functools import reduce
from typing import Any

import ibis
from ibis.expr import types as ir

from service.impact.calendar import number_of, shifted
from service.impact.layout import AS_OF
from service.ruleset.model import DateRange, Is, Length, NumberRange, OneOf, Phrase, TimeRange

# By whether the limit is a least or a most, and whether it leaves out the limit itself.
_COMPARE: dict[tuple[bool, bool], Callable[..., Any]] = {
    (True, False): operator.ge,
    (True, True): operator.gt,
    (False, False): operator.le,
    (False, True): operator.lt,
}


def compared(table: ir.Table, name: str, phrase: Phrase) -> ir.Value:
    """Return whether the value in the named column is what the phrase asks. Not for `known`: that is always settled."""
    value = table[name]
    if isinstance(phrase, Is):
        return value if phrase.value else ~value
    if isinstance(phrase, OneOf):
        return value.isin(phrase.values)
    if isinstance(phrase, TimeRange):
        return every(value.notnull(), _time_limits(table, name, phrase))
    if isinstance(phrase, NumberRange | DateRange):
        return every(value.notnull(), _limits(value, phrase))
    raise TypeError(phrase)


def every(known: ir.Value, limits: Iterable[Any]) -> ir.Value:
    """Return that all limits hold; a range without limits holds for whatever is known."""
    return reduce(operator.and_, limits, ibis.ifelse(known, True, ibis.null("boolean")))  # noqa: FBT003


def in_working_days(phrase: Phrase) -> bool:
    """Return whether the phrase compares a date with `as_of` in working days."""
    lengths = (phrase.low, phrase.high) if isinstance(phrase, TimeRange) else ()
    return any(length is not None and length.unit == "working days" for length in lengths)


def _limits(value: ir.Value, phrase: NumberRange | DateRange) -> Iterator[Any]:
    if phrase.low is not None:
        yield value >= phrase.low
    if phrase.high is not None:
        yield value <= phrase.high


def _time_limits(table: ir.Table, name: str, phrase: TimeRange) -> Iterator[Any]:
    ends = ((phrase.low, True, phrase.low_open), (phrase.high, False, phrase.high_open))
    for length, least, is_open in ends:
        if length is not None:
            yield _time_limit(table, name, phrase.direction, length, _COMPARE[least, is_open])


def _time_limit(table: ir.Table, name: str, direction: str, length: Length, compare: Callable[..., Any]) -> ir.Value:
    value, as_of = table[name], table[AS_OF]
    if length.unit == "working days":
        gone = table[number_of(AS_OF)] - table[number_of(name)]
        return compare(-gone if direction == "ahead" else gone, length.count)
    if direction == "age":
        return compare(as_of, shifted(value, length, 1))
    if direction == "ago":
        return compare(shifted(as_of, length, -1), value)
    return compare(value, shifted(as_of, length, 1))
