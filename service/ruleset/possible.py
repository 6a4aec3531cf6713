"""What can be told of a condition at a glance: that nothing can meet it, or that everything does.

Cheap and never wrong in what it says, but silent on much: whatever it cannot tell, `threshold prove` can.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from service.ruleset.model import (
    Block,
    BlockKind,
    Condition,
    Count,
    DateRange,
    DefinitionRef,
    Is,
    Known,
    Length,
    NumberRange,
    OneOf,
    Phrase,
    Ruleset,
    Streak,
    Subject,
    Test,
    TimeRange,
)
from service.ruleset.vocabulary import Fact


def impossible(condition: Condition, ruleset: Ruleset) -> str:
    """Return why no case can meet the condition, in words that follow "because", or nothing when that is not plain."""
    if isinstance(condition, Test):
        return _impossible_test(condition, ruleset)
    reasons = [impossible(part, ruleset) for part in condition.parts]
    if condition.kind is BlockKind.ALL:
        return next(filter(None, reasons), "") or _contradiction(condition, ruleset)
    if condition.kind is BlockKind.NONE:
        sure = any(certain(part, ruleset) for part in condition.parts)
        return "something under `none` is always so" if sure else ""
    needed = condition.needed or 1
    return next(filter(None, reasons)) if len(reasons) - sum(map(bool, reasons)) < needed else ""


def certain(condition: Condition, ruleset: Ruleset) -> bool:
    """Return whether every case meets the condition, as far as that is plain."""
    if isinstance(condition, Test):
        return _certain_test(condition, ruleset)
    sure = sum(certain(part, ruleset) for part in condition.parts)
    if condition.kind is BlockKind.ALL:
        return sure == len(condition.parts)
    if condition.kind is BlockKind.NONE:
        return all(impossible(part, ruleset) for part in condition.parts)
    return sure >= (condition.needed or 1)


def _domain(subject: Subject) -> tuple[int | None, int | None]:
    """Return the least and most a number can be, None where there is no limit."""
    if isinstance(subject, Fact):
        return subject.least, subject.most
    return (0, None) if isinstance(subject, Count | Streak) else (None, None)


def _impossible_test(test: Test, ruleset: Ruleset) -> str:
    if isinstance(test.subject, DefinitionRef):
        definition = ruleset.definitions.get(test.subject.name)
        says_yes = isinstance(test.phrase, Is) and test.phrase.value
        return impossible(definition.when, ruleset) if definition and says_yes else ""
    if not isinstance(test.phrase, NumberRange):
        return ""
    least, most = _domain(test.subject)
    if _below(test.phrase.high, least) or _below(most, test.phrase.low):
        return f"`{test.subject.name}` is never {test.phrase.words}"
    return ""


def _certain_test(test: Test, ruleset: Ruleset) -> bool:
    if isinstance(test.subject, DefinitionRef):
        definition = ruleset.definitions.get(test.subject.name)
        return bool(
            definition and isinstance(test.phrase, Is) and test.phrase.value and certain(definition.when, ruleset)
        )
    if isinstance(test.phrase, NumberRange) and isinstance(test.subject, Count | Streak):
        return test.phrase.high is None and (test.phrase.low is None or test.phrase.low <= 0)
    return False


def _below(one: int | None, other: int | None) -> bool:
    return one is not None and other is not None and one < other


# --- two lines that cannot both hold ------------------------------------------------------------------------------


def _contradiction(block: Block, ruleset: Ruleset) -> str:
    by_subject: dict[str, list[Test]] = defaultdict(list)
    for test in _all_together(block, ruleset, set()):
        by_subject[test.subject.name].append(test)
    for name, tests in by_subject.items():
        for index, one in enumerate(tests):
            for other in tests[index + 1 :]:
                if _exclude(one, other):
                    return f"`{name}` cannot be both `{one.phrase.words}` and `{other.phrase.words}`"
    return ""


def _all_together(condition: Condition, ruleset: Ruleset, seen: set[str]) -> Iterator[Test]:
    """Yield the lines that must all hold for the condition to hold, looking into definitions that must be so."""
    if isinstance(condition, Block):
        if condition.kind is BlockKind.ALL:
            for part in condition.parts:
                yield from _all_together(part, ruleset, seen)
        return
    yield condition
    if isinstance(condition.subject, DefinitionRef) and isinstance(condition.phrase, Is) and condition.phrase.value:
        name = condition.subject.name
        if name in ruleset.definitions and name not in seen:
            yield from _all_together(ruleset.definitions[name].when, ruleset, seen | {name})


def _exclude(one: Test, other: Test) -> bool:
    a, b = one.phrase, other.phrase
    if isinstance(a, Known) or isinstance(b, Known):
        return _known_excludes(a, b)
    if isinstance(a, Is) and isinstance(b, Is):
        return a.value != b.value
    if isinstance(a, OneOf) and isinstance(b, OneOf):
        return not set(a.values) & set(b.values)
    if isinstance(a, TimeRange) and isinstance(b, TimeRange):
        return a.direction == b.direction and (_ends_before(a, b) or _ends_before(b, a))
    return _apart(a, b)


def _apart(a: Phrase, b: Phrase) -> bool:
    """Return whether two ranges of numbers or of dates do not touch."""
    if isinstance(a, NumberRange) and isinstance(b, NumberRange):
        return _below(a.high, b.low) or _below(b.high, a.low)
    if isinstance(a, DateRange) and isinstance(b, DateRange):
        return bool((a.high and b.low and a.high < b.low) or (b.high and a.low and b.high < a.low))
    return False


def _ends_before(a: TimeRange, b: TimeRange) -> bool:
    return _shorter(a.high, b.low, open_end=a.high_open or b.low_open)


def _known_excludes(a: Phrase, b: Phrase) -> bool:
    """`not known` goes with nothing but itself; `known` goes with everything but `not known`."""
    values = [phrase.value for phrase in (a, b) if isinstance(phrase, Known)]
    return False in values and values != [False, False]


def _shorter(one: Length | None, other: Length | None, *, open_end: bool) -> bool:
    """Return whether one length is plainly shorter than the other, or the same with an end left out."""
    if one is None or other is None:
        return False
    for units in ({"days": 1, "weeks": 7}, {"months": 1, "years": 12}, {"working days": 1}):
        if one.unit in units and other.unit in units:
            short, long = one.count * units[one.unit], other.count * units[other.unit]
            return short < long or (open_end and short == long)
    return False
