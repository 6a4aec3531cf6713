"""`threshold scenarios` and `threshold steps`: a folder of scenarios run, and the sentences they may use."""

from __future__ import annotations

import json
import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from tests.assurance.scenes import BEGIN
from tests.assurance.test_apart import HOLDS, MIXED
from tests.commands.conftest import ROOT, Threshold

PROPOSED = ROOT / "rulesets" / "lcpc" / "proposed.yaml"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of scenarios, one of which holds."""
    below = tmp_path / "features" / "below"
    below.mkdir(parents=True)
    (below / "mixed.feature").write_text(MIXED, "utf-8")
    return tmp_path / "features"


def test_scenarios_that_hold(threshold: Threshold, tmp_path: Path) -> None:
    (tmp_path / "one.feature").write_text(BEGIN + HOLDS, "utf-8")
    said = threshold("scenarios", tmp_path / "one.feature")
    assert (said.code, said.out) == (0, "1 passed\n")


def test_scenarios_that_do_not_hold_are_told_with_what_was_seen(threshold: Threshold, folder: Path) -> None:
    said = threshold("scenarios", folder)
    assert said.code == 1
    assert "failed: Does not hold (line 13)" in said.out
    assert "expected: `infant-domestic-abuse` is met" in said.out
    assert "Did you mean `a weapon was used or threatened`?" in said.out
    assert "expects nothing: Expects nothing" in said.out
    assert said.out.splitlines()[-1] == "1 passed, 1 failed, 1 not understood, 1 expects nothing"


def test_reports_for_machines_and_for_people(threshold: Threshold, folder: Path, tmp_path: Path) -> None:
    said = threshold("scenarios", folder, "--json", "--junit", tmp_path / "r.xml", "--html", tmp_path / "r.html")
    report = json.loads(said.out)
    assert said.code == 1
    assert report["counts"] == {"passed": 1, "failed": 1, "not_understood": 1, "expects_nothing": 1, "not_run": 0}
    assert report["scenarios"][1]["failures"][0]["seen"] == "not met"
    assert len(list(ET.parse(tmp_path / "r.xml").iter("testcase"))) == 4  # noqa: S314 - our own report
    page = (tmp_path / "r.html").read_text("utf-8")
    assert "Not every scenario passed" in page
    assert "expected: `infant-domestic-abuse` is met" in page


def test_a_version_or_a_file_may_decide_instead(threshold: Threshold, tmp_path: Path) -> None:
    (tmp_path / "one.feature").write_text((BEGIN + HOLDS).replace("front-door", "lcpc:2004-04-01"), "utf-8")
    assert threshold("scenarios", tmp_path).code == 1
    draft = tmp_path / "draft.yaml"
    draft.write_text(PROPOSED.read_text("utf-8"), "utf-8")
    for ruleset in ("lcpc:proposed", draft):
        said = threshold("scenarios", tmp_path, "--ruleset", ruleset)
        assert said.code == 0
        assert said.out.startswith("1 passed by lcpc:")


def test_what_is_given_may_be_mistaken(threshold: Threshold, tmp_path: Path) -> None:
    assert "There is no scenario in" in threshold("scenarios", tmp_path).err
    assert "There is no file" in threshold("scenarios", tmp_path / "not-there.feature").err
    (tmp_path / "odd.feature").write_bytes(b"Feature: \xff")
    said = threshold("scenarios", tmp_path)
    assert "This file is not UTF-8 text" in said.out
    assert said.code == 1
    (tmp_path / "odd.feature").write_text(BEGIN + HOLDS, "utf-8")
    assert "has no version called" in threshold("scenarios", tmp_path, "--ruleset", "front-door:next").err
    assert "cannot be written" in threshold("scenarios", tmp_path, "--html", tmp_path / "no" / "where.html").err


def test_the_sentences_there_are(threshold: Threshold) -> None:
    assert "| the ruleset front-door |" in threshold("steps").out
    said = threshold("steps", "weapon", "not", "known")
    assert "Given it is not known whether a weapon was used or threatened" in said.out
    assert threshold("steps", "nothing of the kind").code == 1
    listed = json.loads(threshold("steps", "--json", "is due").out)
    assert {step["keyword"] for step in listed} == {"then"}


def test_what_scenarios_show_and_what_none_does(threshold: Threshold, tmp_path: Path) -> None:
    assert threshold("coverage", "lcpc:proposed").code == 0
    (tmp_path / "one.feature").write_text((BEGIN + HOLDS).replace("front-door", "lcpc"), "utf-8")
    said = threshold("coverage", "lcpc:proposed", tmp_path)
    assert said.code == 1
    assert "“Third minor domestic abuse referral”: just under 3 where" in said.out
    assert "that can be shown are shown" in said.out


def test_the_missing_scenarios_can_be_pasted(threshold: Threshold, tmp_path: Path) -> None:
    (tmp_path / "one.feature").write_text((BEGIN + HOLDS).replace("front-door", "lcpc"), "utf-8")
    said = threshold("coverage", "lcpc:proposed", tmp_path, "--suggest")
    assert said.code == 1
    (tmp_path / "more.feature").write_text(said.out, "utf-8")
    assert threshold("scenarios", tmp_path / "more.feature", "--ruleset", "lcpc:proposed").code == 0
    again = json.loads(threshold("coverage", "lcpc:proposed", tmp_path, "--json").out)
    assert again["missing"] == []
    assert again["suggested"]["scenarios"] == []


def test_small_changes_that_scenarios_notice_and_that_none_does(threshold: Threshold, tmp_path: Path) -> None:
    assert re.search(r"lcpc:2004-04-01: (\d+) changes, \1 noticed by", threshold("mutate", "lcpc:2004-04-01").out)
    (tmp_path / "one.feature").write_text((BEGIN + HOLDS).replace("front-door", "lcpc"), "utf-8")
    said = threshold("mutate", "lcpc:proposed", tmp_path)
    assert said.code == 1
    assert "No scenario notices: rule third-minor-domestic-abuse-referral: left out" in said.out
    told = json.loads(threshold("mutate", "lcpc:proposed", tmp_path, "--json").out)
    assert told["changes"] == told["noticed"] + len(told["unnoticed"])
    assert "left out" in {each["change"] for each in told["unnoticed"]}


def test_a_feature_that_cannot_be_read_is_not_passed_over(threshold: Threshold, tmp_path: Path) -> None:
    (tmp_path / "odd.feature").write_text("Nothing", "utf-8")
    assert "`Nothing` does not fit here" in threshold("mutate", "lcpc:proposed", tmp_path).err
    (tmp_path / "odd.feature").write_bytes(b"Feature: \xff")
    assert "is not UTF-8 text" in threshold("coverage", "lcpc:proposed", tmp_path).err
