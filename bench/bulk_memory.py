"""How much memory a study of a long history takes when it is allowed little: `python -m bench.bulk_memory`.

Makes up a history as CSV, studies it with everything asked for in a process of its own under `--memory`, and prints the
most that whole process ever held, charts, PDF and Python included.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.report import Table, show

# Runs the command as anybody would, and says what its own process held at most, in bytes.
STUDY = """\
import json, resource, sys
from service.cli import main
try:
    main()
finally:
    held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with open({said!r}, "w") as out:
        json.dump({{"held": held * (1 if sys.platform == "darwin" else 1024)}}, out)
"""
ASKED = (
    *("impact", "lcpc:2004-04-01", "lcpc:proposed", "--by", "age_band,source,ethnicity,sex", "--teams", "6"),
    *("--sweep", "infant age=3..24 months by 3", "--sweep", "minor referral limit=2..5"),
)


def main() -> None:
    """Measure what the command line asks for."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument(
        "--referrals", type=int, nargs="+", default=[20_000, 650_000, 3_000_000], help="how many referrals"
    )
    asked.add_argument("--memory", default="100MB", help="the most the study is allowed")
    given = asked.parse_args()
    rows = [measured(count, given.memory) for count in given.referrals]
    columns = (
        "referrals",
        "history, as CSV",
        "allowed",
        "most held by the whole process",
        "spilled at most",
        "seconds",
    )
    show([Table("A study with little memory", columns, rows)])


def measured(referrals: int, memory: str) -> tuple[str, ...]:
    """Study a made-up history of so many referrals, and return what it took. Raises RuntimeError when it fails."""
    with tempfile.TemporaryDirectory(prefix="bulk-memory-") as at:
        folder = Path(at)
        run([sys.executable, "-c", "from service.cli import main; main()", "impact", "synthesise", "--csv",
             "--referrals", str(referrals), "--out", str(folder / "history")])  # fmt: skip
        size = sum(path.stat().st_size for path in (folder / "history").iterdir())
        said, room = folder / "said.json", folder / "room"
        room.mkdir()
        start = time.perf_counter()
        spilled = run(
            [sys.executable, "-c", STUDY.format(said=str(said)), *ASKED, "--history", str(folder / "history"),
             "--out", str(folder / "study"), "--memory", memory],
            room,
        )  # fmt: skip
        seconds = time.perf_counter() - start
        if not (folder / "study/report.pdf").exists():
            raise RuntimeError("the study was not finished")
        held = json.loads(said.read_text("utf-8"))["held"]
    return (f"{referrals:,}", _megabytes(size), memory, _megabytes(held), _megabytes(spilled), f"{seconds:,.0f}")


def run(command: list[str], room: Path | None = None) -> int:
    """Run a command, and return the most bytes it had in `room`. Raises RuntimeError when it does not end well."""
    env = {**os.environ, **({"TMPDIR": str(room)} if room else {})}
    most = 0
    with subprocess.Popen(command, env=env) as process:  # noqa: S603 - the same
        while process.poll() is None:
            most = max(most, _bytes_in(room) if room else 0)
            time.sleep(0.2)
    if process.returncode:
        raise RuntimeError(f"{command[2:5]} ended with {process.returncode}")
    return most


def _bytes_in(folder: Path) -> int:
    total = 0
    for path in folder.rglob("*"):
        try:
            total += path.stat().st_size if path.is_file() else 0
        except FileNotFoundError:  # it was removed meanwhile
            continue
    return total


def _megabytes(count: float) -> str:
    return f"{count / 1e6:,.0f} MB"


if __name__ == "__main__":
    main()
