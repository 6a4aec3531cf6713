"""Which handovers came in and which were sent, by whom and when, without opening any of them.

A handover can be large. So beside each one that came in there is a small record of whose it is, and this reads those.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from sqlalchemy import or_, select

from service.records.append import Draft
from service.records.identity import new_id
from service.records.ledger import Ledger, entries_query
from service.records.tables import contents
from service.records.tables import ledger as records

CAME, CAME_FROM, TAKEN, SENT = "handover", "handover received", "handover taken", "handover sent"
Way = Literal["received", "sent"]
KINDS: Mapping[Way, str] = {"received": CAME, "sent": SENT}


@dataclass(frozen=True, slots=True)
class Listed:
    """A handover: who took it in or made it here, and when.

    `sender` and `made_at` are of one that came in; `reference` is what one that was sent is about, as a record says it.
    Either is None where what was recorded was purged, or was never recorded.
    """

    id: str
    way: Way
    at: str
    who: str
    purged: bool
    sender: str | None = None
    made_at: str | None = None
    taken_by: str | None = None
    taken_at: str | None = None
    reference: Mapping[str, str] | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Page:
    """Some handovers, newest first. `more` says that there are older ones."""

    handovers: Sequence[Listed]
    more: bool


def newest(ledger: Ledger, limit: int, who: str, *, way: Way | None = None, before: str | None = None) -> Page:
    """Return handovers, newest first, once it is recorded who was shown them. Raises RecordsRefusal.

    `before` is the id of a handover: only older ones are returned.
    """
    wanted = tuple(KINDS.values()) if way is None else (KINDS[way],)
    query = (
        select(records.c.kind, records.c.id, records.c.recorded_at, records.c.who, contents.c.sequence)
        .outerjoin(contents, contents.c.sequence == records.c.sequence)
        .where(records.c.kind.in_(wanted))
    )
    if before is not None:
        last = records.alias("last_shown")
        query = query.where(records.c.sequence < select(last.c.sequence).where(last.c.id == before).scalar_subquery())
    with ledger.reading() as connection:
        rows = connection.execute(query.order_by(records.c.sequence.desc()).limit(limit + 1)).all()
    said = _said(ledger, [row.id for row in rows[:limit]])
    found = [
        Listed(id_, "received" if kind == CAME else "sent", at, by, kept is None, **said.get(id_, {}))
        for kind, id_, at, by, kept in rows[:limit]
    ]
    now = ledger.clock()
    shown = {"search": {"handovers": way or "all"}, "found": [each.id for each in found]}
    ledger.append(Draft("search", new_id(now), who, now, shown))
    return Page(found, more=len(rows) > limit)


def _said(ledger: Ledger, ids: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Return what is known of each handover, by its id."""
    query = entries_query().where(
        or_(
            records.c.about.in_(ids) & records.c.kind.in_((CAME_FROM, TAKEN)),
            records.c.id.in_(ids) & (records.c.kind == SENT),
        )
    )
    found: dict[str, dict[str, Any]] = {}
    for entry in ledger.entries(query):
        record, said = entry.record, entry.said or {}
        if record.kind == SENT:
            found.setdefault(record.id, {}).update(reference=said.get("reference"))
        elif record.kind == TAKEN:
            found.setdefault(str(record.about), {}).update(taken_by=record.who, taken_at=record.recorded_at)
        else:
            found.setdefault(str(record.about), {}).update(sender=said.get("from"), made_at=said.get("made_at"))
    return found
