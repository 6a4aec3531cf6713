"""A ruleset over every case of a history at once: the typed model turned into columns, one for each rule.

The same meaning as the live engines, said in Ibis expressions, so that DuckDB, PostgreSQL and Spark all run it. Met is
true, not met is false, undetermined is empty: the logic of databases is Kleene's. Every construct of the language is
here.
"""

from __future__ import annotations

import operator
from collections.abc import Iterable
from functools import reduce
from typing import Any

import ibis
from ibis.expr import types as ir

from service.impact.calendar import Calendar
from service.impact.comparisons import compared, in_working_days
from service.impact.counts import most_column, reckon
from service.impact.layout import AS_OF, NO, YES, Tables, column
from service.impact.settled import does_not_apply, settle
from service.ruleset.check import tests_in
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
from service.ruleset.vocabulary import Fact, Strength


def rule_column(name: str) -> str:
    """Return the column that holds a rule's outcome."""
    return f"rule__{name}"


def step_column(name: str) -> str:
    """Return the column that holds how strongly a step is recommended: 0 is not at all, 3 is must."""
    return f"step__{name}"


def outcomes(ruleset: Ruleset, tables: Tables) -> ir.Table:
    """Return a table of every case with a column for each rule: true is met, false not met, empty undetermined."""
    calendar = Calendar()
    facts = _facts_used(ruleset)
    table = settle(tables.cases, ruleset.vocabulary, facts)
    for measure in ruleset.measures.values():
        table = reckon(measure, table, tables, calendar)
    table = calendar.joined(table, _dates_in_working_days(ruleset))
    conditions = _Conditions(table)
    for definition in ruleset.definitions.values():
        conditions.define(definition.name, definition.when)
    rules = {rule_column(rule.name): conditions.rule(rule) for rule in ruleset.rules.values()}
    return conditions.table.mutate(**rules)


def recommended(ruleset: Ruleset, decided: ir.Table) -> ir.Table:
    """Return the table with a column for each step the ruleset names: its strongest recommendation, 0 for none.

    The steps below the threshold count where no rule is met.
    """
    met = {name: decided[rule_column(name)].fill_null(NO) for name in ruleset.rules}
    none_met = ~reduce(operator.or_, met.values())
    columns = {}
    for step in ruleset.steps.by_name:
        strengths = [
            ibis.ifelse(met[r.name], int(r.recommend[step]), 0) for r in ruleset.rules.values() if step in r.recommend
        ]
        if step in ruleset.below.recommend:
            strengths.append(ibis.ifelse(none_met, int(ruleset.below.recommend[step]), 0))
        if strengths:
            columns[step_column(step)] = ibis.greatest(*strengths) if len(strengths) > 1 else strengths[0]
    return decided.mutate(none_met=none_met, **columns)


STRENGTH_WORDS = {0: "", **{int(strength): strength.word for strength in Strength}}


def _facts_used(ruleset: Ruleset) -> set[str]:
    """Return the facts that any condition or measure of the ruleset looks at."""
    tests = (test for condition in _conditions_of(ruleset) for test in tests_in(condition))
    used = {test.subject.name for test in tests if isinstance(test.subject, Fact)}
    for measure in ruleset.measures.values():
        if isinstance(measure, Elapsed):
            used |= {fact.name for fact in (measure.start, measure.end) if fact}
    return used


def _conditions_of(ruleset: Ruleset) -> Iterable[Condition]:
    yield from (definition.when for definition in ruleset.definitions.values())
    for rule in ruleset.rules.values():
        yield rule.when
        if rule.unless is not None:
            yield rule.unless


def _dates_in_working_days(ruleset: Ruleset) -> set[str]:
    """Return the columns of dates that a phrase compares with `as_of` in working days."""
    found = set()
    for condition in _conditions_of(ruleset):
        for test in tests_in(condition):
            if isinstance(test.subject, Fact) and in_working_days(test.phrase):
                found.add(column(test.subject.name))
    return found | {AS_OF} if found else found


class _Conditions:
    """Turns conditions into columns of one table, which grows by a column for each definition."""

    def __init__(self, table: ir.Table) -> None:
        self.table = table

    def define(self, name: str, when: Condition) -> None:
        self.table = self.table.mutate(**{_definition_column(name): self.condition(when)})

    def rule(self, rule: Rule) -> ir.BooleanValue:
        when = self.condition(rule.when)
        return when if rule.unless is None else when & ~self.condition(rule.unless)

    def condition(self, condition: Condition) -> ir.BooleanValue:
        if isinstance(condition, Test):
            return self._test(condition)
        parts = [self.condition(part) for part in condition.parts]
        if condition.kind is BlockKind.AT_LEAST:
            return _at_least(condition, parts)
        if condition.kind is BlockKind.ALL:
            return reduce(operator.and_, parts)
        some = reduce(operator.or_, parts)
        return some if condition.kind is BlockKind.ANY else ~some

    def _test(self, test: Test) -> ir.BooleanValue:
        subject, phrase = test.subject, test.phrase
        if isinstance(subject, DefinitionRef):
            return _of_definition(self.table[_definition_column(subject.name)], phrase)
        if isinstance(subject, Fact):
            return self._of_fact(subject, phrase)
        return self._of_measure(subject, phrase)

    def _of_fact(self, fact: Fact, phrase: Phrase) -> ir.BooleanValue:
        value, nothing = self.table[column(fact.name)], self.table[does_not_apply(fact.name)]
        if isinstance(phrase, Known):
            known = value.notnull() | nothing
            return known if phrase.value else ~known
        return ibis.ifelse(nothing, NO, compared(self.table, column(fact.name), phrase))

    def _of_measure(self, measure: Measure, phrase: Phrase) -> ir.BooleanValue:
        least, most = self.table[column(measure.name)], self.table[most_column(measure.name)]
        nothing = self.table[does_not_apply(measure.name)]
        if isinstance(phrase, Known):
            known = (least == most).fill_null(NO) | nothing
            return known if phrase.value else ~known
        if not isinstance(phrase, NumberRange):
            raise TypeError(phrase)
        low, high = phrase.low, phrase.high
        inside = ([least >= low] if low is not None else []) + ([most <= high] if high is not None else [])
        outside = ([most < low] if low is not None else []) + ([least > high] if high is not None else [])
        met = reduce(operator.and_, inside, least.notnull())
        missed = reduce(operator.or_, outside, NO)
        settled = ibis.cases((met, True), (missed, False), else_=ibis.null("boolean"))
        return ibis.ifelse(nothing, NO, settled)


def _definition_column(name: str) -> str:
    return f"definition__{name}"


def _of_definition(outcome: ir.Value, phrase: Phrase) -> ir.Value:
    if isinstance(phrase, Known):
        return outcome.notnull() if phrase.value else outcome.isnull()
    return outcome if isinstance(phrase, Is) and phrase.value else ~outcome


def _at_least(block: Block, parts: list[Any]) -> ir.Value:
    met = reduce(operator.add, [ibis.ifelse(part.fill_null(NO), 1, 0) for part in parts])
    open_or_met = reduce(operator.add, [ibis.ifelse(part.fill_null(YES), 1, 0) for part in parts])
    return ibis.cases((met >= block.needed, True), (open_or_met < block.needed, False), else_=ibis.null("boolean"))
