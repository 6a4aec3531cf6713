"""Decisions over HTTP: the service as `threshold serve` runs it, beside the least a FastAPI service could do.

Both servers are held to one core, the service with its engine's process; the callers are on another. A preview decides
and keeps nothing; a decision is on disk before it is answered.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median
from typing import Any

from bench import twelve
from bench.callers import Caller, Callers, request
from bench.fitting import STEEPEST, exponent
from bench.race import ROOT, on_core, one_core
from bench.report import Section, Table, Target, at_least, at_most

SERVICE_PORT, BARE_PORT = int(os.environ.get("BENCH_PORT", "8217")), int(os.environ.get("BENCH_BARE_PORT", "8218"))
CALLERS = (1, 4, 16, 64)
BARE, PREVIEW, KEPT = "a bare FastAPI route", "decided, not kept", "decided and kept in SQLite"
PACE, PATIENCE = 200, 60
QUIET: Mapping[str, Any] = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}


def section(folder: Path, rounds: int, seconds: float) -> Section:
    """Measure, and return the tables and the promises: on the twelve rules, and on the shipped front door."""
    bodies = [twelve.body(case) for case in twelve.cases(500)]
    own = _Kind("the twelve rules", twelve_folder(folder / "rulesets"), bodies)
    example = json.loads((ROOT / "docs/examples/case.json").read_text("utf-8"))
    door = _Kind("the shipped front door", ROOT / "rulesets", [example])
    found = {kind.name: _measure(kind, folder, rounds, seconds) for kind in (own, door)}
    tables = [_table(name, each) for name, each in found.items()]
    return Section(tables, [target for name, each in found.items() for target in _targets(name, each)], found)


class _Kind:
    """Which rules are served, and what is asked of them."""

    def __init__(self, name: str, rulesets: Path, bodies: Sequence[Mapping[str, Any]]) -> None:
        self.name, self.rulesets = name, rulesets
        self.bodies = [json.dumps(body).encode() for body in bodies]


def twelve_folder(folder: Path) -> Path:
    """Return a folder of rulesets that has the twelve rules in it."""
    (folder / "twelve").mkdir(parents=True, exist_ok=True)
    for name in ("vocabulary.yaml", "steps.yaml"):
        shutil.copy(ROOT / "rulesets" / name, folder / name)
    shutil.copy(ROOT / "bench/twelve.yaml", folder / "twelve/twelve.yaml")
    return folder


def _measure(kind: _Kind, folder: Path, rounds: int, seconds: float) -> dict[str, Any]:
    with ExitStack() as stack:
        stack.enter_context(_callers_elsewhere())
        stack.enter_context(served(kind.rulesets, folder / f"{kind.rulesets.parent.name}.db", SERVICE_PORT))
        answer = folder / "answer.json"
        answer.write_bytes(_one(SERVICE_PORT, request("/v1/decisions/preview", kind.bodies[0])))
        stack.enter_context(_started([sys.executable, "-m", "bench.bare", str(BARE_PORT), str(answer)], {}, BARE_PORT))
        ways = {BARE: (BARE_PORT, "/bare"), PREVIEW: (SERVICE_PORT, "/v1/decisions/preview")}
        ways[KEPT] = (SERVICE_PORT, "/v1/decisions")
        asked = {way: [request(path, body) for body in kind.bodies] for way, (_, path) in ways.items()}
        ports = {way: port for way, (port, _) in ways.items()}
        for way, messages in asked.items():
            _hurried(ports[way], messages, 4, seconds / 2)  # warms everything up
        hurried: dict[str, dict[str, list[Any]]] = {str(callers): {way: [] for way in ways} for callers in CALLERS}
        paced: dict[str, list[Any]] = {way: [] for way in ways}
        for _ in range(rounds):
            for callers, each in hurried.items():
                for way, told in each.items():
                    told.append(_hurried(ports[way], asked[way], int(callers), seconds))
            for way, told in paced.items():
                told.append(_paced(ports[way], asked[way], max(seconds, 2)))
    return {
        "bytes": answer.stat().st_size,
        "hurried": {callers: {way: _middle(told) for way, told in each.items()} for callers, each in hurried.items()},
        "paced": {way: _middle(told) for way, told in paced.items()},
    }


def _middle(told: Sequence[Mapping[str, float]]) -> dict[str, float]:
    return {name: median(each[name] for each in told) for name in told[0]}


def _hurried(port: int, messages: Sequence[bytes], count: int, seconds: float) -> dict[str, float]:
    callers = Callers(port, count)
    try:
        return callers.hurry(messages, seconds)
    finally:
        callers.close()


def _paced(port: int, messages: Sequence[bytes], seconds: float) -> dict[str, float]:
    callers = Callers(port, 16)
    try:
        return callers.pace(messages, PACE, seconds)
    finally:
        callers.close()


def _one(port: int, message: bytes) -> bytes:
    caller = Caller(port)
    caller.send(message, 0)
    while not caller.hear():
        pass
    caller.socket.close()
    return caller.body


# --- servers ------------------------------------------------------------------------------------------------------


@contextmanager
def served(rulesets: Path, database: Path, port: int, more: Mapping[str, str] | None = None) -> Iterator[float]:
    """Run the service, and give how many seconds it took until it was ready."""
    said = {"THRESHOLD_RULESETS": str(rulesets), "THRESHOLD_DATABASE": str(database), "THRESHOLD_RATE_LIMIT": "0"}
    said |= more or {}
    command = [str(Path(sys.executable).with_name("threshold")), "serve", "--port", str(port)]
    with _started(command, said, port) as took:
        yield took


@contextmanager
def _started(command: Sequence[str], said: Mapping[str, str], port: int) -> Iterator[float]:
    began = time.perf_counter()
    process = subprocess.Popen(  # noqa: S603 - this project's own server
        on_core(command, one_core()), cwd=ROOT, env={**os.environ, **said}, **QUIET
    )
    try:
        _wait_until_ready(process, port)
        yield time.perf_counter() - began
    finally:
        process.terminate()
        process.wait(timeout=30)


def _wait_until_ready(process: subprocess.Popen[bytes], port: int) -> None:
    last = time.monotonic() + PATIENCE
    while time.monotonic() < last and process.poll() is None:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz").close()
        except urllib.error.HTTPError as error:
            error.close()
            return  # it answers, though not to this address
        except OSError:
            time.sleep(0.005)
        else:
            return
    raise RuntimeError(f"Nothing answers on port {port}")


@contextmanager
def _callers_elsewhere() -> Iterator[None]:
    """Keep the callers off the core of the servers, where there is another."""
    if not hasattr(os, "sched_getaffinity"):
        yield
        return
    cores = os.sched_getaffinity(0)
    os.sched_setaffinity(0, cores - {one_core()} or cores)
    try:
        yield
    finally:
        os.sched_setaffinity(0, cores)


# --- shown --------------------------------------------------------------------------------------------------------


def _table(name: str, found: Mapping[str, Any]) -> Table:
    rows = []
    for callers, ways in found["hurried"].items():
        for way, each in ways.items():
            beside, times = each["rate"] / ways[BARE]["rate"], (f"{each['p50']:.1f}", f"{each['p99']:.1f}")
            rows.append((way, callers, f"{each['rate']:,.0f}", *times, f"{beside:.2f}"))
    for way, each in found["paced"].items():
        rows.append((way, f"{PACE} a second", "", f"{each['p50']:.1f}", f"{each['p99']:.1f}", ""))
    title = f"Over HTTP: {name}, an answer of {found['bytes']:,} bytes"
    return Table(title, ("what", "callers", "a second", "half within ms", "99 % within ms", "beside bare"), rows)


def _targets(name: str, found: Mapping[str, Any]) -> list[Target]:
    sixteen = {way: each["rate"] for way, each in found["hurried"]["16"].items()}
    late = found["paced"][PREVIEW]["p99"]
    waits = {int(callers): ways[PREVIEW]["p50"] for callers, ways in found["hurried"].items()}
    return [
        at_least(f"Over HTTP beside a bare route, 16 callers, {name}", sixteen[PREVIEW] / sixteen[BARE], 0.6),
        at_least(f"Kept in SQLite beside not kept, 16 callers, {name}", sixteen[KEPT] / sixteen[PREVIEW], 0.7),
        at_most(f"Power of growth with callers, of the middle answer, {name}", exponent(waits), STEEPEST, ""),
        Target(f"99 % of answers at 200 a second, {name}", f"{late:.1f} ms", "under 10 ms", late < 10),  # noqa: PLR2004
    ]
