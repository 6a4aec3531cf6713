"""Whether something known is what a phrase asks. Turns a phrase of the model into a function of a value and a day.

What is not known never comes here as a value: a caller has already answered that it is undetermined. Blocks combine
by strong Kleene logic. Never reads a clock.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from service.decision.values import DOES_NOT_APPLY, Reading
from service.decision.working_days import working_days_between
from service.ruleset.lengths import add_length
from service.ruleset.model import (
    BlockKind,
    DateRange,
    Is,
    Known,
    Length,
    NumberRange,
    OneOf,
    Outcome,
    Phrase,
    TimeRange,
)

# The outcomes as plain text, since they go into the answer as they are.
MET, NOT_MET, UNDETERMINED = (outcome.value for outcome in Outcome)

# Takes a known value and the day of the decision. The value's kind fits the phrase: the ruleset was checked.
Judge = Callable[[Any, date], bool]


def judge_of(phrase: Phrase) -> Judge:
    """Return the function that says whether a known value is what the phrase asks."""
    match phrase:
        case Is(value=wanted):
            return lambda value, _: value is wanted
        case OneOf(values=values):
            return lambda value, _: value in values
        case Known(value=wanted):
            return lambda _value, _day: wanted
        case TimeRange():
            return _time(phrase)
        case NumberRange(low=low, high=high):
            return lambda value, _: (low is None or value >= low) and (high is None or value <= high)
        case DateRange(low=first, high=last):
            return lambda value, _: (first is None or value >= first) and (last is None or value <= last)


def judge_reading(phrase: Phrase, reading: Reading | None) -> str:
    """Return the outcome of a phrase about a number that may lie anywhere in an interval."""
    if isinstance(phrase, Known):
        return MET if is_known(reading) is phrase.value else NOT_MET
    if reading is DOES_NOT_APPLY:
        return NOT_MET
    if reading is None or not isinstance(phrase, NumberRange):
        return UNDETERMINED
    low, high = phrase.low, phrase.high
    if (low is None or reading.low >= low) and (high is None or (reading.high is not None and reading.high <= high)):
        return MET
    if (low is not None and reading.high is not None and reading.high < low) or (
        high is not None and reading.low > high
    ):
        return NOT_MET
    return UNDETERMINED


def is_known(reading: Reading | None) -> bool:
    """Return whether only one number is left, or none can ever be."""
    return reading is DOES_NOT_APPLY or (reading is not None and reading.known)


def combine(kind: BlockKind, needed: int, outcomes: Sequence[str]) -> str:
    """Return the outcome of a block from those of its parts, in strong Kleene logic.

    >>> combine(BlockKind.ALL, 0, ["met", "undetermined"]), combine(BlockKind.ANY, 0, ["met", "undetermined"])
    ('undetermined', 'met')
    """
    return combiner(kind, needed)(outcomes)


def combiner(kind: BlockKind, needed: int) -> Callable[[Sequence[str]], str]:
    """Return what gives the outcome of one block from those of its parts."""
    if kind is BlockKind.ALL:
        return lambda parts: NOT_MET if NOT_MET in parts else UNDETERMINED if UNDETERMINED in parts else MET
    if kind is BlockKind.ANY:
        return lambda parts: MET if MET in parts else UNDETERMINED if UNDETERMINED in parts else NOT_MET
    if kind is BlockKind.NONE:
        return lambda parts: NOT_MET if MET in parts else UNDETERMINED if UNDETERMINED in parts else MET
    return lambda parts: _at_least(needed, parts)


def _at_least(needed: int, parts: Sequence[str]) -> str:
    if parts.count(MET) >= needed:
        return MET
    return NOT_MET if len(parts) - parts.count(NOT_MET) < needed else UNDETERMINED


def negate(outcome: str) -> str:
    """Return the outcome of the opposite condition."""
    return {MET: NOT_MET, NOT_MET: MET}.get(outcome, UNDETERMINED)


# --- time ---------------------------------------------------------------------------------------------------------

# By whether the limit is a least or a most, and whether it leaves out the limit itself.
_COMPARE = {
    (True, False): operator.ge,
    (True, True): operator.gt,
    (False, False): operator.le,
    (False, True): operator.lt,
}


def _time(phrase: TimeRange) -> Judge:
    limits = [
        _limit(length, phrase.direction, _COMPARE[least, left_out])
        for length, least, left_out in ((phrase.low, True, phrase.low_open), (phrase.high, False, phrase.high_open))
        if length is not None
    ]
    if len(limits) == 1:
        return limits[0]
    return lambda day, as_of: all(within(day, as_of) for within in limits)


def _limit(length: Length, direction: str, compare: Callable[[Any, Any], bool]) -> Judge:
    """Judge how far a day is from `as_of` against one length. Ages count on from the birth, the others from `as_of`."""
    if length.unit == "working days" and direction == "ahead":
        return lambda day, as_of: compare(working_days_between(as_of, day), length.count)
    if length.unit == "working days":
        return lambda day, as_of: compare(working_days_between(day, as_of), length.count)
    if direction == "age":
        return lambda born, as_of: compare(as_of, _shifted(born, length, 1))
    if direction == "ago":
        return lambda day, as_of: compare(_shifted(as_of, length, -1), day)
    return lambda day, as_of: compare(day, _shifted(as_of, length, 1))


def within(length: Length, as_of: date) -> Callable[[date], bool]:
    """Return what says whether a day that is not after `as_of` lies no further back than the length."""
    if length.unit == "working days":
        return lambda day: working_days_between(day, as_of) <= length.count
    return _shifted(as_of, length, -1).__le__


def _shifted(day: date, length: Length, sign: int) -> date:
    """Return the day moved by the length; a length beyond the calendar stops at its first or last day."""
    try:
        return add_length(day, length, sign)
    except (ValueError, OverflowError):
        return date.max if sign > 0 else date.min
