"""What a ledger costs as it grows: a decision kept, one read, and searches, among more and more decisions, on SQLite.

`.venv/bin/python -m bench.large_ledger --rows 5000000` goes on to that many (some 30 GB of disk and most of an hour).
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from itertools import count
from pathlib import Path
from random import Random
from statistics import median
from typing import Any

from bench.filling import BETWEEN, START, WHO, Filling, reference_of
from bench.fitting import STEEPEST, exponent
from bench.report import Section, Table, Target, at_most, show
from service.records.ledger import Ledger
from service.records.search import Search
from service.records.verification import verify

SIZES = (1_000, 10_000, 100_000, 1_000_000, 5_000_000)
USUAL, REPEATS, SHOWN, MOST_VERIFIED = 100_000, 15, 20, 100_000
KEPT, READ, NEWEST = "kept", "read", "newest"
Taken = Mapping[str, float]


def section(folder: Path, rounds: int, seconds: float) -> Section:  # noqa: ARG001 - every part is called alike
    """Measure with up to 100,000 decisions (10,000 in a quick run), and return the table and the promise."""
    return measured(folder, USUAL if rounds > 1 else USUAL // 10)


def measured(folder: Path, rows: int) -> Section:
    """Measure with up to so many decisions."""
    found = _found(folder / "large.db", [size for size in SIZES if size <= rows])
    names = [name for name in next(iter(found.values())) if name not in ("MB", "verified")]
    columns = ("decisions", "MB", *(f"{name}, ms" for name in names))
    cells = [
        (f"{size:,}", f"{each['MB']:,.0f}", *(f"{each[name]:,.1f}" for name in names)) for size, each in found.items()
    ]
    powers = {name: exponent({size: each[name] for size, each in found.items()}) for name in names}
    cells.append(("power of growth", "", *(f"{powers[name]:.2f}" for name in names)))
    return Section([Table("A growing ledger, on SQLite", columns, cells)], _targets(powers, max(found)), found)


def _targets(powers: Mapping[str, float], rows: int) -> list[Target]:
    steepest = max(powers, key=lambda name: powers[name])
    says = f"Power of growth with decisions kept, up to {rows:,}, the steepest ({steepest})"
    return [at_most(says, powers[steepest], STEEPEST, "")]


def _found(file: Path, sizes: Sequence[int]) -> dict[int, Taken]:
    kept = Ledger.open(str(file))
    filling, ids, found = Filling(kept), list[str](), dict[int, Taken]()
    try:
        for size in sizes:
            ids += filling.up_to(size)
            took = {name: _middle(way) for name, way in _ways(filling, ids).items()}
            found[size] = {"MB": file.stat().st_size / 1e6, **took}
        if filling.count <= 2 * MOST_VERIFIED and not verify(kept.database.reading).sound:
            raise RuntimeError("the ledger that was filled is not sound")
    finally:
        kept.close()
    return found


def _ways(filling: Filling, ids: Sequence[str]) -> dict[str, Callable[[], Any]]:
    """Return what is measured, by name. What is looked for is somewhere else every time."""
    rng, decisions, number = Random(6), filling.decisions, count()  # noqa: S311 - a seeded choice is not a secret
    day = (START + filling.count // 2 * BETWEEN).date()
    one = [filling.one() for _ in range(REPEATS)]

    def look(search: Search) -> None:
        if not decisions.list(search, SHOWN, WHO).decisions:
            raise RuntimeError(f"nothing was found by {search}")

    return {
        KEPT: lambda: filling.keep(one[next(number)]),
        READ: lambda: decisions.get(rng.choice(ids), WHO),
        NEWEST: lambda: look(Search()),
        "by reference": lambda: look(Search(reference=reference_of(rng.randrange(1, filling.count)))),
        "by rule": lambda: look(Search(rule="not-at-school")),
        "by step": lambda: look(Search(step="pre_birth_assessment")),
        "of a week": lambda: look(Search(start=day - timedelta(days=6), end=day)),
        "unanswered": lambda: look(Search(standing="unanswered")),
    }


def _middle(way: Callable[[], Any]) -> float:
    taken = []
    for _ in range(REPEATS):
        began = time.perf_counter()
        way()
        taken.append(time.perf_counter() - began)
    return median(taken) * 1e3


def main() -> None:
    """Measure up to as many decisions as the command line asks for."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--rows", type=int, default=USUAL, help="up to how many decisions")
    given = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        show(measured(Path(folder), given.rows).tables)


if __name__ == "__main__":
    main()
