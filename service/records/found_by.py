"""Holds the rows that records are found by to what the records say."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import Connection, Table, select

from service.records.chain import Record
from service.records.finders import rows_for
from service.records.tables import FINDERS

_Rows = Counter[tuple[str, tuple[Any, ...]]]
Said = Mapping[int, tuple[Record, Mapping[str, Any] | None]]


class FoundBy:
    """Compares stretch by stretch, in rising order."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._last: int | None = None

    def differing(self, said: Said) -> Iterator[tuple[Record, str]]:
        """Yield each record of the next stretch whose rows are not those that follow from it, and how they differ.

        A record that says nothing, because it was purged or altered, has no rows to be held to unless it was purged.
        """
        found = self._rows(max(said))
        for sequence, (record, says) in said.items():
            if says is not None:
                why = _why(found.pop(sequence, Counter()), _expected(record, says))
                if why:
                    yield record, why
            elif found.pop(sequence, None) and record.hash == record.reckoned:
                yield record, "rows are left of what it no longer says"

    def _rows(self, last: int) -> dict[int, _Rows]:
        """Return the rows from where the last stretch ended, by the number of their record."""
        found: dict[int, _Rows] = defaultdict(Counter)
        for table in FINDERS:
            query = select(table).where(table.c.sequence <= last)
            if self._last is not None:
                query = query.where(table.c.sequence > self._last)
            for sequence, *values in self._connection.execute(query):
                found[sequence][table.name, tuple(values)] += 1
        self._last = last
        return found


def _expected(record: Record, says: Mapping[str, Any]) -> _Rows | None:
    """Return the rows that follow from what a record says; None when it says what no service would write."""
    try:
        rows = rows_for(record.kind, record.about, says)
        return Counter((table.name, _values(table, row)) for table, row in rows)
    except (AttributeError, KeyError, TypeError):
        return None


def _values(table: Table, row: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(row[column.name] for column in table.columns if column.name != "sequence")


def _why(found: _Rows, expected: _Rows | None) -> str:
    if expected is None:
        return "it says what no service would write"
    less, more = expected - found, found - expected
    if less:
        return f"a row is missing from `{min(name for name, _ in less)}`"
    return f"a row has been put into `{min(name for name, _ in more)}`" if more else ""
