"""A report as a tagged PDF (PDF/UA-1), set by Typst in letters it brings itself, so that it is the same anywhere."""

from __future__ import annotations

import json
import shutil
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import typst

from service.impact.report.blocks import Document
from service.impact.report.plain import plain_blocks

TEMPLATE = Path(__file__).parent / "paper.typ"


def as_paper(document: Document, made: datetime) -> bytes:
    """Return the PDF. `made` is the moment it says it was made at: the same report is the same bytes."""
    with TemporaryDirectory(prefix="threshold-paper-") as folder:
        room = Path(folder)
        blocks = plain_blocks(document, room, paper=True)
        said = {"kind": document.kind, "title": document.title, "blocks": blocks}
        (room / "document.json").write_text(json.dumps(said), "utf-8")
        shutil.copy(TEMPLATE, room / "paper.typ")
        return typst.compile(
            room / "paper.typ", root=room, format="pdf", ignore_system_fonts=True, pdf_standards=["ua-1"],
            timestamp=int(made.timestamp()),
        )  # fmt: skip
