"""Holds both engines to the oracle for as long as it is given: `python -m tests.differential.fuzz --seconds 600`.

Says how to get any difference back: `--only SEED --rules N`.
"""

from __future__ import annotations

import argparse
import sys
import time

from tests.differential.compare import SIZES, Tally, compare


def main() -> int:
    asked = arguments()
    tally, found = Tally(), 0
    started = said = time.monotonic()
    seed = asked.only if asked.only is not None else asked.seed * 1_000_000
    while True:
        rules = asked.rules or SIZES[seed % len(SIZES)]
        for difference in compare(seed, rules, tally):
            found += 1
            say(f"{difference} (again: --only {seed} --rules {rules})")
        now = time.monotonic()
        if asked.only is not None or now - started >= asked.seconds:
            break
        if now - said >= asked.every:
            said = now
            say(summary(tally, now - started, found))
        seed += 1
    say(summary(tally, time.monotonic() - started, found))
    return 1 if found else 0


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Compare both engines on random rulesets and cases.")
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", type=int, default=1, help="where to begin")
    parser.add_argument("--every", type=float, default=10, help="seconds between lines of progress")
    parser.add_argument("--only", type=int, help="the seed of one ruleset, to see a difference again")
    parser.add_argument("--rules", type=int, help="rules in each ruleset; otherwise from 1 to 300")
    return parser.parse_args()


def summary(tally: Tally, seconds: float, found: int) -> str:
    outcomes = ", ".join(f"{count:,} {outcome.replace('_', ' ')}" for outcome, count in tally.outcomes.items())
    return f"{seconds:.0f} s: {tally.decisions:,} decisions on {tally.rulesets:,} rulesets ({outcomes}); {found} differ"


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
