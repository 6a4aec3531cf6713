# ruff: noqa: S608 - the SQL here is made of names of our own
"""The database itself refuses to change records or take them away, whoever asks."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, text
from sqlalchemy.exc import DatabaseError, IntegrityError

from service.records.database import Database
from service.records.decisions import Decisions
from service.records.direction import Choice
from service.records.errors import RecordsRefusal
from service.records.keys import Keys
from service.records.ledger import Ledger
from service.records.migrating import NEWEST, NOTHING, migrate, revisions
from service.records.outcomes import Outcomes
from service.records.retention import purge
from service.records.revision import is_newest, newest
from service.records.roles import Role
from service.records.tables import FINDERS, metadata
from service.records.verification import verify
from tests.records.making import MORNING, begin_a_draft, decided, registered, ruleset

TABLES = ["ledger", "contents", "head", *(table.name for table in FINDERS)]
REFUSED = "Records are never changed or taken away"


@pytest.fixture
def filled(ledger: Ledger) -> Ledger:
    """A ledger with a row in every table."""
    decisions = Decisions(ledger)
    made, also = registered(decided())
    decision = decisions.keep(made, ruleset(), "key-1", also)
    outcomes = Outcomes(ledger, decisions, ask_second=True)
    down = outcomes.record(decision.id, Choice("A", "different", reason="The family has moved"), "Ada")
    outcomes.agree(down.id, "Grace")
    key, _ = Keys(ledger).make("Triage screen", [Role.TRIAGE], "Ada")
    Keys(ledger).revoke(key.id, "Ada")
    begin_a_draft(ledger, decisions)
    return ledger


def run(ledger: Ledger, sql: str) -> None:
    with ledger.database.writing.begin() as connection:
        connection.execute(text(sql))


def test_no_row_is_updated_deleted_or_replaced_and_no_table_cleared(filled: Ledger) -> None:
    for table in TABLES:
        columns = [column["name"] for column in inspect(filled.database.reading).get_columns(table)]
        with filled.reading() as connection:
            assert connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one() > 0
        column = "hash" if table == "head" else columns[-1]
        for sql in (f"UPDATE {table} SET {column} = {column}", f"DELETE FROM {table}", clearing(filled, table)):
            with pytest.raises(IntegrityError, match=f"{REFUSED}: {table}"):
                run(filled, sql)
    assert verify(filled.database.reading).sound


def clearing(ledger: Ledger, table: str) -> str:
    """Return what would take rows away without deleting them."""
    if ledger.database.file:
        return f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}"
    return f"TRUNCATE {table} CASCADE"


def test_a_record_that_does_not_follow_the_last_is_refused(filled: Ledger) -> None:
    last = filled.head()
    for sequence, previous in ((last.sequence + 2, last.hash), (last.sequence + 1, "0" * 64), (0, "0" * 64)):
        with pytest.raises(IntegrityError, match=REFUSED):
            run(
                filled,
                "INSERT INTO ledger (sequence, kind, id, recorded_at, who, content_hash, previous, hash)"
                f" VALUES ({sequence}, 'decision', 'x', '', '', '', '{previous}', 'y')",
            )


def test_the_head_moves_only_to_a_record_that_is_there(filled: Ledger) -> None:
    with pytest.raises(IntegrityError, match=REFUSED):
        run(filled, "UPDATE head SET sequence = sequence + 1")


def test_a_permit_to_purge_needs_a_recorded_purge(filled: Ledger) -> None:
    with pytest.raises(IntegrityError, match=REFUSED):
        run(filled, "INSERT INTO purging (sequence, until, ends) VALUES (1, '9', -1)")


def test_a_permit_to_purge_cannot_be_left_behind(filled: Ledger) -> None:
    purge(filled, date(2026, 1, 1), "admin")  # older than anything here: nothing to do, so nothing recorded
    with filled.reading() as connection:
        assert not connection.execute(text("SELECT 1 FROM ledger WHERE kind = 'purge'")).all()
    later = Ledger(filled.database, lambda: MORNING.replace(year=2027))
    purge(later, date(2026, 12, 31), "admin")
    sequence = later.head().sequence
    with pytest.raises(DatabaseError, match=r"(?i)foreign key"):
        run(later, f"INSERT INTO purging (sequence, until, ends) VALUES ({sequence}, '9', -1)")
    later._group.close()


def test_readers_cannot_write(filled: Ledger) -> None:
    with pytest.raises(DatabaseError, match=r"(?i)read-?only"), filled.database.reading.begin() as connection:
        connection.execute(text("CREATE TABLE scratch (a INTEGER)"))


class TestMigrations:
    def test_the_tables_made_are_the_tables_used(self, ledger: Ledger) -> None:
        with ledger.database.writing.begin() as connection:
            assert compare_metadata(MigrationContext.configure(connection), metadata) == []

    def test_the_newest_is_what_alembic_calls_so(self) -> None:
        assert newest() == revisions()[-1].revision

    def test_up_down_and_up_again_step_by_step(self, where: str) -> None:
        database = Database.open(where)
        names = [each.revision for each in revisions()]
        for to in (*names, *names[-2::-1], NOTHING, NEWEST, NOTHING):
            migrate(database, to)
        assert inspect(database.reading).get_table_names() == ["alembic_version"]
        migrate(database)
        with database.reading.connect() as connection:
            assert is_newest(connection)
        database.close()

    def test_going_down_never_loses_records(self, filled: Ledger) -> None:
        with pytest.raises(RecordsRefusal, match="would take them away"):
            migrate(filled.database, NOTHING)
        assert verify(filled.database.reading).records == filled.head().sequence > 0

    def test_a_database_of_a_later_version_is_left_alone(self, where: str, ledger: Ledger) -> None:
        with ledger.database.writing.begin() as connection:
            connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
        assert ledger.missing() == [
            "The tables of the database of records are not those this version of the service needs"
        ]
        with pytest.raises(RecordsRefusal, match="knows no revision `9999`"):
            Ledger.open(where)

    def test_services_that_start_at_once_all_start(self, new_database: Callable[[], str]) -> None:
        where = new_database()
        with ThreadPoolExecutor(8) as starting:
            opened = list(starting.map(lambda _: Ledger.open(where), range(8)))
        for each in opened:
            assert each.missing() == []
            each.close()


@pytest.mark.parametrize("address", ["mysql://somewhere/threshold", "sqlite://", ":memory:", "postgresql://h:port/x"])
def test_an_address_that_cannot_be_used_is_refused(address: str) -> None:
    with pytest.raises(RecordsRefusal):
        Ledger.open(address)


def test_a_file_of_records_is_for_its_owner_only(tmp_path: object) -> None:
    ledger = Ledger.open(f"{tmp_path}/somewhere/new/records.db")
    assert ledger.database.file is not None
    assert all(each.stat().st_mode & 0o077 == 0 for each in ledger.database.file.parent.iterdir())
    ledger.close()
