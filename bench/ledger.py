"""What durability costs: decisions a second without the ledger, and kept on SQLite and on PostgreSQL, side by side.

`.venv/bin/python -m bench.ledger [--seconds S] [--rounds N] [--postgresql ADDRESS]`

Every setting decides the same real case through both engines. They take turns, round after round, so that whatever
else the machine does falls on all of them; the figure is the middle one of its rounds. The last table leaves out the
deciding and shows what the ledger alone can take. Without an address, a PostgreSQL of the tests is started.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

from rich.console import Console
from rich.table import Table

from service.decision.case import read_case
from service.records.chain import stamp
from service.records.decisions import Decision, Decisions
from service.records.identity import new_id
from service.records.ledger import Ledger
from service.records.verification import verify
from service.ruleset.library import Library
from service.web.engines import Engines
from tests.records.postgres import Postgres

ROOT = Path(__file__).parents[1]
CALLERS = (1, 16)
NONE = "no ledger"
Keep = Callable[[Decision], object]
Rates = dict[str, list[float]]


class Deciding:
    """The example case, decided as the service decides it."""

    def __init__(self) -> None:
        self.library = Library.load(ROOT / "rulesets")
        self.sent = json.loads((ROOT / "docs/examples/case.json").read_text("utf-8"))
        self.engines = Engines()
        self.case = read_case(self.sent, self.library.vocabulary, datetime.now(UTC).date())
        self.ruleset = self.library.find(self.case.family, None, self.case.as_of)
        self.decided = self.decide()

    def decide(self) -> Decision:
        """Decide it once more."""
        return self._stamped(self.engines.decider(self.ruleset).decide(self.case))

    def again(self) -> Decision:
        """Return a new decision without deciding: only its id and time are new."""
        return self._stamped(dict(self.decided.answer))

    def _stamped(self, answer: dict[str, object]) -> Decision:
        now = datetime.now(UTC)
        name = new_id(now)
        return Decision(name, now, self.sent, {**answer, "id": name, "recorded_at": stamp(now)}, "bench")

    def kept_by(self, ledger: Ledger) -> Keep:
        """Return what keeps a decision in a ledger."""
        decisions = Decisions(ledger)
        return lambda decision: decisions.keep(decision, self.ruleset)


def rate(make: Callable[[], Decision], keep: Keep, callers: int, seconds: float) -> float:
    """Return how many decisions a second so many callers get, each asking again as soon as it is answered."""
    counts = [0] * callers
    start, end = threading.Barrier(callers + 1), threading.Event()

    def call(number: int) -> None:
        start.wait()
        while not end.is_set():
            keep(make())
            counts[number] += 1

    threads = [threading.Thread(target=call, args=(number,)) for number in range(callers)]
    for each in threads:
        each.start()
    start.wait()
    began = time.perf_counter()
    end.wait(seconds)
    end.set()
    for each in threads:
        each.join()
    return sum(counts) / (time.perf_counter() - began)


def measured(
    make: Callable[[], Decision], keeps: dict[str, Keep], rounds: int, seconds: float
) -> dict[str, list[float]]:
    """Return the middle rate of each setting, for each number of callers."""
    found: Rates = {name: [] for name in keeps}
    for callers in CALLERS:
        rates: Rates = {name: [] for name in keeps}
        for _ in range(rounds):
            for name, keep in keeps.items():
                rates[name].append(rate(make, keep, callers, seconds))
        for name, each in rates.items():
            found[name].append(median(each))
    return found


def shown(title: str, found: Rates) -> Table:
    """Return the rates as a table, each with what share it is of the first."""
    table = Table("", *(f"{callers} caller{'s' * (callers > 1)}" for callers in CALLERS), title=title)
    first = next(iter(found.values()))
    for name, rates in found.items():
        cells = [f"{each:,.0f} a second ({each / base:.2f})" for each, base in zip(rates, first, strict=True)]
        table.add_row(name, *cells)
    return table


@contextmanager
def ledgers(address: str) -> Iterator[dict[str, Ledger]]:
    """Open a ledger in a new file and one on PostgreSQL; afterwards, see that both are sound."""
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        if not address:
            server = Postgres()
            stack.callback(server.close)
            address = server.new_database()
        opened = {"SQLite": Ledger.open(f"{folder}/records.db"), "PostgreSQL": Ledger.open(address)}
        for each in opened.values():
            stack.callback(each.close)
        yield opened
        for name, each in opened.items():
            found = verify(each.database.reading)
            Console().print(f"{name}: {found.records:,} records, {'sound' if found.sound else 'NOT SOUND'}")


def main() -> None:
    """Run what the command line asks for, and print the tables."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--seconds", type=float, default=3, help="how long each round lasts")
    asked.add_argument("--rounds", type=int, default=5, help="how many rounds each setting is given")
    asked.add_argument("--postgresql", default="", help="address of an empty database to use")
    given = asked.parse_args()
    deciding = Deciding()
    try:
        with ledgers(given.postgresql) as opened:
            keeps: dict[str, Keep] = {name: deciding.kept_by(each) for name, each in opened.items()}
            whole = measured(deciding.decide, {NONE: lambda _: None, **keeps}, given.rounds, given.seconds)
            alone = measured(deciding.again, keeps, given.rounds, given.seconds)
        Console().print(shown("Deciding and keeping", whole), shown("Keeping alone", alone))
    finally:
        deciding.engines.close()


if __name__ == "__main__":
    main()
