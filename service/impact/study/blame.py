"""Which facts are to blame for what is not settled: not known, and asked about on every way to an answer.

As the live service asks its questions: an undetermined line counts when it is reached through undetermined conditions
alone; a fact that is worked out counts as the one a person is asked for; a detail waits for the question that opens it,
and is not asked once that is answered otherwise.
"""

from __future__ import annotations

import operator
from collections.abc import Iterator
from dataclasses import dataclass
from functools import reduce
from typing import Any

import ibis

from service.impact.columns import Conditions
from service.impact.comparisons import Days, opposite
from service.impact.layout import NO, ROW, column
from service.impact.stage import NO_LIMIT, Stage
from service.impact.study.decided import Decided, Side
from service.ruleset.model import Condition, Count, DefinitionRef, Elapsed, Is, Ruleset, Streak, Test
from service.ruleset.vocabulary import EventList, Fact, Kind


@dataclass(frozen=True, slots=True)
class Blamed:
    """A fact or list of events that is not known, and for how many children that leaves a step open."""

    step: str
    fact: str
    cases: int


def blame(decided: Decided, side: Side) -> list[Blamed]:
    """Return, for each step a version leaves open, the facts to blame, the worst first."""
    strengths = decided.table.select(ROW, *side.steps.values()).rename({f"its_{ROW}": ROW})
    table = decided.stage.table.left_join(strengths, decided.stage.table[ROW] == strengths[f"its_{ROW}"])
    paths = _Paths(
        side.ruleset, Stage(Days(table, decided.stage.days.working), decided.stage.measures, decided.stage.nothing)
    )
    by_rule = {rule: paths.of_rule(rule) for rule in side.ruleset.rules}
    sums: dict[str, Any] = {}
    names: dict[str, tuple[str, str]] = {}
    for step, strength in side.steps.items():
        found: dict[str, list[Any]] = {}
        for rule in side.ruleset.rules.values():
            if step in rule.recommend:
                is_open = table[strength] < int(rule.recommend[step])
                for fact, reached in by_rule[rule.name].items():
                    found.setdefault(fact, []).append(is_open & reached)
        for fact, ways in found.items():
            key = f"blame_{len(names)}"
            names[key] = (step, fact)
            sums[key] = ibis.ifelse(reduce(operator.or_, ways), 1, 0).sum().cast("int64")
    if not sums:
        return []
    (row,) = decided.database.rows(table.aggregate(**sums))
    counted = [Blamed(*names[key], row[key] or 0) for key in names]
    return sorted((each for each in counted if each.cases), key=lambda each: (-each.cases, each.step, each.fact))


class _Paths:
    """Finds the undetermined lines of a rule that are reached through undetermined conditions alone."""

    def __init__(self, ruleset: Ruleset, stage: Stage) -> None:
        self._ruleset, self._conditions = ruleset, Conditions(ruleset, stage)
        self._stage, self._table = stage, stage.table

    def of_rule(self, name: str) -> dict[str, Any]:
        """Return each fact or list the rule may hang on, and whether it does."""
        rule = self._ruleset.rules[name]
        above = [] if rule.unless is None else [self._conditions.rule(rule).isnull()]
        found: dict[str, list[Any]] = {}
        for condition in (rule.when, rule.unless):
            if condition is None:
                continue
            for fact, reached in self._below(condition, above):
                found.setdefault(fact, []).append(reduce(operator.and_, reached))
        return {fact: reduce(operator.or_, ways) for fact, ways in found.items()}

    def _below(self, condition: Condition, above: list[Any]) -> Iterator[tuple[str, list[Any]]]:
        while not isinstance(condition, Test) and len(condition.parts) == 1:
            (condition,) = condition.parts
        reached = [*above, self._conditions.condition(condition).isnull()]
        if not isinstance(condition, Test):
            for part in condition.parts:
                yield from self._below(part, reached)
        elif isinstance(condition.subject, DefinitionRef):
            # A line that asks whether a definition is known is always settled, and leads nowhere.
            whose = above if isinstance(condition.phrase, Is) else reached
            yield from self._below(self._ruleset.definitions[condition.subject.name].when, whose)
        else:
            yield from self._asked_for(condition, reached)

    def _asked_for(self, test: Test, reached: list[Any]) -> Iterator[tuple[str, list[Any]]]:
        """Yield what a person would be asked for to settle a line: of a length of time, the end that is not known."""
        subject = test.subject
        if isinstance(subject, Count | Streak):
            yield from self._about_events(subject, reached)
        elif isinstance(subject, Elapsed):
            for end in filter(None, (subject.start, subject.end)):
                yield from self._about_fact(end, [*reached, opposite(self._known(end.name))])
        elif isinstance(subject, Fact):
            yield from self._about_fact(subject, reached)

    def _about_events(self, measure: Count | Streak, reached: list[Any]) -> Iterator[tuple[str, list[Any]]]:
        unlisted = self._table[self._stage.measures[measure].most] >= NO_LIMIT
        yield measure.events.name, [*reached, opposite(unlisted)]  # an event of which something is not known
        yield from self._opened(measure.events, measure.events.name, [*reached, unlisted])

    def _about_fact(self, fact: Fact, reached: list[Any]) -> Iterator[tuple[str, list[Any]]]:
        if not fact.ask:
            yield from self._opened(fact, fact.name, reached)
            return
        known = self._known(fact.ask)
        yield from self._opened(fact, fact.ask, [*reached, opposite(known)])
        yield from self._opened(fact, fact.name, [*reached, known])

    def _opened(self, about: Fact | EventList, asks: str, reached: list[Any]) -> Iterator[tuple[str, list[Any]]]:
        """Yield a question where it is open, else those that open it; nothing where one is answered otherwise."""
        known = [self._known(name) for name in about.ask_only_when]
        so = [self._answered_so(name, answers) for name, answers in about.ask_only_when.items()]
        not_otherwise = [opposite(here) | there for here, there in zip(known, so, strict=True)]
        yield asks, [*reached, *known, *so]
        for name, here in zip(about.ask_only_when, known, strict=True):
            opener = self._ruleset.vocabulary.facts[name]
            yield from self._about_fact(opener, [*reached, *not_otherwise, opposite(here)])

    def _known(self, name: str) -> Any:  # noqa: ANN401 - a column of yes and no
        known = self._table[column(name)].notnull()
        nothing = self._stage.nothing.get(name)
        return known if nothing is None else known | self._table[nothing]

    def _answered_so(self, name: str, answers: tuple[str, ...]) -> Any:  # noqa: ANN401 - the same
        value: Any = self._table[column(name)]
        yes_no = self._ruleset.vocabulary.facts[name].kind is Kind.YES_NO
        return value.isin([each == "yes" for each in answers] if yes_no else list(answers)).fill_null(NO)
