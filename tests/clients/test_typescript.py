"""The TypeScript client against a real service that asks for a key, and its example, run by Node as written."""

from __future__ import annotations

import os
import subprocess

from clients.generate import HERE, NODE
from tests.clients.conftest import Guarded


def ran(*command: str, **settings: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | settings
    folder = HERE / "typescript"
    return subprocess.run([NODE, *command], cwd=folder, env=environment, capture_output=True, text=True, check=False)


def test_everything_a_screen_relies_on_holds(guarded: Guarded) -> None:
    keys = {"TRIAGE_KEY": guarded.triage, "AUDITOR_KEY": guarded.auditor}
    run = ran("--test", "test/client.test.ts", THRESHOLD_ADDRESS=guarded.address, **keys)
    assert run.returncode == 0, run.stdout + run.stderr


def test_the_example_says_what_each_child_is_recommended(guarded: Guarded) -> None:
    run = ran("examples/first-decision.ts", guarded.address, THRESHOLD_KEY=guarded.triage)

    assert "A: should Strategy discussion" in run.stdout.splitlines(), run.stderr
    assert run.stdout.splitlines()[-1] == "Decision support: a qualified practitioner decides."
