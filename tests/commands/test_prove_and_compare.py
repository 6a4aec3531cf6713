"""`threshold prove` and `threshold compare`: proofs, the smallest case against one, and what a new version changes."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.commands.conftest import ROOT, Threshold

SHIPPED = ROOT / "rulesets"
ON = ("--on", "2026-11-23")
INFANTS = "Domestic abuse with a child under six months always leads to an enquiry"


@pytest.fixture
def faulty(tmp_path: Path) -> Path:
    """The proposals of 2004, with an age a month too low."""
    path = tmp_path / "faulty.yaml"
    shutil.copy(SHIPPED / "lcpc" / "proposed.yaml", path)
    path.write_text(path.read_text("utf-8").replace("value: 6 months", "value: 5 months"), "utf-8")
    return path


def test_guarantees_that_hold_are_said_to_be_proven(threshold: Threshold) -> None:
    said = threshold("prove", "lcpc:proposed", *ON)

    assert said.code == 0
    assert f"proven for every case: {INFANTS}" in said.out
    assert "proven for every case: Every rule can be met" in said.out
    assert "refuted" not in said.out


def test_a_guarantee_that_does_not_hold_is_refuted_by_a_case(threshold: Threshold, faulty: Path) -> None:
    said = threshold("prove", faulty, *ON)

    assert said.code == 1
    assert f"refuted: {INFANTS}" in said.out
    assert "the child was born on 23 June 2026 and is 5 months old" in said.out
    assert '{"ref":"A","child":{"date_of_birth":"2026-06-23"}}' in said.out
    assert 'Then "Section 47 enquiry" is recommended as should' in said.out


def test_proofs_are_told_to_a_machine_as_json(threshold: Threshold, faulty: Path) -> None:
    said = threshold("prove", faulty, "--json", *ON)

    report = json.loads(said.out)
    standing = {proof["name"]: proof["standing"] for proof in report["proofs"]}
    assert said.code == 1
    assert report["sound"] is False
    assert standing["infants-are-never-left"] == "refuted"
    assert standing["suspected-harm-is-always-enquired-into"] == "proven"


def test_without_time_nothing_is_proven(threshold: Threshold) -> None:
    said = threshold("prove", "lcpc:proposed", "--seconds", "0", *ON)

    assert said.code == 1
    assert f"not settled: {INFANTS}" in said.out
    assert "proven for every case" not in said.out


def test_a_day_that_is_none_is_said_to_be_so(threshold: Threshold) -> None:
    said = threshold("prove", "lcpc:proposed", "--on", "soon")

    assert said.code == 1
    assert "`soon` is not a day" in said.err


def test_a_comparison_tells_what_changed_and_a_case_of_each_kind(threshold: Threshold) -> None:
    said = threshold("compare", "lcpc:2004-04-01", "lcpc:proposed", *ON)

    assert said.code == 0
    assert "The rule “Domestic abuse with a child under six months” is new" in said.out
    assert "The rule “Serious acute or chronic parental mental illness” is new" in said.out
    assert "Section 47 enquiry is recommended more strongly (should, and was consider)" in said.out
    assert "under lcpc proposed the answer is Section 47 enquiry (consider) and Core assessment (consider)" in said.out


def test_a_comparison_with_itself_is_proven_to_differ_in_no_case(threshold: Threshold) -> None:
    said = threshold("compare", "lcpc:proposed", "lcpc:proposed", *ON)

    assert said.code == 0
    assert said.out.splitlines()[-1].startswith("No case differs. This is proven")


def test_a_comparison_is_told_to_a_machine_as_json(threshold: Threshold, faulty: Path) -> None:
    said = threshold("compare", "lcpc:proposed", faulty, "--json", *ON)

    comparison = json.loads(said.out)
    assert comparison["same"] is False
    assert {each["kind"] for each in comparison["differences"]} >= {"no_longer_recommended", "weaker"}
    assert comparison["differences"][0]["new"]["case"]["children"][0]["ref"] == "A"


def test_two_of_one_name_are_told_apart_as_they_were_named(threshold: Threshold, faulty: Path) -> None:
    ruleset = faulty.read_text("utf-8")
    same = faulty.with_name("proposed.yaml")
    same.write_text(ruleset, "utf-8")
    said = threshold("compare", "lcpc:proposed", same, *ON)

    assert said.out.startswith(f"lcpc:proposed compared with {same}\n")
    assert f"under {same} " in said.out
