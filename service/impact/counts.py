"""The measures of a ruleset as columns: the least and the most each can be, for every case at once.

The same meaning as `service/decision/measures.py`, which counts live. A list that is not known counts from 0 to no
limit, for which `NO_LIMIT` stands.
"""

from __future__ import annotations

import operator
from functools import reduce

import ibis
from ibis.expr import types as ir

from service.impact.calendar import Calendar, number_of, shifted
from service.impact.comparisons import compared, in_working_days
from service.impact.layout import AS_OF, NO, ROW, YES, Tables, column, listed
from service.impact.settled import does_not_apply
from service.ruleset.model import Count, Elapsed, FieldTest, Known, Measure, Streak

NO_LIMIT = 2_000_000_000
_LONG_AGO = ibis.date(1000, 1, 1)


def most_column(name: str) -> str:
    """Return the column of the most a measure can be; the least is in the column of its name."""
    return f"{column(name)}__most"


def reckon(measure: Measure, table: ir.Table, tables: Tables, calendar: Calendar) -> ir.Table:
    """Return the table with the least and the most the measure can be, and whether it applies."""
    if isinstance(measure, Elapsed):
        return _elapsed(measure, table, calendar)
    events = _events(measure, tables, calendar)
    counted = _count(measure, events) if isinstance(measure, Count) else _streak(measure, events)
    known = table[listed(measure.events.name)].fill_null(NO)
    joined = table.left_join(counted, ROW).drop(f"{ROW}_right")
    least, most = joined["least"].fill_null(0), joined["most"].fill_null(0)
    columns = {
        column(measure.name): ibis.ifelse(known, least, 0),
        most_column(measure.name): ibis.ifelse(known, most, NO_LIMIT),
        does_not_apply(measure.name): NO,
    }
    return joined.mutate(**columns).drop("least", "most")


# --- lengths of time ----------------------------------------------------------------------------------------------


def _elapsed(measure: Elapsed, table: ir.Table, calendar: Calendar) -> ir.Table:
    names = [column(fact.name) if fact else AS_OF for fact in (measure.start, measure.end)]
    if measure.working:
        table = calendar.joined(table, names)
        days = table[number_of(names[1])] - table[number_of(names[0])]
    else:
        days = table[names[1]].delta(table[names[0]], unit="day")
    nothing = [table[does_not_apply(fact.name)] for fact in (measure.start, measure.end) if fact]
    columns = {
        column(measure.name): days,
        most_column(measure.name): days,
        does_not_apply(measure.name): reduce(operator.or_, nothing, NO),
    }
    return table.mutate(**columns)


# --- lists of events ----------------------------------------------------------------------------------------------


def _events(measure: Count | Streak, tables: Tables, calendar: Calendar) -> ir.Table:
    """Return the events of the measure's list with `fits`: true when surely one to count, false when surely not.

    Only the `where` lines are asked. Empty is possibly: something asked about is not known.
    """
    events = tables.events[measure.events.name].join(tables.cases.select(ROW, AS_OF), ROW)
    dates = {line.field.name for line in measure.where if in_working_days(line.phrase)}
    if dates:
        events = calendar.joined(events, dates | {AS_OF})
    return events.mutate(fits=reduce(operator.and_, [_line(line, events) for line in measure.where], YES))


def _line(line: FieldTest, events: ir.Table) -> ir.Value:
    if isinstance(line.phrase, Known):
        value = events[line.field.name]
        return value.notnull() if line.phrase.value else value.isnull()
    return compared(events, line.field.name, line.phrase)


def _count(measure: Count, events: ir.Table) -> ir.Table:
    day = events[measure.events.dated_by]
    match = events["fits"] & (day <= events[AS_OF])
    if measure.within is not None:
        match = match & (day >= shifted(events[AS_OF], measure.within, -1))
    found = events.mutate(surely=match.fill_null(NO), possibly=match.fill_null(YES))
    if measure.once_per is None:
        return found.group_by(ROW).aggregate(least=found["surely"].sum(), most=found["possibly"].sum())
    key = found[measure.once_per.name]
    sure_keys = key.nunique(where=found["surely"])
    keys = key.nunique(where=found["possibly"])
    keyless = (found["possibly"] & key.isnull()).sum()
    least = ibis.greatest(sure_keys, ibis.ifelse(found["surely"].any(), 1, 0))
    return found.group_by(ROW).aggregate(least=least, most=keys + keyless)


def _streak(measure: Streak, events: ir.Table) -> ir.Table:
    """Count back from the newest: surely up to the first event that may break the run, possibly up to one that does.

    An event without a date may be the newest, so unless it surely fits, nothing is sure.
    """
    day = events[measure.events.dated_by]
    found = events.filter((day <= events[AS_OF]) | day.isnull())
    day = found[measure.events.dated_by]
    surely, possibly = found["fits"].fill_null(NO), found["fits"].fill_null(YES)
    row = ibis.window(group_by=ROW)
    marked = found.mutate(
        day=day,
        surely=surely,
        possibly=possibly,
        doubt=ibis.ifelse(surely, ibis.null("date"), day).max().over(row),
        ended=ibis.ifelse(possibly, ibis.null("date"), day).max().over(row),
    )
    undated = marked["day"].isnull()
    sure = marked["surely"] & (marked["day"] >= marked["doubt"].fill_null(_LONG_AGO))
    maybe = marked["possibly"] & (undated | (marked["day"] >= marked["ended"].fill_null(_LONG_AGO)))
    loose = (undated & ~marked["surely"]).any()
    counted = sure.fill_null(NO).sum()
    return marked.group_by(ROW).aggregate(least=ibis.ifelse(loose, 0, counted), most=maybe.fill_null(NO).sum())
