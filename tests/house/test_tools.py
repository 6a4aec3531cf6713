"""The house is in order: style, types, and imports that go down only."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BIN = Path(sys.executable).parent


@pytest.mark.parametrize(
    "command",
    [
        pytest.param(["ruff", "check", "--no-cache"], id="style"),
        pytest.param(["ruff", "format", "--check", "--no-cache"], id="layout"),
        pytest.param(["mypy"], id="types"),
        pytest.param(["lint-imports"], id="imports go down only"),
    ],
)
def test_tool_finds_nothing(command: list[str]) -> None:
    run = subprocess.run([BIN / command[0], *command[1:]], cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
