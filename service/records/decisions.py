"""Decisions in the ledger: kept before they are answered, found again, and every reading of one recorded."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, select

from service.records.append import Draft, Request, key_used_before
from service.records.errors import Purged, RecordsRefusal
from service.records.identity import new_id
from service.records.kept_rulesets import KeptRulesets
from service.records.ledger import Entry, Ledger, entries_query
from service.records.search import Search, searched
from service.records.tables import ledger as records
from service.records.tables import requests
from service.ruleset.model import Ruleset

KIND = "decision"


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision as it was answered, with the whole case as it was decided: enough to replay.

    `sent` is the case as it was sent, where the register filled it in. `written` is the answer as JSON.
    """

    id: str
    recorded_at: datetime
    case: Mapping[str, Any] = field(repr=False)
    answer: Mapping[str, Any] = field(repr=False)
    who: str = ""
    sent: Mapping[str, Any] | None = field(default=None, repr=False)
    written: bytes = field(default=b"", repr=False, compare=False)

    @property
    def as_of(self) -> date:
        """The day it was decided for."""
        return date.fromisoformat(self.answer["as_of"])


@dataclass(frozen=True, slots=True)
class Found:
    """Decisions a search found, newest first. `more` says that there are older ones."""

    decisions: Sequence[Decision]
    more: bool


class Decisions:
    """The decisions in one ledger."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self.rulesets = KeptRulesets(ledger)

    def answered(self, who: str, key: str, sent: object) -> Decision | None:
        """Return the decision a caller was given before for a key, or None. Raises RecordsRefusal.

        Spares deciding a retried case again. `keep` makes sure even when two retries come at once.
        """
        request = Request.of(who, key, sent)
        query = select(requests.c.sent, records.c.id).join(records, records.c.sequence == requests.c.sequence)
        with self._ledger.reading() as connection:
            found = connection.execute(query.where(requests.c.key == request.key)).one_or_none()
        if found is None:
            return None
        if found.sent != request.sent:
            raise key_used_before()
        return self.behind(found.id)

    def keep(
        self,
        decision: Decision,
        ruleset: Ruleset,
        key: str = "",
        also: Sequence[Draft] = (),
        check: Callable[[Connection], None] | None = None,
    ) -> Decision:
        """Return the decision, once it is on disk with the ruleset that made it; or the one its key was given before.

        `also` is recorded in the same step, if `check` lets both be. Raises RecordsRefusal when it is not kept, or its
        key came with another case before.
        """
        request = Request.of(decision.who, key, decision.sent or decision.case) if key else None
        first = (*self.rulesets.needed(ruleset), *also)
        written = self._ledger.append(_draft(decision, first, request, check))
        if not written.added:
            return self.behind(written.id)
        self.rulesets.are_there(ruleset)
        return decision

    async def keep_soon(self, decision: Decision, ruleset: Ruleset) -> None:
        """Return once the decision is on disk with the ruleset that made it. Raises RecordsRefusal."""
        await self._ledger.append_soon(_draft(decision, self.rulesets.needed(ruleset)))
        self.rulesets.are_there(ruleset)

    def get(self, id: str, who: str, why: str = "read") -> Decision:  # noqa: A002 - the word the answer uses
        """Return a decision, once it is recorded who reads it and what for. Raises RecordsRefusal."""
        decision = self.behind(id)
        now = self._ledger.clock()
        self._ledger.append(Draft("read", new_id(now), who, now, {"why": why}, about=id))
        return decision

    def list(self, search: Search, limit: int, who: str) -> Found:
        """Return up to `limit` of the decisions looked for, once it is recorded who was shown which."""
        query = searched(search, self._ledger.clock())
        entries = self._ledger.entries(query.order_by(records.c.sequence.desc()).limit(limit + 1))
        found = Found([_decision(each) for each in entries[:limit]], more=len(entries) > limit)
        now = self._ledger.clock()
        shown = {"search": search.said(), "found": [each.id for each in found.decisions]}
        self._ledger.append(Draft("search", new_id(now), who, now, shown))
        return found

    def behind(self, id: str) -> Decision:  # noqa: A002
        """Return a decision for the service's own use, unrecorded: for what is itself about to be recorded."""
        query = entries_query().where(records.c.id == id, records.c.kind == KIND)
        entry = next(iter(self._ledger.entries(query)), None)
        if entry is None:
            raise RecordsRefusal("no-such-decision", "There is no decision with this id")
        return _decision(entry)


def _draft(
    decision: Decision,
    first: Sequence[Draft],
    request: Request | None = None,
    check: Callable[[Connection], None] | None = None,
) -> Draft:
    said = {"case": decision.case, "answer": decision.answer}
    if decision.sent:
        said["sent"] = decision.sent
    written = {"answer": decision.written} if decision.written else {}
    named = (KIND, decision.id, decision.who, decision.recorded_at)
    return Draft(*named, said, request=request, first=first, check=check, written=written)


def _decision(entry: Entry) -> Decision:
    if entry.said is None:
        raise Purged
    record, said = entry.record, entry.said
    recorded_at = datetime.fromisoformat(record.recorded_at)
    return Decision(record.id, recorded_at, said["case"], said["answer"], record.who, said.get("sent"))
