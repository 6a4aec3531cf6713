"""What became of recommendations, in numbers: how often, for which rule, in which direction. Names nobody."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, not_, select

from service.records.ledger import Ledger
from service.records.standings import STANDINGS, day_of, standings, start_of, start_of_day_after
from service.records.tables import decisions, met_rules, recommended_steps
from service.records.tables import ledger as records


def outcome_report(ledger: Ledger, start: date, end: date) -> dict[str, Any]:
    """Return what became of the decisions recorded from one day to another, both included, as JSON can hold it.

    Children are counted once a decision. A decision whose content has been purged is not counted.
    """
    with ledger.reading() as connection:
        counting = _Counting(connection, start, end, day_of(ledger.clock()))
        return {
            "from": start.isoformat(),
            "to": end.isoformat(),
            "decisions": counting.decisions(),
            "children": counting.children(),
            "late": counting.late(),
            "rules": counting.rules(),
            "steps": counting.steps(),
        }


class _Counting:
    """Counts over one period. Each is one query over how the children stand."""

    def __init__(self, connection: Connection, start: date, end: date, today: date) -> None:
        self.connection = connection
        self.stands = standings(today).where(*_within(start, end)).subquery("stands")
        self.period = _within(start, end)

    def decisions(self) -> int:
        query = select(func.count()).select_from(decisions).join(records, records.c.sequence == decisions.c.sequence)
        return self.connection.execute(query.where(*self.period)).scalar_one()

    def children(self) -> dict[str, int]:
        stands = self.stands.c
        query = select(stands.standing, func.count()).group_by(stands.standing)
        return _all_standings((standing, count) for standing, count in self.connection.execute(query))

    def late(self) -> int:
        stands = self.stands.c
        return self.connection.execute(select(func.count()).select_from(self.stands).where(stands.late)).scalar_one()

    def rules(self) -> list[dict[str, Any]]:
        stands = self.stands.c
        same_child = (met_rules.c.sequence == stands.sequence) & (met_rules.c.child == stands.child)
        query = (
            select(decisions.c.family, met_rules.c.rule, stands.standing, func.count())
            .select_from(self.stands)
            .join(met_rules, same_child)
            .join(decisions, decisions.c.sequence == stands.sequence)
            .group_by(decisions.c.family, met_rules.c.rule, stands.standing)
        )
        return _lines(self.connection, query, ("ruleset", "rule"))

    def steps(self) -> list[dict[str, Any]]:
        stands, each = self.stands.c, recommended_steps.c
        same_child = (each.sequence == stands.sequence) & (each.child == stands.child)
        query = (
            select(each.step, each.strength, stands.standing, func.count())
            .select_from(self.stands)
            .join(recommended_steps, same_child)
            .where(not_(each.below))
            .group_by(each.step, each.strength, stands.standing)
        )
        return _lines(self.connection, query, ("step", "strength"))


def _within(start: date, end: date) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return records.c.recorded_at >= start_of(start), records.c.recorded_at < start_of_day_after(end)


def _lines(connection: Connection, query: Any, names: Sequence[str]) -> list[dict[str, Any]]:  # noqa: ANN401 - a query
    found: dict[tuple[str, ...], list[tuple[str, int]]] = {}
    for *named, standing, count in connection.execute(query):
        found.setdefault(tuple(named), []).append((standing, count))
    return [{**dict(zip(names, named, strict=True)), **_all_standings(found[named])} for named in sorted(found)]


def _all_standings(counted: Any) -> dict[str, int]:  # noqa: ANN401 - pairs
    return {**dict.fromkeys(STANDINGS, 0), **dict(counted)}
