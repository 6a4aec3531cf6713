"""What time alone has brought about in open cases: findings, each recorded once, listed and acknowledged.

A finding is of one child of one decision: rules met now that were not, steps recommended now that were not, and steps
whose due date has passed with nothing recorded. What a decision or an earlier finding has said is not found again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Select, func, select

from service.records.append import Draft
from service.records.errors import RecordsRefusal
from service.records.identity import new_id
from service.records.ledger import Entry, Ledger, entries_query
from service.records.tables import acknowledgements, findings, register_acts, register_uses
from service.records.tables import ledger as records

FINDING, ACKNOWLEDGED = "finding", "acknowledgement"
LOOKS = "watch"  # who is recorded as having found something


@dataclass(frozen=True, slots=True)
class Found:
    """What was found about one child of a decision."""

    decision: str
    child: str = field(repr=False)
    as_of: str
    household: str | None = field(repr=False)
    rules: Sequence[str] = ()
    steps: Sequence[Mapping[str, str]] = ()
    due: Sequence[Mapping[str, str]] = ()

    @property
    def whats(self) -> list[str]:
        """Each thing found, as one word: no two findings about a decision and a child share one."""
        return [
            *(f"rule {rule}" for rule in self.rules),
            *(f"step {each['step']} {each['strength']}" for each in self.steps),
            *(f"due {each['step']} {each['on']}" for each in self.due),
        ]

    def said(self) -> dict[str, Any]:
        """Return what the record says."""
        return {
            "decision": self.decision,
            "child": self.child,
            "as_of": self.as_of,
            "household": self.household,
            "rules": list(self.rules),
            "steps": [dict(each) for each in self.steps],
            "due": [dict(each) for each in self.due],
        }


@dataclass(frozen=True, slots=True)
class Finding:
    """A finding that was recorded, and who acknowledged it, if anybody did."""

    id: str
    found_at: str
    found: Found
    acknowledged_by: str | None = None
    acknowledged_at: str | None = None
    note: str = field(default="", repr=False)


class FoundBefore(RecordsRefusal):
    """Another look found the same just before."""

    def __init__(self) -> None:
        super().__init__("found-before", "This has been found already")


class Watch:
    """The findings in one ledger."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    # --- what is watched ---

    def watched(self) -> list[tuple[str, list[tuple[str, str | None]]]]:
        """Return the latest decisions filled in from references: each with the references it is the latest of."""
        latest = (
            select(register_uses.c.reference, func.max(register_uses.c.sequence).label("sequence"))
            .group_by(register_uses.c.reference)
            .subquery("latest")
        )
        query = (
            select(records.c.id, register_uses.c.reference, register_uses.c.child)
            .join(latest, latest.c.sequence == records.c.sequence)
            .join(
                register_uses,
                (register_uses.c.sequence == latest.c.sequence) & (register_uses.c.reference == latest.c.reference),
            )
            .order_by(records.c.sequence, register_uses.c.child)
        )
        found: dict[str, list[tuple[str, str | None]]] = {}
        with self._ledger.reading() as connection:
            for id_, reference, child in connection.execute(query):
                found.setdefault(id_, []).append((reference, child))
        return list(found.items())

    def never_decided(self) -> list[str]:
        """Return the references that are in the register, and that no decision was ever filled in from."""
        query = (
            select(register_acts.c.reference)
            .distinct()
            .where(register_acts.c.reference.not_in(select(register_uses.c.reference)))
            .order_by(register_acts.c.reference)
        )
        with self._ledger.reading() as connection:
            return list(connection.scalars(query))

    def said_before(self, decision: str, child: str) -> set[str]:
        """Return what has been found about a child of a decision."""
        with self._ledger.reading() as connection:
            return _said_before(connection, decision, child)

    # --- findings ---

    def record(self, found: Found) -> str | None:
        """Record what was found, and return the id of the finding; None when another look recorded it just before."""
        now = self._ledger.clock()

        def check(connection: Connection) -> None:
            if _said_before(connection, found.decision, found.child) & {*found.whats}:
                raise FoundBefore

        draft = Draft(FINDING, new_id(now), LOOKS, now, found.said(), about=found.decision, check=check)
        try:
            return self._ledger.append(draft).id
        except FoundBefore:
            return None

    def newest(self, limit: int, *, acknowledged: bool | None = None, before: str | None = None) -> list[Finding]:
        """Return findings, newest first."""
        query = entries_query().where(records.c.kind == FINDING)
        if acknowledged is not None:
            noted = select(acknowledgements.c.finding)
            query = query.where(records.c.id.in_(noted) if acknowledged else records.c.id.not_in(noted))
        if before is not None:
            last = records.alias("last_shown")
            query = query.where(
                records.c.sequence < select(last.c.sequence).where(last.c.id == before).scalar_subquery()
            )
        return self._findings(query.order_by(records.c.sequence.desc()).limit(limit))

    def find(self, id: str) -> Finding:  # noqa: A002 - the ledger's word
        """Return a finding. Raises RecordsRefusal."""
        found = self._findings(entries_query().where(records.c.kind == FINDING, records.c.id == id))
        if not found:
            raise RecordsRefusal("no-such-finding", "There is no finding with this id")
        return found[0]

    def acknowledge(self, id: str, person: str, note: str, who: str) -> Finding:  # noqa: A002
        """Record that a named person has taken note of a finding, and return it. Raises RecordsRefusal."""
        self.find(id)
        now = self._ledger.clock()

        def check(connection: Connection) -> None:
            if connection.execute(select(acknowledgements).where(acknowledgements.c.finding == id)).first():
                message = "This finding has been acknowledged already"
                raise RecordsRefusal("acknowledged-before", message, "Look at the list again")

        said = {"finding": id, "person": person, "note": note}
        self._ledger.append(Draft(ACKNOWLEDGED, new_id(now), who, now, said, about=id, check=check))
        return self.find(id)

    def _findings(self, query: Select[Any]) -> list[Finding]:
        entries = self._ledger.entries(query)
        noted = self._acknowledged([each.record.id for each in entries])
        return [_finding(each, noted.get(each.record.id)) for each in entries if each.said is not None]

    def _acknowledged(self, ids: Sequence[str]) -> dict[str, Entry]:
        query = entries_query().where(records.c.kind == ACKNOWLEDGED, records.c.about.in_(ids))
        return {str(each.record.about): each for each in self._ledger.entries(query)}


def _said_before(connection: Connection, decision: str, child: str) -> set[str]:
    query = select(findings.c.what).where(findings.c.decision == decision, findings.c.child == child)
    return set(connection.execute(query).scalars())


def _finding(entry: Entry, noted: Entry | None) -> Finding:
    made = Finding(entry.record.id, entry.record.recorded_at, Found(**(entry.said or {})))
    if noted is None or noted.said is None:
        return made
    person, note = noted.said["person"], noted.said["note"]
    return Finding(made.id, made.found_at, made.found, person, noted.record.recorded_at, note)
