"""What scenarios could show of a ruleset: each rule met, not met and open, each of its conditions and limits deciding.

A part is a rule, or a definition that rules rest on. A condition *decides* in a case when the part would be met with it
met, and not with it not met, or the other way about, everything else staying as it is (masking MC/DC).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from service.decision.working_days import working_days_between
from service.ruleset.lengths import add_length
from service.ruleset.model import (
    Block,
    BlockKind,
    Condition,
    Count,
    DateRange,
    Length,
    NumberRange,
    Rule,
    Ruleset,
    Test,
    TimeRange,
)
from service.ruleset.vocabulary import Fact
from service.ruleset.wording import clause

ALWAYS, NEVER = Block(BlockKind.ALL, ()), Block(BlockKind.ANY, ())
NEAR_DAYS = 10


class Sort(StrEnum):
    """What a scenario shows. The last five are about one condition of the part."""

    MET = "met"
    NOT_MET = "not_met"
    UNDETERMINED = "undetermined"
    ONLY_REASON = "only_reason"
    DECIDES_MET = "decides_met"
    DECIDES_NOT_MET = "decides_not_met"
    UNDER = "under"
    AT = "at"
    OVER = "over"

    @property
    def words(self) -> str:
        """What it is, as it follows the name of a rule or condition."""
        return _WORDS.get(self, self.value.replace("_", " "))


_WORDS = {
    Sort.ONLY_REASON: "the only reason for a step",
    Sort.DECIDES_MET: "met, and that decides",
    Sort.DECIDES_NOT_MET: "not met, and that decides",
    Sort.UNDER: "just under",
    Sort.AT: "just at",
    Sort.OVER: "just over",
}
OUTCOMES = (Sort.MET, Sort.NOT_MET, Sort.UNDETERMINED)
LIMITS = (Sort.UNDER, Sort.AT, Sort.OVER)


@dataclass(frozen=True, slots=True)
class Limit:
    """One end of a range. `flips_under` is where the condition turns: just under the limit, or else just over it."""

    phrase: NumberRange | TimeRange | DateRange
    is_low: bool

    @property
    def flips_under(self) -> bool:
        """Whether the condition comes out differently just under the limit and at it."""
        phrase = self.phrase
        if isinstance(phrase, TimeRange):
            left_out = phrase.low_open if self.is_low else phrase.high_open
            return self.is_low is not left_out
        return self.is_low

    @property
    def value(self) -> int | Length | date:
        """The limit itself."""
        found = self.phrase.low if self.is_low else self.phrase.high
        assert found is not None  # noqa: S101 - a limit is made only where there is one
        return found

    @property
    def words(self) -> str:
        """The limit as people write it."""
        value = self.value
        return f"{value.count} {value.unit}" if isinstance(value, Length) else str(value)

    def distance(self, value: Any, as_of: date) -> int:  # noqa: ANN401 - a number or a day, as the phrase asks
        """Return how far past the limit a value is, in its own steps: 0 at it, less than 0 under it."""
        limit = self.value
        if isinstance(limit, int):
            return int(value - limit)
        if isinstance(limit, date):
            return int((value - limit).days)
        assert isinstance(self.phrase, TimeRange)  # noqa: S101 - only those have lengths
        return _past(self.phrase.direction, limit, value, as_of)

    def shows(self, sort: Sort, value: Any, as_of: date) -> bool:  # noqa: ANN401 - as above
        """Return whether a value is under, at or over the limit, and just so on the side where the condition turns."""
        distance = self.distance(value, as_of)
        if sort is Sort.AT:
            return distance == 0
        if sort is Sort.UNDER:
            return distance == -1 if self.flips_under else distance < 0
        return distance > 0 if self.flips_under else distance == 1

    def probes(self, sort: Sort, as_of: date) -> list[NumberRange | DateRange]:
        """Return phrases that ask for a value just under, at or just over the limit on one day."""
        away = {Sort.UNDER: -1, Sort.AT: 0, Sort.OVER: 1}[sort]
        limit = self.value
        if isinstance(limit, int):
            return [NumberRange(limit + away, limit + away, str(limit + away))]
        days = [limit] if isinstance(limit, date) else [_near(self.phrase, limit, as_of)]
        near = [day + timedelta(days=off) for day in days for off in range(-NEAR_DAYS, NEAR_DAYS + 1)]
        return [DateRange(day, day, str(day)) for day in near if self.distance(day, as_of) == away]


def _past(direction: str, limit: Length, day: date, as_of: date) -> int:
    if limit.unit == "working days":
        between = working_days_between(as_of, day) if direction == "ahead" else working_days_between(day, as_of)
        return between - limit.count
    if direction == "age":
        return (as_of - add_length(day, limit, 1)).days
    if direction == "ago":
        return (add_length(as_of, limit, -1) - day).days
    return (day - add_length(as_of, limit, 1)).days


def _near(phrase: object, limit: Length, as_of: date) -> date:
    ahead = isinstance(phrase, TimeRange) and phrase.direction == "ahead"
    if limit.unit == "working days":
        days = limit.count * 7 // 5
        return as_of + timedelta(days=days if ahead else -days)
    return add_length(as_of, limit, 1 if ahead else -1)


def limits_of(test: Test) -> list[Limit]:
    """Return the limits a condition has; none where it asks for a word, an answer, or whether something is known."""
    phrase = test.phrase
    if not isinstance(phrase, NumberRange | TimeRange | DateRange):
        return []
    ends = ((phrase.low, True), (phrase.high, False))
    return [Limit(phrase, is_low) for end, is_low in ends if end is not None and not _is_none(end, test, is_low=is_low)]


def _is_none(end: int | Length | date, test: Test, *, is_low: bool) -> bool:
    """Return whether an end is no limit: today itself, or the least there can be."""
    if isinstance(end, Length):
        return end.count == 0
    least = test.subject.least if isinstance(test.subject, Fact) else 0 if isinstance(test.subject, Count) else None
    return is_low and isinstance(end, int) and least is not None and end <= least


@dataclass(frozen=True, slots=True)
class Part:
    """A rule or a definition, with everything it asks as one condition and each line of that."""

    kind: str
    name: str
    title: str
    condition: Condition = field(compare=False)
    lines: tuple[Test, ...] = field(compare=False)
    rule: Rule | None = field(default=None, compare=False)

    def line_words(self, at: int) -> str:
        """Return one line as it is read back in English."""
        return clause(self.lines[at])


def parts_of(ruleset: Ruleset) -> list[Part]:
    """Return every rule, then every definition, in the order of the file."""
    rules = [_part("rule", rule.name, rule.title, _whole(rule), rule) for rule in ruleset.rules.values()]
    return [*rules, *(_part("definition", each.name, each.name, each.when) for each in ruleset.definitions.values())]


def _part(kind: str, name: str, title: str, condition: Condition, rule: Rule | None = None) -> Part:
    return Part(kind, name, title, condition, tuple(_lines(condition)), rule)


def _whole(rule: Rule) -> Condition:
    return Block(BlockKind.ALL, (rule.when, Block(BlockKind.NONE, (rule.unless,)))) if rule.unless else rule.when


def _lines(condition: Condition) -> Iterator[Test]:
    if isinstance(condition, Test):
        yield condition
    else:
        for part in condition.parts:
            yield from _lines(part)


def with_line(condition: Condition, at: int, *, met: bool) -> Condition:
    """Return the condition with one of its lines, counted from 0, always met or never."""
    changed, _ = _with_line(condition, at, ALWAYS if met else NEVER)
    return changed


def _with_line(condition: Condition, at: int, instead: Block) -> tuple[Condition, int]:
    """Return the condition changed, and how many lines are left to count before the one meant."""
    if isinstance(condition, Test):
        return (instead if at == 0 else condition), at - 1
    parts: list[Condition] = []
    for part in condition.parts:
        changed, at = _with_line(part, at, instead)
        parts.append(changed)
    return Block(condition.kind, tuple(parts), condition.needed), at


@dataclass(frozen=True, slots=True)
class Aim:
    """One thing a scenario could show of a part; of one of its lines, and one limit of that, where it is about one."""

    part: Part
    sort: Sort
    line: int | None = None
    limit: Limit | None = None

    @property
    def words(self) -> str:
        """What is to be shown, in words."""
        about = f"“{self.part.title}”" if self.part.kind == "rule" else f"the definition “{self.part.title}”"
        if self.line is None:
            return f"{about} {self.sort.words}"
        line = self.part.line_words(self.line)
        if self.limit:
            return f"{about}: {self.sort.words} {self.limit.words} where “{line}” decides"
        return f"{about}: “{line}” {self.sort.words}"


def aims_of(part: Part) -> Iterator[Aim]:
    """Yield everything scenarios could show of a part."""
    for sort in OUTCOMES:
        yield Aim(part, sort)
    if part.rule:
        yield Aim(part, Sort.ONLY_REASON)
    for at, test in enumerate(part.lines):
        yield Aim(part, Sort.DECIDES_MET, at)
        yield Aim(part, Sort.DECIDES_NOT_MET, at)
        for limit in limits_of(test):
            for sort in LIMITS:
                yield Aim(part, sort, at, limit)
