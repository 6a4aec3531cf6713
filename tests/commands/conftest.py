"""Running a command line and seeing what it says."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from service.cli import run

ROOT = Path(__file__).parents[2]


class Said(NamedTuple):
    """What a command exited with, and what it wrote to standard output and standard error."""

    code: int
    out: str
    err: str


Threshold = Callable[..., Said]


@pytest.fixture
def threshold(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Threshold:
    """Run `threshold` with these words, from the top of the project."""
    monkeypatch.chdir(ROOT)

    def ran(*words: str | Path) -> Said:
        capsys.readouterr()
        code = run([str(word) for word in words])
        return Said(code, *capsys.readouterr())

    return ran
