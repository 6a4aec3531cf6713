"""`threshold decide`: the same answer as the API, in words or as JSON."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from service.commands import decide as decide_command
from service.decision.errors import CouldNotDecide
from tests.commands.conftest import ROOT, Threshold

CASE = ROOT / "docs" / "examples" / "case.json"
SHIPPED = ROOT / "rulesets"


def test_it_says_what_is_recommended_and_why(threshold: Threshold) -> None:
    said = threshold("decide", CASE)

    assert said.code == 0
    assert said.err == ""
    lines = said.out.splitlines()
    assert lines[0] == "London front-door thresholds (front-door 2026-03-18), as things stood on 23 November 2026"
    assert "Child A: Strategy discussion (should)" in lines
    assert (
        "    should   Strategy discussion, the same day the contact was received (23 November 2026); Team manager"
        in lines
    )
    assert "             Because: Domestic abuse with a child under six months or not yet born" in lines
    assert any(line.startswith("    met        Domestic abuse with a child under six months") for line in lines)
    assert "                 met: the child is 4 months old, which is under 6 months" in said.out
    assert lines[-1] == "Decision support: a qualified practitioner decides."


def test_rules_that_are_not_met_are_shown_on_request(threshold: Threshold) -> None:
    short, whole = threshold("decide", CASE).out, threshold("decide", CASE, "--all").out

    assert "rules are not met; --all shows them" in short
    assert "--all shows them" not in whole
    title = "Third minor domestic abuse referral"
    assert f"    not met    {title}" in whole
    assert f"    not met    {title}" not in short


def test_as_json_it_is_the_answer_of_the_api(threshold: Threshold) -> None:
    answer = json.loads(threshold("decide", CASE, "--json").out)

    assert answer["children"][0]["highest"] == {"step": "strategy_discussion", "strength": "should"}
    assert len(answer["children"][0]["trace"]) == 69
    assert "id" not in answer


def test_it_says_when_no_threshold_is_met_and_what_to_do(threshold: Threshold, tmp_path: Path) -> None:
    case = tmp_path / "case.json"
    case.write_text('{"ruleset": "front-door", "as_of": "2026-11-23", "children": [{"ref": "A"}]}')

    said = threshold("decide", case)

    assert "Child A: no threshold met" in said.out
    assert "early help" in said.out.lower()


@pytest.mark.parametrize(
    ("named", "version"),
    [("lcpc", "2004-04-01"), ("lcpc:proposed", "proposed"), (str(SHIPPED / "lcpc" / "proposed.yaml"), "proposed")],
)
def test_another_ruleset_can_be_named(threshold: Threshold, named: str, version: str) -> None:
    answer = json.loads(threshold("decide", CASE, "--json", "--ruleset", named).out)

    assert (answer["ruleset"]["family"], answer["ruleset"]["version"]) == ("lcpc", version)


def test_a_case_can_come_from_another_command() -> None:
    command = [str(Path(sys.executable).parent / "threshold"), "decide", "-", "--json"]

    run = subprocess.run(command, input=CASE.read_bytes(), capture_output=True, check=False)

    assert run.returncode == 0
    assert json.loads(run.stdout)["reference"] == "LCS-4711"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('{"ruleset": "front-door", "children": [{"ref": "A", "child": {"agee": 1}}]}', "/children/0/child/agee: "),
        ('{"ruleset": "front-dor", "children": [{"ref": "A"}]}', "Did you mean `front-door`?"),
        ('{"ruleset": "front-door", "as_of": "2024-03-01", "children": [{"ref": "A"}]}', "18 March 2026"),
        ('{"ruleset": "front-door"', "The body stops being JSON at line 1"),
        ('{"ruleset": "front-door", "ruleset": "lcpc"}', "/ruleset: The same name is used twice"),
        ("[]", "A case is a group of named values"),
    ],
)
def test_a_case_with_a_mistake_is_explained(threshold: Threshold, tmp_path: Path, text: str, words: str) -> None:
    case = tmp_path / "case.json"
    case.write_text(text)

    said = threshold("decide", case)

    assert said.code == 1
    assert said.out == ""
    assert words in said.err


def test_a_file_that_is_not_there(threshold: Threshold) -> None:
    said = threshold("decide", "no-such-case.json")

    assert (said.code, said.err.splitlines()[0]) == (1, "There is no file no-such-case.json")


def test_a_ruleset_with_mistakes_is_not_used(threshold: Threshold, tmp_path: Path) -> None:
    broken = tmp_path / "broken.yaml"
    broken.write_text("ruleset: broken\n")

    said = threshold("decide", CASE, "--ruleset", broken)

    assert said.code == 1
    assert f"`threshold check {broken}` shows them" in said.err


def test_an_engine_that_stops_is_our_fault(threshold: Threshold, monkeypatch: pytest.MonkeyPatch) -> None:
    def stops(*_: object) -> None:
        raise CouldNotDecide("The inference engine stopped, so nothing was decided")

    monkeypatch.setattr(decide_command, "Inference", stops)

    said = threshold("decide", CASE)

    assert said.code == 2
    assert said.err.startswith("The inference engine stopped, so nothing was decided. Decide by the written procedures")


def test_a_fault_of_ours_says_where_but_not_what_was_known(
    threshold: Threshold, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(*_: object) -> None:
        raise KeyError("Jamie, born 13 July")

    monkeypatch.setattr(decide_command, "Inference", breaks)

    said = threshold("decide", CASE)

    assert said.code == 2
    assert "test_decide.py" in said.err
    assert "KeyError" in said.err
    assert "Jamie" not in said.err


def test_a_case_that_asks_for_the_register_is_refused_rather_than_decided_without_it(
    threshold: Threshold, tmp_path: Path
) -> None:
    case = tmp_path / "case.json"
    case.write_text(json.dumps({**json.loads(CASE.read_text()), "register": {"household": "H-1"}}))
    said = threshold("decide", case)
    assert said.code == 1
    assert "The command line keeps no register" in said.err
    assert "POST /v1/decisions/preview" in said.err
