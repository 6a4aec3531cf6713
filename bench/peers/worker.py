"""One peer in a process of its own: `python worker.py PEER CASES`. Answers `answers` and `run SECONDS`, a line each.

The cases are read before anything is timed, and every way of deciding is given the same dict each time. What a peer
cannot say in its own language, the counts, it is given, and working them out is part of its time.
"""

from __future__ import annotations

import gc
import importlib
import json
import sys
import time
from collections.abc import Callable
from itertools import cycle
from pathlib import Path
from statistics import median, quantiles
from typing import Any

WARM = 200


def serve(decide: Callable[[Any], Any], answers: Callable[[], list[list[str]]], given: list[Any]) -> None:
    """Answer the lines of standard input until there are no more."""
    turn = cycle(given)
    for _ in range(WARM):
        decide(next(turn))
    gc.collect()
    gc.freeze()  # the cases waiting here are no part of what deciding one costs
    print("ready", flush=True)  # noqa: T201 - the protocol
    for line in sys.stdin:
        said = answers() if line.startswith("answers") else timed(decide, turn, float(line.split()[1]))
        print(json.dumps(said), flush=True)  # noqa: T201 - the protocol


def timed(decide: Callable[[Any], Any], turn: Any, seconds: float) -> dict[str, float]:  # noqa: ANN401
    """Return how many decisions a second there were, and microseconds by the clock for the middle and slowest ones."""
    clock, each = time.perf_counter_ns, []
    start = clock()
    end = start + int(seconds * 1e9)
    now = start
    while now < end:
        decide(next(turn))
        before, now = now, clock()
        each.append(now - before)
    slowest = quantiles(each, n=100)[98] if len(each) > 1 else each[0]
    return {"rate": len(each) / (now - start) * 1e9, "p50": median(each) / 1e3, "p99": slowest / 1e3}


def main() -> None:
    """Make one peer ready and serve it."""
    here = Path(__file__).parents[2]
    sys.path[:0] = [str(here)]
    sys.path.remove(str(Path(__file__).parent))
    peer, _, way = sys.argv[1].partition(":")
    cases = json.loads(Path(sys.argv[2]).read_text("utf-8"))
    serve(*importlib.import_module(f"bench.peers.{peer}").ready(cases, way))


if __name__ == "__main__":
    main()
