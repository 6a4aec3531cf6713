"""The command line as a whole: reading, help, and what it says of a slip."""

from __future__ import annotations

import re
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from service.ruleset.library import Library
from service.ruleset.reading import read_back
from tests.commands.conftest import ROOT, Threshold

BIN = Path(sys.executable).parent
SHIPPED = ROOT / "rulesets"


def test_a_ruleset_is_read_back_in_plain_english(threshold: Threshold) -> None:
    ruleset = Library.load(SHIPPED).families["lcpc"]["proposed"]

    for name in ("lcpc:proposed", str(SHIPPED / "lcpc" / "proposed.yaml")):
        said = threshold("read", name)
        assert said.code == 0
        assert said.out.rstrip("\n") == read_back(ruleset).rstrip("\n")


def test_a_ruleset_that_is_not_there(threshold: Threshold) -> None:
    said = threshold("read", "front-dor")

    assert (said.code, said.out) == (1, "")
    assert said.err == "There is no ruleset called `front-dor`\nDid you mean `front-door`?\n"


def test_help_about_a_code(threshold: Threshold) -> None:
    said = threshold("help", "unknown-fact")

    assert said.code == 0
    assert said.out.startswith("# unknown-fact\n")


def test_every_code_is_listed(threshold: Threshold) -> None:
    said = threshold("help")

    assert {"unknown-fact", "not-json", "engines-disagree"} <= {line.split()[0] for line in said.out.splitlines()}


def test_a_code_there_is_not(threshold: Threshold) -> None:
    said = threshold("help", "unknown-fct")

    assert said.code == 1
    assert said.err == "There is no help page called `unknown-fct`\nDid you mean `unknown-fact`?\n"


def test_version(threshold: Threshold) -> None:
    assert threshold("version").out == "threshold 0.1.0\n"


def test_without_a_command_it_lists_them(threshold: Threshold) -> None:
    said = threshold()

    assert said.code == 0
    for command in ("serve", "decide", "check", "read", "help", "version"):
        assert re.search(rf"^\s+{command}\b", said.out, re.MULTILINE)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["decide"], "`CASE` is missing"),
        (["decide", "--jsn", "case.json"], "There is no option `--jsn`"),
        (["decied"], "There is no command `decied`"),
        (["decide", "a.json", "b.json"], "`b.json` is more than this command takes"),
        (["decide", "a.json", "--ruleset"], "`--ruleset` needs a value after it"),
        (["serve", "--port", "many"], "What is given for `--port` cannot be used"),
        (["serve", "--port", "70000"], "The setting `THRESHOLD_PORT` cannot be used"),
        (["decide", "case.json", "--rulesets", "nowhere"], "There is no folder nowhere"),
    ],
)
def test_a_slip_in_the_command_line_is_a_mistake_in_what_was_given(
    threshold: Threshold, words: list[str], sentence: str
) -> None:
    said = threshold(*words)

    assert (said.code, said.out) == (1, "")
    assert said.err.splitlines()[0] == sentence
    assert len(said.err.splitlines()) == 2


def test_a_port_that_is_taken_is_said_plainly(threshold: Threshold) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        said = threshold("serve", "--port", str(taken.getsockname()[1]))

    assert said.code == 1
    assert said.err.startswith("Nothing can listen on 127.0.0.1 port ")


def test_a_reader_who_stops_early_is_not_a_fault() -> None:
    command = f"{BIN / 'threshold'} read front-door | head -n 1"

    run = subprocess.run(["bash", "-o", "pipefail", "-c", command], capture_output=True, text=True, check=False)

    assert run.stderr == ""
    assert run.returncode == 0


def test_there_is_colour_only_on_a_terminal() -> None:
    command = [str(BIN / "threshold"), "decide", str(ROOT / "docs" / "examples" / "case.json")]
    assert b"\x1b" not in subprocess.run(command, capture_output=True, check=True).stdout

    on_a_terminal = ["script", "-qec", " ".join(command), "/dev/null"]
    run = subprocess.run(
        on_a_terminal, capture_output=True, check=True, stdin=subprocess.DEVNULL, env={"TERM": "xterm"}
    )

    assert b"\x1b[1m" in run.stdout
