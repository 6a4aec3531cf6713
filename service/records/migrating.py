"""Brings the tables of a database up to what this version of the service needs, or back down to an earlier one.

Whole or not at all, in one transaction, and by one service at a time, however many start at once.
"""

from __future__ import annotations

from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.script import Script, ScriptDirectory
from sqlalchemy import Connection, text

from service.records.database import Database
from service.records.errors import RecordsRefusal
from service.records.tables import metadata

NOTHING = "nothing"
NEWEST = "newest"
_LOCK = 7_468_726_573_686  # any number, as long as every replica takes the same


def migrate(database: Database, to: str = NEWEST) -> None:
    """Bring the tables to a revision, up or down. Raises RecordsRefusal, having changed nothing."""
    with database.writing.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        _move(connection, to)


def revisions() -> list[Script]:
    """Return every change of the tables, the first one first."""
    return [*_scripts().walk_revisions()][::-1]


def _move(connection: Connection, to: str) -> None:
    context, steps = _context(connection), revisions()
    names = [step.revision for step in steps]
    now, goal = _place(context.get_current_revision(), names), _place(names[-1] if to == NEWEST else to, names)
    with Operations.context(context):
        for step in steps[now:goal]:
            step.module.upgrade()
        for step in reversed(steps[goal:now]):
            step.module.downgrade()
    if now != goal:
        context.stamp(_scripts(), names[goal - 1] if goal else "base")


def _place(revision: str | None, names: list[str]) -> int:
    """Return how many changes have been made once a revision is reached."""
    if revision in (None, NOTHING):
        return 0
    if revision not in names:
        message = f"This version of the service knows no revision `{revision}` of the tables"
        raise RecordsRefusal("later-database", message, "Run the version of the service that made the database")
    return names.index(revision) + 1


def _context(connection: Connection) -> MigrationContext:
    return MigrationContext.configure(connection, opts={"target_metadata": metadata})


def _scripts() -> ScriptDirectory:
    config = Config()
    config.set_main_option("script_location", "service.records:migrations")
    return ScriptDirectory.from_config(config)
