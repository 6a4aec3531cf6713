"""A service to ask: in this process for speed, and a real one started by `threshold serve` for what only HTTP shows."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psutil  # type: ignore[import-untyped]
import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from service.settings import Settings
from service.web.app import create_app

ROOT = Path(__file__).parents[2]
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.fixture
def case() -> dict[str, Any]:
    """The case the README and the design show."""
    example: dict[str, Any] = json.loads((ROOT / "docs" / "examples" / "case.json").read_text("utf-8"))
    return example


@pytest.fixture(scope="session")
def app() -> Iterator[FastAPI]:
    """One service for tests that leave nothing behind; its day is always 23 November 2026."""
    app = create_app(Settings(), clock=lambda: NOON)
    yield app
    app.state.room.close()


@pytest.fixture(scope="session")
def client(app: FastAPI) -> TestClient:
    """Asks the service without a network; a mistake of ours comes back as an answer, as it would to a caller."""
    return TestClient(app, raise_server_exceptions=False)


@pytest.fixture
def new_client(tmp_path: Path) -> Iterator[TestClient]:
    """Asks a service of its own, with nothing kept and nothing counted yet."""
    app = create_app(Settings(database=str(tmp_path / "records.db")), clock=lambda: NOON)
    yield TestClient(app, raise_server_exceptions=False)
    app.state.room.close()


class Served:
    """A real service: its address, and what it has logged so far."""

    def __init__(self, log: Path) -> None:
        self.log = log
        self.address = ""
        self.process = 0

    def processes(self) -> list[int]:
        """Return the processes that answer requests, where there are several."""
        started = [each for each in psutil.Process(self.process).children() if each.status() != psutil.STATUS_ZOMBIE]
        return [each.pid for each in started if any("spawn_main" in word for word in each.cmdline())]

    def wait_until_it_listens(self, process: subprocess.Popen[bytes]) -> None:
        self.process = process.pid
        while not self.address:
            found = re.search(r"listening on (http://\S+)", self.log.read_text("utf-8"))
            self.address = found[1] if found else ""
            if process.poll() is not None:
                pytest.fail(f"the service stopped before it listened: {self.log.read_text('utf-8')}")
            time.sleep(0.05)

    def lines(self) -> list[dict[str, Any]]:
        """Return every line logged as JSON."""
        return [json.loads(line) for line in self.log.read_text("utf-8").splitlines() if line.startswith("{")]

    def line_about(self, request_id: str) -> dict[str, Any]:
        """Return the line about a request, which is written just after the answer is sent."""
        while True:
            for line in self.lines():
                if line.get("request_id") == request_id:
                    return line
            time.sleep(0.05)


@contextmanager
def serving(log: Path, **settings: str) -> Iterator[Served]:
    """Start a real service on a free port as people start it, and stop it in the end."""
    served = Served(log)
    command = [str(Path(sys.executable).parent / "threshold"), "serve", "--port", "0"]
    environment = {**os.environ, **settings}
    with served.log.open("wb") as out, subprocess.Popen(command, cwd=ROOT, stderr=out, env=environment) as process:
        try:
            served.wait_until_it_listens(process)
            yield served
        finally:
            process.terminate()
        assert process.wait(120) == 0


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A real service for tests that leave nothing behind."""
    with serving(tmp_path_factory.mktemp("served") / "log") as served:
        yield served
