"""Measures over lists of events as columns: the least and the most each can be, all those of one list in one pass.

The same meaning as `service/decision/measures.py`, which counts live. A case without events has no line here: both
are 0. Whether its list is known, and from which day on, is for the caller to ask: what a list known only in part makes
of the most is said by `may_be_more`.
"""

from __future__ import annotations

import operator
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import reduce
from typing import Any

import ibis
from ibis.expr import types as ir

from service.impact.calendar import shifted, with_working_days
from service.impact.comparisons import Days, compared, in_working_days, opposite
from service.impact.database import Database
from service.impact.layout import AS_OF, NO, ROW, YES, column, in_full_from
from service.ruleset.model import Count, FieldTest, Known, Length, Streak

Counted = Count | Streak

_LONG_AGO = ibis.date(1000, 1, 1)


@dataclass(frozen=True, slots=True)
class Names:
    """The columns that hold the least and the most of one measure."""

    least: str
    most: str

    @property
    def ended(self) -> str:
        """The column with the day on which a streak surely ended, for lists known only in part."""
        return f"{self.most}_at"


def counts(events: ir.Table, measures: Mapping[Names, Counted], database: Database) -> ir.Table:
    """Return a line for each case with any event, with the least and the most of each measure of one list.

    Where the list may be known only in part, the events have its `…__in_full_from` column.
    """
    fields = {column(name) for measure in measures.values() for name in _fields(measure)}
    name = next(in_full_from(measure.events.name) for measure in measures.values())
    in_part = name if name in events.columns else ""
    narrow = events.select(ROW, AS_OF, *sorted(fields), *filter(None, [in_part]))
    days = _with_days(narrow, tuple(measures.values()), database)
    streaks = {names: each for names, each in measures.items() if isinstance(each, Streak)}
    marked = days.table.mutate(**_marks(days, streaks)) if streaks else days.table
    days = Days(marked, days.working)
    columns: dict[str, Any] = {}
    for names, measure in measures.items():
        if isinstance(measure, Count):
            least, most = _count(measure, days)
        else:
            least, most = _streak(measure, days, names, in_part)
            columns |= {names.ended: marked[names.ended].max()} if in_part else {}
        columns |= {names.least: least, names.most: most}
    return marked.group_by(ROW).aggregate(**columns)


def _fields(measure: Counted) -> Iterable[str]:
    once = [measure.once_per.name] if isinstance(measure, Count) and measure.once_per else []
    return [measure.events.dated_by, *once, *(line.field.name for line in measure.where)]


def _with_days(events: ir.Table, measures: Collection[Counted], database: Database) -> Days:
    lines = [line for measure in measures for line in measure.where]
    dates = {column(line.field.name) for line in lines if in_working_days(line.phrase)}
    dates |= {column(each.events.dated_by) for each in measures if isinstance(each, Count) and has_working_window(each)}
    return Days(*with_working_days(events, dates | {AS_OF} if dates else (), database))


def _fits(measure: Counted, days: Days) -> Any:  # noqa: ANN401 - a column
    """Return true where an event surely is one to count, false where it surely is not, by the `where` lines alone."""
    return reduce(operator.and_, [_line(line, days) for line in measure.where], YES)


def _line(line: FieldTest, days: Days) -> ir.Value:
    name = column(line.field.name)
    if isinstance(line.phrase, Known):
        value = days.table[name]
        return value.notnull() if line.phrase.value else value.isnull()
    return compared(days, name, line.phrase)


def _count(measure: Count, days: Days) -> tuple[ir.Value, ir.Value]:
    events, day = days.table, days.table[column(measure.events.dated_by)]
    match = _fits(measure, days) & (day <= events[AS_OF])
    if measure.within is not None:
        match = match & _reaches(measure.within, days, column(measure.events.dated_by))
    surely, possibly = match.fill_null(NO), match.fill_null(YES)
    if measure.once_per is None:
        return _how_many(surely), _how_many(possibly)
    key = events[column(measure.once_per.name)]
    keys, sure_keys = key.nunique(where=possibly), key.nunique(where=surely)
    return ibis.greatest(sure_keys, _whether(surely)), keys + _how_many(possibly & key.isnull())


def has_working_window(measure: Count) -> bool:
    """Return whether the window is in working days: the language has none such, and the model can hold one."""
    return measure.within is not None and measure.within.unit == "working days"


def _reaches(window: Length, days: Days, name: str) -> ir.Value:
    """Return whether the window looks back as far as the day in a column."""
    if window.unit == "working days":
        return days.gone(name) <= window.count
    return days.table[name] >= shifted(days.table[AS_OF], window, -1)


def may_be_more(measure: Counted, names: Names, days: Days, day_before: str) -> ir.Value:
    """Return whether events that are not listed could be counted, of cases whose list is known only in part.

    `day_before` names the column with the last day of which a list is not known in full. A window that does not look
    back so far leaves nothing open, nor does a streak that ended since.
    """
    day = days.table[day_before]
    if isinstance(measure, Streak):
        return day >= days.table[names.ended].fill_null(_LONG_AGO)
    return day.notnull() if measure.within is None else _reaches(measure.within, days, day_before)


# --- streaks ------------------------------------------------------------------------------------------------------


def _marks(days: Days, streaks: Mapping[Names, Streak]) -> dict[str, ir.Value]:
    """Return, for each streak, the latest days on which it may have been broken and surely was."""
    found: dict[str, Any] = {}
    by_case = ibis.window(group_by=ROW)
    for names, streak in streaks.items():
        day, fits = _past_day(streak, days), _fits(streak, days)
        broken = {f"{names.least}_at": fits.fill_null(NO), names.ended: fits.fill_null(YES)}
        found |= {
            name: ibis.ifelse(whole, ibis.null("date"), day).max().over(by_case) for name, whole in broken.items()
        }
    return found


def _past_day(streak: Streak, days: Days) -> Any:  # noqa: ANN401 - a column
    day = days.table[column(streak.events.dated_by)]
    return ibis.ifelse(day <= days.table[AS_OF], day, ibis.null("date"))


def _streak(measure: Streak, days: Days, names: Names, in_part: str) -> tuple[ir.Value, ir.Value]:
    """Count back from the newest: surely up to the first event that may break the run, possibly up to one that does.

    An event without a date may be the newest, so unless it surely fits, nothing is sure. Nor is anything before the day
    in the column `in_part`, where there is one: an event that is not listed may have broken the run since.
    """
    events, fits = days.table, _fits(measure, days)
    day = events[column(measure.events.dated_by)]
    undated, past = day.isnull(), (day <= events[AS_OF]).fill_null(NO)
    sure = past & fits.fill_null(NO) & (day >= events[f"{names.least}_at"].fill_null(_LONG_AGO))
    if in_part:
        sure = sure & (day >= events[in_part].fill_null(_LONG_AGO))
    newer = day >= events[names.ended].fill_null(_LONG_AGO)
    maybe = fits.fill_null(YES) & (undated | (past & newer))
    loose = _how_many(undated & opposite(fits.fill_null(NO))) > 0
    return ibis.ifelse(loose, 0, _how_many(sure)), _how_many(maybe)


def _how_many(true: Any) -> Any:  # noqa: ANN401 - columns
    return ibis.ifelse(true, 1, 0).sum().cast("int64")


def _whether(true: Any) -> Any:  # noqa: ANN401 - columns
    return ibis.ifelse(true, 1, 0).max().cast("int64")
