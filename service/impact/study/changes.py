"""How many children each version recommends each step for, and how many answers differ: overall, by group, over time.

Counted by how strongly the old and the new version recommend a step, 0 to 3, so that every figure shown is a sum of
the same counts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import ibis
from ibis.expr import types as ir

from service.impact.columns import outcomes
from service.impact.comparisons import opposite
from service.impact.history.rows import CHILD_KEY
from service.impact.study.decided import PERIOD, Decided, Side
from service.ruleset.model import Ruleset

Transitions = Mapping[tuple[int, int], int]
LEVELS = range(4)


@dataclass(frozen=True, slots=True)
class StepCounts:
    """One step in one set of children: how many have each pair of strengths, and how many may yet be recommended it."""

    moved: Transitions
    open_old: int
    open_new: int

    def total(self) -> int:
        """How many children there are."""
        return sum(self.moved.values())

    def old(self, least: int = 1, most: int = 3) -> int:
        """How many the old version recommends it for, at these strengths."""
        return sum(count for (was, _), count in self.moved.items() if least <= was <= most)

    def new(self, least: int = 1, most: int = 3) -> int:
        """How many the new version recommends it for, at these strengths."""
        return sum(count for (_, now), count in self.moved.items() if least <= now <= most)

    def newly(self) -> int:
        """How many it is newly recommended for."""
        return sum(count for (was, now), count in self.moved.items() if not was and now)

    def no_longer(self) -> int:
        """How many it is no longer recommended for."""
        return sum(count for (was, now), count in self.moved.items() if was and not now)

    def stronger(self) -> int:
        """How many have it recommended more strongly."""
        return sum(count for (was, now), count in self.moved.items() if was and now > was)

    def weaker(self) -> int:
        """How many have it recommended less strongly."""
        return sum(count for (was, now), count in self.moved.items() if now and now < was)


Counts = Mapping[str, StepCounts]


def count_steps(decided: Decided, steps: Sequence[str], split: str = "") -> dict[Any, Counts]:
    """Return the counts of each step for each value of a column, or for everyone under None."""
    table = decided.table
    sums = {}
    for place, step in enumerate(steps):
        old, new = (table[side.steps[step]] for side in decided.sides)
        befores, afters = (_levels(side.ruleset, step) for side in decided.sides)
        for was in befores:
            for now in afters:
                sums[f"n_{place}_{was}_{now}"] = _how_many((old == was) & (new == now))
        sums[f"old_{place}"] = _how_many(_open(table, decided.old, step))
        sums[f"new_{place}"] = _how_many(_open(table, decided.new, step))
    grouped = table.group_by(split).aggregate(**sums) if split else table.aggregate(**sums)
    return {row.get(split) if split else None: _counts(row, steps) for row in decided.database.rows(grouped)}


def _levels(ruleset: Ruleset, step: str) -> list[int]:
    """Return how strongly a version can recommend a step at all: counting nothing else makes wide studies cheaper."""
    asked = [*(rule.recommend for rule in ruleset.rules.values()), ruleset.below.recommend]
    return sorted({0} | {int(each[step]) for each in asked if step in each})


def _open(table: ir.Table, side: Side, step: str) -> Any:  # noqa: ANN401 - a column of yes and no
    return table[side.could[step]] > table[side.steps[step]]


def _how_many(true: Any) -> Any:  # noqa: ANN401 - columns
    return ibis.ifelse(true, 1, 0).sum().cast("int64")


def _counts(row: Mapping[str, Any], steps: Sequence[str]) -> Counts:
    found = {}
    for place, step in enumerate(steps):
        moved = {(was, now): row.get(f"n_{place}_{was}_{now}") or 0 for was in LEVELS for now in LEVELS}
        found[step] = StepCounts(moved, row[f"old_{place}"] or 0, row[f"new_{place}"] or 0)
    return found


def count_children(decided: Decided, steps: Sequence[str]) -> dict[str, tuple[int, int]]:
    """Return how many different children each version recommends each step for at least once."""
    columns = {
        f"{letter}{place}": side.steps[step]
        for letter, side in zip("ab", decided.sides, strict=True)
        for place, step in enumerate(steps)
    }
    each = decided.table.group_by(CHILD_KEY).aggregate(**{name: decided.table[c].max() for name, c in columns.items()})
    (row,) = decided.database.rows(each.aggregate(**{name: _how_many(each[name] > 0) for name in columns}))
    return {step: (row[f"a{place}"] or 0, row[f"b{place}"] or 0) for place, step in enumerate(steps)}


@dataclass(frozen=True, slots=True)
class RuleCounts:
    """How often a rule is met, not settled and not met under one version."""

    met: int
    open: int
    unmet: int


def count_rules(decided: Decided) -> tuple[dict[str, RuleCounts], dict[str, RuleCounts]]:
    """Return the counts of each rule of the old version and of the new."""
    sums: dict[str, Any] = {}
    for letter, side in zip("ab", decided.sides, strict=True):
        for place, outcome in enumerate(outcomes(side.ruleset, decided.stage).values()):
            sums[f"{letter}{place}_met"] = _how_many(outcome)
            sums[f"{letter}{place}_open"] = _how_many(outcome.isnull())
            sums[f"{letter}{place}_unmet"] = _how_many(opposite(outcome))
    (row,) = decided.database.rows(decided.stage.table.aggregate(**sums))
    old, new = (
        {
            rule: RuleCounts(*(row[f"{letter}{place}_{what}"] or 0 for what in ("met", "open", "unmet")))
            for place, rule in enumerate(side.ruleset.rules)
        }
        for letter, side in zip("ab", decided.sides, strict=True)
    )
    return old, new


def periods(decided: Decided, steps: Sequence[str]) -> dict[int, Counts]:
    """Return the counts of each step for each stretch of time, earliest first."""
    return dict(sorted(count_steps(decided, steps, PERIOD).items()))
