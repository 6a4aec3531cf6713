"""Reading rulesets and deciding cases never read a clock: the day is always given to them."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

SERVICE = Path(__file__).parents[2] / "service"
CLOCKS = {"today", "now", "utcnow", "fromtimestamp", "localtime", "gmtime"}
PURE = sorted([*(SERVICE / "ruleset").rglob("*.py"), *(SERVICE / "decision").rglob("*.py")])


def clock_readings(source: str) -> list[int]:
    """Return the lines that call something named like a reading of the clock."""
    calls = (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call))
    return [call.lineno for call in calls if isinstance(call.func, ast.Attribute) and call.func.attr in CLOCKS]


@pytest.mark.parametrize("path", PURE, ids=lambda path: str(path.relative_to(SERVICE)))
def test_pure_room_reads_no_clock(path: Path) -> None:
    assert clock_readings(path.read_text("utf-8")) == []


def test_a_reading_of_the_clock_is_seen() -> None:
    assert clock_readings("from datetime import date\nday = date.today()\n") == [2]
