"""What the documents say is so."""

from __future__ import annotations

import json
import re
import subprocess
from importlib.metadata import version
from pathlib import Path

from service.cli import app_with
from tests.house.first_answer import ROOT, written_again

README = (ROOT / "README.md").read_text("utf-8")


def test_the_answer_and_the_settings_in_the_readme_are_true() -> None:
    assert written_again(README) == README, "write them again: python -m tests.house.first_answer"


def test_the_example_in_the_readme_is_json() -> None:
    for block in re.findall(r"```json\n(.*?)```", README, re.DOTALL):
        json.loads(block)


def test_every_command_is_in_the_readme() -> None:
    line = next(line for line in README.splitlines() if line.startswith("`threshold serve"))
    app = app_with(())
    assert line.partition("`, each")[0].removeprefix("`threshold ").split(" · ") == [
        *(command.name or (command.callback and command.callback.__name__) for command in app.registered_commands),
        *(group.name for group in app.registered_groups),
    ]


def test_every_room_of_the_service_is_on_the_map() -> None:
    rooms = [path for path in (ROOT / "service").iterdir() if path.is_dir() and path.name != "__pycache__"]
    assert [path.name for path in rooms if f"service/{path.name}/`" not in README] == []


def test_every_make_command_the_readme_names_is_there() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    for target in re.findall(r"make ([a-z]+)", README):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE)


def test_every_link_leads_to_a_file() -> None:
    for target in re.findall(r"\]\(([^)#:]+)\)", README):
        assert (ROOT / target).exists(), target


def test_the_changelog_begins_with_this_version() -> None:
    changelog = (ROOT / "CHANGELOG.md").read_text("utf-8")
    newest = re.search(r"^## (\S+):", changelog, re.MULTILINE)
    assert newest
    assert newest[1] == version("threshold")


def test_the_lock_names_the_public_registry_only() -> None:
    lock = (ROOT / "uv.lock").read_text("utf-8")
    assert set(re.findall(r'registry = "([^"]+)"', lock)) == {"https://pypi.org/simple"}
    assert set(re.findall(r'url = "(https?://[^/]+)/', lock)) == {"https://files.pythonhosted.org"}


def test_scripts_are_sound_shell() -> None:
    for script, shell in ((".ci/environment", "sh"), (".ci/run", "bash")):
        assert Path(ROOT, script).stat().st_mode & 0o111
        subprocess.run([shell, "-n", ROOT / script], check=True)
