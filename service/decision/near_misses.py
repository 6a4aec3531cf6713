"""Rules that only just are not met: where one number or one date stands between the child and the threshold.

Nothing here changes what is recommended. It says what would, so that nobody is surprised by the next referral or the
next week.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
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
    Definition,
    DefinitionRef,
    Elapsed,
    Is,
    NumberRange,
    Streak,
    Test,
    TimeRange,
)
from service.ruleset.vocabulary import Fact
from service.ruleset.wording import counted, date_words, noun, value_words

SOON_DAYS = 28
JUST_PASSED_DAYS = 31
DAY = timedelta(days=1)


class NearMisses:
    """Finds the near misses of one child, for the definitions of one ruleset."""

    def __init__(self, definitions: Mapping[str, Definition]) -> None:
        self.definitions = definitions

    def find(
        self, not_met: list[RuleTrace], as_of: date, values: Values, measured: Mapping[str, Measured]
    ) -> list[dict[str, str]]:
        """Return each near miss once, with its rule, in the order of the ruleset."""
        found: dict[tuple[str, str], None] = {}
        for trace in not_met:
            if trace.answers is not None:
                continue  # nothing but listed answers settles it, so no number or date is near
            for test in self._one_line_away(trace):
                says = _would_meet(test, as_of, values, measured)
                if says:
                    found[trace.rule.name, says] = None
        return [{"rule": rule, "says": says} for rule, says in found]

    def _one_line_away(self, trace: RuleTrace) -> Iterator[Test]:
        """Yield the lines of `when` any one of which, if it were met, would alone make the rule met."""
        if trace.rule.unless is not None and trace.node["unless"]["outcome"] != NOT_MET:
            return
        if trace.node["when"]["outcome"] == NOT_MET:
            yield from self._flips(trace.rule.when, trace.node["when"])

    def _flips(self, condition: Condition, node: Node) -> Iterator[Test]:
        if isinstance(condition, Block):
            yield from self._flips_of_block(condition, node)
        elif not isinstance(condition.subject, DefinitionRef):
            yield condition
        elif isinstance(condition.phrase, Is) and condition.phrase.value:
            yield from self._flips(self.definitions[condition.subject.name].when, node["when"])

    def _flips_of_block(self, block: Block, node: Node) -> Iterator[Test]:
        outcomes = [part["outcome"] for part in node["parts"]]
        needed = {BlockKind.ALL: len(outcomes), BlockKind.ANY: 1, BlockKind.AT_LEAST: block.needed}.get(block.kind, 0)
        if outcomes.count(MET) + 1 != needed:
            return
        for part, inner in zip(block.parts, node["parts"], strict=True):
            if inner["outcome"] == NOT_MET:
                yield from self._flips(part, inner)


# --- one line -----------------------------------------------------------------------------------------------------


def _would_meet(test: Test, as_of: date, values: Values, measured: Mapping[str, Measured]) -> str | None:
    """Return what would make a line met, when that is near; None when it is not."""
    subject, phrase = test.subject, test.phrase
    if isinstance(phrase, TimeRange) and isinstance(subject, Fact):
        return _in_time(phrase, values.get(subject.name), as_of)
    if not isinstance(phrase, NumberRange):
        return None
    if isinstance(subject, Count | Streak):
        return _more_events(subject, phrase, measured[subject.name])
    if isinstance(subject, Elapsed):
        return _with_time(subject, phrase, as_of, values)
    value = values.get(subject.name)
    if not isinstance(subject, Fact) or not isinstance(value, int):
        return None
    return _half_way(f"{subject.label} is {value_words(subject, value, as_of)}", value, phrase)


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
