"""A report as a tagged PDF (PDF/UA-1), set by Typst in letters it brings itself, so that it is the same anywhere."""

from __future__ import annotations

import json
import shutil
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import typst

from service.impact.report.blocks import Block, Document, Picture, Table
from service.impact.report.cells import read_table

TEMPLATE = Path(__file__).parent / "paper.typ"


def as_paper(document: Document, made: datetime) -> bytes:
    """Return the PDF. `made` is the moment it says it was made at: the same report is the same bytes."""
    with TemporaryDirectory(prefix="threshold-paper-") as folder:
        room = Path(folder)
        blocks = [_plain(block, place, room) for place, block in enumerate(document.blocks)]
        said = {"kind": document.kind, "title": document.title, "blocks": blocks}
        (room / "document.json").write_text(json.dumps(said), "utf-8")
        shutil.copy(TEMPLATE, room / "paper.typ")
        return typst.compile(
            room / "paper.typ", root=room, format="pdf", ignore_system_fonts=True, pdf_standards=["ua-1"],
            timestamp=int(made.timestamp()),
        )  # fmt: skip


def _plain(block: Block, place: int, room: Path) -> dict[str, Any]:
    name = type(block).__name__.lower()
    if isinstance(block, Picture):
        file = f"chart-{place}.svg"
        (room / file).write_text(block.chart.paper, "utf-8")
        return {"is": name, "file": file, "title": block.chart.title, "says": block.chart.says}
    if isinstance(block, Table):
        columns, rows = read_table(block.table)
        heads = [{"title": each.title, "number": each.kind.value != "words"} for each in columns]
        hidden = block.table.any_hidden
        return {
            "is": name, "title": block.table.title, "about": block.table.about, "hidden": hidden, "columns": heads,
            "rows": rows,
        }  # fmt: skip
    return {"is": name, **asdict(block)}
