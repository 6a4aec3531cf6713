"""The ledger: what is recorded is on disk before anybody is told so, and is never changed.

Opens a database, brings its tables up to date, and lets many callers add records at once.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, select
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as NoneFree

from service.records.append import Draft, Written, append
from service.records.chain import Record, hash_of, unpack
from service.records.database import Database
from service.records.errors import NotKept, RecordsRefusal
from service.records.group_commit import GroupCommit
from service.records.revision import is_newest
from service.records.tables import contents, head, ledger

MOST_WAITING = 1000
MOST_AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class Entry:
    """A record with what it says; None once a purge has taken that away."""

    record: Record
    said: dict[str, Any] | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class Head:
    """The end of the chain: how many records there are, and the hash of the last."""

    sequence: int
    hash: str


def now() -> datetime:
    """Return the time, in UTC."""
    return datetime.now(UTC)


class Ledger:
    """Records in one database. Safe to use from several threads, and from several services at once."""

    def __init__(self, database: Database, clock: Callable[[], datetime] = now) -> None:
        self.database = database
        self.clock = clock
        self._group: GroupCommit[Draft, Written] = GroupCommit(self._commit, MOST_WAITING, MOST_AT_ONCE)

    @classmethod
    def open(cls, where: str, clock: Callable[[], datetime] = now) -> Ledger:
        """Open the ledger at the address of a database, or the path of a file. Raises RecordsRefusal."""
        database = Database.open(where)
        try:
            _bring_up_to_date(database)
        except SQLAlchemyError as error:
            database.close()
            message = "The database of records does not answer"
            raise RecordsRefusal("no-database", message, "Check that it is running and who may use it") from error
        except RecordsRefusal:
            database.close()
            raise
        return cls(database, clock)

    def close(self) -> None:
        """Write what is waiting, take nothing more, and let the database go."""
        self._group.close()
        self.database.close()

    def append(self, draft: Draft) -> Written:
        """Record something. Returns once it is on disk. Raises RecordsRefusal."""
        return self._group.submit(draft)

    async def append_soon(self, draft: Draft) -> Written:
        """Record something, as `append` does, without a thread that waits for it. Raises RecordsRefusal."""
        return await asyncio.wrap_future(self._group.begin(draft))

    def missing(self) -> list[str]:
        """Return, in sentences, what stands in the way of keeping records safely: nothing, if all is well."""
        try:
            with self.reading() as connection:
                return list(_missing(connection))
        except RecordsRefusal as refusal:
            return [refusal.message]

    def head(self) -> Head:
        """Return the end of the chain. Noted elsewhere, its hash shows later whether anything was rewritten."""
        with self.reading() as connection:
            return Head(*connection.execute(select(head.c.sequence, head.c.hash)).one())

    def find(self, id: str) -> Entry | None:  # noqa: A002 - the word the ledger uses
        """Return the record with this id."""
        return next(iter(self.entries(entries_query().where(ledger.c.id == id))), None)

    def about(self, id: str, *kinds: str) -> list[Entry]:  # noqa: A002
        """Return the records of some kinds that concern a record, oldest first."""
        query = entries_query().where(ledger.c.about == id, ledger.c.kind.in_(kinds))
        return self.entries(query.order_by(ledger.c.sequence))

    def entries(self, query: Select[Any]) -> list[Entry]:
        """Return the records a query built on `entries_query` finds."""
        with self.reading() as connection:
            return [entry(row) for row in connection.execute(query)]

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection that cannot write. Raises RecordsRefusal when the database does not answer."""
        try:
            with self.database.reading.connect() as connection:
                yield connection
        except (DBAPIError, NoneFree) as error:
            raise no_answer() from error

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction for what is not a record. Raises RecordsRefusal when the database does not answer."""
        try:
            with self.database.writing.begin() as connection:
                yield connection
        except (DBAPIError, NoneFree) as error:
            raise no_answer() from error

    def _commit(self, drafts: Sequence[Draft]) -> Sequence[Written | RecordsRefusal]:
        """Write all or none. A lost connection leaves open which, so the ids tell when it is tried again."""
        try:
            return self._transaction(drafts)
        except DBAPIError as error:
            if not _lost(error):
                raise
        try:
            return self._transaction(drafts, again=True)
        except DBAPIError as error:
            if not _lost(error):
                raise
            raise NotKept from error

    def _transaction(self, drafts: Sequence[Draft], *, again: bool = False) -> Sequence[Written | RecordsRefusal]:
        with self.database.writing.begin() as connection:
            return append(connection, drafts, again=again)


def entries_query() -> Select[Any]:
    """Return a query for records with what they say."""
    return select(ledger, contents.c.content).join_from(ledger, contents, isouter=True)


def entry(row: Row[Any]) -> Entry:
    """Return the record a row of `entries_query` holds. Raises RecordsRefusal when it says what was not recorded."""
    parts: list[Any]
    *parts, content = row
    record = Record(*parts)
    if content is None:
        return Entry(record, None)
    if hash_of(content) != record.content_hash:
        message = "What this record says has been altered since it was recorded"
        raise RecordsRefusal("record-altered", message, "Run `threshold records verify`")
    return Entry(record, unpack(content))


def no_answer() -> RecordsRefusal:
    """Return what is said when the database cannot be read."""
    return RecordsRefusal("no-database", "The database of records does not answer", "Send it again in a few seconds")


def _lost(error: DBAPIError) -> bool:
    """Return whether the database went away or was locked, rather than refused."""
    return error.connection_invalidated or isinstance(error, OperationalError | InterfaceError)


def _missing(connection: Connection) -> Iterator[str]:
    if not is_newest(connection):
        yield "The tables of the database of records are not those this version of the service needs"
    if connection.dialect.name == "postgresql" and connection.exec_driver_sql("SHOW fsync").scalar() == "off":
        yield "PostgreSQL runs with `fsync` off, so what it keeps can be lost"


def _bring_up_to_date(database: Database) -> None:
    with database.reading.connect() as connection:
        if is_newest(connection):
            return
    from service.records.migrating import migrate  # noqa: PLC0415 - slow to read in, and seldom needed

    migrate(database)
