"""A ruleset over every case of a history at once: the typed model turned into columns, one for each rule.

The same meaning as the live engines, said in Ibis expressions, so that DuckDB, PostgreSQL and Spark all run it. Met is
true, not met is false, undetermined is empty: the logic of databases is Kleene's. Every construct of the language is
here.
"""

from __future__ import annotations

import operator
from collections.abc import Iterable, Mapping
from functools import reduce
from typing import Any

import ibis
from ibis.expr import types as ir

from service.impact.comparisons import UNDETERMINED, compared, every, opposite
from service.impact.layout import NO, YES, column
from service.impact.stage import Stage
from service.ruleset.model import (
    Block,
    BlockKind,
    Condition,
    DefinitionRef,
    Elapsed,
    Is,
    Known,
    Measure,
    NumberRange,
    Phrase,
    Rule,
    Ruleset,
    Test,
)
from service.ruleset.vocabulary import Fact


def outcomes(ruleset: Ruleset, stage: Stage, only: Iterable[str] | None = None) -> dict[str, ir.BooleanValue]:
    """Return the outcome of each rule by its name: true is met, false not met, empty undetermined."""
    conditions = Conditions(ruleset, stage)
    return {name: conditions.rule(ruleset.rules[name]) for name in (ruleset.rules if only is None else only)}


def strengths(ruleset: Ruleset, met: Mapping[str, ir.BooleanValue]) -> dict[str, ir.IntegerValue]:
    """Return how strongly each step the ruleset names is recommended: 0 is not at all, 3 is must.

    `met` holds the outcome of each rule. The steps below the threshold count where no rule is met.
    """
    surely = {name: outcome.fill_null(NO) for name, outcome in met.items()}
    none_met = opposite(reduce(operator.or_, surely.values()))
    found = {}
    for step in ruleset.steps.by_name:
        asked = [
            ibis.ifelse(surely[rule.name], int(rule.recommend[step]), 0)
            for rule in ruleset.rules.values()
            if step in rule.recommend
        ]
        if step in ruleset.below.recommend:
            asked.append(ibis.ifelse(none_met, int(ruleset.below.recommend[step]), 0))
        if asked:
            found[step] = ibis.greatest(*asked) if len(asked) > 1 else asked[0]
    return found


class Conditions:
    """Turns the conditions of one ruleset into columns of a stage."""

    def __init__(self, ruleset: Ruleset, stage: Stage) -> None:
        self._stage = stage
        self._definitions: dict[str, Any] = {}
        for definition in ruleset.definitions.values():
            self._definitions[definition.name] = self.condition(definition.when)

    def rule(self, rule: Rule) -> ir.BooleanValue:
        """Return the outcome of a rule."""
        when = self.condition(rule.when)
        return when if rule.unless is None else when & opposite(self.condition(rule.unless))

    def condition(self, condition: Condition) -> Any:  # noqa: ANN401 - a column of yes, no and empty
        """Return the outcome of a block or a line."""
        if isinstance(condition, Test):
            return self._test(condition)
        parts = [self.condition(part) for part in condition.parts]
        if condition.kind is BlockKind.AT_LEAST:
            return _at_least(condition, parts)
        if condition.kind is BlockKind.ALL:
            return reduce(operator.and_, parts)
        some = reduce(operator.or_, parts)
        return some if condition.kind is BlockKind.ANY else opposite(some)

    def _test(self, test: Test) -> ir.BooleanValue:
        subject, phrase = test.subject, test.phrase
        if isinstance(subject, DefinitionRef):
            return _of_definition(self._definitions[subject.name], phrase)
        if isinstance(subject, Fact):
            return self._of_fact(subject, phrase)
        return self._of_elapsed(subject, phrase) if isinstance(subject, Elapsed) else self._of_count(subject, phrase)

    def _of_fact(self, fact: Fact, phrase: Phrase) -> ir.BooleanValue:
        value = self._stage.table[column(fact.name)]
        if isinstance(phrase, Known):
            return self._known(fact.name, value, phrase)
        return self._unless_nothing(fact.name, compared(self._stage.days, column(fact.name), phrase))

    def _of_elapsed(self, measure: Elapsed, phrase: Phrase) -> ir.BooleanValue:
        days = self._stage.table[self._stage.measures[measure].least]
        if isinstance(phrase, Known):
            return self._known(measure, days, phrase)
        return self._unless_nothing(measure, compared(self._stage.days, days.get_name(), phrase))

    def _known(self, subject: str | Measure, value: ir.Value, phrase: Known) -> ir.BooleanValue:
        known = value.notnull()
        if subject in self._stage.nothing:
            known = known | self._stage.table[self._stage.nothing[subject]]
        return known if phrase.value else opposite(known)

    def _unless_nothing(self, subject: str | Measure, met: ir.Value) -> ir.Value:
        """Return the outcome of a comparison: not met wherever there is nothing to compare."""
        if subject not in self._stage.nothing:
            return met
        return ibis.ifelse(self._stage.table[self._stage.nothing[subject]], NO, met)

    def _of_count(self, measure: Measure, phrase: Phrase) -> ir.BooleanValue:
        names = self._stage.measures[measure]
        least, most = self._stage.table[names.least], self._stage.table[names.most]
        if isinstance(phrase, Known):
            return least == most if phrase.value else least != most
        if not isinstance(phrase, NumberRange):
            raise TypeError(phrase)
        low, high = phrase.low, phrase.high
        met = every(least, ([least >= low] if low is not None else []) + ([most <= high] if high is not None else []))
        missed = ([most < low] if low is not None else []) + ([least > high] if high is not None else [])
        return ibis.cases((met, True), (reduce(operator.or_, missed, NO), False), else_=UNDETERMINED)


def _of_definition(outcome: ir.Value, phrase: Phrase) -> ir.Value:
    if isinstance(phrase, Known):
        return outcome.notnull() if phrase.value else outcome.isnull()
    return outcome if isinstance(phrase, Is) and phrase.value else opposite(outcome)


def _at_least(block: Block, parts: list[Any]) -> ir.Value:
    met = reduce(operator.add, [ibis.ifelse(part.fill_null(NO), 1, 0) for part in parts])
    open_or_met = reduce(operator.add, [ibis.ifelse(part.fill_null(YES), 1, 0) for part in parts])
    return ibis.cases((met >= block.needed, True), (open_or_met < block.needed, False), else_=UNDETERMINED)
