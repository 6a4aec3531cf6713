"""Whatever is done to the records behind the back of the service, `verify` names what was touched."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, delete, insert, select, text, update

from service.records.chain import Record, hash_of, pack
from service.records.decisions import Decisions
from service.records.direction import Choice
from service.records.keys import Keys
from service.records.ledger import Ledger
from service.records.outcomes import Outcomes
from service.records.retention import purge
from service.records.roles import Role
from service.records.search import Search
from service.records.tables import FINDERS, contents, decisions, head
from service.records.tables import ledger as records
from service.records.verification import Verification, verify, verify_seen
from tests.records.making import MORNING, begin_a_draft, registered, ruleset, small
from tests.records.tampering import tampering

PROPERTY = settings(
    max_examples=settings().max_examples // 4, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
_NO_FOREIGN_KEYS = {
    "sqlite": "PRAGMA defer_foreign_keys = ON",
    "postgresql": "SET LOCAL session_replication_role = replica",
}
COLUMNS = [column.name for column in records.columns if column.name != "sequence"]


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def filled(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    """A ledger with records of most kinds, some of them purged."""
    if request.param == "postgresql":
        where = request.getfixturevalue("postgres").new_room()
    else:
        where = str(tmp_path_factory.mktemp("filled") / "records.db")
    ledger = Ledger.open(where)
    kept = Decisions(ledger)
    for number in range(3):
        kept.keep(replace(small(number), recorded_at=MORNING.replace(year=2020)), ruleset())
    purge(ledger, date(2021, 1, 1), "admin")
    made, also = registered(small(4))
    decision = kept.keep(made, ruleset(), "key-4", also)
    for number in range(5, 8):
        kept.keep(small(number), ruleset(), f"key-{number}")
    Outcomes(ledger, kept).record(decision.id, Choice("A", "different", reason="They have moved"), "Ada")
    kept.get(decision.id, "auditor")
    kept.list(Search(), 2, "auditor")
    kept.keep(small(9), ruleset())
    key, _ = Keys(ledger).make("Triage screen", [Role.TRIAGE], "Ada")
    Keys(ledger).revoke(key.id, "Ada")
    begin_a_draft(ledger, kept)
    assert verify(ledger.database.reading).sound
    with tampering(where):
        pass  # what follows is done with all triggers dropped
    yield ledger
    ledger.close()


@contextmanager
def tampered(ledger: Ledger) -> Iterator[Connection]:
    """Give a connection that can change anything, and undo it all afterwards."""
    with ledger.database.writing.connect() as connection:
        try:
            connection.execute(text(_NO_FOREIGN_KEYS[connection.dialect.name]))
            yield connection
        finally:
            connection.rollback()


def read(connection: Connection, sequence: int) -> Record:
    return Record(*connection.execute(select(records).where(records.c.sequence == sequence)).one())


def write(connection: Connection, record: Record, at: int | None = None) -> None:
    """Put a row in the place of another."""
    values = {name: getattr(record, name) for name in COLUMNS}
    connection.execute(update(records).where(records.c.sequence == (at or record.sequence)).values(**values))


def renumber(connection: Connection, start: int, by: int) -> None:
    """Move all rows from a number on, in every table."""
    for table in (records, contents, *FINDERS):
        there = table.c.sequence
        connection.execute(update(table).where(there >= start).values(sequence=-(there + by)))
        connection.execute(update(table).where(there < 0).values(sequence=-there))


def named(found: Verification, code: str = "") -> set[int]:
    """Return the numbers of all the records that findings name."""
    numbers: set[int] = set()
    for each in found.findings:
        if each.sequence is not None and code in ("", each.code):
            numbers |= set(range(each.sequence, (each.last or each.sequence) + 1))
    return numbers


def last(ledger: Ledger) -> int:
    return ledger.head().sequence


def changed(value: str, place: int) -> str:
    """Return text with one character altered."""
    place %= len(value)
    return value[:place] + ("0" if value[place] != "0" else "1") + value[place + 1 :]


def altered_in(record: Record, column: str, place: int) -> Record:
    values: dict[str, Any] = {column: changed(getattr(record, column) or "x", place)}
    return replace(record, **values)


@PROPERTY
@given(st.integers(0, 10**6), st.sampled_from(COLUMNS), st.integers(0, 10**6))
def test_one_altered_character_of_any_row_is_named(filled: Ledger, which: int, column: str, place: int) -> None:
    sequence = which % last(filled) + 1
    with tampered(filled) as connection:
        record = read(connection, sequence)
        altered = altered_in(record, column, place)
        write(connection, altered)
        found = verify_seen(connection)
    assert named(found, "altered") == {sequence}
    if record.kind == "purge":  # what it took away is then not accounted for
        return
    assert named(found) == {sequence}
    assert {each.id for each in found.findings} == {altered.id}


@PROPERTY
@given(st.integers(0, 10**6), st.integers(0, 10**6), st.integers(1, 255))
def test_one_altered_byte_of_what_any_record_says_is_named(filled: Ledger, which: int, place: int, by: int) -> None:
    with tampered(filled) as connection:
        rows = connection.execute(select(contents).order_by(contents.c.sequence)).all()
        sequence, content = rows[which % len(rows)]
        bytes_now = bytearray(content)
        bytes_now[place % len(bytes_now)] ^= by
        connection.execute(update(contents).where(contents.c.sequence == sequence).values(content=bytes(bytes_now)))
        found = verify_seen(connection)
        record = read(connection, sequence)
    assert ("content-altered", sequence, record.id) in [(each.code, each.sequence, each.id) for each in found.findings]
    assert named(found) == {sequence} or record.kind == "purge"  # what it took away is then not accounted for


@PROPERTY
@given(st.integers(0, 10**6), st.sampled_from(["row", "row and all else", "numbers closed up"]))
def test_a_record_taken_away_is_named(filled: Ledger, which: int, how: str) -> None:
    sequence = which % last(filled) + 1
    with tampered(filled) as connection:
        for table in (records,) if how == "row" else (records, contents, *FINDERS):
            connection.execute(delete(table).where(table.c.sequence == sequence))
        if how == "numbers closed up":
            renumber(connection, sequence + 1, -1)
        found = verify_seen(connection)
    assert named(found, "missing") == {sequence}


def test_a_missing_record_is_named_by_its_id_where_what_it_said_is_left(filled: Ledger) -> None:
    with tampered(filled) as connection:
        query = select(records.c.sequence, records.c.id).join(decisions, decisions.c.sequence == records.c.sequence)
        for sequence, name in connection.execute(query).all():
            connection.execute(delete(records).where(records.c.sequence == sequence))
            found = verify_seen(connection)
            assert (sequence, name) in [(each.sequence, each.id) for each in found.findings]


@PROPERTY
@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_two_records_that_changed_places_are_both_named(filled: Ledger, one: int, other: int) -> None:
    first, second = one % last(filled) + 1, other % last(filled) + 1
    if first == second:
        return
    with tampered(filled) as connection:
        row, other_row = read(connection, first), read(connection, second)
        write(connection, replace(row, id="between"), first)
        write(connection, row, second)
        write(connection, other_row, first)
        found = verify_seen(connection)
    assert named(found, "moved") == {first, second}
    assert named(found) == {first, second} or "purge" in (row.kind, other_row.kind)


@PROPERTY
@given(st.integers(0, 10**6), st.sampled_from(["well made", "badly made"]))
def test_a_record_put_in_is_named(filled: Ledger, which: int, how: str) -> None:
    end = last(filled)
    sequence = which % end + 1
    with tampered(filled) as connection:
        renumber(connection, sequence, 1)
        connection.execute(update(head).values(sequence=head.c.sequence + 1))
        before = read(connection, sequence - 1).hash if sequence > 1 else "0" * 64
        content = pack({"why": "read"})
        forged = Record(sequence, "read", "forged", None, "2026-11-23T09:30:00.000Z", "x", hash_of(content), before)
        forged = replace(forged, hash=forged.reckoned if how == "well made" else "f" * 64)
        connection.execute(insert(records).values(**{name: getattr(forged, name) for name in ("sequence", *COLUMNS)}))
        connection.execute(insert(contents).values(sequence=sequence, content=content))
        found = verify_seen(connection)
    assert (sequence, "forged") in {(each.sequence, each.id) for each in found.findings if each.code != "moved"}
    assert named(found, "moved") == set(range(sequence + 1, end + 2))


@PROPERTY
@given(st.integers(0, 10**6))
def test_a_record_replaced_by_a_well_made_one_is_named(filled: Ledger, which: int) -> None:
    sequence = which % last(filled) + 1
    with tampered(filled) as connection:
        forged = replace(read(connection, sequence), who="somebody else")
        write(connection, replace(forged, hash=forged.reckoned))
        found = verify_seen(connection)
    assert [(each.code, each.sequence) for each in found.findings] == [("replaced", sequence)]


@PROPERTY
@given(st.integers(0, 10**6))
def test_a_tail_that_was_cut_off_is_named(filled: Ledger, which: int) -> None:
    start = which % last(filled) + 1
    with tampered(filled) as connection:
        for table in (records, contents, *FINDERS):
            connection.execute(delete(table).where(table.c.sequence >= start))
        found = verify_seen(connection)
    assert named(found, "missing") == set(range(start, last(filled) + 1))


@PROPERTY
@given(st.integers(0, 10**6))
def test_a_history_rewritten_whole_shows_against_a_hash_noted_elsewhere(filled: Ledger, which: int) -> None:
    end, noted = last(filled), filled.head().hash
    start = which % end + 1
    with tampered(filled) as connection:
        before = read(connection, start - 1).hash if start > 1 else "0" * 64
        for sequence in range(start, end + 1):
            record = replace(read(connection, sequence), previous=before)
            record = replace(record, who="somebody else") if sequence == start else record
            before = record.reckoned
            write(connection, replace(record, hash=before))
        connection.execute(update(head).values(hash=before))
        assert verify_seen(connection).sound  # whoever owns the database can do this, so the hash is noted elsewhere
        found = verify_seen(connection, anchors=[noted])
    assert [each.code for each in found.findings] == ["anchor"]
    assert noted in found.findings[0].says


def test_a_hash_noted_earlier_still_holds(filled: Ledger) -> None:
    with filled.reading() as connection:
        hashes = list(connection.execute(select(records.c.hash)).scalars())
    assert verify(filled.database.reading, anchors=hashes).sound


@PROPERTY
@given(st.data())
def test_rows_that_records_are_found_by_are_held_to_the_records(filled: Ledger, data: st.DataObject) -> None:
    with filled.reading() as reading:
        with_rows = [each for each in FINDERS if reading.execute(select(each)).first()]
    table = data.draw(st.sampled_from(with_rows))
    with tampered(filled) as connection:
        rows = connection.execute(select(table)).mappings().all()
        row: dict[str, Any] = dict(data.draw(st.sampled_from(rows)))
        same = [table.c[name] == value for name, value in row.items() if value is not None]
        connection.execute(delete(table).where(*same))
        if data.draw(st.booleans()):
            column = [name for name, value in row.items() if isinstance(value, str)][-1]
            connection.execute(insert(table).values({**row, column: "altered"}))
        found = verify_seen(connection)
    assert named(found, "found-by") == named(found) == {row["sequence"]}


def test_a_row_of_a_record_that_never_was_is_named(filled: Ledger) -> None:
    for sequence in (-3, 0, 10**6):
        with tampered(filled) as connection:
            connection.execute(insert(contents).values(sequence=sequence, content=b"x"))
            found = verify_seen(connection)
        assert [(each.code, each.sequence) for each in found.findings] == [("stray", sequence)]


def test_content_gone_without_a_purge_and_content_back_after_one_are_named(filled: Ledger) -> None:
    with tampered(filled) as connection:
        there = connection.execute(select(contents.c.sequence)).scalars().all()
        taken = max(there)
        purged = next(each for each in range(1, taken) if each not in there)
        for table in (contents, *FINDERS):
            connection.execute(delete(table).where(table.c.sequence == taken))
        connection.execute(insert(contents).values(sequence=purged, content=pack({})))
        found = verify_seen(connection)
    assert named(found, "content-gone") == {taken}
    assert named(found, "content-back") == {purged}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (update(head).values(hash="0" * 64), "replaced"),
        (update(head).values(sequence=head.c.sequence + 3), "missing"),
        (update(head).values(sequence=head.c.sequence - 1), "put-in"),
        (delete(head), "head"),
        (insert(head).values(one=2, sequence=1, hash=""), "head"),
    ],
)
def test_an_altered_head_is_named(filled: Ledger, change: Any, code: str) -> None:
    with tampered(filled) as connection:
        connection.execute(change)
        assert [each.code for each in verify_seen(connection).findings] == [code]


def test_text_that_is_not_text_is_named(tmp_path: object) -> None:
    where = f"{tmp_path}/records.db"
    ledger = Ledger.open(where)
    Decisions(ledger).keep(small(1), ruleset())
    with tampering(where) as connection:
        connection.execute("UPDATE ledger SET who = CAST(x'ff' AS TEXT) WHERE sequence = 1")
        connection.execute("UPDATE ledger SET who = x'00' WHERE sequence = 2")
    assert named(verify(ledger.database.reading), "altered") == {1, 2}
    assert Ledger.head(ledger).sequence == 2
    ledger.close()


def test_progress_is_told_in_batches_and_ends_at_the_end(ledger: Ledger) -> None:
    kept = Decisions(ledger)
    for number in range(250):
        kept.keep(small(number), ruleset())
    told: list[tuple[int, int]] = []
    verify(ledger.database.reading, lambda done, total: told.append((done, total)))
    assert told == [(200, 251), (251, 251)]


def test_an_empty_ledger_is_sound(ledger: Ledger) -> None:
    assert verify(ledger.database.reading) == Verification()


def test_a_purge_never_accounts_for_what_is_kept_for_good(filled: Ledger) -> None:
    with tampered(filled) as connection:
        forged = pack({"before": "2021-01-01", "records": [[1, 1]]})
        sequence, hash_before = connection.execute(select(head.c.sequence, head.c.hash)).one()
        record = Record(sequence + 1, "purge", "forged", None, "2026-11-23", "x", hash_of(forged), hash_before)
        values = {name: getattr(record, name) for name in ("sequence", *COLUMNS)}
        connection.execute(insert(records).values({**values, "hash": record.reckoned}))
        connection.execute(insert(contents).values(sequence=sequence + 1, content=forged))
        connection.execute(update(head).values(sequence=sequence + 1, hash=record.reckoned))
        connection.execute(delete(contents).where(contents.c.sequence == 1))
        found = verify_seen(connection)
    assert named(found, "content-gone") == {1}  # the ruleset
