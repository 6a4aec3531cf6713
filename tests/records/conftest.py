"""Databases to keep records in: a new SQLite file, and a new database on a real PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from service.records.decisions import Decisions
from service.records.ledger import Ledger
from tests.records.making import Clock
from tests.records.postgres import Postgres


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    server = Postgres()
    yield server
    server.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def new_database(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[], str]:
    """Return what makes an empty database and says where it is."""
    if request.param == "postgresql":
        server: Postgres = request.getfixturevalue("postgres")
        return server.new_room
    numbers = iter(range(100))
    return lambda: str(tmp_path / f"records-{next(numbers)}.db")


@pytest.fixture
def where(new_database: Callable[[], str]) -> str:
    return new_database()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def ledger(where: str, clock: Clock) -> Iterator[Ledger]:
    """A ledger whose time is the morning of the day the tests are about, until a test sets it."""
    opened = Ledger.open(where, clock)
    yield opened
    opened.close()


@pytest.fixture
def decisions(ledger: Ledger) -> Decisions:
    return Decisions(ledger)
