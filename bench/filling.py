"""A ledger with as many decisions as are asked for, as the service would have written them one by one.

The tables, the triggers that guard them, the chain of hashes and what every record says are the real ones; only the
statements that write them are given thousands of rows at once. `verify` finds nothing wrong with it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Table, insert, select, update

from bench import twelve
from bench.peers.threshold import the_ruleset
from service.decision.case import read_case
from service.decision.decide import Decider
from service.decision.inference import Inference
from service.records.chain import Record, hash_of, pack, stamp
from service.records.decisions import KIND, Decision, Decisions
from service.records.finders import Row, rows_for
from service.records.identity import new_id
from service.records.ledger import Ledger
from service.records.tables import FINDERS, contents, head, ledger

START = datetime(2021, 11, 23, tzinfo=UTC)
BETWEEN = timedelta(seconds=30)  # five million of them are five years
TEMPLATES, A_REFERENCE, BATCH = 60, 4, 5_000
WHO = "bench"


@dataclass(frozen=True, slots=True)
class Made:
    """A decision as it was answered, to be written again under other ids, times and references."""

    case: dict[str, Any]
    answer: dict[str, Any]

    def at(self, number: int, moment: datetime) -> Decision:
        """Return the decision with this number."""
        name, reference = new_id(moment), reference_of(number)
        answer = {**self.answer, "id": name, "recorded_at": stamp(moment), "reference": reference}
        return Decision(name, moment, {**self.case, "reference": reference}, answer, WHO)


def reference_of(number: int) -> str:
    """Return the reference of a decision; a few decisions share one."""
    return f"LCS-{number // A_REFERENCE}"


class Filling:
    """Fills one ledger, and makes decisions to keep in it."""

    def __init__(self, kept: Ledger) -> None:
        self.kept, self.decisions, self.ruleset = kept, Decisions(kept), the_ruleset()
        self.rows, self.count = {table: insert(table) for table in (ledger, contents, *FINDERS)}, 0
        decider = Decider(self.ruleset, Inference(self.ruleset))
        bodies = [twelve.body(case) for case in twelve.cases(TEMPLATES)]
        cases = [read_case(body, self.ruleset.vocabulary, twelve.AS_OF) for body in bodies]
        self._made = [Made(body, decider.decide(case)) for body, case in zip(bodies, cases, strict=True)]

    def one(self) -> Decision:
        """Return the next decision, not kept yet."""
        self.count += 1
        return self._made[self.count % TEMPLATES].at(self.count, START + self.count * BETWEEN)

    def keep(self, decision: Decision) -> Decision:
        """Keep a decision as the service does."""
        return self.decisions.keep(decision, self.ruleset)

    def up_to(self, count: int) -> list[str]:
        """Write decisions until there are so many, and return the ids of some of them."""
        ids: list[str] = []
        if not self.count:
            ids.append(self.keep(self.one()).id)
        while self.count < count:
            batch = [self.one() for _ in range(min(BATCH, count - self.count))]
            with self.kept.database.writing.begin() as connection:
                self._write(connection, batch)
            ids += [each.id for each in islice(batch, 0, None, BATCH // 10)]
        return ids

    def _write(self, connection: Connection, batch: Sequence[Decision]) -> None:
        end, last = connection.execute(select(head.c.sequence, head.c.hash)).one()
        rows: dict[Table, list[Row]] = {}
        for sequence, decision in enumerate(batch, end + 1):
            said = {"case": decision.case, "answer": decision.answer}
            content = pack(said)
            record = Record(
                sequence, KIND, decision.id, None, stamp(decision.recorded_at), decision.who, hash_of(content), last
            )
            last = record.reckoned
            for table, row in _rows(record, last, content, said):
                rows.setdefault(table, []).append({"sequence": sequence, **row})
        for table, each in rows.items():
            connection.execute(self.rows[table], each)
        connection.execute(update(head).values(sequence=end + len(batch), hash=last))


def _rows(record: Record, hashed: str, content: bytes, said: dict[str, Any]) -> Iterator[tuple[Table, Row]]:
    names = ("kind", "id", "about", "recorded_at", "who", "content_hash", "previous")
    yield ledger, {**{name: getattr(record, name) for name in names}, "hash": hashed}
    yield contents, {"content": content}
    yield from rows_for(KIND, None, said)
