"""The sentences a scenario may use, as a list to choose from: for completion while somebody writes one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from service.assurance.steps import StepTable
from service.assurance.wordings import Step


def listed(table: StepTable, like: str = "", keyword: str = "") -> Iterator[Step]:
    """Yield each step that has all of these words in it, in a sentence that shows it or in what it does."""
    words = like.casefold().split()
    for step in table.steps:
        said = " ".join((*step.examples, step.wording, step.says)).casefold()
        if keyword in ("", step.keyword) and all(word in said for word in words):
            yield step


def step_json(step: Step) -> dict[str, Any]:
    """Return a step as JSON: after which word it is said, its wording with gaps, sentences that show it."""
    return {
        "keyword": step.keyword,
        "wording": step.wording,
        "examples": list(step.examples),
        "says": step.says,
        "table": step.table,
    }
