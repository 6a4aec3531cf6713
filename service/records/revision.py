"""Whether the tables of a database are those this version of the service needs.

Told without Alembic, which is slow to read in, and which a service that starts on a database of today has no use for.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from sqlalchemy import Column, Connection, MetaData, Table, Text, select

_VERSIONS = Path(__file__).parent / "migrations" / "versions"
_KEPT = Table("alembic_version", MetaData(), Column("version_num", Text))  # where Alembic notes what it has done


@cache
def newest() -> str:
    """Return the last change of the tables, by the number its file begins with."""
    return max(file.name.partition("_")[0] for file in _VERSIONS.glob("[0-9]*_*.py"))


def is_newest(connection: Connection) -> bool:
    """Return whether the tables are those this version of the service needs."""
    return _now(connection) == [newest()]


def is_empty(connection: Connection) -> bool:
    """Return whether nothing has ever been made in a database."""
    return not _now(connection)


def _now(connection: Connection) -> list[str]:
    if not connection.dialect.has_table(connection, _KEPT.name):
        return []
    return list(connection.execute(select(_KEPT.c.version_num)).scalars())
