"""Whoever is killed, whatever was answered is there. Many more times: `python -m tests.records.kill --times 50`."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.records.kill import kill_postgres, kill_services
from tests.records.postgres import Postgres

TIMES = int(os.environ.get("THRESHOLD_KILLS", "2"))


def silent(_: str) -> None:
    """Say nothing."""


def test_a_service_on_sqlite_is_killed(tmp_path: Path) -> None:
    assert kill_services(str(tmp_path / "records.db"), TIMES, silent).times == TIMES


def test_a_service_on_postgresql_is_killed(postgres: Postgres) -> None:
    assert kill_services(postgres.new_room(), TIMES, silent).times == TIMES


@pytest.fixture
def own_postgres():
    server = Postgres()
    yield server
    server.close()


def test_postgresql_itself_is_killed(own_postgres: Postgres) -> None:
    kills = kill_postgres(own_postgres, TIMES, silent)
    assert kills.times == TIMES
