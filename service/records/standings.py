"""How every child of every decision stands: answered, and which way; awaiting somebody; or passed over.

- accepted, up, down: what the latest outcome says, once nobody else has to agree to it
- awaiting: a second person has yet to agree
- decided_again: no outcome, but the child was decided again under the same reference before anything fell due
- ignored: no outcome, and something a threshold recommended is past its due date
- unanswered: no outcome, and nothing is overdue yet
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, not_, or_, select

from service.records.chain import stamp
from service.records.tables import decided_children, decisions, outcomes, recommended_steps, second_persons
from service.records.tables import ledger as records

LONDON: Final = ZoneInfo("Europe/London")
ACCEPTED, UP, DOWN = "accepted", "up", "down"
AWAITING, AGAIN, IGNORED, UNANSWERED = "awaiting", "decided_again", "ignored", "unanswered"
STANDINGS = (ACCEPTED, UP, DOWN, AWAITING, AGAIN, IGNORED, UNANSWERED)


def day_of(moment: datetime) -> date:
    """Return the day it is in London at a moment."""
    return moment.astimezone(LONDON).date()


def start_of(day: date) -> str:
    """Return the first moment of a day in London, as it is recorded.

    >>> start_of(date(2026, 7, 1))
    '2026-06-30T23:00:00.000Z'
    """
    return stamp(datetime.combine(day, time.min, LONDON))


def end_of(day: date) -> datetime:
    """Return the moment a day in London is over. Raises OverflowError on the last day there is.

    >>> end_of(date(2026, 7, 1)).isoformat()
    '2026-07-02T00:00:00+01:00'
    """
    return datetime.combine(day + timedelta(days=1), time.min, LONDON)


def start_of_day_after(day: date) -> str:
    """Return what no record of a day in London reaches; after the last day there is, what none reaches at all.

    >>> start_of_day_after(date(2026, 7, 1)), start_of_day_after(date.max)
    ('2026-07-01T23:00:00.000Z', '9999-12-31T23:59:59.999Z')
    """
    return start_of(day + timedelta(days=1)) if day < date.max else stamp(datetime.max.replace(tzinfo=UTC))


def standings(today: date) -> Select[tuple[int, str, str, bool]]:
    """Return a query for how each child of each decision stands on a day: sequence, child, standing, late.

    `late` says that the outcome came after the first due date.
    """
    outcome, recorded = outcomes.alias("outcome"), records.alias("outcome_record")
    due = _first_due()
    standing = case(
        (and_(outcome.c.needs_second, not_(exists().where(second_persons.c.outcome == recorded.c.id))), AWAITING),
        (outcome.c.sequence.is_not(None), outcome.c.direction),
        (_decided_again(due), AGAIN),
        (due < today.isoformat(), IGNORED),
        else_=UNANSWERED,
    )
    late = func.coalesce(_day(recorded.c.recorded_at) > due, False)
    child = decided_children.c
    return (
        select(child.sequence, child.child, standing.label("standing"), late.label("late"))
        .join(records, records.c.sequence == child.sequence)
        .join(decisions, decisions.c.sequence == child.sequence)
        .outerjoin(outcome, outcome.c.sequence == _latest_outcome())
        .outerjoin(recorded, recorded.c.sequence == outcome.c.sequence)
    )


def _day(recorded_at: ColumnElement[str]) -> ColumnElement[str]:
    """Return the day of a moment. It is that of UTC, so in summer an outcome is given an hour's grace."""
    return func.substr(recorded_at, 1, 10)


def _latest_outcome() -> ColumnElement[int]:
    latest = select(func.max(outcomes.c.sequence)).where(
        outcomes.c.decision == records.c.id, outcomes.c.child == decided_children.c.child
    )
    return latest.correlate(records, decided_children).scalar_subquery()


def _first_due() -> ColumnElement[str]:
    """Return the first day by which something a threshold recommended for the child is due."""
    each = recommended_steps.alias("due_step")
    first = select(func.min(each.c.due_on)).where(
        each.c.sequence == decided_children.c.sequence, each.c.child == decided_children.c.child, not_(each.c.below)
    )
    return first.correlate(decided_children).scalar_subquery()


def _decided_again(due: ColumnElement[str]) -> ColumnElement[bool]:
    later, child = decisions.alias("later"), decided_children.alias("later_child")
    record = records.alias("later_record")
    again = (
        select(later.c.sequence)
        .join(child, child.c.sequence == later.c.sequence)
        .join(record, record.c.sequence == later.c.sequence)
        .where(
            later.c.reference == decisions.c.reference,
            child.c.child == decided_children.c.child,
            later.c.sequence > decided_children.c.sequence,
            or_(due.is_(None), _day(record.c.recorded_at) <= due),
        )
    )
    return again.correlate(decisions, decided_children).exists()
