"""`threshold check`: every mistake at its line, underlined, with how to mend it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.commands.conftest import ROOT, Threshold

SHIPPED = ROOT / "rulesets"


@pytest.fixture
def rulesets(tmp_path: Path) -> Path:
    """A copy of the shipped rulesets, to change."""
    return Path(shutil.copytree(SHIPPED, tmp_path / "rulesets"))


def slip(path: Path) -> int:
    """Misspell a fact in a ruleset; return the line it is on."""
    text = path.read_text("utf-8")
    path.write_text(text.replace("domestic_abuse.present:", "domestic_abuse.presnt:", 1), "utf-8")
    return next(number for number, line in enumerate(text.splitlines(), 1) if "domestic_abuse.present:" in line)


def test_the_shipped_rulesets_are_fine(threshold: Threshold) -> None:
    said = threshold("check")

    assert said.code == 0
    assert "to mend before it can be used" not in said.out


def test_a_mistake_is_shown_with_its_line_underlined(threshold: Threshold, rulesets: Path) -> None:
    path = rulesets / "lcpc" / "proposed.yaml"
    number = slip(path)
    line = path.read_text("utf-8").splitlines()[number - 1]
    column = line.index("domestic_abuse.presnt") + 1

    said = threshold("check", path)

    assert said.code == 1
    shown = said.out.splitlines()
    assert shown[0].startswith(f"{path}:{number}:{column}  ")
    assert "`domestic_abuse.presnt`" in shown[0]
    assert shown[0].endswith("   unknown-fact")
    assert shown[1] == f"{number:>5} | {line}"
    assert shown[2] == f"      | {' ' * (column - 1)}{'^' * 21}  Did you mean `domestic_abuse.present`?"
    assert shown[3] == "        Read more: threshold help unknown-fact"
    assert said.out.rstrip().splitlines()[-1].startswith("1 mistake to mend before it can be used")


def test_a_folder_is_checked_whole(threshold: Threshold, rulesets: Path) -> None:
    slip(rulesets / "lcpc" / "proposed.yaml")
    slip(rulesets / "front-door" / "2026-03-18.yaml")

    said = threshold("check", rulesets)

    assert said.code == 1
    assert "lcpc/proposed.yaml:" in said.out
    assert "front-door/2026-03-18.yaml:" in said.out


def test_a_file_on_its_own_is_checked_with_the_shipped_vocabulary(threshold: Threshold, tmp_path: Path) -> None:
    alone = tmp_path / "mine.yaml"
    alone.write_bytes((SHIPPED / "lcpc" / "proposed.yaml").read_bytes())
    assert threshold("check", alone).code == 0

    slip(alone)

    assert threshold("check", alone).code == 1


def test_a_file_in_a_folder_of_rulesets_is_checked_with_the_vocabulary_beside_it(
    threshold: Threshold, rulesets: Path
) -> None:
    words = rulesets / "vocabulary.yaml"
    words.write_text(words.read_text("utf-8").replace("domestic_abuse.present", "domestic_abuse.there"), "utf-8")

    said = threshold("check", rulesets / "lcpc" / "proposed.yaml")

    assert said.code == 1
    assert "`domestic_abuse.present`" in said.out


def test_the_vocabulary_itself_is_checked(threshold: Threshold, rulesets: Path) -> None:
    words = rulesets / "vocabulary.yaml"
    assert threshold("check", words).code == 0
    words.write_text(words.read_text("utf-8").replace("\nfacts:", "\nfakts:", 1), "utf-8")

    said = threshold("check", words)

    assert said.code == 1
    assert f"{words}:" in said.out


def test_as_json_it_says_what_the_api_says_with_the_path(threshold: Threshold, rulesets: Path) -> None:
    path = rulesets / "lcpc" / "proposed.yaml"
    number = slip(path)

    said = threshold("check", path, "--json")

    report = json.loads(said.out)
    assert (said.code, report["ok"]) == (1, False)
    first = report["problems"][0]
    assert (first["path"], first["line"], first["code"]) == (str(path), number, "unknown-fact")
    assert first["end_column"] - first["column"] == 21


def test_text_from_a_file_cannot_reach_the_terminal(threshold: Threshold, tmp_path: Path) -> None:
    odd = tmp_path / "odd.yaml"
    odd.write_bytes(b"ruleset: \x1b[31mred\x07\n")

    said = threshold("check", odd)

    assert said.code == 1
    assert "\x1b" not in said.out
    assert "\x07" not in said.out


def test_a_path_that_is_not_there(threshold: Threshold) -> None:
    said = threshold("check", "rulesets/nowhere.yaml")

    assert said.code == 1
    assert said.err.splitlines()[0] == "There is no file rulesets/nowhere.yaml"


def test_digests_are_recorded_once(threshold: Threshold, rulesets: Path) -> None:
    (rulesets / "in-force.yaml").unlink(missing_ok=True)

    first, second = threshold("check", rulesets, "--record"), threshold("check", rulesets, "--record")

    assert (first.code, second.code) == (0, 0)
    assert "Recorded front-door/2026-03-18.yaml" in first.out
    assert "Every version with a date in force is recorded already" in second.out
    changed = rulesets / "front-door" / "2026-03-18.yaml"
    changed.write_bytes(changed.read_bytes() + b"# a small change\n")
    assert threshold("check", rulesets).code == 1


def test_nothing_is_recorded_while_there_are_mistakes(threshold: Threshold, rulesets: Path) -> None:
    (rulesets / "in-force.yaml").unlink(missing_ok=True)
    slip(rulesets / "lcpc" / "proposed.yaml")

    said = threshold("check", rulesets, "--record")

    assert said.code == 1
    assert not (rulesets / "in-force.yaml").exists()


def test_digests_are_recorded_for_a_folder_only(threshold: Threshold) -> None:
    said = threshold("check", SHIPPED / "lcpc" / "proposed.yaml", "--record")

    assert said.code == 1
    assert "Digests are recorded for a folder of rulesets" in said.err
