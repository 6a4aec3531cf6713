"""Every case of a history decided under both versions, kept as one table with a column for each rule and each step."""

from __future__ import annotations

import operator
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any

import ibis
from ibis.expr import types as ir

from service.impact.columns import outcomes, strengths
from service.impact.database import Database
from service.impact.history.rows import CHILD_KEY
from service.impact.layout import AS_OF, NO, ROW, Tables
from service.impact.stage import Stage, stage
from service.impact.study.groups import Grouping, grouping, period
from service.impact.study.plan import Plan
from service.ruleset.model import Ruleset

PERIOD = "period"


@dataclass(frozen=True, slots=True)
class Side:
    """One version in the table: the column of each step's strength, 0 for none.

    `could` names, for each step, the strongest that a rule still open could recommend it.
    """

    ruleset: Ruleset
    steps: Mapping[str, str]
    could: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Decided:
    """The table, with its two sides and the columns that split it; and the stage that rules can be asked of again."""

    database: Database
    table: ir.Table
    stage: Stage
    old: Side
    new: Side
    groupings: Sequence[Grouping]
    group_columns: Mapping[str, str]

    @property
    def sides(self) -> tuple[Side, Side]:
        """The old version and the new."""
        return self.old, self.new


def decide_all(tables: Tables, plan: Plan, own: Sequence[str], variants: Sequence[Ruleset] = ()) -> Decided:
    """Return every case decided under both versions of a plan; `variants` may be asked of the same stage later."""
    groupings = [grouping(name, tables.cases, plan.old.vocabulary, own) for name in plan.by]
    columns = {each.name: f"group_{place}" for place, each in enumerate(groupings)}
    split = {columns[each.name]: each.value for each in groupings}
    cases = tables.cases.mutate(**split, **{PERIOD: period(plan.over, tables.cases[AS_OF])})
    also = [CHILD_KEY, PERIOD, *split, *(name for name in own if name.startswith("later__"))]
    staged = stage(Tables(tables.database, cases, tables.events), [plan.old, plan.new, *variants], also=also)
    old, new = (_side(ruleset, letter, plan.steps) for letter, ruleset in zip("ab", (plan.old, plan.new), strict=True))
    steps = {**_steps(staged, old), **_steps(staged, new)}
    kept = tables.database.keep("decided", staged.table.select(ROW, AS_OF, *also, **steps))
    return Decided(tables.database, kept, staged, old, new, groupings, columns)


def _side(ruleset: Ruleset, letter: str, steps: Sequence[str]) -> Side:
    """Return the columns of one version: each step of either version has one, so that the two can be compared."""
    columns = {step: f"{letter}_step_{place}" for place, step in enumerate(steps)}
    return Side(ruleset, columns, {step: name.replace("_step_", "_could_") for step, name in columns.items()})


def _steps(staged: Stage, side: Side) -> dict[str, ir.Value]:
    met = outcomes(side.ruleset, staged)
    found, none = strengths(side.ruleset, met), ibis.literal(0)
    columns = {name: found.get(step, none).cast("int8") for step, name in side.steps.items()}
    return columns | {name: could(side.ruleset, step, met) for step, name in side.could.items()}


def could(ruleset: Ruleset, step: str, met: Mapping[str, Any]) -> ir.Value:
    """Return the strongest that a rule still open could recommend a step; 0 for none."""
    rules = [rule for rule in ruleset.rules.values() if step in rule.recommend]
    found: list[Any] = [ibis.ifelse(met[rule.name].isnull(), int(rule.recommend[step]), 0) for rule in rules]
    if not found:
        return ibis.literal(0, "int8")
    return (ibis.greatest(*found) if len(found) > 1 else found[0]).cast("int8")


def any_of(table: ir.Table, columns: Sequence[str]) -> Any:  # noqa: ANN401 - a column of yes and no
    """Return whether any of these steps is recommended."""
    return reduce(operator.or_, [table[name] > 0 for name in columns], NO)


__all__ = ["AS_OF", "PERIOD", "ROW", "Decided", "Side", "any_of", "could", "decide_all"]
