"""Threshold beside its peers, on the same rules and cases: `make bench`, or a part of it, `make bench PART=live`.

Checks that all give the same answers, lets them take turns, and prints, keeps and publishes what came of it.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

from bench import bulk, checking, growth, large_ledger, live, memory, over_http, report, startup

# The parts in the order they are measured. Each takes a folder to work in, a number of rounds, and seconds a round.
PARTS: Mapping[str, Callable[[Path, int, float], report.Section]] = {
    "live": live.section,
    "http": over_http.section,
    "bulk": bulk.section,
    "growth": growth.section,
    "ledger": large_ledger.section,
    "start": startup.section,
    "check": checking.section,
    "memory": memory.section,
}


def main() -> None:
    """Measure what the command line asks for."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("parts", nargs="*", help=f"which parts to measure: {', '.join(PARTS)}; all unless named")
    asked.add_argument("--rounds", type=int, default=5, help="how many turns each has")
    asked.add_argument("--seconds", type=float, default=1, help="how long each turn lasts")
    asked.add_argument("--publish", action="store_true", help="put the tables into docs/speed.md")
    given = asked.parse_args()
    sections = {}
    with tempfile.TemporaryDirectory() as folder:
        for name in given.parts or PARTS:
            sys.stderr.write(f"Measuring: {name}\n")
            sections[name] = PARTS[name](Path(folder), given.rounds, given.seconds)
            report.show(sections[name].tables)
    promised = report.promises(sections)
    report.show([promised])
    path = report.keep(sections, given.rounds)
    sys.stderr.write(f"Kept in {path.relative_to(report.ROOT)}\n")
    if given.publish:
        report.write_page([promised, *(table for each in sections.values() for table in each.tables)], given.rounds)


if __name__ == "__main__":
    main()
