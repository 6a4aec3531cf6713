"""A report as plain values, for another program to lay out: each block by its kind, each chart as a file beside it."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

from service.impact.report.blocks import Block, Document, Picture, Table
from service.impact.report.cells import read_table


def plain_blocks(document: Document, room: Path, *, paper: bool) -> list[dict[str, Any]]:
    """Return every block, its charts drawn into a folder: in the letters of paper, or of a screen."""
    return [_plain(block, place, room, paper=paper) for place, block in enumerate(document.blocks)]


def _plain(block: Block, place: int, room: Path, *, paper: bool) -> dict[str, Any]:
    name = type(block).__name__.lower()
    if isinstance(block, Picture):
        file = f"chart-{place}.svg"
        (room / file).write_text(block.chart.paper if paper else block.chart.screen, "utf-8")
        return {"is": name, "file": file, "title": block.chart.title, "says": block.chart.says}
    if isinstance(block, Table):
        columns, rows = read_table(block.table)
        heads = [{"title": each.title, "number": each.kind.value != "words"} for each in columns]
        said = {"name": block.table.name, "title": block.table.title, "about": block.table.about}
        return {"is": name, **said, "hidden": block.table.any_hidden, "columns": heads, "rows": rows}
    return {"is": name, **asdict(block)}
