"""What is generated of the clients is what the code says today, and TypeScript agrees with itself."""

from __future__ import annotations

import subprocess
from difflib import unified_diff
from pathlib import Path

from clients.generate import HERE, NODE, written


def test_the_clients_are_what_the_description_of_the_code_gives(tmp_path: Path) -> None:
    for name, text in written(tmp_path).items():
        kept = (HERE / name).read_text("utf-8")
        differs = list(
            unified_diff(kept.splitlines(), text.splitlines(), name, "what the code gives", lineterm="", n=1)
        )
        assert not differs, "\n".join(["Run `make clients`:", *differs[:40]])


def test_the_client_for_typescript_has_no_mistake_in_its_types() -> None:
    program = HERE / "typescript" / "node_modules" / "typescript" / "bin" / "tsc"
    run = subprocess.run([NODE, program], cwd=HERE / "typescript", capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout
