"""Where one study works: a folder of its own with a DuckDB file in it, so that a history may be larger than memory."""

from __future__ import annotations

import shutil
from pathlib import Path
from tempfile import mkdtemp
from types import TracebackType
from typing import Self

import duckdb
import ibis

from service.impact.database import Database


class Workspace:
    """A folder for one study, removed with everything in it when the study is over."""

    def __init__(self, *, memory: str = "", threads: int = 0, parent: Path | None = None) -> None:
        self.folder = Path(mkdtemp(prefix="threshold-impact-", dir=parent))
        settings: dict[str, str | int] = {"temp_directory": str(self.folder / "spilled")}
        settings |= {"memory_limit": memory} if memory else {}
        settings |= {"threads": threads} if threads else {}
        self.database = Database(ibis.duckdb.connect(self.folder / "study.duckdb", **settings))
        self.duck: duckdb.DuckDBPyConnection = self.database.connection.con
        # INVARIANT: every table that has to keep an order has a column to order by.
        self.duck.execute("SET preserve_insertion_order = false; SET enable_progress_bar = false")

    def interrupt(self) -> None:
        """Stop whatever is being worked out. Safe to call from another thread."""
        self.duck.interrupt()

    def close(self) -> None:
        """Remove the folder and everything in it."""
        self.database.connection.disconnect()
        shutil.rmtree(self.folder, ignore_errors=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, _: type[BaseException] | None, __: BaseException | None, ___: TracebackType | None) -> None:
        self.close()
