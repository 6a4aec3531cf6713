"""`make` on a machine that lacks something says in one go what is missing and how to get it."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

# Stands for a Python of the right version that lacks the parts to make environments and build extensions.
BARE_PYTHON = '#!/bin/sh\ncase "$2" in *ensurepip*) exit 1 ;; *) exit 0 ;; esac\n'
OLD_PYTHON = "#!/bin/sh\nexit 1\n"
COMPILER = "#!/bin/sh\nexit 0\n"


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """A machine with a shell, and nothing of ours."""
    (tmp_path / "bin").mkdir()
    (tmp_path / ".ci").mkdir()
    shutil.copy(ROOT / ".ci" / "environment", tmp_path / ".ci" / "environment")
    for tool in ("dirname", "rm"):
        found = shutil.which(tool)
        assert found
        (tmp_path / "bin" / tool).symlink_to(found)
    return tmp_path


def install(machine: Path, name: str, script: str) -> None:
    tool = machine / "bin" / name
    tool.write_text(script)
    tool.chmod(0o755)


def said(machine: Path, *words: str) -> str:
    command = ["/bin/sh", str(machine / ".ci" / "environment"), *words]
    run = subprocess.run(command, env={"PATH": str(machine / "bin")}, capture_output=True, text=True, check=False)
    assert run.returncode == 1
    assert not (machine / ".venv").exists()
    return run.stderr


def test_without_a_compiler(machine: Path) -> None:
    message = said(machine, "run")

    assert "Threshold needs a C compiler" in message
    assert "sudo apt-get install gcc" in message


@pytest.mark.parametrize("python", [None, OLD_PYTHON])
def test_without_a_python_that_will_do(machine: Path, python: str | None) -> None:
    install(machine, "cc", COMPILER)
    if python:
        install(machine, "python3", python)

    assert "Threshold needs Python 3.11, 3.12, 3.13 or 3.14" in said(machine, "test")


def test_with_a_python_that_cannot_build(machine: Path) -> None:
    install(machine, "gcc", COMPILER)
    install(machine, "python3.12", BARE_PYTHON)

    assert "sudo apt-get install python3.12-venv python3.12-dev" in said(machine, "run")


def test_without_saying_what_for(machine: Path) -> None:
    assert ".ci/environment run, or .ci/environment test" in said(machine)
