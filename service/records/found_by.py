"""Holds the rows that records are found by to what the records say."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Table, select

from service.records.chain import Record
from service.records.finders import rows_for
from service.records.tables import FINDERS

Rows = Counter[tuple[str, tuple[Any, ...]]]


@dataclass(frozen=True, slots=True)
class Expected:
    """A record and the rows that follow from what it says. None when it says nothing that could be read."""

    record: Record
    rows: Rows | None

    @classmethod
    def of(cls, record: Record, says: Mapping[str, Any] | None) -> Expected:
        """Return what a record is to be held to. What no service would write is expected to have no rows."""
        if says is None:
            return cls(record, None)
        try:
            rows = rows_for(record.kind, record.about, says)
            return cls(record, Counter((table.name, _values(table, row)) for table, row in rows))
        except (AttributeError, KeyError, TypeError):
            return cls(record, Counter())


class FoundBy:
    """Compares stretch by stretch, in rising order."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._last: int | None = None

    def differing(self, stretch: Mapping[int, Expected]) -> Iterator[tuple[Record, str]]:
        """Yield each record of the next stretch whose rows are not those that follow from it, and how they differ.

        A record that says nothing has no rows to be held to; but once it was purged there are to be none.
        """
        found = self._rows(max(stretch))
        for sequence, expected in stretch.items():
            record, rows = expected.record, found.get(sequence, Counter())
            if expected.rows is not None:
                why = _why(rows, expected.rows)
                if why:
                    yield record, why
            elif rows and record.hash == record.reckoned:
                yield record, "rows are left of what it no longer says"

    def _rows(self, last: int) -> dict[int, Rows]:
        """Return the rows from where the last stretch ended, by the number of their record."""
        found: dict[int, Rows] = defaultdict(Counter)
        for table in FINDERS:
            query = select(table).where(table.c.sequence <= last)
            if self._last is not None:
                query = query.where(table.c.sequence > self._last)
            for sequence, *values in self._connection.execute(query):
                found[sequence][table.name, tuple(values)] += 1
        self._last = last
        return found


def _values(table: Table, row: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(row[column.name] for column in table.columns if column.name != "sequence")


def _why(found: Rows, expected: Rows) -> str:
    less, more = expected - found, found - expected
    if less:
        return f"a row is missing from `{min(name for name, _ in less)}`"
    return f"a row has been put into `{min(name for name, _ in more)}`" if more else ""
