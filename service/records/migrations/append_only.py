# ruff: noqa: S608 - every name in this SQL is ours
"""What makes the database itself refuse to change records or take them away, on SQLite and on PostgreSQL.

Migrations call these. What one of them does is never changed once a migration that calls it is released: a new rule
is a new function.
"""

from __future__ import annotations

from collections.abc import Sequence

from alembic import op

# Kinds of record whose content no purge took away at first; see KEPT_FOR_GOOD of tables.py.
KEPT_AT_FIRST = ("ruleset", "publication", "key", "purge")

_REFUSED = "Records are never changed or taken away"
_NOTHING_BEFORE = "0" * 64

# What each check has to find for a row to be let through; NEW and OLD are the row.
_FOLLOWS_LAST = f"""
    (NEW.sequence = 1 AND NEW.previous = '{_NOTHING_BEFORE}' AND NOT EXISTS (SELECT 1 FROM ledger))
    OR EXISTS (SELECT 1 FROM ledger WHERE sequence = NEW.sequence - 1 AND hash = NEW.previous)"""
_HEAD_MOVES_ON = """
    NEW.one = OLD.one AND NEW.sequence > OLD.sequence
    AND EXISTS (SELECT 1 FROM ledger WHERE sequence = NEW.sequence AND hash = NEW.hash)"""
_RECORDED_PURGE = """
    NEW.ends < 0 AND EXISTS (SELECT 1 FROM ledger WHERE sequence = NEW.sequence AND kind = 'purge')
    AND NOT EXISTS (SELECT 1 FROM ledger WHERE sequence > NEW.sequence)"""


def _permitted(kept: Sequence[str]) -> str:
    kinds = ", ".join(f"'{kind}'" for kind in kept)
    return f"""
    EXISTS (SELECT 1 FROM purging, ledger WHERE ledger.sequence = OLD.sequence
            AND ledger.recorded_at < purging.until AND ledger.kind NOT IN ({kinds}))"""


_PERMITTED = _permitted(KEPT_AT_FIRST)

_POSTGRESQL_CHECKS = {
    "threshold_refuse": ("FALSE", "NULL"),
    "threshold_follows_last": (_FOLLOWS_LAST, "NEW"),
    "threshold_head_moves_on": (_HEAD_MOVES_ON, "NEW"),
    "threshold_recorded_purge": (_RECORDED_PURGE, "NEW"),
    "threshold_permitted": (_PERMITTED, "OLD"),
}


def make_checks() -> None:
    """Make what the triggers of PostgreSQL call. SQLite has it all in the triggers."""
    if _sqlite():
        return
    for name, (let_through, row) in _POSTGRESQL_CHECKS.items():
        _function(name, let_through, row)


def _function(name: str, let_through: str, row: str) -> None:
    op.execute(f"""
        CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
        BEGIN
            IF NOT ({let_through}) THEN
                RAISE EXCEPTION '{_REFUSED}: %', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
            END IF;
            RETURN {row};
        END $$""")


def drop_checks() -> None:
    """Take away what `make_checks` made."""
    if not _sqlite():
        for name in _POSTGRESQL_CHECKS:
            op.execute(f"DROP FUNCTION {name}()")


def protect_chain() -> None:
    """Let the ledger only grow at its end, its head only move on, and permits stand only for recorded purges."""
    _check("ledger", "INSERT", "threshold_follows_last", _FOLLOWS_LAST)
    _refuse("ledger", "UPDATE", "DELETE")
    _once("ledger", ("sequence",), ("id",))
    _check("head", "UPDATE", "threshold_head_moves_on", _HEAD_MOVES_ON)
    _refuse("head", "DELETE")
    _once("head", ("one",))
    _check("purging", "INSERT", "threshold_recorded_purge", _RECORDED_PURGE)
    _refuse("purging", "UPDATE")


def protect(table: str, *unique: Sequence[str]) -> None:
    """Let rows of a table tied to records only be added, or be taken away by a recorded purge.

    `unique` are the columns no two rows share: SQLite would otherwise let a row be replaced.
    """
    _refuse(table, "UPDATE")
    _check(table, "DELETE", "threshold_permitted", _PERMITTED)
    _once(table, *unique)


def keep_for_good(kinds: Sequence[str]) -> None:
    """Let no purge take away what records of these kinds say; it may that of all others."""
    let_through = _permitted(kinds)
    if _sqlite():
        op.execute("DROP TRIGGER contents_delete")
        _check("contents", "DELETE", "threshold_permitted", let_through)
        return
    _function("threshold_permitted", let_through, "OLD")


def _refuse(table: str, *changes: str) -> None:
    for change in changes:
        _check(table, change, "threshold_refuse", "FALSE")


def _check(table: str, change: str, function: str, let_through: str) -> None:
    name = f"{table}_{change.lower()}"
    if _sqlite():
        op.execute(f"""
            CREATE TRIGGER {name} BEFORE {change} ON {table}
            BEGIN SELECT RAISE(ABORT, '{_REFUSED}: {table}') WHERE NOT ({let_through}); END""")
        return
    _always(table, name, f"BEFORE {change} ON {table} FOR EACH ROW EXECUTE FUNCTION {function}()")


def _once(table: str, *unique: Sequence[str]) -> None:
    """Refuse what would clear a table or replace a row without deleting it."""
    if _sqlite():
        taken = " OR ".join(_taken(table, columns) for columns in unique)
        op.execute(f"""
            CREATE TRIGGER {table}_once BEFORE INSERT ON {table}
            BEGIN SELECT RAISE(ABORT, '{_REFUSED}: {table}') WHERE {taken}; END""")
        return
    call = f"BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION threshold_refuse()"
    _always(table, f"{table}_truncate", call)


def _taken(table: str, columns: Sequence[str]) -> str:
    same = " AND ".join(f"{column} = NEW.{column}" for column in columns)
    return f"EXISTS (SELECT 1 FROM {table} WHERE {same})"


def _always(table: str, name: str, rest: str) -> None:
    """Make a trigger of PostgreSQL that a session cannot switch off for itself."""
    op.execute(f"CREATE TRIGGER {name} {rest}")
    op.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}")


def _sqlite() -> bool:
    return op.get_context().dialect.name == "sqlite"
