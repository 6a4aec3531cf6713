"""A study in files: the report and the consultation pack as pages and PDF, its tables as CSV, and all as JSON."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from service.impact.report.as_page import as_page
from service.impact.report.as_paper import as_paper
from service.impact.report.pack import pack
from service.impact.report.plain import plain_blocks
from service.impact.report.report import Written, headline, report
from service.impact.study.figures import Cell, FigureTable, Hidden

Tick = Callable[[str, float], None]
LEADING_TO_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def write_files(written: Written, out: Path, made: datetime, tick: Tick = lambda _say, _done: None) -> dict[str, Any]:
    """Write everything into a folder, and return what is in `study.json`."""
    figures = out / "figures"
    figures.mkdir(parents=True, exist_ok=True)
    for table in written.tables:
        (figures / f"{table.name}.csv").write_text(as_csv(table), "utf-8", newline="")
    said = as_json(written)
    (out / "study.json").write_text(json.dumps(said, indent=1, ensure_ascii=False), "utf-8")
    charts = out / "charts"
    charts.mkdir(exist_ok=True)
    shown = {"blocks": plain_blocks(report(written), charts, paper=False)}
    (out / "page.json").write_text(json.dumps(shown, ensure_ascii=False), "utf-8")
    for place, (name, document) in enumerate((("report", report(written)), ("consultation", pack(written)))):
        tick(f"Writing the {name}", place / 2)
        (out / f"{name}.html").write_text(as_page(document), "utf-8")
        tick(f"Printing the {name}", place / 2 + 0.25)
        (out / f"{name}.pdf").write_bytes(as_paper(document, made))
    tick("Written", 1.0)
    return said


def as_json(written: Written) -> dict[str, Any]:
    """Return a whole study as JSON: both versions by their digests, the history, and every table."""
    plan, history = written.published.plan, written.published.study.history
    return {
        "old": {"family": plan.old.family, "version": plan.old.version, "digest": plan.old.digest},
        "new": {"family": plan.new.family, "version": plan.new.version, "digest": plan.new.digest},
        "history": written.history,
        "made_up": written.made_up,
        "asked": {"by": list(plan.by), "over": plan.over, "sweeps": list(plan.sweeps), "teams": plan.teams},
        "referrals": history.cases,
        "children": history.children,
        "first_day": history.first_day.isoformat(),
        "last_day": history.last_day.isoformat(),
        "smallest_shown": plan.smallest,
        "headline": " ".join(headline(written)),
        "tables": [table.as_json() for table in written.tables],
    }


def as_csv(table: FigureTable) -> str:
    """Return a table as CSV, as spreadsheets read it. Words can never be taken for a formula."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([column.name for column in table.columns])
    writer.writerows([[_cell(cell) for cell in row] for row in table.rows])
    return out.getvalue()


def _cell(cell: Cell) -> str | int | float | None:
    if isinstance(cell, Hidden):
        return cell.value
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(LEADING_TO_A_FORMULA) else cell
