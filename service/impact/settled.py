"""What follows from a child's date of birth or due date, as columns: age, born or not, weeks of pregnancy.

The same meaning as `service/decision/born.py`, which decides live.
"""

from __future__ import annotations

from typing import Any

import ibis
from ibis.expr import types as ir

from service.decision.born import AGE, BORN, DUE, FULL_TERM_WEEKS, UNBORN, WEEKS
from service.impact.layout import AS_OF, NO, YES, column
from service.ruleset.vocabulary import Vocabulary


def does_not_apply(name: str) -> str:
    """Return the column that says a fact or measure is settled with nothing to compare."""
    return f"{column(name)}__does_not_apply"


def settle(cases: ir.Table, vocabulary: Vocabulary, facts: set[str]) -> ir.Table:
    """Return the cases with a `…__does_not_apply` column for each fact used, and with what is worked out filled in."""
    born, due = cases[column(BORN)], cases[column(DUE)]
    unborn = ibis.cases((born.notnull(), NO), (due.notnull(), YES), else_=cases[column(UNBORN)])
    is_unborn, is_born = unborn.fill_null(NO), (~unborn).fill_null(NO)
    nothing: dict[str, Any] = {AGE: is_unborn, BORN: is_unborn, WEEKS: is_born, DUE: is_born}
    columns = {does_not_apply(name): nothing.get(name, _not_with(name, cases, vocabulary)) for name in sorted(facts)}
    left = due.delta(cases[AS_OF], unit="day")
    weeks = FULL_TERM_WEEKS - ibis.ifelse(left >= 0, left // 7, -(-left // 7))
    return cases.mutate(**{column(UNBORN): unborn, column(AGE): born, column(WEEKS): weeks}, **columns)


def _not_with(name: str, cases: ir.Table, vocabulary: Vocabulary) -> ir.Value:
    """Return where another fact, once known, leaves this one with nothing to say."""
    fact = vocabulary.facts[name]
    silent: ir.Value = NO
    for other in fact.not_with:
        silent = silent | (cases[column(other)].notnull() & cases[column(name)].isnull())
    return silent
