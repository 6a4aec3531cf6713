"""What follows from a child's date of birth or due date, as columns: age, born or not, weeks of pregnancy.

The same meaning as `service/decision/born.py`, which decides live.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import ibis
from ibis.expr import types as ir

from service.decision.born import AGE, BORN, DUE, FULL_TERM_DAYS, UNBORN, WEEKS
from service.impact.comparisons import opposite
from service.impact.layout import AS_OF, NO, YES, column
from service.ruleset.vocabulary import Fact, Kind, Vocabulary


class Settled:
    """The facts of a history as values: what was sent, and what is worked out from it."""

    def __init__(self, cases: ir.Table, vocabulary: Vocabulary) -> None:
        self._cases, self._vocabulary = cases, vocabulary
        born, due, unborn = (self._sent(name) for name in (BORN, DUE, UNBORN))
        self._unborn = ibis.cases((born.notnull(), NO), (due.notnull(), YES), else_=unborn)
        left = due.delta(cases[AS_OF], unit="day")
        weeks = (FULL_TERM_DAYS - left) // 7
        self._worked_out: dict[str, Any] = {UNBORN: self._unborn, AGE: born, WEEKS: weeks}

    def value(self, name: str) -> ir.Value:
        """Return the value of a fact, empty where it is not known."""
        return self._worked_out[name] if name in self._worked_out else self._sent(name)

    def nothing(self, name: str) -> ir.Value | None:
        """Return where a fact is settled with nothing to say, or None when it never is."""
        if name in (AGE, BORN):
            return self._unborn.fill_null(NO)
        if name in (WEEKS, DUE):
            return opposite(self._unborn).fill_null(NO)
        fact = self._vocabulary.facts[name]
        return self._left_with_nothing(fact) if fact.not_with or fact.not_when else None

    def _sent(self, name: str) -> Any:  # noqa: ANN401 - a column of any kind
        return self._cases[column(name)]

    def _left_with_nothing(self, fact: Fact) -> ir.Value:
        """Return where another fact, once known or answered so, leaves this one with nothing to say."""
        silenced = [self._sent(other).notnull() for other in fact.not_with]
        silenced += [self._answered_so(other, answers) for other, answers in fact.not_when.items()]
        silent: Any = NO
        for each in silenced:
            silent = silent | (each & self._sent(fact.name).isnull())
        return silent

    def _answered_so(self, name: str, answers: Iterable[str]) -> Any:  # noqa: ANN401 - a column of any kind
        sent = self._sent(name)
        if self._vocabulary.facts[name].kind is Kind.YES_NO:
            said = sent.isin([answer == "yes" for answer in answers])
        else:
            said = sent.isin(list(answers))
        return said.fill_null(NO)
