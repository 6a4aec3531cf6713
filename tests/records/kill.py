"""Kills whoever keeps records, under load, over and over; then looks whether anything that was answered is lost.

    python -m tests.records.kill --times 50

Kills a service writing to SQLite, a service writing to PostgreSQL, and PostgreSQL itself, each so many times.
"""

from __future__ import annotations

import argparse
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from threading import Thread

from sqlalchemy import func, select

from service.records.decisions import Decisions
from service.records.errors import RecordsRefusal
from service.records.ledger import Ledger
from service.records.tables import ledger as records
from service.records.tables import requests
from service.records.verification import verify
from tests.records.making import ROOT, ruleset, small
from tests.records.postgres import Postgres

CALLERS = 8


# --- the one that is killed -----------------------------------------------------------------------------------------


def write(where: str, start: int) -> None:
    """Keep decisions without end, several at once, saying the number and id of each once it is answered."""
    decisions = Decisions(Ledger.open(where))
    numbers = count(start)
    with ThreadPoolExecutor(CALLERS) as callers:
        for _ in range(CALLERS):
            callers.submit(_write_on, decisions, numbers)


def _write_on(decisions: Decisions, numbers: count[int]) -> None:
    for number in numbers:
        decision = small(number)
        answered = None
        while answered is None:
            try:
                answered = decisions.keep(decision, ruleset(), f"key-{number}")
            except RecordsRefusal:  # the database is down: the screen sends it again
                time.sleep(0.02)
        os.write(1, f"{number} {answered.id}\n".encode())


# --- the one that kills ---------------------------------------------------------------------------------------------


@dataclass
class Kills:
    """One database, what was answered from it so far, and how often somebody was killed."""

    where: str
    chance: random.Random
    answered: dict[int, str] = field(default_factory=dict)
    times: int = 0

    def start(self) -> tuple[subprocess.Popen[bytes], Thread]:
        """Start a service that writes, and listen to what it answers."""
        module = [sys.executable, "-m", "tests.records.kill"]
        command = [*module, "--write", self.where, "--start", str(self.next_number())]
        service = subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT)
        listener = Thread(target=self._listen, args=(service,))
        listener.start()
        return service, listener

    def next_number(self) -> int:
        """Return a number no service has used: those cut off may have used a few more than were answered."""
        return max(self.answered, default=0) + 1000

    def _listen(self, service: subprocess.Popen[bytes]) -> None:
        assert service.stdout is not None
        for line in service.stdout:
            if line.endswith(b"\n"):
                number, name = line.decode().split()
                self.answered[int(number)] = name

    def wait_for_load(self) -> None:
        """Wait until answers flow, and then a moment more, never the same."""
        before, last = len(self.answered), time.monotonic() + 60
        while len(self.answered) < before + CALLERS:
            assert time.monotonic() < last, "nothing was answered for a minute"
            time.sleep(0.005)
        time.sleep(self.chance.uniform(0, 0.3))

    def kill_service(self) -> None:
        """Start a service, and kill it while it answers."""
        service, listener = self.start()
        self.wait_for_load()
        service.kill()
        service.wait()
        listener.join()
        self.times += 1

    def check(self) -> int:
        """Assert that all that was answered is there, once, and the chain holds; return how many records there are."""
        ledger = Ledger.open(self.where)
        found = verify(ledger.database.reading)
        assert found.sound, [each.says for each in found.findings[:5]]
        with ledger.reading() as connection:
            kept = set(connection.execute(select(records.c.id).where(records.c.kind == "decision")).scalars())
            keys = connection.execute(select(func.count(), func.count(requests.c.key.distinct()))).one()
        lost = [number for number, name in self.answered.items() if name not in kept]
        assert not lost, f"{len(lost)} answered decisions are lost: {lost[:5]}"
        assert tuple(keys) == (len(kept), len(kept)), "a request was kept twice"
        self._send_again(ledger)
        ledger.close()
        return found.records

    def _send_again(self, ledger: Ledger) -> None:
        """Assert that a request that was answered gets that same answer when it is sent again."""
        decisions = Decisions(ledger)
        for number in list(self.answered)[-20:]:
            case = small(number)
            assert decisions.keep(case, ruleset(), f"key-{number}").id == self.answered[number]


def kill_services(where: str, times: int, say: Callable[[str], object], seed: int = 1) -> Kills:
    """Kill services that write to a database."""
    kills = Kills(where, random.Random(seed))
    for each in range(times):
        kills.kill_service()
        say(f"service killed {each + 1} times: {len(kills.answered)} answered, {kills.check()} records, all there")
    return kills


def kill_postgres(server: Postgres, times: int, say: Callable[[str], object], seed: int = 1) -> Kills:
    """Kill PostgreSQL while a service that goes on living writes to it."""
    kills = Kills(server.new_database(), random.Random(seed))
    service, listener = kills.start()
    for each in range(times):
        kills.wait_for_load()
        server.kill()
        server.start()
        kills.times += 1
        say(f"PostgreSQL killed {each + 1} times: {len(kills.answered)} answered, {kills.check()} records, all there")
    kills.wait_for_load()
    service.kill()
    service.wait()
    listener.join()
    kills.check()
    return kills


def main() -> None:
    """Run what the command line asks for."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--times", type=int, default=50)
    asked.add_argument("--seed", type=int, default=int(time.time()))
    asked.add_argument("--write", help=argparse.SUPPRESS)
    asked.add_argument("--start", type=int, help=argparse.SUPPRESS)
    given = asked.parse_args()
    if given.write:
        write(given.write, given.start)
        return
    say = print
    say(f"seed {given.seed}")
    with tempfile.TemporaryDirectory() as folder:
        say("SQLite")
        kill_services(str(Path(folder) / "records.db"), given.times, say, given.seed)
    server = Postgres()
    try:
        say("PostgreSQL, the service killed")
        kill_services(server.new_database(), given.times, say, given.seed)
        say("PostgreSQL, itself killed")
        kill_postgres(server, given.times, say, given.seed)
    finally:
        server.close()


if __name__ == "__main__":
    main()
