"""One ledger, many callers, several services; and what happens when the database is not there."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import zlib
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

import orjson
import psycopg
import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import ProgrammingError

from service.records.append import Draft, Written
from service.records.chain import Unreadable, pack, unpack
from service.records.decisions import Decisions
from service.records.errors import Closing, NotKept, RecordsRefusal
from service.records.ledger import Ledger
from service.records.tables import ledger as records
from service.records.verification import verify
from tests.records.making import ROOT, ruleset, small
from tests.records.postgres import Postgres
from tests.records.tampering import tampering

REPLICAS, CALLERS, EACH = 2, 8, int(os.environ.get("THRESHOLD_DECISIONS", "1000")) // 2

REPLICA = """
import sys
from concurrent.futures import ThreadPoolExecutor
from service.records.chain import pack, unpack
from service.records.decisions import Decisions
from service.records.ledger import Ledger
from tests.records.making import ruleset, small
where, start, many, callers = sys.argv[1], *map(int, sys.argv[2:])
ledger = Ledger.open(where)
decisions = Decisions(ledger)
with ThreadPoolExecutor(callers) as pool:
    for kept in pool.map(lambda number: decisions.keep(small(number), ruleset()), range(start, start + many)):
        print(kept.id)
ledger.close()
"""


def test_two_services_on_one_database_leave_no_gap(where: str) -> None:
    Ledger.open(where).close()
    commands = [[sys.executable, "-c", REPLICA, where, str(n * EACH), str(EACH), str(CALLERS)] for n in range(REPLICAS)]
    services = [subprocess.Popen(each, stdout=subprocess.PIPE, cwd=ROOT, text=True) for each in commands]
    answered = [line for each in services for line in each.communicate()[0].split()]
    assert [each.returncode for each in services] == [0, 0]
    ledger = Ledger.open(where)
    found = verify(ledger.database.reading)
    with ledger.reading() as connection:
        kept = connection.execute(select(records.c.id).where(records.c.kind == "decision")).scalars().all()
        rulesets = connection.execute(select(func.count()).where(records.c.kind == "ruleset")).scalar_one()
    assert found.sound
    assert rulesets == 1
    assert sorted(kept) == sorted(answered)
    assert found.records == REPLICAS * EACH + 1 == ledger.head().sequence
    ledger.close()


def test_callers_share_transactions(ledger: Ledger) -> None:
    decisions = Decisions(ledger)
    decisions.keep(small(0), ruleset())
    moves: list[int] = []
    commit = ledger._group._commit

    def counted(drafts: Sequence[Draft]) -> Sequence[Written | RecordsRefusal]:
        moves.append(len(drafts))
        return commit(drafts)

    ledger._group._commit = counted
    with ThreadPoolExecutor(32) as callers:
        list(callers.map(lambda number: decisions.keep(small(number), ruleset()), range(1, 201)))
    assert sum(moves) == 200
    assert len(moves) < 150


def test_closing_keeps_everything_that_was_taken(where: str) -> None:
    ledger = Ledger.open(where)
    decisions = Decisions(ledger)
    decisions.keep(small(0), ruleset())
    with ThreadPoolExecutor(16) as callers:
        futures = [callers.submit(decisions.keep, small(number), ruleset()) for number in range(200)]
        while not any(each.done() for each in futures):
            pass
        ledger.close()
    outcomes = [each.exception() for each in futures]
    assert {type(each) for each in outcomes} <= {type(None), Closing}
    answered = {each.result().id for each in futures if not each.exception()}
    again = Ledger.open(where)
    with again.reading() as connection:
        kept = set(connection.execute(select(records.c.id)).scalars())
    assert answered
    assert answered <= kept
    assert len(kept) == len(answered) + 2
    assert verify(again.database.reading).sound
    again.close()


class TestWhenPostgresqlStops:
    @pytest.fixture
    def server(self) -> Iterator[Postgres]:
        server = Postgres()
        yield server
        server.close()

    def test_it_is_said_and_all_goes_on_once_it_is_back(self, server: Postgres) -> None:
        ledger = Ledger.open(server.new_database())
        decisions = Decisions(ledger)
        kept = decisions.keep(small(1), ruleset())
        server.kill()
        with pytest.raises(NotKept, match="did not confirm"):
            decisions.keep(small(2), ruleset(), "key-2")
        with pytest.raises(RecordsRefusal, match="does not answer"):
            decisions.get(kept.id, "auditor")
        assert ledger.missing() == ["The database of records does not answer"]
        server.start()
        assert ledger.missing() == []
        decisions.keep(small(2), ruleset(), "key-2")
        found = verify(ledger.database.reading)
        assert (found.sound, found.records) == (True, 3)
        ledger.close()

    def test_a_lost_connection_is_made_again_and_nobody_notices(self, server: Postgres) -> None:
        ledger = Ledger.open(server.new_database())
        decisions = Decisions(ledger)
        decisions.keep(small(1), ruleset())
        server.kill()
        server.start()
        decisions.keep(small(2), ruleset())
        ledger.close()

    def test_a_database_that_cannot_be_reached_is_said_at_start(self, server: Postgres) -> None:
        where = server.new_database()
        server.kill()
        with pytest.raises(RecordsRefusal, match="does not answer"):
            Ledger.open(where)
        server.start()


def test_the_grants_the_documents_show_are_enough_and_no_more(postgres: Postgres) -> None:
    owners = postgres.new_database()
    Ledger.open(owners).close()
    documented = (ROOT / "docs/records.md").read_text("utf-8")
    with psycopg.connect(owners, autocommit=True) as owner:
        for grant in re.findall(r"^    ((?:CREATE ROLE|GRANT [A-Z, ]+ ON (?!DATABASE)).*;)$", documented, re.MULTILINE):
            owner.execute(grant.encode())
    ledger = Ledger.open(owners.replace("postgres@", "threshold@"))
    decisions = Decisions(ledger)
    decision = decisions.keep(small(1), ruleset(), "key-1")
    assert decisions.get(decision.id, "auditor").id == decision.id
    assert verify(ledger.database.reading).sound
    for sql in (
        "ALTER TABLE ledger DISABLE TRIGGER ALL",
        "DELETE FROM contents",
        "SET session_replication_role = replica",
    ):
        denied = pytest.raises(ProgrammingError, match=r"permission denied|must be owner")
        with denied, ledger.database.writing.begin() as connection:
            connection.execute(text(sql))
    ledger.close()


def test_synchronous_commit_is_never_off(postgres: Postgres) -> None:
    where = postgres.new_database()
    for setting, used in (("off", "on"), ("local", "local")):
        sets = f"&options=-csynchronous_commit%3D{setting}"
        ledger = Ledger.open(where + sets)
        with ledger.database.writing.connect() as connection:
            assert connection.execute(text("SHOW synchronous_commit")).scalar() == used
        ledger.close()


def test_what_was_being_written_is_not_in_an_error(ledger: Ledger) -> None:
    with pytest.raises(Exception) as raised, ledger.database.writing.begin() as connection:  # noqa: PT011 - any at all
        connection.execute(text("INSERT INTO nowhere VALUES (:value)"), {"value": "a fact about a child"})
    assert "a fact about a child" not in str(raised.value)


def test_what_was_altered_is_not_shown_as_if_nothing_had_happened(where: str) -> None:
    ledger = Ledger.open(where)
    decision = Decisions(ledger).keep(small(1), ruleset())
    ledger.close()
    with tampering(where) as connection:
        (content,) = connection.execute("SELECT content FROM contents WHERE sequence = 2").fetchone()
        connection.execute("UPDATE contents SET content = ? WHERE sequence = 2", (pack(unpack(content)),))
    ledger = Ledger.open(where)
    with pytest.raises(RecordsRefusal, match="has been altered since it was recorded"):
        Decisions(ledger).get(decision.id, "auditor")
    ledger.close()


def test_what_was_kept_in_its_first_form_is_read_as_before() -> None:
    said = {"case": {"children": [{"ref": "é"}]}, "answer": {"as_of": "2026-11-23"}}
    first, now = bytes(16) + zlib.compress(orjson.dumps(said), 1), pack(said)
    assert unpack(first) == unpack(now) == said
    for cut in (first[:-5], now[:-5], now[:16]):
        with pytest.raises(Unreadable):
            unpack(cut)
