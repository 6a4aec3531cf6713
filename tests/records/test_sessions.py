"""Sessions and sign-ins on their way, on both databases: found by what a browser holds, over in time, used once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import text

from service.records.errors import RecordsRefusal
from service.records.ledger import Ledger
from service.records.roles import Role
from service.records.sessions import Limits, Sessions, SignIn
from service.records.verification import verify
from tests.records.making import MORNING, Clock

IDLE, LONGEST = timedelta(minutes=60), timedelta(hours=12)
GOING = SignIn("state", "nonce", "verifier", "/triage")


@pytest.fixture
def sessions(ledger: Ledger) -> Sessions:
    return Sessions(ledger, Limits(IDLE, LONGEST))


def begin(sessions: Sessions) -> str:
    return sessions.begin("person ada", "Ada", [Role.TRIAGE, Role.AUDITOR], "provider", "Ada (person ada)")


def is_over(sessions: Sessions, held: str) -> bool:
    with pytest.raises(RecordsRefusal) as refusal:
        sessions.find(held)
    return refusal.value.code == "not-signed-in"


def test_a_session_is_found_by_what_a_browser_holds_and_nothing_else(sessions: Sessions, ledger: Ledger) -> None:
    held = begin(sessions)

    found = sessions.find(held)

    assert (found.person, found.name, found.way) == ("person ada", "Ada", "provider")
    assert found.roles == frozenset({Role.TRIAGE, Role.AUDITOR})
    assert is_over(sessions, held[:-1])
    assert is_over(sessions, found.hash)
    with ledger.reading() as connection:
        assert held not in str(connection.execute(text("SELECT * FROM sessions")).all())


def test_a_session_lasts_while_it_is_used_and_no_longer_than_the_longest(sessions: Sessions, clock: Clock) -> None:
    held, unused = begin(sessions), begin(sessions)
    for _ in range(12):
        clock.now += timedelta(minutes=59)
        assert sessions.find(held).person == "person ada"
    assert is_over(sessions, unused)

    clock.now = MORNING + LONGEST

    assert is_over(sessions, held)


def test_a_session_that_is_ended_is_over_and_old_ones_are_cleared_away(
    sessions: Sessions, ledger: Ledger, clock: Clock
) -> None:
    held, old = begin(sessions), begin(sessions)
    sessions.end(held, "Ada (person ada)")
    assert is_over(sessions, held)
    assert sessions.find(old).name == "Ada"

    clock.now += IDLE
    begin(sessions)

    with ledger.reading() as connection:
        assert connection.execute(text("SELECT count(*) FROM sessions")).scalar_one() == 1
        kinds = connection.execute(text("SELECT kind FROM ledger ORDER BY sequence")).scalars().all()
    assert kinds == ["sign-in", "sign-in", "sign-out", "sign-in"]
    assert verify(ledger.database.reading).sound


def test_a_sign_in_comes_back_once_also_when_two_come_at_once(sessions: Sessions) -> None:
    held = sessions.set_out(GOING)

    with ThreadPoolExecutor(4) as many:
        back = list(many.map(sessions.come_back, [held] * 4))

    came = [each for each in back if each is not None]
    assert came == [GOING]
    assert sessions.come_back("something else") is None


def test_a_sign_in_that_takes_too_long_does_not_come_back(sessions: Sessions, clock: Clock) -> None:
    held = sessions.set_out(GOING)
    clock.now += timedelta(minutes=10)

    assert sessions.come_back(held) is None
