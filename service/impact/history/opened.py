"""One file of a history, opened: its columns, and its rows a block at a time, whether CSV or Parquet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import duckdb
import pyarrow as pa

from service.impact.history.cells import named, quoted
from service.impact.history.csv_text import CsvText, Report, has_old_line_ends
from service.impact.history.rows import LINE

RAW, RAW_FILE = "raw_rows", "raw_file"


@dataclass(slots=True)
class OpenedFile:
    """One file's columns in their order, each with the kind DuckDB takes it to be, and where its rows come from."""

    header: list[str]
    kinds: list[str]
    text: CsvText | None = None
    path: Path | None = None
    rows_seen: int = 0

    def blocks(self, duck: duckdb.DuckDBPyConnection, wanted: Sequence[str]) -> Iterator[str]:
        """Yield the name of a table with some rows, their wanted columns and lines, until all are read."""
        if self.text is not None:
            yield from self._text_blocks(self.text, duck, wanted)
        else:
            columns = ", ".join([f"file_row_number + 1 AS {LINE}", *(named(name) for name in wanted)])
            source = f"read_parquet({quoted(str(self.path))}, file_row_number = true)"
            duck.execute(f"CREATE OR REPLACE TEMP VIEW {RAW_FILE} AS SELECT {columns} FROM {source}")
            self.rows_seen = duck.execute(f"SELECT count(*) FROM {source}").fetchall()[0][0]
            yield RAW_FILE

    def _text_blocks(self, text: CsvText, duck: duckdb.DuckDBPyConnection, wanted: Sequence[str]) -> Iterator[str]:
        places = [self.header.index(name) for name in wanted]
        for block in text.blocks():
            columns = list(zip(*block.rows, strict=True))
            arrays = [pa.array(block.lines, pa.int64()), *(pa.array(columns[at], pa.string()) for at in places)]
            duck.register(RAW, pa.Table.from_arrays(arrays, names=[LINE, *wanted]))
            yield RAW
            duck.unregister(RAW)
        self.rows_seen = text.rows_seen


def open_csv(path: Path, file: BinaryIO, report: Report) -> OpenedFile | None:
    """Return a CSV file opened, or None with the reason reported."""
    if has_old_line_ends(path):
        report(0, "old-line-ends", "")
        return None
    text = CsvText(file, report)
    return OpenedFile(text.header, ["VARCHAR"] * len(text.header), text=text) if text.header else None


def open_parquet(path: Path, duck: duckdb.DuckDBPyConnection, report: Report) -> OpenedFile | None:
    """Return a Parquet file opened, or None with the reason reported."""
    try:
        described = duck.execute(f"DESCRIBE SELECT * FROM read_parquet({quoted(str(path))})").fetchall()
    except (duckdb.Error, OSError):
        report(0, "cannot-be-opened", "")
        return None
    return OpenedFile([row[0] for row in described], [row[1] for row in described], path=path)
