"""A real service that answers nobody without a key, and keys for it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.web.conftest import ROOT, serving


@dataclass(frozen=True)
class Guarded:
    """Where the service is, and a key of each role that is asked for here."""

    address: str
    triage: str
    auditor: str


@pytest.fixture(scope="package")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Guarded]:
    folder = tmp_path_factory.mktemp("guarded")
    settings = {"THRESHOLD_DEMO": "no", "THRESHOLD_DATABASE": str(folder / "records.db")}
    triage, auditor = (key(settings, role) for role in ("triage", "auditor"))
    with serving(folder / "log", **settings) as served:
        yield Guarded(served.address, triage, auditor)


def key(settings: dict[str, str], role: str) -> str:
    command = [
        f"{Path(sys.executable).parent}/threshold",
        "key",
        "create",
        "--role",
        role,
        "--name",
        f"A {role} screen",
    ]
    run = subprocess.run(command, cwd=ROOT, env=os.environ | settings, capture_output=True, text=True, check=True)
    return run.stdout.strip()
