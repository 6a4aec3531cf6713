"""Work for jobs to do. In a file that reads in little, so that the process of a job starts quickly."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from typing import Any

from service.web.job_child import CannotDo, Report, Stopped

Json = dict[str, Any]


def add_up(report: Report, first: int, second: int) -> Json:
    report(0.5, "Adding up")
    (report.files / "sums").mkdir()
    (report.files / "sums" / "sum.csv").write_text(f"sum\n{first + second}\n", "utf-8")
    (report.room / "scratch").write_text("not kept", "utf-8")
    return {"sum": first + second}


def go_on(report: Report) -> None:
    """Report until cancelled, and clear up."""
    try:
        while True:
            report(0.25, f"Going on as {os.getpid()}")
            time.sleep(0.01)
    except Stopped:
        (report.files / "cleared up").touch()
        raise


def never_report(report: Report) -> None:
    """Start a process that never ends either, say who both are, and look no more."""
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    (report.files / "pids").write_text(f"{os.getpid()} {child.pid}", "utf-8")
    while True:
        time.sleep(60)


def refuse(_: Report) -> None:
    raise CannotDo("There is no history to study", "Choose one first")


def break_down(_: Report) -> None:
    raise ValueError("Riley Example was born on 1 May")


def not_json(_: Report) -> object:
    return object()
