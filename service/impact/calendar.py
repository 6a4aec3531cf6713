"""Calendar time as columns: a date moved by a length, and the working days up to a date."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

import ibis
import pyarrow as pa
from ibis.expr import types as ir

from service.decision.working_days import working_days_between
from service.impact.database import Database
from service.ruleset.lengths import DAYS, MONTHS
from service.ruleset.model import Length

FIRST, LAST = date(1900, 1, 1), date(2120, 12, 31)


def shifted(day: ir.Value, length: Length, sign: int) -> ir.Value:
    """Return the column of dates so much later, or earlier with `sign` -1; months stop at a month's last day."""
    if length.unit in MONTHS:
        interval = ibis.interval(months=length.count * MONTHS[length.unit])
    else:
        interval = ibis.interval(days=length.count * DAYS[length.unit])
    return (day + interval if sign > 0 else day - interval).cast("date")


def with_working_days(
    table: ir.Table, columns: Iterable[str], database: Database
) -> tuple[ir.Table, Mapping[str, str]]:
    """Return the table with the working days of England up to each of the dates, and the column each is in."""
    counted = {name: f"working_days_{place}" for place, name in enumerate(sorted(set(columns)))}
    for name, number in counted.items():
        days = database.made_once("calendar", _days).rename({f"{number}_day": "day", number: "number"})
        table = table.left_join(days, table[name] == days[f"{number}_day"]).drop(f"{number}_day")
    return table, counted


def _days() -> pa.Table:
    """Return every day there can be in a history, with how many working days there are up to it."""
    days = [FIRST + timedelta(days=place) for place in range((LAST - FIRST).days + 1)]
    numbers = [working_days_between(FIRST, day) for day in days]
    return pa.table({"day": pa.array(days, pa.date32()), "number": pa.array(numbers, pa.int64())})
