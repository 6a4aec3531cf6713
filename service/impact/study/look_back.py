"""Of the children for whom something came later: how many each version would have caught, and how early.

Caught is: at some contact up to the day it came, an enquiry or a higher step was recommended. What came later came
under the practice of its time, and a recommendation is not an enquiry: the caveats travel with the figures.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import ibis
from ibis.expr import types as ir

from service.impact.database import Database
from service.impact.history.rows import CHILD_KEY
from service.impact.layout import AS_OF
from service.impact.study.decided import Decided, Side, any_of

CAVEATS = (
    (
        "What came later came under the practice of its time: an enquiry that was made is not proof that one was "
        "needed, and harm that nobody found is not here."
    ),
    "A recommendation is not an enquiry. A person decides, and may decide otherwise.",
    "Figures reach only as far as the history does. What came after its last day is not in it.",
    (
        "Where the history holds what was found out later as if it were known at the contact, both versions look "
        "better than they would have been."
    ),
)


@dataclass(frozen=True, slots=True)
class LookBack:
    """One thing that came later: how many children it came to, and how many each version caught, and when.

    `days_old` and `days_new` count children by how many days before it they were first caught.
    """

    name: str
    both: int
    only_old: int
    only_new: int
    neither: int
    days_old: dict[int, int]
    days_new: dict[int, int]
    days_sooner: dict[int, int]

    @property
    def total(self) -> int:
        """How many there were."""
        return self.both + self.only_old + self.only_new + self.neither

    @property
    def old(self) -> int:
        """How many the old version caught."""
        return self.both + self.only_old

    @property
    def new(self) -> int:
        """How many the new version caught."""
        return self.both + self.only_new


def look_back(decided: Decided, outcome: str, steps: Sequence[str]) -> LookBack:
    """Return what each version would have caught of one outcome; `steps` are those that catch."""
    table = decided.table
    caught = {letter: _recommended(table, side, steps) for letter, side in zip("ab", decided.sides, strict=True)}
    firsts = first_caught(table, outcome, caught)
    old, new = firsts["a"], firsts["b"]
    return LookBack(
        outcome.removeprefix("later__").removesuffix("_on"),
        **_pairs(decided.database, firsts, old, new),
        days_old=_days(decided.database, firsts, firsts[outcome].delta(old, unit="day")),
        days_new=_days(decided.database, firsts, firsts[outcome].delta(new, unit="day")),
        days_sooner=_days(decided.database, firsts, old.delta(new, unit="day")),
    )


def first_caught(table: ir.Table, outcome: str, caught: dict[str, Any]) -> ir.Table:
    """Return a line for each child and day something came, with the first day on which each of these held."""
    came: Any = table[outcome]
    before = table.filter(came.notnull() & (came >= table[AS_OF]))
    first = {name: ibis.ifelse(held, table[AS_OF], ibis.null("date")).min() for name, held in caught.items()}
    return before.group_by(CHILD_KEY, outcome).aggregate(**first)


def _recommended(table: ir.Table, side: Side, steps: Sequence[str]) -> Any:  # noqa: ANN401 - a column
    return any_of(table, [side.steps[step] for step in steps])


def _pairs(database: Database, firsts: ir.Table, old: Any, new: Any) -> dict[str, int]:  # noqa: ANN401 - columns
    whether = {"old": old.notnull(), "new": new.notnull()}
    rows = database.rows(firsts.mutate(**whether).group_by("old", "new").aggregate(n=ibis._.count()))
    counts = {(row["old"], row["new"]): row["n"] for row in rows}
    kinds = {"both": (True, True), "only_old": (True, False), "only_new": (False, True), "neither": (False, False)}
    return {name: counts.get(kind, 0) for name, kind in kinds.items()}


def _days(database: Database, firsts: ir.Table, days: Any) -> dict[int, int]:  # noqa: ANN401 - a column
    counted = firsts.mutate(days=days).filter(ibis._.days.notnull()).group_by("days").aggregate(n=ibis._.count())
    return {row["days"]: row["n"] for row in database.rows(counted)}
