"""One phrase of a ruleset, changed one small thing at a time: a number, an operator word, a yes, a choice, a unit.

Only changes that mean something else are given: `more than 2` is `at least 3`, so that is no change.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from functools import singledispatch

from service.ruleset.model import (
    DateRange,
    Elapsed,
    Is,
    Known,
    Length,
    NumberRange,
    OneOf,
    Phrase,
    Subject,
    TimeRange,
    Unit,
)
from service.ruleset.vocabulary import Fact

OTHER_UNITS: dict[Unit, tuple[Unit, ...]] = {
    "days": ("working days", "weeks"),
    "working days": ("days",),
    "weeks": ("days", "months"),
    "months": ("weeks", "years"),
    "years": ("months",),
}


NOTHING = Length(0, "days")


def phrase_changes(phrase: Phrase, subject: Subject) -> Iterator[Phrase]:
    """Yield every phrase that differs from this one in one thing, each once."""
    seen = {_meaning(phrase, subject)}
    for changed in _changes(phrase, subject):
        meaning = _meaning(changed, subject)
        if meaning not in seen:
            seen.add(meaning)
            yield changed


def _meaning(phrase: Phrase, subject: Subject) -> Phrase:
    """Return the phrase without its words, and without limits that the numbers of its subject never pass."""
    bare = replace(phrase, words="", parameters=())
    if not isinstance(bare, NumberRange):
        return bare
    least, most = _bounds(subject)
    low = None if bare.low is None or (least is not None and bare.low <= least) else bare.low
    high = None if bare.high is None or (most is not None and bare.high >= most) else bare.high
    return replace(bare, low=low, high=high)


def _bounds(subject: Subject) -> tuple[int | None, int | None]:
    """Return the least and the most a number can be; time between two dates can go either way."""
    if isinstance(subject, Fact):
        return subject.least, subject.most
    return (None, None) if isinstance(subject, Elapsed) else (0, None)


@singledispatch
def _changes(phrase: Phrase, subject: Subject) -> Iterator[Phrase]:
    raise NotImplementedError(type(phrase).__name__, subject)


@_changes.register
def _(phrase: Is, _subject: Subject) -> Iterator[Phrase]:
    yield Is(not phrase.value, "no" if phrase.value else "yes")


@_changes.register
def _(phrase: Known, _subject: Subject) -> Iterator[Phrase]:
    yield Known(not phrase.value, "not known" if phrase.value else "known")


@_changes.register
def _(phrase: OneOf, subject: Subject) -> Iterator[Phrase]:
    choices = tuple(subject.choices) if isinstance(subject, Fact) else ()
    others = [choice for choice in choices if choice not in phrase.values]
    for value in phrase.values:
        left = tuple(each for each in phrase.values if each != value)
        if left or others:
            yield _one_of(left or tuple(others[:1]))
    for other in others:
        yield _one_of((*phrase.values, other))


def _one_of(values: tuple[str, ...]) -> OneOf:
    return OneOf(values, f"[{', '.join(values)}]")


@_changes.register
def _(phrase: NumberRange, subject: Subject) -> Iterator[Phrase]:
    low, high = phrase.low, phrase.high
    limits: list[tuple[int | None, int | None]] = []
    if low is not None:
        limits += [(low + 1, high), (low - 1, high), (None, low), (None, low - 1), (low, low), (None, high)]
    if high is not None:
        limits += [(low, high + 1), (low, high - 1), (high, None), (high + 1, None), (high, high), (low, None)]
    floor, ceiling = _bounds(subject)
    for least, most in limits:
        # A range that holds no number at all is not a small change of one that does.
        bottom = max((n for n in (least, floor) if n is not None), default=None)
        top = min((n for n in (most, ceiling) if n is not None), default=None)
        if bottom is None or top is None or bottom <= top:
            yield _numbers(least, most)


def _numbers(low: int | None, high: int | None) -> NumberRange:
    if low is not None and low == high:
        return NumberRange(low, high, f"{low}")
    if low is not None and high is not None:
        return NumberRange(low, high, f"between {low} and {high}")
    if low is None and high is None:
        return NumberRange(None, None, "any number")
    return NumberRange(low, high, f"at most {high}" if low is None else f"at least {low}")


@_changes.register
def _(phrase: TimeRange, subject: Subject) -> Iterator[Phrase]:
    yield from _low_changes(phrase)
    yield from _high_changes(phrase)
    if phrase.low == NOTHING and phrase.high and not (isinstance(subject, Fact) and subject.past):
        yield _times(phrase, low=None)


def _low_changes(phrase: TimeRange) -> Iterator[Phrase]:
    low, high = phrase.low, phrase.high
    if low is None or low == NOTHING:
        return
    for length in length_changes(low, working=phrase.direction != "age"):
        yield _times(phrase, low=length)
    yield _times(phrase, low_open=not phrase.low_open)
    if high is None:
        yield _times(phrase, low=NOTHING, low_open=False)
        yield _times(phrase, low=NOTHING, low_open=False, high=low, high_open=not phrase.low_open)
    else:
        yield _times(phrase, low=None, low_open=False)


def _high_changes(phrase: TimeRange) -> Iterator[Phrase]:
    low, high = phrase.low, phrase.high
    if high is None:
        return
    for length in length_changes(high, working=phrase.direction != "age"):
        yield _times(phrase, high=length)
    yield _times(phrase, high_open=not phrase.high_open)
    yield _times(phrase, low=low or NOTHING, high=None, high_open=False)
    yield _times(phrase, low=high, low_open=not phrase.high_open, high=None, high_open=False)


def _times(phrase: TimeRange, **changes: object) -> TimeRange:
    changed = replace(phrase, parameters=(), **changes)  # type: ignore[arg-type]
    words = [
        f"{'more than' if changed.low_open else 'at least'} {changed.low.count} {changed.low.unit}"
        if changed.low
        else "",
        f"{'under' if changed.high_open else 'at most'} {changed.high.count} {changed.high.unit}"
        if changed.high
        else "",
    ]
    suffix = "" if changed.direction == "age" else f" {changed.direction}"
    return replace(changed, words=" and ".join(filter(None, words)) + suffix)


def length_changes(length: Length, *, working: bool = False) -> Iterator[Length]:
    """Yield the length one more, one less, and in each unit near it; in working days only where those can be used."""
    yield replace(length, count=length.count + 1)
    if length.count > 1:
        yield replace(length, count=length.count - 1)
    for unit in OTHER_UNITS[length.unit]:
        if working or unit != "working days":
            yield replace(length, unit=unit)


@_changes.register
def _(phrase: DateRange, _subject: Subject) -> Iterator[Phrase]:
    day = timedelta(days=1)
    if phrase.low is not None:
        yield from (
            _dates(phrase.low + day, phrase.high),
            _dates(phrase.low - day, phrase.high),
            _dates(None, phrase.high),
        )
        yield _dates(None, phrase.low - day)
    if phrase.high is not None:
        yield from (
            _dates(phrase.low, phrase.high + day),
            _dates(phrase.low, phrase.high - day),
            _dates(phrase.low, None),
        )
        yield _dates(phrase.high + day, None)


def _dates(low: date | None, high: date | None) -> DateRange:
    return DateRange(low, high, f"between {low or 'any day'} and {high or 'any day'}")
