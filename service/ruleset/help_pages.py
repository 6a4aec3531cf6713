"""The help pages: one for each code of a problem, in `service/help`, each with the same five headings."""

from __future__ import annotations

import re
from pathlib import Path

PAGES = Path(__file__).parent.parent / "help"
_CODE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def codes() -> list[str]:
    """Return every code that has a page, in alphabetical order."""
    return sorted(path.stem for path in PAGES.glob("*.md"))


def titles() -> dict[str, str]:
    """Return every code with its title: the first sentence of what it means."""
    return {code: title(PAGES.joinpath(f"{code}.md").read_text("utf-8")) for code in codes()}


def title(markdown: str) -> str:
    """Return the first sentence of what a page says its code means, without the full stop."""
    means = markdown.partition("## What it means\n\n")[2].partition("\n")[0]
    return means.partition(". ")[0].removesuffix(".")


def page(code: str) -> str | None:
    """Return the page of a code, as Markdown, or None when there is none."""
    path = PAGES / f"{code}.md"
    return path.read_text("utf-8") if _CODE.fullmatch(code) and path.is_file() else None
