"""A history as it is studied: the tables rules are asked of, and the account of every row that was read.

Puts together what was read: each case once, its events joined to it as they were known on its day.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from service.impact.database import Database
from service.impact.history.cells import named
from service.impact.history.files import CASES, DAY, KNOWN_ON, SourceFile
from service.impact.history.findings import FileCounts, Finding, Refusals
from service.impact.history.intake import Intake, ReadTable, Tick
from service.impact.history.mapping import TableMapping
from service.impact.history.rows import A_FILE, CHILD_KEY, HOUSEHOLD_KEY, REASONS, SAME
from service.impact.history.workspace import Workspace
from service.impact.layout import AS_OF, NO_DAY, ROW, Tables, case_schema, column, event_schema, in_full_from, listed
from service.ruleset.vocabulary import EventList, Scope, Vocabulary


class NoHistory(Exception):  # noqa: N818 - it tells somebody what is missing
    """There is nothing to study. Carries the sentence and the line of help."""

    def __init__(self, message: str, help_line: str) -> None:
        super().__init__(message)
        self.message, self.help = message, help_line


@dataclass(frozen=True, slots=True)
class History:
    """The cases and events of one history, with what became of every row and how much is not known."""

    tables: Tables
    files: Mapping[str, FileCounts]
    first_findings: Sequence[Finding]
    names: Sequence[str]
    cases: int
    children: int
    first_day: date
    last_day: date
    not_known: Mapping[str, float]
    outcomes: Sequence[str]
    groups: Sequence[str]


def read_history(
    folder: Path,
    vocabulary: Vocabulary,
    workspace: Workspace,
    refused: Path,
    *,
    mapping: Mapping[str, TableMapping] | None = None,
    tick: Tick = lambda _: None,
) -> History:
    """Return the history in a folder of files. What is refused is written to the file `refused`. Raises NoHistory."""
    refusals = Refusals(refused)
    intake = Intake(workspace, vocabulary, refusals, tick)
    try:
        read = intake.read(folder, mapping)
        return _Assembly(workspace, vocabulary, refusals, intake.files).history(read)
    except duckdb.OutOfMemoryException:
        raise NoHistory("The history needs more memory than it is allowed", "Allow more: --memory 1GB") from None
    finally:
        intake.close()
        refusals.close()


class _Assembly:
    """Makes the tables that are studied from the rows that were read."""

    def __init__(
        self, workspace: Workspace, vocabulary: Vocabulary, refusals: Refusals, files: Sequence[SourceFile]
    ) -> None:
        self.workspace, self.vocabulary, self.refusals, self.files = workspace, vocabulary, refusals, files
        self.duck = workspace.duck

    def history(self, read: Mapping[str, ReadTable]) -> History:
        if CASES not in read:
            raise NoHistory("There is no file of cases in this folder", "Add `cases.csv` or `cases.parquet`")
        own = self._own_columns(read[CASES])
        for events in self.vocabulary.events.values():
            self._doubtful(events, read.get(events.name))
        for name in read:
            self._distinct(read[name])
        self._cases(read, own)
        for events in self.vocabulary.events.values():
            self._events(events, read.get(events.name))
        return self._described(own)

    def _own_columns(self, cases: ReadTable) -> list[str]:
        return [name for name in cases.columns if name.startswith(("later__", "by__"))]

    # --- each row once ------------------------------------------------------------------------------------------------

    def _distinct(self, read: ReadTable) -> None:
        """Leave in what was read only the sound rows, and the first of any that are the same."""
        self._run(f"DELETE FROM {read.name} WHERE len({REASONS}) > 0")
        self._run(
            f"CREATE OR REPLACE TABLE firsts AS SELECT min({ROW}) AS {ROW} FROM {read.name} "
            f"GROUP BY {HOUSEHOLD_KEY}, {CHILD_KEY}, {SAME}"
        )
        repeated = f"FROM {read.name} WHERE {ROW} NOT IN (SELECT {ROW} FROM firsts)"
        repeats = self.duck.execute(f"SELECT {ROW} {repeated} ORDER BY {ROW}")
        while rows := repeats.fetchmany(10_000):
            for (row,) in rows:
                self._refuse_repeat(*divmod(row, A_FILE))
        self._run(f"DELETE {repeated}")

    def _refuse_repeat(self, place: int, line: int) -> None:
        name = self.files[place].path.name
        self.refusals.add(Finding(name, line, "repeat"))
        counts = self.refusals.counts(name)
        counts.kept, counts.refused = counts.kept - 1, counts.refused + 1

    def _doubtful(self, events: EventList, read: ReadTable | None) -> None:
        """Note whose list of events is not wholly known, because one of its rows was refused."""
        if read is None:
            query = f"SELECT 0::BIGINT AS {HOUSEHOLD_KEY} WHERE FALSE"
        else:
            found = f"len({REASONS}) > 0 AND {HOUSEHOLD_KEY} IS NOT NULL"
            query = f"SELECT DISTINCT {HOUSEHOLD_KEY} FROM {read.name} WHERE {found}"
        self._run(f"CREATE OR REPLACE TABLE doubtful_{events.name} AS {query}")

    # --- the tables that are studied ----------------------------------------------------------------------------------

    def _cases(self, read: Mapping[str, ReadTable], own: Sequence[str]) -> None:
        of_lists = {name for events in self.vocabulary.events for name in (listed(events), in_full_from(events))}
        kept = [name for name in case_schema(self.vocabulary) if name not in of_lists]
        flags = [self._listed(name, read.get(name)) for name in self.vocabulary.events]
        flags += [
            self._in_full_from(name, read[CASES].places[in_full_from(name)])
            for name in self.vocabulary.events
            if in_full_from(name) in read[CASES].places
        ]
        columns = ", ".join([*map(named, [*kept, *own]), HOUSEHOLD_KEY, CHILD_KEY, *flags])
        self._run(f"CREATE OR REPLACE VIEW {CASES} AS SELECT {columns} FROM {read[CASES].name}")

    def _listed(self, name: str, read: ReadTable | None) -> str:
        """Return SQL for whether a case's list is known: said so, or there is a file of it, and no row was refused."""
        there = "TRUE" if read is not None and read.files_used else "FALSE"
        sure = f"{HOUSEHOLD_KEY} NOT IN (SELECT {HOUSEHOLD_KEY} FROM doubtful_{name})"
        return f"coalesce({named(listed(name))}, {there}) AND {sure} AS {named(listed(name))}"

    def _in_full_from(self, name: str, places: Sequence[int]) -> str:
        """Return SQL for the day from which on a case's list is known in full, empty where it is so of every day.

        Where a file has the column and leaves it empty, no such day is known, unless it says that the list is known.
        """
        since, said = named(in_full_from(name)), f"read_{CASES}.{named(listed(name))}"
        silent = f"{ROW} // {A_FILE} IN ({', '.join(map(str, places))}) AND NOT coalesce({said}, FALSE)"
        return f"CASE WHEN {since} IS NULL AND {silent} THEN DATE '{NO_DAY}' ELSE {since} END AS {since}"

    def _events(self, events: EventList, read: ReadTable | None) -> None:
        fields = [name for name in event_schema(events) if name not in (ROW, AS_OF)]
        if read is None:
            typed = ", ".join(f"CAST(NULL AS {t}) AS {named(n)}" for n, t in _sql_types(events).items())
            query = f"SELECT 0::BIGINT AS {ROW}, DATE '1970-01-01' AS {AS_OF}, {typed} WHERE FALSE"
        else:
            self._count_unused(events, read)
            query = self._joined(events, fields)
        self._run(f"CREATE OR REPLACE TABLE {events.name} AS {query}")

    def _joined(self, events: EventList, fields: Sequence[str]) -> str:
        """Return the query that gives each case the events of its household or child that were known on its day."""
        key = CHILD_KEY if events.scope is Scope.CHILD else HOUSEHOLD_KEY
        day = f"e.{named(column(events.dated_by))}"
        known = f"({day} IS NULL OR {day} <= c.{DAY}) AND (e.{KNOWN_ON} IS NULL OR e.{KNOWN_ON} <= c.{DAY})"
        columns = ", ".join(f"e.{named(name)}" for name in fields)
        return (
            f"SELECT c.{ROW}, c.{DAY}, {columns} FROM read_{events.name} e "
            f"JOIN {CASES} c ON e.{key} = c.{key} WHERE {known}"
        )

    def _count_unused(self, events: EventList, read: ReadTable) -> None:
        """Count the events that belong to nobody in the history."""
        key = CHILD_KEY if events.scope is Scope.CHILD else HOUSEHOLD_KEY
        rows = self.duck.execute(
            f"SELECT {ROW} // {A_FILE}, count(*) FROM {read.name} "
            f"WHERE {key} NOT IN (SELECT {key} FROM {CASES}) GROUP BY 1"
        ).fetchall()
        for place, count in rows:
            self.refusals.counts(self.files[place].path.name).unused += count

    # --- what it comes to ---------------------------------------------------------------------------------------------

    def _described(self, own: Sequence[str]) -> History:
        count, children, first, last = self._one(
            f"SELECT count(*), count(DISTINCT {CHILD_KEY}), min({DAY}), max({DAY}) FROM {CASES}"
        )
        if not count:
            raise NoHistory("Not one row of the cases can be used", f"{self.refusals.path} says why, line by line")
        database: Database = self.workspace.database
        tables = Tables(
            database,
            database.connection.table(CASES),
            {name: database.connection.table(name) for name in self.vocabulary.events},
        )
        return History(
            tables=tables,
            files=self.refusals.files,
            first_findings=tuple(self.refusals.first),
            names=[source.path.name for source in self.files],
            cases=count,
            children=children,
            first_day=first,
            last_day=last,
            not_known=self._not_known(count),
            outcomes=[name for name in own if name.startswith("later__")],
            groups=[name for name in own if name.startswith("by__")],
        )

    def _not_known(self, count: int) -> dict[str, float]:
        """Return what share of the cases each fact and each list of events is not known of, or only in part."""
        there = self.workspace.database.connection.table(CASES).columns
        part = {f"{name}.in_full_from": name for name in self.vocabulary.events if in_full_from(name) in there}
        facts = {fact.name: column(fact.name) for fact in self.vocabulary.facts.values() if fact.may_be_sent}
        sums = [f"count(*) - count({named(name)})" for name in facts.values()]
        sums += [f"count(*) FILTER (WHERE NOT {named(listed(name))})" for name in self.vocabulary.events]
        sums += [
            f"count(*) FILTER (WHERE {named(listed(e))} AND {named(column(n))} IS NOT NULL)" for n, e in part.items()
        ]
        found = self._one(f"SELECT {', '.join(sums)} FROM {CASES}")
        names = [*facts, *self.vocabulary.events, *part]
        return {name: missing / count for name, missing in zip(names, found, strict=True)}

    def _one(self, query: str) -> tuple[Any, ...]:
        row: tuple[Any, ...] = self.duck.execute(query).fetchall()[0]
        return row

    def _run(self, statement: str) -> None:
        self.duck.execute(statement)


def _sql_types(events: EventList) -> dict[str, str]:
    names = {"boolean": "BOOLEAN", "int64": "BIGINT", "date": "DATE", "string": "VARCHAR"}
    schema = event_schema(events)
    return {name: names[str(kind)] for name, kind in schema.items() if name not in (ROW, AS_OF)}
