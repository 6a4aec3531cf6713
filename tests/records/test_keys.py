"""Keys: shown once, found by nothing but themselves, over when they expire or are revoked, and all of it recorded."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from sqlalchemy import text

from service.records.errors import RecordsRefusal
from service.records.keys import Keys
from service.records.ledger import Ledger, entries_query
from service.records.retention import purge
from service.records.roles import EVERY_ROLE, Role
from service.records.verification import verify
from tests.records.making import MORNING, Clock

A_DAY = timedelta(days=1)


@pytest.fixture
def keys(ledger: Ledger) -> Keys:
    return Keys(ledger)


def refused(keys: Keys, shown: str) -> str:
    with pytest.raises(RecordsRefusal) as refusal:
        keys.find(shown)
    assert shown == "" or shown not in refusal.value.message + refusal.value.help
    return refusal.value.code


def test_a_key_is_found_by_its_text_and_says_what_it_may_do(keys: Keys) -> None:
    made, shown = keys.make("Triage screen", [Role.TRIAGE, Role.AUDITOR], "Ada", MORNING + A_DAY)

    found = keys.find(shown)

    assert found == made
    assert (found.name, found.roles, found.made_by) == (
        *("Triage screen", frozenset({Role.TRIAGE, Role.AUDITOR}), "Ada"),
    )
    assert re.fullmatch(rf"threshold_{made.id}_[\w-]{{43}}", shown)


def test_nothing_else_is_a_key(keys: Keys) -> None:
    made, shown = keys.make("Triage screen", EVERY_ROLE, "Ada")
    _, other = keys.make("Another screen", EVERY_ROLE, "Ada")

    near = shown[:-1] + ("A" if shown[-1] != "A" else "B")
    swapped = f"threshold_{made.id}_{other.rpartition(made.id)[2][-43:]}"
    for each in ("", "threshold", made.id, near, swapped, f"{shown} ", shown.upper(), f"{shown}\n", "ß" * 62):
        assert refused(keys, each) == "wrong-key"


def test_the_secret_is_nowhere_in_the_database(keys: Keys, ledger: Ledger) -> None:
    made, shown = keys.make("Triage screen", [Role.TRIAGE], "Ada")
    secret = shown.rpartition(f"_{made.id}_")[2]

    with ledger.reading() as connection:
        rows = connection.execute(text("SELECT * FROM keys")).all()
    entry = next(each for each in ledger.entries(entries_query()) if each.record.kind == "key")
    assert secret not in f"{rows}{entry.said}{made!r}"
    assert made.secret_hash not in repr(made)


def test_a_key_ends_on_the_moment_it_expires(keys: Keys, clock: Clock) -> None:
    _, shown = keys.make("Triage screen", [Role.TRIAGE], "Ada", MORNING + A_DAY)
    clock.now = MORNING + A_DAY - timedelta(milliseconds=1)
    assert keys.find(shown).name

    clock.now = MORNING + A_DAY

    assert refused(keys, shown) == "key-expired"
    assert [key.state(clock.now) for key in keys.list()] == ["expired"]
    assert not keys.any_in_use()


def test_a_revoked_key_is_not_found_and_stays_revoked(keys: Keys, ledger: Ledger) -> None:
    made, shown = keys.make("Triage screen", [Role.TRIAGE], "Ada")
    _, kept = keys.make("Another screen", [Role.TRIAGE], "Ada")

    with ThreadPoolExecutor(4) as many:
        revoked = list(many.map(lambda who: keys.revoke(made.id, who), ["Ada", "Bo", "Cy", "Di"]))

    assert all(each.revoked for each in revoked)
    assert refused(keys, shown) == "key-revoked"
    assert keys.find(kept).name
    with ledger.reading() as connection:
        assert connection.execute(text("SELECT count(*) FROM ledger WHERE kind = 'key'")).scalar_one() == 3
    with pytest.raises(RecordsRefusal, match="There is no key with this id"):
        keys.revoke("00000000", "Ada")


def test_the_day_of_last_use_is_kept(keys: Keys, clock: Clock) -> None:
    _, shown = keys.make("Triage screen", [Role.TRIAGE], "Ada")
    assert keys.find(shown).last_used_on is None
    for _ in range(2):
        keys.note_use(keys.find(shown))
        assert keys.find(shown).last_used_on == "2026-11-23"

    clock.now = MORNING + A_DAY
    keys.note_use(keys.find(shown))

    assert keys.find(shown).last_used_on == "2026-11-24"


@pytest.mark.parametrize(
    ("name", "roles", "ends", "pointer"),
    [
        (" ", [Role.TRIAGE], None, "/name"),
        ("a" * 101, [Role.TRIAGE], None, "/name"),
        ("a\x1b[31m", [Role.TRIAGE], None, "/name"),
        ("Triage screen", [], None, "/roles"),
        ("Triage screen", [Role.TRIAGE], MORNING, "/expires"),
    ],
)
def test_what_no_key_can_be(keys: Keys, name: str, roles: list[Role], ends: datetime | None, pointer: str) -> None:
    with pytest.raises(RecordsRefusal) as refusal:
        keys.make(name, roles, "Ada", ends)
    assert (refusal.value.code, refusal.value.pointer) == ("key-has-mistakes", pointer)
    assert not keys.list()


def test_keys_are_records_that_no_purge_takes_away(keys: Keys, ledger: Ledger, clock: Clock) -> None:
    made, shown = keys.make("Triage screen", [Role.TRIAGE], "Ada")
    gone, _ = keys.make("Old screen", [Role.TRIAGE], "Ada")
    keys.revoke(gone.id, "Ada")
    clock.now = MORNING + 400 * A_DAY

    purge(ledger, clock.now.date(), "admin")

    assert keys.find(shown).id == made.id
    assert {key.id: key.revoked for key in keys.list()} == {made.id: False, gone.id: True}
    assert verify(ledger.database.reading).sound


def test_a_key_put_into_the_tables_by_hand_is_named(keys: Keys, ledger: Ledger) -> None:
    keys.make("Triage screen", [Role.TRIAGE], "Ada")
    with ledger.database.writing.begin() as connection:
        if ledger.database.file:
            connection.execute(text("PRAGMA defer_foreign_keys = ON"))
        connection.execute(text("INSERT INTO revoked_keys (sequence, key) SELECT sequence, 'ffffffff' FROM keys"))

    assert [finding.code for finding in verify(ledger.database.reading).findings] == ["found-by"]
