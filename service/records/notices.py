"""Notices of findings, on their way to somebody else's system: each sent until it is received, whoever sends it.

A notice is due from when its finding is recorded until its receipt is. Who is sending it, and when to try again, stands
in a table beside the ledger, so that it survives a restart and two services do not send one notice at once. A service
that is killed while sending loses its hold after a minute, and the notice is sent again with the same id: the receiver
is told at least once, and tells by the id that it was told before.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Column, Connection, Select, Table, func, insert, select, update
from sqlalchemy.exc import DBAPIError, IntegrityError

from service.records.append import Draft
from service.records.chain import stamp
from service.records.errors import NotKept, RecordsRefusal
from service.records.identity import new_id
from service.records.ledger import Ledger
from service.records.tables import findings, notices, sending, turns
from service.records.tables import ledger as records

NOTICE = "notice"
HOLD = timedelta(minutes=1)  # longer than any one try may take
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=10), timedelta(hours=1)
MOST_AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of the notices that were due."""

    received: int = 0
    put_off: int = 0


class Notices:
    """The notices of the findings in one ledger. `me` tells this service from others that share the database."""

    def __init__(self, ledger: Ledger, me: str) -> None:
        self._ledger, self._me = ledger, me

    def send(self, post: Callable[[str], bool]) -> Sent:
        """Send every notice that is due: `post` takes the id of a finding, and returns whether it was received."""
        received = put_off = 0
        for finding in self._due():
            if not self._take(finding):
                continue
            if post(finding):
                self._received(finding)
                received += 1
            else:
                self._put_off(finding)
                put_off += 1
        return Sent(received, put_off)

    def waiting(self) -> int:
        """Return how many notices have not been received."""
        with self._ledger.reading() as connection:
            return len(set(connection.execute(_unreceived()).scalars()))

    def take_turn(self, what: str, holds: timedelta) -> bool:
        """Return whether it is this service's turn to do something that one of them does at a time, for a while."""
        now = self._ledger.clock()
        return self._write(lambda connection: _hold(connection, turns.c.name, what, self._me, now, now + holds))

    # --- one notice ---

    def _due(self) -> list[str]:
        now = stamp(self._ledger.clock())
        query = (
            _unreceived()
            .outerjoin(sending, sending.c.finding == records.c.id)
            .where(func.coalesce(sending.c.next_at, "") <= now, func.coalesce(sending.c.held_until, "") <= now)
            .limit(MOST_AT_ONCE)
        )
        with self._ledger.reading() as connection:
            return list(dict.fromkeys(connection.execute(query).scalars()))

    def _take(self, finding: str) -> bool:
        now = self._ledger.clock()
        return self._write(lambda connection: _hold(connection, sending.c.finding, finding, self._me, now, now + HOLD))

    def _received(self, finding: str) -> None:
        """Record that a notice was received. Another service may have recorded that just before."""
        now = self._ledger.clock()

        def check(connection: Connection) -> None:
            if connection.execute(select(notices).where(notices.c.finding == finding)).first():
                raise RecordsRefusal("received-before", "This notice has been received already")

        try:
            self._ledger.append(
                Draft(NOTICE, new_id(now), self._me, now, {"finding": finding}, about=finding, check=check)
            )
        except RecordsRefusal as refusal:
            if refusal.code != "received-before":
                raise

    def _put_off(self, finding: str) -> None:
        now = self._ledger.clock()

        def put_off(connection: Connection) -> bool:
            tries = connection.execute(select(sending.c.tries).where(sending.c.finding == finding)).scalar() or 0
            wait = min(FIRST_WAIT * 2 ** min(tries, 20), LONGEST_WAIT)
            values = {"tries": tries + 1, "next_at": stamp(now + wait), "held_until": ""}
            connection.execute(update(sending).where(sending.c.finding == finding).values(**values))
            return True

        self._write(put_off)

    def _write(self, do: Callable[[Connection], bool]) -> bool:
        """Do something in a transaction beside the ledger. Raises NotKept when the database does not answer."""
        try:
            with self._ledger.database.writing.begin() as connection:
                return do(connection)
        except IntegrityError:
            return False  # another service made the row at the same moment, and holds it
        except DBAPIError as error:
            raise NotKept from error


def _unreceived() -> Select[Any]:
    received = select(notices.c.finding)
    query = select(records.c.id).join(findings, findings.c.sequence == records.c.sequence)
    return query.where(records.c.id.not_in(received)).order_by(records.c.sequence)


def _hold(connection: Connection, key: Column[str], name: str, me: str, now: datetime, until: datetime) -> bool:
    """Take hold of the row under a key, made if need be, unless somebody holds it; return whether that was so."""
    table, held = key.table, {"held_until": stamp(until), "holder": me}
    assert isinstance(table, Table)  # noqa: S101 - what a column is of
    free = update(table).where(key == name, table.c.held_until <= stamp(now)).values(**held)
    if connection.execute(free).rowcount:
        return True
    if connection.execute(select(table).where(key == name)).first():
        return False
    connection.execute(insert(table).values({key.name: name, **held}))
    return True
