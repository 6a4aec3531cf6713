"""Calendar time as columns: a date moved by a length, and the working days up to a date."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

import ibis
from ibis.expr import types as ir

from service.ruleset.lengths import DAYS, MONTHS
from service.decision.working_days import working_days_between
from service.ruleset.model import Length

FIRST, LAST = date(1900, 1, 1), date(2120, 12, 31)


def shifted(day: ir.Value, length: Length, sign: int) -> ir.Value:
    """Return the column of dates so much later, or earlier with `sign` -1; months stop at a month's last day."""
    if length.unit in MONTHS:
        interval = ibis.interval(months=length.count * MONTHS[length.unit])
    else:
        interval = ibis.interval(days=length.count * DAYS[length.unit])
    return (day + interval if sign > 0 else day - interval).cast("date")


def number_of(name: str) -> str:
    """Return the column that counts the working days up to the date in another column."""
    return f"{name}__working_days"


class Calendar:
    """The working days of England up to each day, joined to whatever columns of dates need them."""

    def __init__(self) -> None:
        self._table: ir.Table | None = None

    def joined(self, table: ir.Table, columns: Iterable[str]) -> ir.Table:
        """Return the table with the count of working days up to each of the dates, empty where the date is."""
        for name in sorted(columns):
            if number_of(name) not in table.columns:
                days = self._days().rename({f"day__{name}": "day", number_of(name): "number"})
                table = table.left_join(days, table[name] == days[f"day__{name}"]).drop(f"day__{name}")
        return table

    def _days(self) -> ir.Table:
        if self._table is None:
            length = (LAST - FIRST).days + 1
            days = [FIRST + timedelta(days=place) for place in range(length)]
            numbers = [working_days_between(FIRST, day) for day in days]
            self._table = ibis.memtable({"day": days, "number": numbers}, schema={"day": "date", "number": "int64"})
        return self._table
