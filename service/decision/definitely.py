"""Conditions of the typed model, turned into the clauses that say when each is definitely met and definitely not met.

Negation is pushed down to the comparisons by De Morgan, so that nothing is ever concluded from an empty slot. A
condition is met when the one clause holds, not met when the other does and undetermined when neither does; the two
never hold together. Never sees a value.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from service.decision.clauses import (
    Clause,
    Compare,
    Either,
    Enough,
    Every,
    Reading,
    Settled,
    Slot,
    Unsettled,
    View,
    either,
    every,
)
from service.decision.errors import CouldNotDecide
from service.ruleset.lengths import DAYS, MONTHS
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
    Rule,
    Subject,
    Test,
    TimeRange,
)
from service.ruleset.vocabulary import Fact

# No limit may lie further from nought than LARGEST. Numbers further out than FURTHEST are brought in to it, which
# changes no answer; what does not apply is held still further out, BEYOND every number.
LARGEST, FURTHEST, BEYOND = 10**13, 10**14, 10**15
NO_LIMIT = -FURTHEST

# What the slot of a yes-or-no fact holds when it does not apply, and that of a choice nobody asks about.
NEITHER = 2
ANOTHER = 0

Range = NumberRange | TimeRange | DateRange


class Definitely:
    """Turns conditions into clauses. `words` numbers each word that is asked about, from 1 on, fact by fact."""

    def __init__(self) -> None:
        self.words: defaultdict[str, dict[str, int]] = defaultdict(dict)

    def rule(self, rule: Rule) -> Clause:
        """Return when the rule is met: `when` definitely is, and `unless` definitely is not."""
        parts = [self.settled(rule.when, met=True)]
        if rule.unless is not None:
            parts.append(self.settled(rule.unless, met=False))
        return every(parts)

    def settled(self, condition: Condition, *, met: bool) -> Clause:
        """Return when the condition is definitely met, or definitely not met."""
        return self._block(condition, met=met) if isinstance(condition, Block) else self._test(condition, met=met)

    def _block(self, block: Block, *, met: bool) -> Clause:
        side = met is not (block.kind is BlockKind.NONE)
        parts = tuple(self.settled(part, met=side) for part in block.parts)
        if block.kind is BlockKind.AT_LEAST:
            return _enough(block.needed if met else len(parts) - block.needed + 1, parts)
        return either(parts) if (block.kind is BlockKind.ANY) is met else every(parts)

    def _test(self, test: Test, *, met: bool) -> Clause:
        subject, phrase = test.subject, test.phrase
        if isinstance(phrase, Known):
            return _known(subject, known=phrase.value is met)
        if isinstance(subject, DefinitionRef) and isinstance(phrase, Is):
            return Settled(subject.name, phrase.value is met)
        if isinstance(subject, Fact):
            return self._of_fact(subject.name, phrase, met=met)
        if isinstance(phrase, NumberRange) and not isinstance(subject, DefinitionRef):
            return _of_measure(subject.name, phrase, met=met)
        raise CouldNotDecide(f"`{subject.name}` cannot be compared with `{phrase.words}`")

    def _of_fact(self, name: str, phrase: Is | OneOf | Range, *, met: bool) -> Clause:
        if isinstance(phrase, OneOf):
            return self._one_of(name, phrase.values, met=met)
        if isinstance(phrase, Is):
            return Compare(Slot(Reading.YES_OR_NO, name), "$eq" if met else "$neq", int(phrase.value))
        if met:
            return every(_compare(Slot(end.reading, name), end.kept, end) for end in _ends(phrase))
        return either(_compare(Slot(end.reading, name, end.beyond), end.broken, end) for end in _ends(phrase))

    def _one_of(self, name: str, values: tuple[str, ...], *, met: bool) -> Clause:
        slot, numbers = Slot(Reading.CHOICE, name), self.words[name]
        asked = [numbers.setdefault(word, len(numbers) + 1) for word in values]
        if met:
            return either(Compare(slot, "$eq", number) for number in asked)
        return every([Compare(slot, "$neq", number) for number in asked] or [Compare(slot, "$gte", ANOTHER)])


def _enough(needed: int, parts: tuple[Clause, ...]) -> Clause:
    if needed <= 1:
        return either(parts) if needed == 1 else Every(())
    if needed >= len(parts):
        return every(parts) if needed == len(parts) else Either(())
    return Enough(needed, parts)


def _known(subject: Subject, *, known: bool) -> Clause:
    if isinstance(subject, DefinitionRef):
        sides = Settled(subject.name, met=True), Settled(subject.name, met=False)
        return either(sides) if known else Unsettled(subject.name)
    reading = Reading.KNOWN if isinstance(subject, Fact) else Reading.MEASURED
    return Compare(Slot(reading, subject.name), "$eq", int(known))


# --- ranges -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class End:
    """One end of a range: the least (`is_low`) or the most a number may be, the limit itself left out or not."""

    reading: Reading
    is_low: bool
    limit: int
    is_open: bool = False

    @property
    def kept(self) -> str:
        """How a number within this end compares with the limit."""
        return ("$gt" if self.is_open else "$gte") if self.is_low else ("$lt" if self.is_open else "$lte")

    @property
    def broken(self) -> str:
        """How a number beyond this end compares with the limit."""
        return {"$gt": "$lte", "$gte": "$lt", "$lt": "$gte", "$lte": "$gt"}[self.kept]

    @property
    def beyond(self) -> View:
        """The view in which what does not apply lies beyond this end."""
        return View.FLOOR if self.is_low else View.CEILING


def _of_measure(name: str, phrase: NumberRange, *, met: bool) -> Clause:
    """A measure lies between a least and a most: within the range when both are, outside when neither can be in it."""
    least, most = Slot(Reading.LEAST, name), Slot(Reading.MOST, name)
    if met:
        return every(_compare(least if end.is_low else most, end.kept, end) for end in _ends(phrase))
    under, over = Slot(Reading.MOST, name, View.FLOOR), Slot(Reading.LEAST, name, View.CEILING)
    return either(_compare(under if end.is_low else over, end.broken, end) for end in _ends(phrase))


def _compare(slot: Slot, how: str, end: End) -> Clause:
    if abs(end.limit) > LARGEST and end.limit != NO_LIMIT:
        raise CouldNotDecide(f"A condition on `{slot.name}` has a limit too large to be compared with")
    return Compare(slot, how, end.limit)


def _ends(phrase: Range) -> list[End]:
    """Return the ends of a range. A range with no ends is kept by every number there is."""
    if isinstance(phrase, NumberRange):
        reading, ends = Reading.NUMBER, _plain_ends(Reading.NUMBER, phrase.low, phrase.high)
    elif isinstance(phrase, DateRange):
        low, high = (day.toordinal() if day else None for day in (phrase.low, phrase.high))
        reading, ends = Reading.DAY, _plain_ends(Reading.DAY, low, high)
    else:
        reading, ends = Reading.DAYS_AGO, _time_ends(phrase)
    return list(ends) or [End(reading, is_low=True, limit=NO_LIMIT)]


def _plain_ends(reading: Reading, low: int | None, high: int | None) -> Iterator[End]:
    if low is not None:
        yield End(reading, is_low=True, limit=low)
    if high is not None:
        yield End(reading, is_low=False, limit=high)


_IN_DAYS = {"age": Reading.DAYS_AGO, "ago": Reading.DAYS_AGO, "ahead": Reading.DAYS_AHEAD}
_IN_MONTHS = {"age": Reading.HALF_MONTHS_OLD, "ago": Reading.HALF_MONTHS_AGO, "ahead": Reading.HALF_MONTHS_AHEAD}


def _time_ends(phrase: TimeRange) -> Iterator[End]:
    if phrase.low is not None:
        yield _time_end(phrase.direction, phrase.low, is_low=True, is_open=phrase.low_open)
    if phrase.high is not None:
        yield _time_end(phrase.direction, phrase.high, is_low=False, is_open=phrase.high_open)


def _time_end(direction: str, length: Length, *, is_low: bool, is_open: bool) -> End:
    if length.unit == "working days":
        reading = Reading.WORKING_DAYS_AHEAD if direction == "ahead" else Reading.WORKING_DAYS_AGO
        return End(reading, is_low, length.count, is_open)
    if length.unit in MONTHS:
        return End(_IN_MONTHS[direction], is_low, 2 * length.count * MONTHS[length.unit], is_open)
    return End(_IN_DAYS[direction], is_low, length.count * DAYS[length.unit], is_open)
