"""Purges what records say once they have been kept long enough. The records themselves stay, and the chain holds.

A purge is itself recorded: what was taken away, up to which day, and by whom.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from sqlalchemy import Connection, delete, insert, select
from sqlalchemy.exc import DBAPIError

from service.records.append import Draft, append
from service.records.errors import NotKept, RecordsRefusal
from service.records.identity import new_id
from service.records.ledger import Ledger
from service.records.standings import day_of, start_of
from service.records.tables import FINDERS, KEPT_FOR_GOOD, contents, head, purging
from service.records.tables import ledger as records

KIND = "purge"
MOST_AT_ONCE = 500  # decisions wait while a purge holds the head of the chain, so it is done in short acts
_NO_RECORD = -1


@dataclass(frozen=True, slots=True)
class Purge:
    """What a purge did: how many records lost their content, in how many recorded acts."""

    records: int
    acts: int


def purge(ledger: Ledger, before: date, who: str) -> Purge:
    """Take away what every record from before a day says, but for rulesets and the like. Raises RecordsRefusal."""
    if before > day_of(ledger.clock()):
        message = "Records can be purged from before today, not from after"
        raise RecordsRefusal("purge-ahead", message, "Give today, or a day in the past")
    taken: list[int] = []
    try:
        while act := _act(ledger, start_of(before), who):
            taken.append(act)
        _wipe(ledger)
    except DBAPIError as error:
        raise NotKept from error
    return Purge(sum(taken), len(taken))


def _act(ledger: Ledger, until: str, who: str) -> int:
    """Purge the next few records in one transaction, and return how many."""
    with ledger.database.writing.begin() as connection:
        connection.execute(select(head.c.sequence).with_for_update())
        sequences = _next(connection, until)
        if sequences:
            now = ledger.clock()
            said = {"before": until, "records": ranges(sequences)}
            (written,) = append(connection, [Draft(KIND, new_id(now), who, now, said)])
            if isinstance(written, RecordsRefusal):
                raise written
            _take_away(connection, written.sequence, until, sequences)
        return len(sequences)


def _next(connection: Connection, until: str) -> list[int]:
    query = (
        select(contents.c.sequence)
        .join(records, records.c.sequence == contents.c.sequence)
        .where(records.c.recorded_at < until, records.c.kind.not_in(KEPT_FOR_GOOD))
        .order_by(contents.c.sequence)
        .limit(MOST_AT_ONCE)
    )
    return list(connection.execute(query).scalars())


def _take_away(connection: Connection, act: int, until: str, sequences: Sequence[int]) -> None:
    """Delete the rows, under a permit that the database lets stand only inside this transaction."""
    connection.execute(insert(purging).values(sequence=act, until=until, ends=_NO_RECORD))
    for table in (*FINDERS, contents):
        connection.execute(delete(table).where(table.c.sequence.in_(sequences)))
    connection.execute(delete(purging))


def _wipe(ledger: Ledger) -> None:
    """Leave nothing of what was purged in SQLite's log of writes. PostgreSQL frees its own in time."""
    if ledger.database.file:
        with ledger.database.writing.connect() as connection:
            connection.rollback()
            connection.connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")


def ranges(sequences: Sequence[int]) -> list[list[int]]:
    """Return numbers in rising order as stretches, first and last.

    >>> ranges([1, 2, 3, 7, 9, 10])
    [[1, 3], [7, 7], [9, 10]]
    """
    ends = [place for place, (one, next_one) in enumerate(pairwise(sequences), 1) if next_one != one + 1]
    edges = [0, *ends, len(sequences)]
    return [[sequences[start], sequences[end - 1]] for start, end in pairwise(edges) if end > start]
