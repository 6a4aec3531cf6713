"""One study, the same figures on DuckDB, PostgreSQL and Spark.

Spark takes a minute to start, so it has a step of its own in `.ci/run`, which sets THRESHOLD_SPARK; without it, and
without Java, it is left out.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import ibis
import pytest

from service.impact.database import Database
from service.impact.history.history import History, read_history
from service.impact.history.workspace import Workspace
from service.impact.layout import Tables
from service.impact.study.published import Published
from service.impact.study.study import make_study
from service.impact.study.tables import every_table
from tests.impact.conftest import plan_of
from tests.records.postgres import Postgres
from tests.shipped import shipped

ASKED: dict[str, Any] = {"by": ("age_band", "sex"), "sweeps": ("infant age=3..9 months by 3",), "over": "quarter"}


@contextmanager
def _postgresql() -> Iterator[Database]:
    server = Postgres()
    try:
        connection = ibis.postgres.connect(host=str(server.folder), user="postgres", database="postgres")
        yield Database(connection)
        connection.disconnect()
    finally:
        server.close()


@contextmanager
def _spark() -> Iterator[Database]:
    if not os.environ.get("THRESHOLD_SPARK") or shutil.which("java") is None:
        pytest.skip("Spark is tried in a step of its own, where there is Java")
    from pyspark.sql import SparkSession  # noqa: PLC0415 - only where Spark is tried

    session = (
        SparkSession.builder.master("local[2]")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.shuffle.partitions", "2")
        .config("spark.sql.session.timeZone", "UTC")
        .config("spark.sql.warehouse.dir", os.environ["THRESHOLD_SPARK"])
        .getOrCreate()
    )
    yield Database(ibis.pyspark.connect(session))
    session.stop()


def _tables_in(database: Database, history: History) -> Tables:
    """Return the history copied into another database."""
    read = history.tables.database.connection
    cases = database.load("cases", read.to_pyarrow(history.tables.cases).to_reader())
    events = {
        name: database.load(f"{name}_events", read.to_pyarrow(table).to_reader())
        for name, table in history.tables.events.items()
    }
    return Tables(database, cases, events)


def _figures(history: History) -> list[dict[str, Any]]:
    return [table.as_json() for table in every_table(Published(make_study(plan_of(**ASKED), history)))]


@pytest.fixture(scope="module")
def here(few: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[History, list[dict[str, Any]]]]:
    """The history in DuckDB, and every figure of a study there."""
    with Workspace(threads=1) as workspace:
        history = read_history(few, shipped()[0], workspace, tmp_path_factory.mktemp("here") / "refused.csv")
        yield history, _figures(history)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("other", [_postgresql, _spark], ids=["postgresql", "spark"])
def test_the_same_study_gives_the_same_figures(
    other: Callable[[], Any], here: tuple[History, list[dict[str, Any]]]
) -> None:
    history, figures = here
    with other() as database:
        elsewhere = replace(history, tables=_tables_in(database, history))
        assert _figures(elsewhere) == figures
    assert {"steps", "by-sex", "not-known", "look-back", "rules"} <= {table["name"] for table in figures}
