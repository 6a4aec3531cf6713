"""Which decisions to list, as a query."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, select

from service.records.ledger import entries_query
from service.records.standings import day_of, standings, start_of, start_of_day_after
from service.records.tables import decisions, met_rules, recommended_steps
from service.records.tables import ledger as records


@dataclass(frozen=True, slots=True)
class Search:
    """Which decisions to list: all that is said has to hold. Days are London's, both included.

    `standing` is how at least one of the children stands (see `standings.py`), `before` the id of the last decision
    of the page before.
    """

    reference: str | None = None
    family: str | None = None
    start: date | None = None
    end: date | None = None
    rule: str | None = None
    step: str | None = None
    standing: str | None = None
    before: str | None = None

    def said(self) -> dict[str, str]:
        """Return what was said, as JSON can hold it."""
        return {name: str(value) for name, value in asdict(self).items() if value is not None}


def searched(search: Search, now: datetime) -> Select[Any]:
    """Return the query for the decisions looked for."""
    query = entries_query().join(decisions, decisions.c.sequence == records.c.sequence)
    if search.reference is not None:
        query = query.where(decisions.c.reference == search.reference)
    if search.family is not None:
        query = query.where(decisions.c.family == search.family)
    if search.rule is not None:
        query = query.where(records.c.sequence.in_(select(met_rules.c.sequence).where(met_rules.c.rule == search.rule)))
    if search.step is not None:
        query = query.where(records.c.sequence.in_(_recommending(search.step)))
    return _within(query, search, now)


def _within(query: Select[Any], search: Search, now: datetime) -> Select[Any]:
    if search.start is not None:
        query = query.where(records.c.recorded_at >= start_of(search.start))
    if search.end is not None:
        query = query.where(records.c.recorded_at < start_of_day_after(search.end))
    if search.standing is not None:
        stands = standings(day_of(now)).subquery("stands")
        standing_so = select(stands.c.sequence).where(stands.c.standing == search.standing)
        query = query.where(records.c.sequence.in_(standing_so))
    if search.before is not None:
        last = records.alias("last_shown")
        query = query.where(
            records.c.sequence < select(last.c.sequence).where(last.c.id == search.before).scalar_subquery()
        )
    return query


def _recommending(step: str) -> Select[tuple[int]]:
    return select(recommended_steps.c.sequence).where(recommended_steps.c.step == step)
