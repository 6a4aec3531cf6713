"""Rules that only just are not met: where one number or one date stands between the child and the threshold.

Nothing here changes what is recommended. It says what would, so that nobody is surprised by the next referral or the
next week.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta

from service.decision.explanation import RuleTrace
from service.decision.judging import MET, NOT_MET, judge_of, judge_reading
from service.decision.measures import Measured, elapsed
from service.decision.nodes import Node
from service.decision.values import Interval, Values
from service.ruleset.model import (
    Block,
    BlockKind,
    Condition,
    Count,
    DefinitionRef,
    Elapsed,
    Is,
    NumberRange,
    Ruleset,
    Streak,
    Test,
    TimeRange,
)
from service.ruleset.vocabulary import Fact
from service.ruleset.wording import counted, date_words, noun, value_words

SOON_DAYS = 28
JUST_PASSED_DAYS = 31
DAY = timedelta(days=1)


# Says what would make a line met, when that is near; None when it is not.
Says = Callable[[date, Values, Mapping[str, Measured]], str | None]
# Takes the node of a condition that is not met. Returns the lines any one of which would alone, once met, make it so.
Finder = Callable[[Node], list[Says]]


class NearMisses:
    """Finds the near misses of one child, for one ruleset. Where a number or a date stands is looked up beforehand."""

    def __init__(self, ruleset: Ruleset) -> None:
        self._definitions = ruleset.definitions
        finders = {rule.name: self._finder(rule.when) for rule in ruleset.rules.values()}
        self._finders = {name: finder for name, finder in finders.items() if finder is not None}

    def find(
        self, not_met: list[RuleTrace], as_of: date, values: Values, measured: Mapping[str, Measured]
    ) -> list[dict[str, str]]:
        """Return each near miss once, with its rule, in the order of the ruleset."""
        found: dict[tuple[str, str], None] = {}
        for rule, _, node, _ in not_met:
            finder = self._finders.get(rule.name)
            when = node["when"]
            if finder is None or when["outcome"] != NOT_MET or _is_excepted(node):
                continue
            for would_meet in finder(when):
                says = would_meet(as_of, values, measured)
                if says:
                    found[rule.name, says] = None
        return [{"rule": rule, "says": says} for rule, says in found]

    # --- getting ready ---

    def _finder(self, condition: Condition) -> Finder | None:
        """Return what finds the lines that are one step away; None where no line could ever be near."""
        if isinstance(condition, Block):
            return self._finder_in_block(condition)
        if not isinstance(condition.subject, DefinitionRef):
            says = _line(condition)
            return None if says is None else lambda _: [says]
        if not isinstance(condition.phrase, Is) or not condition.phrase.value:
            return None
        inner = self._finder(self._definitions[condition.subject.name].when)
        return None if inner is None else lambda node: inner(node["when"])

    def _finder_in_block(self, block: Block) -> Finder | None:
        found = [(place, self._finder(part)) for place, part in enumerate(block.parts)]
        finders = [(place, finder) for place, finder in found if finder is not None]
        needed = {BlockKind.ALL: len(found), BlockKind.ANY: 1, BlockKind.AT_LEAST: block.needed}.get(block.kind, 0)
        if not finders or not needed:
            return None

        def find(node: Node) -> list[Says]:
            parts = node["parts"]
            if [part["outcome"] for part in parts].count(MET) + 1 != needed:
                return []
            found: list[Says] = []
            for place, finder in finders:
                if parts[place]["outcome"] == NOT_MET:
                    found += finder(parts[place])
            return found

        return find


def _is_excepted(node: Node) -> bool:
    """Whether an `unless` may keep the rule from being met."""
    return "unless" in node and bool(node["unless"]["outcome"] != NOT_MET)


# --- one line -----------------------------------------------------------------------------------------------------


def _line(test: Test) -> Says | None:
    """Return what says when a line is near; None when it is about nothing that comes near."""
    subject, phrase = test.subject, test.phrase
    if isinstance(phrase, TimeRange) and isinstance(subject, Fact):
        return lambda as_of, values, _: _in_time(phrase, values.get(subject.name), as_of)
    if not isinstance(phrase, NumberRange):
        return None
    if isinstance(subject, Elapsed):
        return lambda as_of, values, _: _with_time(subject, phrase, as_of, values)
    if phrase.low is None or isinstance(subject, DefinitionRef):
        return None
    if isinstance(subject, Fact):
        return lambda as_of, values, _: _higher(subject, phrase, values.get(subject.name), as_of)
    return lambda _as_of, _values, measured: _more_events(subject, phrase, measured[subject.name])


def _higher(fact: Fact, phrase: NumberRange, value: object, as_of: date) -> str | None:
    if not isinstance(value, int):
        return None
    return _half_way(f"{fact.label} is {value_words(fact, value, as_of)}", value, phrase)


def _more_events(measure: Count | Streak, phrase: NumberRange, measured: Measured) -> str | None:
    reading = measured.reading
    if phrase.low is None or not isinstance(reading, Interval) or not (measured.counted or measured.possible):
        return None
    more = phrase.low - reading.low
    too_many = phrase.high is not None and (reading.high or 0) + more > phrase.high
    if more <= 0 or too_many:
        return None
    return f"{more} more {measure.one if more == 1 else measure.many} would meet this"


def _half_way(is_now: str, value: int, phrase: NumberRange) -> str | None:
    if phrase.low is None or not 0 < value < phrase.low <= 2 * value:
        return None
    return f"{is_now}; {phrase.low - value} more would meet this"


def _in_time(phrase: TimeRange, value: object, as_of: date) -> str | None:
    """Say when a length of time will be met, or until when an age was, if that is near."""
    if not isinstance(value, date):
        return None
    judge = judge_of(phrase)
    soon = next((day for day in _days(as_of, SOON_DAYS, DAY) if judge(value, day)), None)
    if soon:
        return _will_be_met(soon)
    if phrase.direction != "age":
        return None
    last = next((day for day in _days(as_of, JUST_PASSED_DAYS, -DAY) if judge(value, day)), None)
    return f"this was met until {date_words(last)}" if last else None


def _with_time(measure: Elapsed, phrase: NumberRange, as_of: date, values: Values) -> str | None:
    """Say when a length of time up to or from today will be met; one between two dates stays as it is."""
    if measure.start is None or measure.end is None:
        for day in _days(as_of, SOON_DAYS, DAY):
            if judge_reading(phrase, elapsed(measure, day, values)) == MET:
                return _will_be_met(day)
        return None
    now = elapsed(measure, as_of, values)
    if not isinstance(now, Interval):
        return None
    unit = "working days" if measure.working else "days"
    return _half_way(f"{noun(measure)} is {counted(now.low, unit)}", now.low, phrase)


def _will_be_met(day: date) -> str:
    return f"this will be met on {date_words(day)} if nothing changes"


def _days(start: date, count: int, step: timedelta) -> Iterator[date]:
    return (start + step * away for away in range(1, count + 1))
