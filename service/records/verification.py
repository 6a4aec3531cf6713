"""Walks the whole ledger and names every record that was altered, taken away, put in or moved.

Reads one moment of the database, whatever is written meanwhile, and changes nothing. Relies on no trigger and no
constraint: whoever tampers may have dropped them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

from sqlalchemy import Connection, Engine, select

from service.records.chain import NOTHING_BEFORE, Record, Unreadable, hash_of, unpack
from service.records.found_by import Expected, FoundBy
from service.records.numbers import Numbers
from service.records.tables import FINDERS, KEPT_FOR_GOOD, contents, head
from service.records.tables import ledger as records

BATCH = 200
MOST_LOOKED_UP = 100
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found wrong. `sequence` and `id` name the record, where there is one; `last` ends a run of them."""

    code: str
    says: str
    sequence: int | None = None
    id: str | None = None
    last: int | None = None


@dataclass(slots=True)
class Verification:
    """What was walked, the hash of the last record, and what is wrong: nothing, if the ledger is sound."""

    records: int = 0
    hash: str = NOTHING_BEFORE
    findings: list[Finding] = field(default_factory=list)

    @property
    def sound(self) -> bool:
        """Whether every record is there, as it was written, in its place."""
        return not self.findings


def verify(engine: Engine, progress: Progress | None = None, anchors: Sequence[str] = ()) -> Verification:
    """Walk the ledger of a database. `anchors` are hashes of records that were noted elsewhere."""
    with one_moment(engine) as connection:
        return verify_seen(connection, progress, anchors)


def verify_seen(connection: Connection, progress: Progress | None = None, anchors: Sequence[str] = ()) -> Verification:
    """Walk the ledger as one connection sees it."""
    return _Walk(connection, set(anchors)).walk(progress or (lambda _, __: None))


@contextmanager
def one_moment(engine: Engine) -> Iterator[Connection]:
    """A connection that sees the database as it is at one moment, and takes any bytes for text."""
    postgresql = engine.dialect.name == "postgresql"
    options = {"isolation_level": "REPEATABLE READ"} if postgresql else {}
    with engine.connect().execution_options(**options) as connection:
        if postgresql:
            connection.exec_driver_sql("SET LOCAL statement_timeout = 0")
            connection.exec_driver_sql("SET LOCAL idle_in_transaction_session_timeout = 0")
            yield connection
            return
        driver: Any = connection.connection.dbapi_connection
        driver.text_factory = lambda data: data.decode("utf-8", "surrogateescape")
        try:
            yield connection
        finally:
            driver.text_factory = str


class _Walk:
    """One walk along the chain."""

    def __init__(self, connection: Connection, anchors: set[str]) -> None:
        self.connection, self.anchors = connection, anchors
        self.result = Verification()
        self.found_by = FoundBy(connection)
        self.numbers = Numbers()
        self.purged = Numbers()
        self.before: tuple[int, Record] | None = None
        self.moved: tuple[int, int, int] | None = None  # where it was said, the last number, and how far
        self.looked_up = 0

    def walk(self, progress: Progress) -> Verification:
        """Look at every row, then at the whole."""
        heads = self.connection.execute(select(head.c.sequence, head.c.hash)).all()
        total = heads[0].sequence if heads else 0
        self._note_purges()
        query = select(records, contents.c.content).join_from(records, contents, isouter=True)
        query = query.order_by(records.c.sequence)
        with self.connection.execute(query, execution_options={"yield_per": BATCH}) as rows:
            for batch in rows.partitions(BATCH):
                self._look(batch)
                progress(self.result.records, max(total, self.result.records))
        self._look_at_whole([(each.sequence, each.hash) for each in heads])
        return self.result

    def _say(self, code: str, says: str, record: Record | None = None, **more: Any) -> None:  # noqa: ANN401 - Finding's
        named = {"sequence": record.sequence, "id": record.id} if record else {}
        self.result.findings.append(Finding(code, says, **{**named, **more}))

    def _note_purges(self) -> None:
        query = select(contents.c.content).join(records, records.c.sequence == contents.c.sequence)
        for (content,) in self.connection.execute(query.where(records.c.kind == "purge")):
            try:
                for first, last in unpack(content)["records"]:
                    self.purged.add(first, last)
            except (Unreadable, KeyError, TypeError, ValueError):
                continue  # named when the walk comes to it
        self.purged.settle()

    def _look(self, batch: Sequence[Any]) -> None:
        stretch: dict[int, Expected] = {}
        for *row, content in batch:
            record = Record(*row)
            in_place = self._look_at_place(record)
            says = self._look_at_content(record, content) if in_place else None
            stretch[record.sequence] = Expected.of(record, says)
            self.result.records += 1
            self.result.hash = record.hash
        for record, why in self.found_by.differing(stretch):
            self._say("found-by", f"{record.name} is not found by what it says: {why}", record)

    # --- one row ---

    def _look_at_place(self, record: Record) -> bool:
        """Look at a row and the one before it; return whether the row is as it was written, and where."""
        written = self._written_as(record)
        if written is None:
            self._say("altered", f"{record.name} has been altered", record)
            self.numbers.add(record.sequence)
        else:
            self._look_at_link(record, written)
            self.numbers.add(written)
            self.anchors.discard(record.hash)
        self.before = (record.sequence if written is None else written), record
        return written == record.sequence

    def _written_as(self, record: Record) -> int | None:
        """Return the number a row was written with, which is its own unless it was moved; None when it was altered."""
        if record.reckoned == record.hash:
            return record.sequence
        for number in self._perhaps_written_as(record):
            if _numbered(record, number).reckoned == record.hash:
                self._say_moved(record, number)
                return number
        return None

    def _perhaps_written_as(self, record: Record) -> Iterator[int]:
        shift = self.before[0] - self.before[1].sequence if self.before else 0
        yield from dict.fromkeys((record.sequence + shift, record.sequence - 1, record.sequence + 1, 1))
        if self.looked_up < MOST_LOOKED_UP:
            self.looked_up += 1
            query = select(records.c.sequence).where(records.c.hash == record.previous)
            yield from (sequence + 1 for sequence in self.connection.execute(query).scalars())

    def _say_moved(self, record: Record, number: int) -> None:
        """Name a row that stands under another number, in one finding with those just before it that moved alike."""
        shift, at = number - record.sequence, len(self.result.findings)
        if self.moved and self.moved[1:] == (record.sequence - 1, shift):
            at = self.moved[0]
            first = self.result.findings.pop(at)
            start = first.sequence or record.sequence
            written = f"records {start + shift} to {number}"
            says = f"Records {start} to {record.sequence} were written as {written}, and have been moved"
            finding = Finding("moved", says, start, first.id, record.sequence)
        else:
            says = f"{record.name} was written as record {number}, and has been moved"
            finding = Finding("moved", says, record.sequence, record.id, record.sequence)
        self.result.findings.insert(at, finding)
        self.moved = at, record.sequence, shift

    def _look_at_link(self, record: Record, written: int) -> None:
        """Say when a row was written after another one than the one that now stands before it."""
        if self.before is None:
            if written == 1 and record.previous != NOTHING_BEFORE:
                self._say("replaced", f"{record.name} is not the first record that was written", record)
            return
        number, before = self.before
        if written == number + 1 and record.previous not in (before.hash, before.reckoned):
            says = f"{before.name} is not the one that {record.name[0].lower()}{record.name[1:]} was written after"
            self._say("replaced", says, before)

    def _look_at_content(self, record: Record, content: object) -> dict[str, Any] | None:
        """Return what a record says, if it is there and as it was written."""
        purged = record.sequence in self.purged and record.kind not in KEPT_FOR_GOOD
        if content is None:
            if not purged:
                self._say("content-gone", f"What {record.name} says has been taken away, and no purge took it", record)
            return None
        if purged:
            self._say("content-back", f"What {record.name} says was purged, and is there again", record)
        if not isinstance(content, bytes) or hash_of(content) != record.content_hash:
            self._say("content-altered", f"What {record.name} says has been altered", record)
            return None
        try:
            return unpack(content)
        except Unreadable:
            self._say("content-altered", f"What {record.name} says cannot be read", record)
            return None

    # --- the whole ---

    def _look_at_whole(self, heads: Sequence[tuple[int, str]]) -> None:
        self._look_at_head(heads)
        twice = self.numbers.settle()
        for number in chain.from_iterable(range(first, last + 1) for first, last in twice):
            self._say_put_in(number)
        end = max([sequence for sequence, _ in heads], default=0)
        missing = list(self.numbers.gaps(end))
        for first, last in missing:
            self._say_missing(first, last)
        self._say_strays(missing)
        for anchor in sorted(self.anchors):
            says = f"No record has the hash {anchor} that was noted elsewhere: the ledger has been rewritten"
            self._say("anchor", says)

    def _look_at_head(self, heads: Sequence[tuple[int, str]]) -> None:
        if len(heads) != 1:
            self._say("head", "The head of the chain is not there" if not heads else "The chain has several heads")
            return
        ((sequence, last_hash),) = heads
        last = self.before[1] if self.before else None
        if last is None:
            if sequence == 0 and last_hash != NOTHING_BEFORE:
                self._say("head", "The head of the chain has been altered")
        elif last.sequence > sequence:
            self._say("put-in", f"{last.name} stands after the end of the chain, {sequence}", last)
        elif last.sequence == sequence and last_hash not in (last.hash, last.reckoned):
            self._say("replaced", f"{last.name} is not the one the head of the chain names", last)

    def _say_put_in(self, number: int) -> None:
        found = self.connection.execute(select(records).where(records.c.sequence == number)).first()
        record = Record(*found) if found else None
        name = record.name if record else f"A record {number}"
        self._say("put-in", f"{name} has been put in: another was written with its number", record, sequence=number)

    def _say_strays(self, missing: Sequence[tuple[int, int]]) -> None:
        """Name what belongs to a record that never was; what is left of missing records is not named twice."""
        for table in (contents, *FINDERS):
            query = select(table.c.sequence).distinct().outerjoin(records, records.c.sequence == table.c.sequence)
            for number in self.connection.execute(query.where(records.c.sequence.is_(None))).scalars():
                if not any(first <= number <= last for first, last in missing):
                    says = f"`{table.name}` has a row of a record {number}, and there is no such record"
                    self._say("stray", says, None, sequence=number)

    def _say_missing(self, first: int, last: int) -> None:
        """Name records that are gone; by their ids too, where what they said was left behind."""
        for number, name in self._left_behind(first, last):
            if number > first:
                self._say_gone(first, number - 1)
            self._say("missing", f"Record {number} ({name}) is missing", None, sequence=number, id=name, last=number)
            first = number + 1
        if first <= last:
            self._say_gone(first, last)

    def _say_gone(self, first: int, last: int) -> None:
        says = f"Record {first} is missing" if first == last else f"Records {first} to {last} are missing"
        self._say("missing", says, None, sequence=first, last=last)

    def _left_behind(self, first: int, last: int) -> Iterable[tuple[int, str]]:
        query = select(contents).where(contents.c.sequence.between(first, last)).order_by(contents.c.sequence)
        for number, content in self.connection.execute(query):
            try:
                name = unpack(content)["answer"]["id"]
            except (Unreadable, KeyError, TypeError):
                continue
            yield number, str(name)


def _numbered(record: Record, number: int) -> Record:
    return Record(number, *(getattr(record, name) for name in Record.__slots__[1:]))
