"""The facts and measures that some rulesets look at, worked out once for every case and kept as one narrow table.

Rules of any of those rulesets are then plain comparisons of its columns. Whatever two rulesets share is there once.
"""

from __future__ import annotations

import operator
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any

import ibis
from ibis.expr import types as ir

from service.impact.calendar import FIRST, with_working_days
from service.impact.comparisons import Days, in_working_days, opposite
from service.impact.counts import Counted, Names, counts, has_working_window, may_be_more
from service.impact.layout import AS_OF, NO, ROW, Tables, column, in_full_from, listed
from service.impact.settled import Settled
from service.ruleset.check import tests_in
from service.ruleset.model import Condition, Count, Elapsed, Measure, Ruleset, Test
from service.ruleset.vocabulary import EventList, Fact, Vocabulary

# Stands for no limit: the most there can be of a list that is not known.
NO_LIMIT = 2_000_000_000
_COUNT = "int32"  # as narrow as it holds NO_LIMIT: what a stage costs is mostly how wide it is


@dataclass(frozen=True, slots=True)
class Stage:
    """One table with all that rules ask about.

    `measures` names the columns of each measure, `nothing` those that say a fact or measure has nothing to compare.
    """

    days: Days
    measures: Mapping[Measure, Names]
    nothing: Mapping[str | Measure, str]

    @property
    def table(self) -> ir.Table:
        """The table itself, a line for each case."""
        return self.days.table


def stage(tables: Tables, rulesets: Sequence[Ruleset], *, also: Sequence[str] = ()) -> Stage:
    """Return what the rulesets look at for every case, worked out and kept; `also` names more columns to carry.

    The rulesets share one vocabulary.
    """
    return _Staging(tables, rulesets).stage(also)


def conditions_of(ruleset: Ruleset) -> Iterator[Condition]:
    """Yield every condition of the definitions and rules."""
    yield from (definition.when for definition in ruleset.definitions.values())
    for rule in ruleset.rules.values():
        yield rule.when
        if rule.unless is not None:
            yield rule.unless


def tests_of(rulesets: Iterable[Ruleset]) -> Iterator[Test]:
    """Yield every line of every condition."""
    for ruleset in rulesets:
        for condition in conditions_of(ruleset):
            yield from tests_in(condition)


def _asked_first(facts: Iterable[Fact], measures: Iterable[Measure], vocabulary: Vocabulary) -> set[str]:
    """Return the facts, and those that are asked before them or before what is measured, by their names."""
    found: set[str] = set()
    waiting: list[Fact | EventList] = [*facts]
    for measure in measures:
        waiting += _ends(measure) if isinstance(measure, Elapsed) else [measure.events]
    while waiting:
        each = waiting.pop()
        if each.name in found:
            continue
        before = [*each.ask_only_when]
        if isinstance(each, Fact):
            found.add(each.name)
            before += [each.ask] if each.ask else []
        waiting += [vocabulary.facts[name] for name in before]
    return found


class _Staging:
    """Works out one stage."""

    def __init__(self, tables: Tables, rulesets: Sequence[Ruleset]) -> None:
        self.tables = tables
        self.vocabulary: Vocabulary = rulesets[0].vocabulary
        tests = list(tests_of(rulesets))
        used = [test.subject for test in tests if isinstance(test.subject, Measure)]
        self.names = {
            measure: Names(f"measure_{place}", f"measure_{place}_most")
            for place, measure in enumerate(dict.fromkeys(used))
        }
        self.facts = _asked_first(
            {test.subject for test in tests if isinstance(test.subject, Fact)}, used, self.vocabulary
        )
        self.in_phrases = {
            column(test.subject.name)
            for test in tests
            if isinstance(test.subject, Fact) and in_working_days(test.phrase)
        }
        self.settled = Settled(tables.cases, self.vocabulary)
        self.nothing: dict[str | Measure, str] = {}

    def stage(self, also: Sequence[str]) -> Stage:
        narrow = self.tables.cases.select(ROW, AS_OF, *also, **self._fact_columns())
        for name, measures in self._by_list().items():
            counted = counts(self._events(name), measures, self.tables.database).rename({f"row_{name}": ROW})
            narrow = narrow.left_join(counted, narrow[ROW] == counted[f"row_{name}"]).drop(f"row_{name}")
        table, working = with_working_days(narrow, self._dates_in_working_days(), self.tables.database)
        columns = self._measure_columns(Days(table, working))
        unneeded = [listed(name) for name in self._by_list()] + [_day_before(name) for name in self._in_part()]
        kept_days = {name: number for name, number in working.items() if name in self._in_phrases()}
        unneeded += [number for name, number in working.items() if name not in kept_days]
        unneeded += [names.ended for names in self.names.values() if names.ended in table.columns]
        kept = self.tables.database.keep("stage", table.mutate(**columns).drop(*unneeded))
        return Stage(Days(kept, kept_days), self.names, self.nothing)

    def _fact_columns(self) -> dict[str, ir.Value]:
        needed = {*self.facts, *(fact.name for measure in self._elapsed() for fact in _ends(measure))}
        columns: dict[str, ir.Value] = {}
        for name in sorted(needed):
            columns[column(name)] = self.settled.value(name)
            nothing = self.settled.nothing(name)
            if nothing is not None:
                self.nothing[name] = f"nothing_{len(self.nothing)}"
                columns[self.nothing[name]] = nothing
        columns |= {_day_before(name): self._last_not_in_full(name) for name in self._in_part()}
        return columns | {listed(name): self.tables.cases[listed(name)] for name in self._by_list()}

    def _in_part(self) -> list[str]:
        """Return the lists that are measured and may be known only in part."""
        return [name for name in self._by_list() if in_full_from(name) in self.tables.cases.columns]

    def _last_not_in_full(self, name: str) -> ir.Value:
        """Return the last day of which a list is not known in full, empty where it is so of every day."""
        since = self.tables.cases[in_full_from(name)]
        return ibis.ifelse(since > FIRST, (since - ibis.interval(days=1)).cast("date"), since)

    def _events(self, name: str) -> ir.Table:
        """Return the events of a list, with the day from which on it is known in full where it may not be."""
        events = self.tables.events[name]
        if name not in self._in_part():
            return events
        since = self.tables.cases.select(ROW, in_full_from(name)).rename(case_row=ROW)
        return events.left_join(since, events[ROW] == since["case_row"]).drop("case_row")

    def _elapsed(self) -> list[Elapsed]:
        return [measure for measure in self.names if isinstance(measure, Elapsed)]

    def _by_list(self) -> dict[str, dict[Names, Counted]]:
        found: dict[str, dict[Names, Counted]] = {}
        for measure, names in self.names.items():
            if not isinstance(measure, Elapsed):
                found.setdefault(measure.events.name, {})[names] = measure
        return found

    def _dates_in_working_days(self) -> set[str]:
        return self._reckoned() | self._in_phrases()

    def _in_phrases(self) -> set[str]:
        """Return the dates that rules themselves ask about in working days, and the day they are compared with."""
        return self.in_phrases | {AS_OF} if self.in_phrases else set()

    def _reckoned(self) -> set[str]:
        reckoned = {name for each in self._elapsed() if each.working for name in _end_columns(each)}
        reckoned |= {
            _day_before(each.events.name)
            for each in self.names
            if isinstance(each, Count) and has_working_window(each) and each.events.name in self._in_part()
        }
        return reckoned | {AS_OF} if reckoned else set()

    def _measure_columns(self, days: Days) -> dict[str, ir.Value]:
        columns: dict[str, Any] = {}
        for measure, names in self.names.items():
            if isinstance(measure, Elapsed):
                columns |= self._elapsed_columns(measure, names, days)
            else:
                known = days.table[listed(measure.events.name)].fill_null(NO)
                in_full = known & opposite(self._may_be_more(measure, names, days))
                columns[names.least] = ibis.ifelse(known, days.table[names.least].fill_null(0), 0).cast(_COUNT)
                columns[names.most] = ibis.ifelse(in_full, days.table[names.most].fill_null(0), NO_LIMIT).cast(_COUNT)
        return columns

    def _may_be_more(self, measure: Counted, names: Names, days: Days) -> Any:  # noqa: ANN401 - a column
        if measure.events.name not in self._in_part():
            return NO
        return may_be_more(measure, names, days, _day_before(measure.events.name)).fill_null(NO)

    def _elapsed_columns(self, measure: Elapsed, names: Names, days: Days) -> dict[str, ir.Value]:
        start, end = _end_columns(measure)
        table = days.table
        if measure.working:
            gone = table[days.working[end]] - table[days.working[start]]
        else:
            gone = table[end].delta(table[start], unit="day")
        flags = [table[self.nothing[fact.name]] for fact in _ends(measure) if fact.name in self.nothing]
        columns = {names.least: gone.cast(_COUNT)}
        if flags:
            self.nothing[measure] = f"nothing_{len(self.nothing)}"
            columns[self.nothing[measure]] = reduce(operator.or_, flags)
        return columns


def _day_before(events: str) -> str:
    return f"day_before_{events}"


def _ends(measure: Elapsed) -> list[Fact]:
    return [fact for fact in (measure.start, measure.end) if fact is not None]


def _end_columns(measure: Elapsed) -> tuple[str, str]:
    start, end = (column(fact.name) if fact else AS_OF for fact in (measure.start, measure.end))
    return start, end
