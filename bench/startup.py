"""Start-up: `threshold serve` until it is ready to decide, beside a Python that only imports FastAPI and SQLAlchemy.

Both on one core, taking turns. The database is there, and every module compiled, from the first start on, as they are
when a service is started again.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from statistics import median

from bench.over_http import ROOT, SERVICE_PORT, served
from bench.race import on_core, one_core
from bench.report import Section, Table, at_most

IMPORTS = "Python imports FastAPI and SQLAlchemy"
READY = "`threshold serve` is ready: the shipped rulesets read, the database opened, both engines tried"
VERSION = "`threshold version` answers"
WANTED = 2


def section(folder: Path, rounds: int, seconds: float) -> Section:  # noqa: ARG001 - every part is called alike
    """Measure, and return the table and the promise."""
    # Kept here whatever the environment says of it, or both would be measured compiling.
    compiled = {"PYTHONPYCACHEPREFIX": str(folder / "compiled"), "PYTHONDONTWRITEBYTECODE": ""}
    ways: Mapping[str, Callable[[], float]] = {
        IMPORTS: lambda: _run([sys.executable, "-c", "import fastapi, sqlalchemy"], compiled),
        VERSION: lambda: _run([str(Path(sys.executable).with_name("threshold")), "version"], compiled),
        READY: lambda: _until_ready(folder / "startup.db", compiled),
    }
    for way in ways.values():
        way()  # the first time, files are compiled and the database is made
    taken: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(rounds):
        for name, way in ways.items():
            taken[name].append(way())
    found = {name: median(times) for name, times in taken.items()}
    rows = [_row(name, times, found[IMPORTS]) for name, times in taken.items()]
    target = at_most("Ready to decide beside importing FastAPI and SQLAlchemy", found[READY] / found[IMPORTS], WANTED)
    table = Table("Start-up, on one core", ("what", "ms", "from, to", "beside the imports"), rows)
    return Section([table], [target], taken)


def _run(command: list[str], said: Mapping[str, str]) -> float:
    began = time.perf_counter()
    subprocess.run(  # noqa: S603 - commands of this project
        on_core(command, one_core()), check=True, cwd=ROOT, env={**os.environ, **said}, stdout=subprocess.DEVNULL
    )
    return time.perf_counter() - began


def _until_ready(database: Path, said: Mapping[str, str]) -> float:
    with served(ROOT / "rulesets", database, SERVICE_PORT, said) as took:
        return took


def _row(name: str, times: list[float], imports: float) -> tuple[str, ...]:
    spread = f"{min(times) * 1e3:,.0f} to {max(times) * 1e3:,.0f}"
    return name, f"{median(times) * 1e3:,.0f}", spread, f"{median(times) / imports:.2f} times"
