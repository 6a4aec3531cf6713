"""Kills the service under load, over and over, and PostgreSQL too; then looks whether anything answered is lost.

Two services also share one PostgreSQL, to see that they keep one chain without a gap.

    .venv/bin/python -m tests.records.kill --times 50

Screens send cases over HTTP all the while, each with an `Idempotency-Key`, and send again whatever was not answered.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.client import HTTPConnection, HTTPException
from itertools import count
from pathlib import Path
from threading import Event, Thread
from typing import Any

from sqlalchemy import func, select

from service.records.ledger import Ledger
from service.records.tables import decisions, requests
from service.records.tables import ledger as records
from service.records.verification import verify
from tests.records.making import CASE, ROOT
from tests.records.postgres import Postgres

SCREENS = 8
CREATED = 201
Say = Callable[[str], object]


class Service:
    """`threshold serve` on a database, as it runs in production."""

    def __init__(self, where: str, log: Path) -> None:
        command = [str(Path(sys.executable).parent / "threshold"), "serve", "--port", "0"]
        self.log = log
        with log.open("wb") as out:
            settings = {**os.environ, "THRESHOLD_DATABASE": where}
            self.process = subprocess.Popen(command, cwd=ROOT, stderr=out, env=settings)
        self.port = self._wait_until_it_listens()

    def _wait_until_it_listens(self) -> int:
        while True:
            found = re.search(r"listening on http://127\.0\.0\.1:(\d+)", self.log.read_text("utf-8"))
            if found:
                return int(found[1])
            assert self.process.poll() is None, self.log.read_text("utf-8")
            time.sleep(0.02)

    def kill(self) -> None:
        """Kill it without warning."""
        self.process.kill()
        self.process.wait()


class Screens:
    """Screens that send one case after another, to each service there is in turn, and note what was answered."""

    def __init__(self) -> None:
        self.ports = [0]
        self.answered: dict[int, str] = {}
        self.stopping = Event()
        self._numbers = count(1)
        self._threads = [Thread(target=self._send_on) for _ in range(SCREENS)]
        for each in self._threads:
            each.start()

    def stop(self) -> None:
        """Let every screen finish what it has sent."""
        self.stopping.set()
        for each in self._threads:
            each.join()

    def wait_for_answers(self, more: int) -> None:
        """Wait until so many more cases are answered."""
        wanted = len(self.answered) + more
        while len(self.answered) < wanted:
            before, last = len(self.answered), time.monotonic() + 120
            while len(self.answered) == before:
                assert time.monotonic() < last, "nothing was answered in two minutes"
                time.sleep(0.005)

    def _send_on(self) -> None:
        while not self.stopping.is_set():
            number = next(self._numbers)
            while number not in self.answered and not self.stopping.is_set():
                with suppress(OSError, HTTPException):
                    name = self.send(number)
                    if name:
                        self.answered[number] = name
                        break
                time.sleep(0.02)

    def send(self, number: int) -> str | None:
        """Send a case, and return the id of its decision if it was answered with one."""
        connection = HTTPConnection("127.0.0.1", self.ports[number % len(self.ports)], timeout=60)
        try:
            headers = {"Content-Type": "application/json", "Idempotency-Key": f"key-{number}"}
            connection.request("POST", "/v1/decisions", json.dumps(case(number)), headers)
            response = connection.getresponse()
            body = response.read()
            return str(json.loads(body)["id"]) if response.status == CREATED else None
        finally:
            connection.close()


def case(number: int) -> dict[str, Any]:
    """Return a case, the same each time it is asked for, under a reference of its own."""
    return {**CASE, "ruleset": "lcpc", "reference": f"case {number}", "children": CASE["children"][:1]}


def check(where: str, answered: dict[int, str]) -> int:
    """Assert that all that was answered is kept, nothing is kept twice, and the chain holds; return the records."""
    ledger = Ledger.open(where)
    found = verify(ledger.database.reading)
    keys_then = select(func.count(requests.c.key.distinct())).scalar_subquery()
    query = select(decisions.c.reference, records.c.id, keys_then)
    with ledger.reading() as connection:  # in one query: screens may be sending all the while
        kept = connection.execute(query.join(records, records.c.sequence == decisions.c.sequence)).all()
    ledger.close()
    assert found.sound, [each.says for each in found.findings[:5]]
    by_reference = {str(reference): str(name) for reference, name, _ in kept}
    lost = {number for number, name in answered.items() if by_reference.get(f"case {number}") != name}
    assert not lost, f"{len(lost)} answered decisions are lost: {sorted(lost)[:5]}"
    assert {len(by_reference)} == {len(kept), *(keys for _, _, keys in kept)}, "a request was kept twice"
    return found.records


def kill_services(where: str, folder: Path, times: int, say: Say, seed: int = 1) -> int:
    """Kill one service after another while screens send to them; return how many decisions were answered."""
    chance = random.Random(seed)
    with sending() as screens:
        for each in range(times):
            service = Service(where, folder / "log")
            screens.ports = [service.port]
            try:
                screens.wait_for_answers(SCREENS)
                time.sleep(chance.uniform(0, 0.3))
            finally:
                service.kill()
            kept = check(where, dict(screens.answered))
            say(f"service killed {each + 1} times: {len(screens.answered)} answered, {kept} records, all there")
        service = Service(where, folder / "log")
        screens.ports = [service.port]
        screens.stop()
        service.kill()
    check(where, screens.answered)
    return len(screens.answered)


def kill_postgres(server: Postgres, folder: Path, times: int, say: Say, seed: int = 1) -> int:
    """Kill PostgreSQL while screens send to a service that goes on living; return how many decisions were answered."""
    where, chance = server.new_database(), random.Random(seed)
    service = Service(where, folder / "log")
    try:
        with sending() as screens:
            screens.ports = [service.port]
            for each in range(times):
                screens.wait_for_answers(SCREENS)
                time.sleep(chance.uniform(0, 0.3))
                server.kill()
                server.start()
                kept = check(where, dict(screens.answered))
                say(f"PostgreSQL killed {each + 1} times: {len(screens.answered)} answered, {kept} records, all there")
            screens.wait_for_answers(SCREENS)
    finally:
        service.kill()
    check(where, screens.answered)
    return len(screens.answered)


def share(where: str, folder: Path, decided: int, say: Say) -> int:
    """Have two services on one database decide so many cases between them; return how many were answered."""
    services = [Service(where, folder / f"log-{each}") for each in range(2)]
    try:
        with sending() as screens:
            screens.ports = [each.port for each in services]
            screens.wait_for_answers(decided)
    finally:
        for each in services:
            each.kill()
    kept = check(where, screens.answered)
    say(f"two services on one database: {len(screens.answered)} answered, {kept} records, one chain, no gap")
    return len(screens.answered)


@contextmanager
def sending() -> Iterator[Screens]:
    """Have screens send until the end."""
    screens = Screens()
    try:
        yield screens
    finally:
        screens.stop()


def main() -> None:
    """Run what the command line asks for."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--times", type=int, default=50)
    asked.add_argument("--decisions", type=int, default=10_000, help="by two services on one database")
    asked.add_argument("--seed", type=int, default=int(time.time()))
    given = asked.parse_args()
    tell(f"seed {given.seed}")
    with tempfile.TemporaryDirectory() as name:
        folder, server = Path(name), Postgres()
        try:
            tell("SQLite, the service killed")
            kill_services(str(folder / "records.db"), folder, given.times, tell, given.seed)
            tell("PostgreSQL, the service killed")
            kill_services(server.new_database(), folder, given.times, tell, given.seed)
            tell("PostgreSQL, two services")
            share(server.new_database(), folder, given.decisions, tell)
            tell("PostgreSQL, itself killed")
            kill_postgres(server, folder, given.times, tell, given.seed)
        finally:
            server.close()


def tell(line: str) -> None:
    """Say one line, at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
