"""Records, added to the end of the ledger inside one transaction.

Whoever adds first locks the head of the chain, so that services sharing a database take turns and no number is
skipped. Nothing is committed here.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import Connection, Table, insert, select, update

from service.records.chain import Record, hash_of, pack, stamp
from service.records.errors import RecordsRefusal
from service.records.finders import Row, rows_for
from service.records.tables import FINDERS, contents, head, ledger, requests


@dataclass(frozen=True, slots=True)
class Request:
    """What tells a retried request: hashes of the caller and its key, and of what was sent."""

    key: str
    sent: str

    @classmethod
    def of(cls, who: str, key: str, sent: object) -> Request:
        """Return it for a caller, the key it chose and the JSON it sent, whatever the order of its names."""
        body = orjson.dumps(sent, option=orjson.OPT_SORT_KEYS)
        return cls(_hash(orjson.dumps([who, key])), _hash(body))


def _hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


@dataclass(frozen=True, slots=True, repr=False)
class Draft:
    """Something to be recorded, made ready by whoever asks, so that the writer has little left to do.

    What it says keeps the order it is given in; `written` are parts of it that are JSON already. `first` are records
    that have to be there before it, added when they are not. `check` looks at the ledger as it stands just before, and
    raises RecordsRefusal to have it left out.
    """

    kind: str
    id: str
    who: str
    at: datetime
    said: Mapping[str, Any]
    about: str | None = None
    request: Request | None = None
    first: Sequence[Draft] = ()
    check: Callable[[Connection], None] | None = None
    written: Mapping[str, bytes] = field(default_factory=dict)
    content: bytes = field(init=False)
    content_hash: str = field(init=False)
    rows: Sequence[tuple[Table, Row]] = field(init=False)

    def __post_init__(self) -> None:
        said = {**self.said, "request": asdict(self.request)} if self.request else self.said
        content = pack({**said, **{name: orjson.Fragment(text) for name, text in self.written.items()}})
        object.__setattr__(self, "content", content)
        object.__setattr__(self, "content_hash", hash_of(content))
        object.__setattr__(self, "rows", rows_for(self.kind, self.about, said))


@dataclass(frozen=True, slots=True)
class Written:
    """Which record answers a request: the one just added, or the one an earlier request with its key was given."""

    id: str
    sequence: int
    added: bool


@dataclass(slots=True)
class _Earlier:
    """What the ledger already has of what is to be added: by id, the number and the hash of what it says."""

    ids: dict[str, tuple[int, str]] = field(default_factory=dict)
    keys: dict[str, tuple[str, Written]] = field(default_factory=dict)


def append(connection: Connection, drafts: Sequence[Draft], *, again: bool = False) -> list[Written | RecordsRefusal]:
    """Add what is to be recorded, in order, and return what became of each.

    `again` is for a try whose end was not seen: the very same draft is not added twice.
    """
    adding = _Adding(connection, drafts, again=again)
    results = [adding.try_one(each) for each in drafts]
    adding.finish()
    return results


_INSERTS = {table: insert(table) for table in (ledger, contents, *FINDERS)}


class _Adding:
    """One transaction's additions."""

    def __init__(self, connection: Connection, drafts: Sequence[Draft], *, again: bool) -> None:
        self.connection = connection
        sequence, last = connection.execute(select(head.c.sequence, head.c.hash).with_for_update()).one()
        self.start, self.sequence, self.hash = sequence, sequence, last
        self.earlier = _Earlier()
        self._look_up_ids([each for draft in drafts for each in (*draft.first, *((draft,) if again else ()))])
        self._look_up_keys([draft.request.key for draft in drafts if draft.request])
        self.rows: dict[Table, list[Row]] = {ledger: [], contents: []}

    def _look_up_ids(self, drafts: Sequence[Draft]) -> None:
        if drafts:
            known = select(ledger.c.id, ledger.c.sequence, ledger.c.content_hash)
            for row in self.connection.execute(known.where(ledger.c.id.in_([each.id for each in drafts]))):
                self.earlier.ids[row.id] = row.sequence, row.content_hash

    def _look_up_keys(self, keys: Sequence[str]) -> None:
        if keys:
            answered = select(requests, ledger.c.id).join(ledger, ledger.c.sequence == requests.c.sequence)
            for row in self.connection.execute(answered.where(requests.c.key.in_(keys))):
                self.earlier.keys[row.key] = row.sent, Written(row.id, row.sequence, added=False)

    def try_one(self, draft: Draft) -> Written | RecordsRefusal:
        """Add one, unless it is there, answered before, or refused."""
        if draft.id in self.earlier.ids:
            sequence, content_hash = self.earlier.ids[draft.id]
            return Written(draft.id, sequence, added=content_hash == draft.content_hash)
        if draft.request and draft.request.key in self.earlier.keys:
            sent, written = self.earlier.keys[draft.request.key]
            return written if sent == draft.request.sent else key_used_before()
        try:
            if draft.check:
                self._flush()
                draft.check(self.connection)
        except RecordsRefusal as refusal:
            return refusal
        for each in draft.first:
            if each.id not in self.earlier.ids:
                self._add(each)
        return self._add(draft)

    def _add(self, draft: Draft) -> Written:
        record = Record(
            self.sequence + 1, draft.kind, draft.id, draft.about, stamp(draft.at), draft.who,
            draft.content_hash, self.hash,
        )  # fmt: skip
        self.sequence, self.hash = record.sequence, record.reckoned
        names = ("kind", "id", "about", "recorded_at", "who", "content_hash", "previous")
        row = {name: getattr(record, name) for name in names}
        self.rows[ledger].append({"sequence": self.sequence, **row, "hash": self.hash})
        self.rows[contents].append({"sequence": self.sequence, "content": draft.content})
        for table, found_by in draft.rows:
            self.rows.setdefault(table, []).append({"sequence": self.sequence, **found_by})
        return self._noted(draft)

    def _noted(self, draft: Draft) -> Written:
        self.earlier.ids[draft.id] = self.sequence, draft.content_hash
        if draft.request:
            again = Written(draft.id, self.sequence, added=False)
            self.earlier.keys[draft.request.key] = draft.request.sent, again
        return Written(draft.id, self.sequence, added=True)

    def _flush(self) -> None:
        for table, rows in self.rows.items():
            if rows:
                self.connection.execute(_INSERTS[table], rows)
                rows.clear()

    def finish(self) -> None:
        """Write what is left, and move the head of the chain."""
        self._flush()
        if self.sequence > self.start:
            self.connection.execute(update(head).values(sequence=self.sequence, hash=self.hash))


def key_used_before() -> RecordsRefusal:
    """Return the refusal of a key that came with something else before."""
    message = "This `Idempotency-Key` came with something else before"
    return RecordsRefusal("key-used-before", message, "Use a new key for every new request")
