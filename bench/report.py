"""What was measured, as a table on the terminal, as JSON in bench/results, and as the tables of docs/speed.md."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table as Shown

ROOT = Path(__file__).parents[1]
RESULTS, PAGE = ROOT / "bench/results", ROOT / "docs/speed.md"
BEGIN, END = "<!-- measured: written by `make bench` -->", "<!-- /measured -->"


@dataclass(frozen=True, slots=True)
class Table:
    """One table: its title, its columns and its rows, all as text."""

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class Target:
    """One promise of speed: what was measured, what it ought to be, and whether it is."""

    says: str
    measured: str
    wanted: str
    kept: bool


@dataclass(frozen=True, slots=True)
class Section:
    """What one part of the benches found: tables and promises to show, and every number as it was measured."""

    tables: Sequence[Table]
    targets: Sequence[Target]
    found: Mapping[str, Any]


def at_least(says: str, measured: float, wanted: float, unit: str = "times") -> Target:
    """Return a promise that a number is no smaller than it ought to be."""
    return Target(says, f"{measured:.2f} {unit}".rstrip(), f"at least {wanted:g} {unit}".rstrip(), measured >= wanted)


def at_most(says: str, measured: float, wanted: float, unit: str = "times") -> Target:
    """Return a promise that a number is no larger than it ought to be."""
    return Target(says, f"{measured:.2f} {unit}".rstrip(), f"at most {wanted:g} {unit}".rstrip(), measured <= wanted)


def machine() -> dict[str, Any]:
    """Return what the machine is, and how busy."""
    model = ""
    if Path("/proc/cpuinfo").exists():
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
        model = next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "")
    return {
        "processor": model or platform.processor(),
        "processors": os.cpu_count(),
        "system": platform.platform(),
        "python": platform.python_version(),
        "load": list(os.getloadavg()) if hasattr(os, "getloadavg") else [],
    }


def ours() -> dict[str, str]:
    """Return the versions of what the service itself runs on."""
    names = ("threshold", "durable-rules", "fastapi", "uvicorn", "sqlalchemy", "orjson", "duckdb", "z3-solver")
    return {name: version(name) for name in names}


def peers() -> dict[str, str]:
    """Return the versions of the engines compared with, as they are pinned."""
    lines = (ROOT / "bench/requirements.in").read_text("utf-8").splitlines()
    pinned = dict(line.split("==") for line in lines if "==" in line)
    package = json.loads((ROOT / "bench/peers/json-rules/package.json").read_text("utf-8"))
    return {**pinned, **package["dependencies"]}


def keep(sections: Mapping[str, Section], rounds: int) -> Path:
    """Write everything that was measured into bench/results, under the time it was."""
    now = datetime.now(UTC)
    said = {
        "measured_at": now.isoformat(timespec="seconds"),
        "rounds": rounds,
        "machine": machine(),
        "versions": {"threshold": ours(), "peers": peers()},
        "targets": [asdict(target) for section in sections.values() for target in section.targets],
        **{name: section.found for name, section in sections.items()},
    }
    RESULTS.mkdir(exist_ok=True)
    path = RESULTS / f"{now:%Y-%m-%d-%H%M}.json"
    path.write_text(json.dumps(said, indent=1) + "\n", "utf-8")
    return path


def show(tables: Iterable[Table]) -> None:
    """Print the tables."""
    console = Console(width=150)
    for table in tables:
        shown = Shown(*table.columns, title=table.title, title_justify="left")
        for row in table.rows:
            shown.add_row(*row)
        console.print(shown)


def promises(sections: Mapping[str, Section]) -> Table:
    """Return every promise of speed, with what was measured."""
    targets = [target for section in sections.values() for target in section.targets]
    rows = [(each.says, each.measured, each.wanted, "yes" if each.kept else "no") for each in targets]
    return Table("What was promised", ("promise", "measured", "wanted", "kept"), rows)


def write_page(tables: Iterable[Table], rounds: int) -> None:
    """Put the tables into docs/speed.md, between its two marks."""
    here = machine()
    when = f"Measured on {datetime.now(UTC):%-d %B %Y}: {here['processor']}, {here['processors']} processors"
    lines = [f"{when}, Python {here['python']}, {rounds} rounds.", ""]
    for table in tables:
        lines += [f"### {table.title}", "", _row(table.columns), _row("---" for _ in table.columns)]
        lines += [*map(_row, table.rows), ""]
    text = PAGE.read_text("utf-8")
    before, after = text.partition(BEGIN)[0], text.partition(END)[2]
    PAGE.write_text(f"{before}{BEGIN}\n{chr(10).join(lines).rstrip()}\n{END}{after}", "utf-8")


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"
