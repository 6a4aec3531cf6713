"""Whoever is killed, whatever was answered is there. Many more times: `python -m tests.records.kill --times 50`."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.records.kill import SCREENS, kill_postgres, kill_services, share
from tests.records.postgres import Postgres

TIMES = int(os.environ.get("THRESHOLD_KILLS", "2"))


def silent(_: str) -> None:
    """Say nothing."""


def test_a_service_on_sqlite_is_killed(tmp_path: Path) -> None:
    assert kill_services(str(tmp_path / "records.db"), tmp_path, TIMES, silent) >= TIMES * SCREENS


def test_a_service_on_postgresql_is_killed(postgres: Postgres, tmp_path: Path) -> None:
    assert kill_services(postgres.new_room(), tmp_path, TIMES, silent) >= TIMES * SCREENS


def test_two_services_share_one_postgresql(postgres: Postgres, tmp_path: Path) -> None:
    assert share(postgres.new_room(), tmp_path, 20 * TIMES, silent) >= 20 * TIMES


@pytest.fixture
def own_postgres() -> Iterator[Postgres]:
    server = Postgres()
    yield server
    server.close()


def test_postgresql_itself_is_killed(own_postgres: Postgres, tmp_path: Path) -> None:
    assert kill_postgres(own_postgres, tmp_path, TIMES, silent) >= TIMES * SCREENS
