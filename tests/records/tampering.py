"""Ways to tamper with a database of records, as somebody would who has it to themselves: all triggers dropped first."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

import psycopg

from service.records.database import address


@contextmanager
def tampering(where: str) -> Iterator[Any]:
    """Give whoever tampers a connection of the driver's own, and commit what was done."""
    if where.startswith("postgresql"):
        with psycopg.connect(address(where).set(drivername="postgresql").render_as_string(hide_password=False)) as pg:
            pg.execute("SET session_replication_role = replica")  # foreign keys are triggers too
            for name, table in pg.execute(
                "SELECT tgname, tgrelid::regclass::text FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid"
                " WHERE NOT tgisinternal AND relnamespace = current_schema::regnamespace"
            ).fetchall():
                pg.execute(f"DROP TRIGGER {name} ON {table}".encode())
            yield _Percent(pg)
        return
    with closing(sqlite3.connect(where, isolation_level=None)) as connection:
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        connection.execute("PRAGMA foreign_keys = OFF")
        yield connection


class _Percent:
    """Takes SQL with question marks, as SQLite does."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self._connection = connection

    def execute(self, sql: str, values: tuple[Any, ...] = ()) -> Any:
        return self._connection.execute(sql.replace("?", "%s").encode(), values)
