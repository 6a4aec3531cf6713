"""Which rules are met, said as plainly as it can be: the meaning both engines are held to.

Shares no evaluation code with either. Slow, and only for tests.
"""

from __future__ import annotations

import calendar
from datetime import date, timedelta
from functools import cache

import holidays

from service.decision.values import DOES_NOT_APPLY, Interval, Readings, Values
from service.ruleset.model import (
    Block,
    BlockKind,
    Condition,
    DateRange,
    DefinitionRef,
    Is,
    Known,
    Length,
    NumberRange,
    OneOf,
    Phrase,
    Ruleset,
    Test,
    TimeRange,
)
from service.ruleset.vocabulary import Fact

Truth = bool | None  # None is undetermined


class Oracle:
    def __init__(self, ruleset: Ruleset, as_of: date, values: Values, readings: Readings) -> None:
        self.ruleset, self.as_of, self.values, self.readings = ruleset, as_of, values, readings
        self.definitions: dict[str, Truth] = {}

    def met(self) -> tuple[str, ...]:
        return tuple(rule.name for rule in self.ruleset.rules.values() if self.rule(rule.name) is True)

    def rule(self, name: str) -> Truth:
        rule = self.ruleset.rules[name]
        unless = None if rule.unless is None else self.truth(rule.unless)
        return conjunction([self.truth(rule.when), True if rule.unless is None else negation(unless)])

    def truth(self, condition: Condition) -> Truth:
        if isinstance(condition, Test):
            return self.test(condition)
        return block(condition, [self.truth(part) for part in condition.parts])

    def definition(self, name: str) -> Truth:
        if name not in self.definitions:
            self.definitions[name] = self.truth(self.ruleset.definitions[name].when)
        return self.definitions[name]

    def test(self, test: Test) -> Truth:
        subject, phrase = test.subject, test.phrase
        if isinstance(subject, DefinitionRef):
            found = self.definition(subject.name)
            if isinstance(phrase, Known):
                return (found is not None) is phrase.value
            assert isinstance(phrase, Is)
            return found if phrase.value else negation(found)
        known = (self.values if isinstance(subject, Fact) else self.readings).get(subject.name)
        if isinstance(phrase, Known):
            settled = known is not None and not (isinstance(known, Interval) and known.low != known.high)
            return settled is phrase.value
        if known is None:
            return None
        if known is DOES_NOT_APPLY:
            return False
        return compare(known, phrase, self.as_of)


def block(condition: Block, truths: list[Truth]) -> Truth:
    if condition.kind is BlockKind.AT_LEAST:
        least, most = truths.count(True), truths.count(True) + truths.count(None)
        return True if least >= condition.needed else False if most < condition.needed else None
    if condition.kind is BlockKind.ALL:
        return conjunction(truths)
    some = negation(conjunction([negation(truth) for truth in truths]))
    return some if condition.kind is BlockKind.ANY else negation(some)


def conjunction(truths: list[Truth]) -> Truth:
    return False if False in truths else None if None in truths else True


def negation(truth: Truth) -> Truth:
    return None if truth is None else not truth


def compare(known: object, phrase: Phrase, as_of: date) -> Truth:
    if isinstance(known, Interval):
        assert isinstance(phrase, NumberRange)
        return compare_interval(known, phrase)
    match phrase:
        case Is():
            return known is phrase.value
        case OneOf():
            return known in phrase.values
        case NumberRange():
            assert isinstance(known, int)
            return within(known, phrase)
    assert isinstance(known, date)
    if isinstance(phrase, DateRange):
        return (phrase.low or date.min) <= known <= (phrase.high or date.max)
    assert isinstance(phrase, TimeRange)
    return low_end(known, phrase, as_of) and high_end(known, phrase, as_of)


def compare_interval(known: Interval, phrase: NumberRange) -> Truth:
    if within(known.low, phrase) and within(known.high, phrase):
        return True
    over = phrase.high is not None and known.low > phrase.high
    under = phrase.low is not None and known.high is not None and known.high < phrase.low
    return False if over or under else None


def within(number: int | None, phrase: NumberRange) -> bool:
    """A number of None has no limit."""
    low = phrase.low is None or number is None or number >= phrase.low
    return low and (phrase.high is None or (number is not None and number <= phrase.high))


def low_end(known: date, phrase: TimeRange, as_of: date) -> bool:
    if phrase.low is None:
        return True
    gone = beyond(known, phrase.direction, phrase.low, as_of)
    return gone > 0 if phrase.low_open else gone >= 0


def high_end(known: date, phrase: TimeRange, as_of: date) -> bool:
    if phrase.high is None:
        return True
    gone = beyond(known, phrase.direction, phrase.high, as_of)
    return gone < 0 if phrase.high_open else gone <= 0


def beyond(known: date, direction: str, length: Length, as_of: date) -> int:
    """How far past the length it is: days, or working days; 0 is exactly so long, less than 0 is not yet."""
    if length.unit == "working days":
        start, end = (as_of, known) if direction == "ahead" else (known, as_of)
        return working_days(start, end) - length.count
    if direction == "age":
        return (as_of - moved(known, length, 1)).days
    if direction == "ago":
        return (moved(as_of, length, -1) - known).days
    return (known - moved(as_of, length, 1)).days


def moved(day: date, length: Length, sign: int) -> date:
    if length.unit in ("days", "weeks"):
        return day + sign * timedelta(days=length.count * (7 if length.unit == "weeks" else 1))
    months = day.year * 12 + day.month - 1 + sign * length.count * (12 if length.unit == "years" else 1)
    year, month = months // 12, months % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


@cache
def working_days(start: date, end: date) -> int:
    """Working days after `start` up to and including `end`, one at a time; less than 0 when `end` is earlier."""
    if end < start:
        return -working_days(end, start)
    days = (start + timedelta(days=gone) for gone in range(1, (end - start).days + 1))
    return sum(day.weekday() < 5 and day not in england() for day in days)


@cache
def england() -> frozenset[date]:
    return frozenset(holidays.country_holidays("GB", subdiv="ENG", years=range(1990, 2045)))
