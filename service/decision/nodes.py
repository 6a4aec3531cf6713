"""One line of a condition, turned into a function that gives its node of the trace for what is known.

A node goes with its outcome and with the reasons for it: the sentences that settle it, or that keep it open. The nodes
of yes-or-no facts and choices are made beforehand, one for each value, those of numbers when they are first seen, and
all of them are shared by every decision.
INVARIANT: nobody changes a node once it is made.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any, TypeVar

from service.decision.judging import MET, NOT_MET, UNDETERMINED, judge_of, judge_reading
from service.decision.measures import Measured
from service.decision.sentences import does_not_apply, knownness, measure_sayer, unsettled, value_sayer
from service.decision.values import DOES_NOT_APPLY, Interval, Value, Values
from service.ruleset.model import Count, Elapsed, Known, Streak, Test
from service.ruleset.vocabulary import Fact, Kind
from service.ruleset.wording import value_words

# How many nodes or traces of one condition or rule are kept for reuse before they are let go.
MOST_KEPT = 256

Node = dict[str, Any]
Reasons = tuple[str, ...]
Seen = tuple[str, Node, Reasons]  # the outcome of a condition, its node, and why
FactNode = Callable[[Value | None, date, str], Seen]
_Key = TypeVar("_Key")
_Kept = TypeVar("_Kept")


class Run:
    """What is known of one child, and the nodes made so far, each condition's once."""

    __slots__ = ("_seen", "_steps", "as_of", "measured", "values")

    def __init__(self, steps: list[Step], as_of: date, values: Values, measured: Mapping[str, Measured]) -> None:
        self._steps = steps
        self._seen: list[Seen | None] = [None] * len(steps)
        self.as_of, self.values, self.measured = as_of, values, measured

    def at(self, place: int) -> Seen:
        """Return what the condition in this place among the steps comes to."""
        seen = self._seen[place]
        if seen is None:
            seen = self._seen[place] = self._steps[place](self)
        return seen


Step = Callable[[Run], Seen]


def keep(kept: dict[_Key, _Kept], key: _Key, made: _Kept) -> None:
    """Keep what a key comes to, letting all go when there is too much."""
    if len(kept) >= MOST_KEPT:
        kept.clear()
    kept[key] = made


def is_listed(fact: Fact) -> bool:
    """Whether a fact is such that the nodes it can have are kept: it has few values, and they are nobody's own."""
    return fact.kind in {Kind.YES_NO, Kind.CHOICE, Kind.NUMBER} and not fact.derived_from


def fact_step(test: Test, fact: Fact) -> Step:
    """Return the step that gives the node of a line about a fact."""
    name, make = fact.name, _fact_node(test, fact)
    if is_listed(fact):
        known = () if fact.kind is Kind.NUMBER else fact.choices or (True, False)
        return _from_table(name, make, known)
    if fact.derived_from:
        return lambda run: make(run.values.get(name), run.as_of, origin(fact, run.values))
    not_known = make(None, date.min, "")

    def step(run: Run) -> Seen:
        value = run.values.get(name)
        return not_known if value is None else make(value, run.as_of, "")

    return step


def _from_table(name: str, make: FactNode, possible: Iterable[Value]) -> Step:
    """Choose among nodes made before: what these say does not depend on the day."""
    table: dict[Value | None, Seen]
    table = {value: make(value, date.min, "") for value in (*possible, None, DOES_NOT_APPLY)}

    def step(run: Run) -> Seen:
        value = run.values.get(name)
        seen = table.get(value)
        if seen is None:
            seen = make(value, date.min, "")
            keep(table, value, seen)
        return seen

    return step


def _fact_node(test: Test, fact: Fact) -> FactNode:
    judged = _judged_known(test, test.phrase, fact) if isinstance(test.phrase, Known) else _judged(test, fact)

    name, words = fact.name, test.phrase.words

    def make(value: Value | None, as_of: date, derived: str) -> Seen:
        outcome, says = judged(value, as_of)
        node = {"outcome": outcome, "fact": name, "expected": words, "seen": _seen(fact, value, as_of)}
        if derived:
            node["from"] = derived
        node["says"] = says
        return outcome, node, (says,)

    return make


def _judged(test: Test, fact: Fact) -> Callable[[Value | None, date], tuple[str, str]]:
    judge, says = judge_of(test.phrase), value_sayer(test, fact)
    open_words, nothing_words = unsettled(test), does_not_apply(fact)

    def judged(value: Value | None, as_of: date) -> tuple[str, str]:
        if value is None:
            return UNDETERMINED, open_words
        if value is DOES_NOT_APPLY:
            return NOT_MET, nothing_words
        met = judge(value, as_of)
        return MET if met else NOT_MET, says(value, met, as_of)

    return judged


def _judged_known(test: Test, phrase: Known, fact: Fact) -> Callable[[Value | None, date], tuple[str, str]]:
    known_words, open_words = knownness(test, known=True), knownness(test, known=False)
    nothing_words = does_not_apply(fact)

    def judged(value: Value | None, _: date) -> tuple[str, str]:
        if value is None:
            return NOT_MET if phrase.value else MET, open_words
        return MET if phrase.value else NOT_MET, nothing_words if value is DOES_NOT_APPLY else known_words

    return judged


def _seen(fact: Fact, value: Value | None, as_of: date) -> bool | int | str | None:
    if value is DOES_NOT_APPLY:
        return DOES_NOT_APPLY.value
    if isinstance(value, date):
        return value_words(fact, value, as_of) if fact.kind is Kind.AGE else value.isoformat()
    return value


def origin(fact: Fact, values: Values) -> str:
    """Return what a fact was worked out from: `child.date_of_birth 2026-07-13`; nothing when it was sent itself."""
    for name in fact.derived_from:
        value = values.get(name)
        if isinstance(value, date):
            return f"{name} {value.isoformat()}"
    return ""


# --- measures -----------------------------------------------------------------------------------------------------


def measure_step(test: Test, measure: Count | Streak | Elapsed) -> Step:
    """Return the step that gives the node of a line about a measure."""
    name, words = measure.name, test.phrase.words
    said = _sayer(test, measure)
    if isinstance(measure, Elapsed):

        def elapsed(run: Run) -> Seen:
            found = run.measured[name]
            outcome, seen, says = said(found)
            node = {"outcome": outcome, "measure": name, "expected": words, "seen": seen}
            return outcome, node | {"from": found.origin, "says": says}, (says,)

        return elapsed

    def counted(run: Run) -> Seen:
        found = run.measured[name]
        outcome, seen, says = said(found)
        node = {
            "outcome": outcome,
            "measure": name,
            "expected": words,
            "seen": seen,
            "says": says,
            "counted": found.counted,
            "possible": found.possible,
            "left_out": found.left_out,
        }
        return outcome, node, (says,)

    return counted


def _sayer(test: Test, measure: Count | Streak | Elapsed) -> Callable[[Measured], tuple[str, Any, str]]:
    """Return what gives the outcome of a line about a measure, the number seen, and the sentence."""
    says = measure_sayer(test, measure)
    kept: dict[object, tuple[str, Any, str]] = {}

    def said(found: Measured) -> tuple[str, Any, str]:
        key = (found.reading, found.in_part)
        made = kept.get(key)
        if made is None:
            outcome = judge_reading(test.phrase, found.reading)
            made = outcome, reading_seen(found), says(found, outcome)
            keep(kept, key, made)
        return made

    return said


def reading_seen(measured: Measured) -> int | str | dict[str, int | None] | None:
    """Return the number seen: one number, what is sure and what is possible, or nothing when it is not known."""
    reading = measured.reading
    if not isinstance(reading, Interval):
        return DOES_NOT_APPLY.value if reading else None
    if reading.high is None and not measured.in_part:
        return None
    seen: dict[str, int | None] = {"definite": reading.low, "possible": reading.high}
    return reading.low if reading.known else seen
