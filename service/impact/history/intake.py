"""Reads the files of a history into tables that rules can be asked of, and says what became of every row.

Every row read is kept or refused; what is refused is written down by file and line, with the reason. Nothing is
silently dropped, and nobody's name or reference is kept: a household and a child become numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from service.impact.history.cells import Cell, named
from service.impact.history.files import Matched, SourceFile, cells_of, files_in, match
from service.impact.history.findings import Finding, Refusals
from service.impact.history.mapping import Source, TableMapping
from service.impact.history.opened import OpenedFile, open_csv, open_parquet
from service.impact.history.rows import A_FILE, REASONS, Reading, TableReader
from service.impact.history.workspace import Workspace
from service.impact.layout import ROW
from service.ruleset.vocabulary import Vocabulary

Tick = Callable[[str], None]


@dataclass(slots=True)
class ReadTable:
    """One table as far as it has been read: its reader, and how many of its files could be used."""

    reader: TableReader
    files_used: int = 0
    columns: list[str] = field(default_factory=list)
    places: dict[str, list[int]] = field(default_factory=dict)  # of each column, the files that have it

    @property
    def name(self) -> str:
        """The table in the workspace that holds the rows, refused ones as well."""
        return f"read_{self.reader.table}"


class Intake:
    """Reads files, one after another, into one table for the cases and one for each list of events."""

    def __init__(self, workspace: Workspace, vocabulary: Vocabulary, refusals: Refusals, tick: Tick) -> None:
        self._duck, self._vocabulary = workspace.duck, vocabulary
        # Text is turned into values apart from what is studied: to do so takes a room for each of thousands of small
        # steps, whatever the length of the file, and a study that is allowed little memory has none to spare for it.
        self._reader = duckdb.connect(config={"threads": 1})
        self._reader.execute("SET enable_progress_bar = false")
        self._refusals, self._tick = refusals, tick
        self.files: list[SourceFile] = []
        self.unread: dict[str, list[str]] = {}

    def read(self, folder: Path, mapping: Mapping[str, TableMapping] | None = None) -> dict[str, ReadTable]:
        """Return every table that has a file in the folder, read."""
        mapped = mapping or {}
        self.files = [SourceFile(folder / each.file, table) for table, each in mapped.items()]
        self.files += [each for each in files_in(folder, self._vocabulary) if each.table not in mapped]
        tables: dict[str, ReadTable] = {}
        for table in dict.fromkeys(each.table for each in self.files):
            tables[table] = self._table(table, mapped.get(table))
            self._tick(table)
        return tables

    def _table(self, table: str, mapping: TableMapping | None) -> ReadTable:
        with ExitStack() as stack:
            opened = self._open_all(table, mapping, stack)
            own = [cell for _, _, readings in opened for cell in (each.cell for each in readings)]
            cells = dict.fromkeys([*cells_of(table, self._vocabulary).values(), *own])
            read = ReadTable(TableReader(table, self._vocabulary, list(cells)), len(opened))
            self._duck.execute(f"CREATE OR REPLACE TABLE {read.name} ({read.reader.columns()})")
            for place, file, readings in opened:
                self._rows(place, file, readings, read)
                for each in readings:
                    read.places.setdefault(each.cell.column, []).append(place)
        read.columns = [cell.column for cell in dict.fromkeys(own)]
        self._write_refusals(read)
        return read

    # --- opening ------------------------------------------------------------------------------------------------------

    def _open_all(
        self, table: str, mapping: TableMapping | None, stack: ExitStack
    ) -> list[tuple[int, OpenedFile, list[Reading]]]:
        found = []
        for place, source in enumerate(self.files):
            if source.table == table:
                opened = self._open(source.path, stack)
                readings = self._readings(opened, source, mapping) if opened else None
                if opened and readings:
                    found.append((place, opened, readings))
                else:
                    self._count_unopened(source.path)
        return found

    def _open(self, path: Path, stack: ExitStack) -> OpenedFile | None:
        report = self._reporter(path)
        if path.suffix.lower() == ".parquet":
            return open_parquet(path, self._duck, report)
        try:
            return open_csv(path, stack.enter_context(path.open("rb")), report)
        except OSError:
            report(0, "cannot-be-opened", "")
            return None

    def _reporter(self, path: Path) -> Callable[[int, str, str], None]:
        return lambda line, reason, column: self._refusals.add(Finding(path.name, line, reason, column))

    def _readings(self, opened: OpenedFile, source: SourceFile, mapping: TableMapping | None) -> list[Reading]:
        if mapping is not None:
            return self._mapped_readings(opened, source, mapping)
        matched = match(opened.header, source.table, self._vocabulary)
        self._report_header(source, matched)
        needed = "child" if "child" in cells_of(source.table, self._vocabulary) else "household"
        lacking = needed not in {cell.name for cell in matched.cells.values()}
        if lacking and not matched.repeated:
            self._reporter(source.path)(1, "missing-column", needed)
        if lacking or matched.repeated or matched.of_lists:
            return []
        return [
            Reading(cell, named(opened.header[place]), opened.kinds[place]) for place, cell in matched.cells.items()
        ]

    def _report_header(self, source: SourceFile, matched: Matched) -> None:
        report = self._reporter(source.path)
        for reason, names in (
            ("repeated-column", matched.repeated),
            ("no-such-column", matched.unknown),
            ("not-of-a-list", matched.of_lists),
            ("worked-out", matched.worked_out),
        ):
            for name in names:
                report(1, reason, name[:80])

    def _mapped_readings(self, opened: OpenedFile, source: SourceFile, mapping: TableMapping) -> list[Reading]:
        lacking = sorted({each.column for _, each in mapping.columns if each.column} - set(opened.header))
        for name in lacking:
            self._reporter(source.path)(1, "missing-column", name)
        used = {each.column for _, each in mapping.columns}
        self.unread[source.path.name] = [name for name in opened.header if name not in used]
        return [] if lacking else [_mapped(cell, each, opened) for cell, each in mapping.columns]

    def _count_unopened(self, path: Path) -> None:
        """Count the rows of a file that cannot be used at all, so that they too are accounted for."""
        counts = self._refusals.counts(path.name)
        counts.read = counts.refused = _lines_after_first(path)

    # --- rows ---------------------------------------------------------------------------------------------------------

    def _rows(self, place: int, file: OpenedFile, readings: Sequence[Reading], read: ReadTable) -> None:
        counts = self._refusals.counts(self.files[place].path.name)
        wanted = [name for name in dict.fromkeys(file.header) if any(named(name) in each.source for each in readings)]
        try:
            for raw in file.blocks(self._reader if file.text else self._duck, wanted):
                self._insert(read, read.reader.query(raw, place, readings), from_text=file.text is not None)
                self._tick(read.reader.table)
        except (duckdb.InterruptException, duckdb.OutOfMemoryException):
            raise  # neither is the fault of the file
        except duckdb.Error:
            self._reporter(self.files[place].path)(0, "cannot-be-opened", "")
            self._duck.execute(f"DELETE FROM {read.name} WHERE {ROW} // {A_FILE} = {place}")
        counts.read = file.rows_seen
        counts.kept = self._duck.execute(
            f"SELECT count(*) FROM {read.name} WHERE {ROW} // {A_FILE} = {place} AND len({REASONS}) = 0"
        ).fetchall()[0][0]
        counts.refused = counts.read - counts.kept

    def _insert(self, read: ReadTable, query: str, *, from_text: bool) -> None:
        if not from_text:
            self._duck.execute(f"INSERT INTO {read.name} {query}")
            return
        self._duck.register("block", self._reader.sql(query).to_arrow_table())
        self._duck.execute(f"INSERT INTO {read.name} FROM block")
        self._duck.unregister("block")

    def close(self) -> None:
        """Let go of what text was turned into values with."""
        self._reader.close()

    def _write_refusals(self, read: ReadTable) -> None:
        found = self._duck.execute(f"SELECT {ROW}, {REASONS} FROM {read.name} WHERE len({REASONS}) > 0 ORDER BY {ROW}")
        while rows := found.fetchmany(10_000):
            for row, reasons in rows:
                place, line = divmod(row, A_FILE)
                for number in reasons:
                    reason, column = read.reader.reason(number)
                    self._refusals.add(Finding(self.files[place].path.name, line, reason, column))


def _mapped(cell: Cell, source: Source, opened: OpenedFile) -> Reading:
    plain = source.column and source.codes is None and not source.has
    kind = opened.kinds[opened.header.index(source.column)] if plain else "VARCHAR"
    return Reading(cell, source.sql(), kind)


def _lines_after_first(path: Path) -> int:
    """Return how many lines with anything on them follow the first, without holding the file."""
    if path.suffix.lower() == ".parquet" or not path.is_file():
        return 0
    with path.open("rb") as file:
        return max(sum(1 for line in file if line.strip()) - 1, 0)
