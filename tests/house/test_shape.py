"""Files and functions stay short enough to read in one go, and say what they are for."""

from __future__ import annotations

import ast
from pathlib import Path
from statistics import median

ROOT = Path(__file__).parents[2]
FILES = sorted((ROOT / "service").rglob("*.py"))
NOTHING_NAMES = {"utils", "util", "helpers", "helper", "manager", "core", "common", "misc"}


def function_lengths(path: Path) -> list[tuple[int, str]]:
    functions = (
        node
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    )
    return [((each.end_lineno or each.lineno) - each.lineno + 1, f"{path.name}:{each.name}") for each in functions]


def test_files_are_short() -> None:
    lengths = {str(path.relative_to(ROOT)): len(path.read_text("utf-8").splitlines()) for path in FILES}
    assert {name: length for name, length in lengths.items() if length > 400} == {}


def test_functions_are_short() -> None:
    lengths = [each for path in FILES for each in function_lengths(path)]
    assert [each for each in lengths if each[0] > 50] == []
    assert median(length for length, _ in lengths) <= 8


def test_names_say_something() -> None:
    assert [path.name for path in FILES if path.stem in NOTHING_NAMES] == []
