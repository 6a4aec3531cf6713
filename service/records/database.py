"""Where records are kept: a SQLite file, or a PostgreSQL database that several services share.

Promises that what is committed is on disk: SQLite in WAL mode with full synchronisation, PostgreSQL never without
synchronous commit. Errors never show what was being written.
"""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Callable, Mapping
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import ConnectionPoolEntry

from service.records.errors import RecordsRefusal

BUSY_SECONDS = 10
Prepares = Callable[[Any, ConnectionPoolEntry], None]

_SQLITE = (
    f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000}",
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA secure_delete = ON",  # what a purge takes away is overwritten in the file
)
# A writer that hangs must not hold up the other replicas for ever: it holds the lock on the head of the chain.
_POSTGRESQL = (
    "SET statement_timeout = '60s'",
    "SET idle_in_transaction_session_timeout = '60s'",
    "SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'",
)


@dataclass(frozen=True, slots=True)
class Database:
    """Two ways in: one that only reads, and one whose every transaction may write."""

    reading: Engine
    writing: Engine

    @classmethod
    def open(cls, where: str) -> Database:
        """Open the database at an address or a path, made if it is a file that is not there. Raises RecordsRefusal."""
        url = address(where)
        return _sqlite(url) if url.get_backend_name() == "sqlite" else _postgresql(url)

    @property
    def file(self) -> Path | None:
        """The file it is, if it is one."""
        name = self.writing.url.database
        return Path(name) if name and self.writing.dialect.name == "sqlite" else None

    def close(self) -> None:
        """Let every connection go."""
        self.reading.dispose()
        self.writing.dispose()


def address(where: str) -> URL:
    """Return the address of a database: `postgresql://…`, `sqlite:///…`, or the path of a file. Raises RecordsRefusal.

    >>> address("var/threshold.db").get_backend_name()
    'sqlite'
    >>> address("postgresql://reader@db/threshold").drivername
    'postgresql+psycopg'
    """
    if "://" not in where:
        url = URL.create("sqlite", database=where)
    else:
        with suppress(ArgumentError, ValueError):
            url = make_url(where.replace("postgres://", "postgresql://", 1))
            if url.get_backend_name() == "postgresql":
                return url.set(drivername="postgresql+psycopg")
            if url.get_backend_name() == "sqlite":
                return _whole_file(url)
        raise RecordsRefusal("wrong-database", "This is not the address of a database that can be used", _ADDRESSES)
    return _whole_file(url)


_ADDRESSES = "Give the path of a file, or an address like `postgresql://name:password@host/threshold`"


def _whole_file(url: URL) -> URL:
    if not url.database or url.database == ":memory:":
        raise RecordsRefusal("wrong-database", "Records cannot be kept in memory", _ADDRESSES)
    return url.set(drivername="sqlite")


# --- SQLite -------------------------------------------------------------------------------------------------------


def _sqlite(url: URL) -> Database:
    path = Path(str(url.database))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        # Facts about children: for its owner only. One that is there is left alone: to close it again would let go of
        # every lock this process has on it.
        with suppress(FileExistsError):
            os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
        _write_ahead(path)
    except (OSError, sqlite3.Error) as error:
        message = "The file of records cannot be opened"
        raise RecordsRefusal("wrong-database", message, f"Check that `{path}` can be read and written") from error
    reading = _engine(url, _runs(*_SQLITE, "PRAGMA query_only = ON"), "BEGIN", pool_size=10, max_overflow=50)
    writing = _engine(url, _runs(*_SQLITE), "BEGIN IMMEDIATE", pool_size=1, max_overflow=4)
    return Database(reading, writing)


def _write_ahead(path: Path) -> None:
    """Turn write-ahead logging on. Two services that start at once may stand in each other's way for a moment."""
    last = time.monotonic() + BUSY_SECONDS
    while True:
        with closing(sqlite3.connect(path, timeout=BUSY_SECONDS)) as connection:
            try:
                (mode,) = connection.execute("PRAGMA journal_mode = WAL").fetchone()
            except sqlite3.OperationalError:
                if time.monotonic() > last:
                    raise
                time.sleep(0.05)
                continue
        if mode != "wal":
            raise RecordsRefusal(
                "wrong-database",
                "The disk of the file of records cannot keep it safely",
                "Use a disk of this machine, not one shared over a network, or PostgreSQL",
            )
        return


def _engine(url: URL, prepare: Prepares, begin: str, **pool: int) -> Engine:
    engine = create_engine(url, hide_parameters=True, **pool)
    event.listen(engine, "connect", prepare)
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql(begin))
    return engine


def _runs(*statements: str) -> Prepares:
    """Return what makes a new connection ready. Transactions are ours to begin, not the driver's."""

    def prepare(connection: sqlite3.Connection, _: ConnectionPoolEntry) -> None:
        connection.isolation_level = None
        for statement in statements:
            connection.execute(statement)

    return prepare


# --- PostgreSQL ---------------------------------------------------------------------------------------------------


def _postgresql(url: URL) -> Database:
    options: Mapping[str, Any] = {
        "hide_parameters": True,
        "pool_pre_ping": True,
        "pool_timeout": BUSY_SECONDS,
        "connect_args": {"connect_timeout": BUSY_SECONDS, "application_name": "threshold"},
    }
    reading = create_engine(url, pool_size=5, max_overflow=5, **options)
    writing = create_engine(url, pool_size=1, max_overflow=4, isolation_level="READ COMMITTED", **options)
    for engine, more in ((reading, ("SET default_transaction_read_only = on",)), (writing, ())):
        event.listen(engine, "connect", _sets(*_POSTGRESQL, *more))
    return Database(reading, writing)


def _sets(*statements: str) -> Prepares:
    def prepare(connection: Any, _: ConnectionPoolEntry) -> None:  # noqa: ANN401 - psycopg's, through its adapter
        for statement in statements:
            connection.execute(statement)
        connection.commit()

    return prepare
