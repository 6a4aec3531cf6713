"""`threshold impact` as somebody uses it: a history made up, checked, studied, and the cases behind a figure."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from service.cli import run

VERSIONS = ("lcpc:2004-04-01", "lcpc:proposed")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("history")
    assert run(["impact", "synthesise", "--referrals", "400", "--seed", "3", "--out", str(folder), "--csv"]) == 0
    return folder


def test_from_a_made_up_history_to_a_report(made: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asked = ["--history", str(made), "--out", str(tmp_path / "study"), "--by", "age_band", "--teams", "2"]
    assert run(["impact", *VERSIONS, *asked, "--sweep", "infant age=3..9 months by 3"]) == 0
    said = capsys.readouterr().out
    assert "Section 47 enquiry" in said
    assert "report.html" in said
    names = {path.name for path in (tmp_path / "study").iterdir()}
    assert names == {
        "report.html", "report.pdf", "consultation.html", "consultation.pdf", "figures", "study.json",
        "refused.csv", "charts", "page.json",
    }  # fmt: skip


def test_check_accounts_for_every_row(made: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    refused = tmp_path / "refused.csv"
    status = run(["impact", "check", "--history", str(made), "--refused", str(refused), "--json"])
    said = json.loads(capsys.readouterr().out)
    assert all(each["read"] == each["kept"] + each["refused"] for each in said["files"].values())
    assert status == (1 if any(each["refused"] for each in said["files"].values()) else 0)
    assert said["cases"] == 400
    assert 0 < said["not_known"]["harm.suspected"] < 1


def test_the_cases_behind_a_figure_name_nobody(made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["impact", "rows", *VERSIONS, "--history", str(made), "--change", "new", "--most", "2"]) == 0
    cases = json.loads(capsys.readouterr().out)
    assert len(cases) == 2
    assert {"case", "facts", "before", "after"} <= set(cases[0])
    assert "line" not in cases[0]
    assert run(["impact", "rows", *VERSIONS, "--history", str(made), "--change", "new", "--most", "1", "--lines"]) == 0
    assert json.loads(capsys.readouterr().out)[0]["file"] == "cases.csv"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["impact", *VERSIONS, "--history", "nowhere"], "There is no folder or file nowhere"),
        (["impact", *VERSIONS, "--history", "HERE", "--by", "age_bnd"], "nothing called `age_bnd`"),
        (["impact", *VERSIONS, "--history", "HERE", "--memory", "lots"], "not an amount of memory"),
        (["impact", "rows", *VERSIONS, "--history", "HERE", "--where", "age_band"], "does not say which group"),
        (["impact", *VERSIONS, "--history", "HERE", "--mapping", "none.yaml"], "There is no file none.yaml"),
        (["impact", *VERSIONS], "`--history` is missing"),
    ],
)
def test_what_cannot_be_used_is_said(
    made: Path, arguments: list[str], says: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = [str(made) if each == "HERE" else each for each in arguments]
    out = ["--out", str(tmp_path)] if "rows" not in arguments else []
    assert run([*arguments, *out]) == 1
    assert says in capsys.readouterr().err
