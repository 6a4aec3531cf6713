"""The database a history is studied in: DuckDB inside this process, PostgreSQL, or Spark, spoken to in Ibis alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import ibis
import pyarrow as pa
from ibis.backends import BaseBackend
from ibis.expr import types as ir

ROWS_AT_A_TIME = 50_000


class Database:
    """One connection, and the tables made on it."""

    def __init__(self, connection: BaseBackend) -> None:
        self.connection = connection
        self._once: dict[str, ir.Table] = {}

    def keep(self, name: str, query: ir.Table) -> ir.Table:
        """Work a query out and keep it under this name, in place of any of that name."""
        if (
            self.connection.name == "duckdb"
        ):  # Ibis would write every row twice: into one table, and from it into another
            self.connection.con.execute(f'CREATE OR REPLACE TEMP TABLE "{name}" AS {self.connection.compile(query)}')
            made: ir.Table = self.connection.table(name)
            return made
        temporary = self.connection.name == "postgres"
        table: ir.Table = self.connection.create_table(name, query, overwrite=True, temp=temporary)
        return table

    def load(self, name: str, batches: pa.RecordBatchReader) -> ir.Table:
        """Copy rows into a table of this name, in place of any of that name, a batch at a time."""
        copy = {"duckdb": _into_duckdb, "postgres": _into_postgres, "pyspark": _into_spark}[self.connection.name]
        copy(self.connection, name, batches)
        table: ir.Table = self.connection.table(name)
        return table

    def made_once(self, name: str, make: Callable[[], pa.Table]) -> ir.Table:
        """Return the table of this name, making it the first time it is asked for."""
        if name not in self._once:
            self._once[name] = self.load(name, make().to_reader(ROWS_AT_A_TIME))
        return self._once[name]

    def rows(self, query: ir.Table) -> list[dict[str, Any]]:
        """Return a small answer, row by row."""
        answer: list[dict[str, Any]] = self.connection.to_pyarrow(query).to_pylist()
        return answer


def _into_duckdb(connection: Any, name: str, batches: pa.RecordBatchReader) -> None:  # noqa: ANN401 - no stubs
    duck = connection.con
    duck.register("incoming", batches)
    duck.execute(f'CREATE OR REPLACE TABLE "{name}" AS FROM incoming')
    duck.unregister("incoming")


def _into_postgres(connection: Any, name: str, batches: pa.RecordBatchReader) -> None:  # noqa: ANN401
    connection.create_table(name, schema=ibis.Schema.from_pyarrow(batches.schema), temp=True, overwrite=True)
    columns = ", ".join(f'"{each}"' for each in batches.schema.names)
    with connection.con.cursor() as cursor, cursor.copy(f'COPY "{name}" ({columns}) FROM STDIN') as copy:
        for row in _row_by_row(batches):
            copy.write_row(row)
    with connection.con.cursor() as cursor:
        cursor.execute(f'ANALYZE "{name}"')
    connection.con.commit()


def _row_by_row(batches: pa.RecordBatchReader) -> Iterator[tuple[Any, ...]]:
    for batch in batches:
        yield from zip(*(values.to_pylist() for values in batch.columns), strict=True)


def _into_spark(connection: Any, name: str, batches: pa.RecordBatchReader) -> None:  # noqa: ANN401
    session, schema = connection._session, batches.schema  # noqa: SLF001 - Ibis gives no other way to it
    session.sql(f"DROP TABLE IF EXISTS `{name}`")
    writing = "overwrite"
    for batch in batches:
        frame = session.createDataFrame(pa.Table.from_batches([batch], schema))
        frame.write.saveAsTable(name, mode=writing)
        writing = "append"
