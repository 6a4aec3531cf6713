"""One line of a condition, turned into a function that gives its node of the trace for what is known.

The nodes of yes-or-no facts and choices are made beforehand, one for each value, and shared by every decision.
INVARIANT: nobody changes a node once it is made.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

from service.decision.judging import MET, NOT_MET, UNDETERMINED, judge_of, judge_reading
from service.decision.measures import Measured
from service.decision.sentences import does_not_apply, knownness, measure_sayer, unsettled, value_sayer
from service.decision.values import DOES_NOT_APPLY, Interval, Value, Values
from service.ruleset.model import Count, Elapsed, Known, Streak, Test
from service.ruleset.vocabulary import Fact, Kind
from service.ruleset.wording import value_words

Node = dict[str, Any]
FactNode = Callable[[Value | None, date, str], Node]


class Run:
    """What is known of one child, and the nodes made so far, each condition's once."""

    __slots__ = ("_nodes", "_steps", "as_of", "measured", "values")

    def __init__(self, steps: list[Step], as_of: date, values: Values, measured: Mapping[str, Measured]) -> None:
        self._steps = steps
        self._nodes: list[Node | None] = [None] * len(steps)
        self.as_of, self.values, self.measured = as_of, values, measured

    def at(self, place: int) -> Node:
        """Return the node of the condition in this place among the steps."""
        node = self._nodes[place]
        if node is None:
            node = self._nodes[place] = self._steps[place](self)
        return node


Step = Callable[[Run], Node]


def is_listed(fact: Fact) -> bool:
    """Whether a fact has so few values that each node it can have is made beforehand."""
    return fact.kind in (Kind.YES_NO, Kind.CHOICE) and not fact.derived_from


def fact_step(test: Test, fact: Fact) -> Step:
    """Return the step that gives the node of a line about a fact."""
    name, make = fact.name, _fact_node(test, fact)
    if is_listed(fact):
        return _from_table(name, make, fact.choices or (True, False))
    if fact.derived_from:
        return lambda run: make(run.values.get(name), run.as_of, origin(fact, run.values))
    not_known = make(None, date.min, "")

    def step(run: Run) -> Node:
        value = run.values.get(name)
        return not_known if value is None else make(value, run.as_of, "")

    return step


def _from_table(name: str, make: FactNode, possible: Iterable[Value]) -> Step:
    """Choose among nodes made beforehand: what these say does not depend on the day."""
    table = {value: make(value, date.min, "") for value in (*possible, None, DOES_NOT_APPLY)}
    return lambda run: table[run.values.get(name)]


def _fact_node(test: Test, fact: Fact) -> FactNode:
    judged = _judged_known(test, test.phrase, fact) if isinstance(test.phrase, Known) else _judged(test, fact)

    def make(value: Value | None, as_of: date, derived: str) -> Node:
        outcome, says = judged(value, as_of)
        node = {"outcome": outcome, "fact": fact.name, "expected": test.phrase.words, "seen": _seen(fact, value, as_of)}
        if derived:
            node["from"] = derived
        node["says"] = says
        return node

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
    phrase, says, listed = test.phrase, measure_sayer(test, measure), not isinstance(measure, Elapsed)

    def step(run: Run) -> Node:
        found = run.measured[measure.name]
        outcome = judge_reading(phrase, found.reading)
        node = {"outcome": outcome, "measure": measure.name, "expected": phrase.words, "seen": reading_seen(found)}
        if not listed:
            return node | {"from": found.origin, "says": says(found, outcome)}
        events = {"counted": found.counted, "possible": found.possible, "left_out": found.left_out}
        return node | {"says": says(found, outcome)} | events

    return step


def reading_seen(measured: Measured) -> int | str | dict[str, int | None] | None:
    """Return the number seen: one number, what is sure and what is possible, or nothing when it is not known."""
    reading = measured.reading
    if not isinstance(reading, Interval):
        return DOES_NOT_APPLY.value if reading else None
    if reading.high is None and not measured.in_part:
        return None
    seen: dict[str, int | None] = {"definite": reading.low, "possible": reading.high}
    return reading.low if reading.known else seen
