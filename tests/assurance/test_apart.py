"""Scenarios from anybody are run apart: nothing of theirs is obeyed, and they end in time."""

from __future__ import annotations

import os
import signal
import time
from io import StringIO
from pathlib import Path

import pytest

from service.assurance.apart import Allowed, Task, run_files, run_text
from service.assurance.features import Most
from service.assurance.inside import run as run_inside
from service.assurance.results import Outcome, Run, as_junit
from tests.assurance.scenes import BEGIN, FEATURES, bench

HOLDS = """
  Scenario: Holds
    Given a child "A" aged 4 months
    And domestic abuse is present
    When the front door decides
    Then the only rule met is "infant-domestic-abuse"
"""
MIXED = f"""{BEGIN}{HOLDS}
  Scenario: Does not hold
    Given a child "A" aged 7 months
    And domestic abuse is present
    When the front door decides
    Then the rule "infant-domestic-abuse" is met
    And the rules met are "infant-domestic-abuse" and "immediate-danger"

  Scenario: Is not known
    Given a weapon was used or thretened

  Scenario: Expects nothing
    Given a child "A"
    When the front door decides
"""


def outcomes(run: Run) -> list[Outcome]:
    return [each.outcome for each in run.scenarios]


def written(text: str) -> Run:
    return run_text(text, bench().library)


def test_everything_that_does_not_hold_is_told_with_the_trace_and_the_nearest_sentence():
    run = written(MIXED)
    _, failed, unknown, _ = run.scenarios
    assert outcomes(run) == [Outcome.PASSED, Outcome.FAILED, Outcome.NOT_UNDERSTOOD, Outcome.EXPECTS_NOTHING]
    assert [failure["line"] for failure in failed.failures] == [17, 18]
    assert failed.failures[0]["expected"] == "`infant-domestic-abuse` is met"
    assert failed.failures[0]["seen"] == "not met"
    assert "  all: not met" in failed.failures[0]["trace"]
    assert unknown.failures[0]["nearest"] == "a weapon was used or threatened"
    assert not run.passed
    assert Run.from_json(run.as_json()) == run


def test_a_run_that_has_nothing_in_it_has_not_passed():
    assert not written("Feature: Empty\n").passed
    assert written("Nothing").unreadable[0].message == "`Nothing` does not fit here"


def test_another_version_may_decide():
    text = BEGIN.replace("front-door", "lcpc:2004-04-01") + HOLDS.replace(
        'the only rule met is "infant-domestic-abuse"', "no threshold is met"
    )
    proposed = bench().library.families["lcpc"]["proposed"]
    assert written(text).passed
    run = run_text(text, bench().library, proposed)
    assert outcomes(run) == [Outcome.FAILED]
    assert run.ruleset == {"family": "lcpc", "version": "proposed", "digest": proposed.digest}


def test_scenarios_about_another_family_are_left_out_and_counted():
    run = run_text(MIXED, bench().library, bench().library.families["lcpc"]["proposed"])
    assert (run.scenarios, run.others) == ((), 4)
    assert not run.passed


def test_the_shipped_scenarios_pass_by_the_version_they_are_about():
    """Those that say which version is in force on a day are left to say so."""
    files = [FEATURES / "the-version-in-force.feature", FEATURES / "below-threshold.feature"]
    run = run_files(files, bench().library, bench().library.families["front-door"]["2026-03-18"])
    assert run.passed
    assert run.others


@pytest.mark.parametrize("tag", ["skip", "xfail", "usefixtures", "parametrize"])
def test_no_tag_keeps_a_scenario_from_being_run(tag):
    outline = f"""{BEGIN}
  @{tag}
  Scenario Outline: Does not hold
    Given a child "A" aged <age>
    When the front door decides
    Then the rule "infant-domestic-abuse" is met

    @{tag}
    Examples:
      | age      |
      | 7 months |
"""
    run = written(outline)
    assert outcomes(run) in ([Outcome.FAILED], [Outcome.NOT_RUN])
    assert not run.passed


def test_nothing_beside_a_feature_is_obeyed(tmp_path, monkeypatch):
    trap = f"from pathlib import Path\nPath({str(tmp_path / 'sprung')!r}).touch()\n"
    for name in ("conftest.py", "test_more.py", "sitecustomize.py", "pytest_bdd.py"):
        (tmp_path / name).write_text(trap, "utf-8")
    (tmp_path / "pytest.ini").write_text("[pytest]\naddopts = --collect-only\n", "utf-8")
    (tmp_path / "a.feature").write_text(BEGIN + HOLDS, "utf-8")
    monkeypatch.chdir(tmp_path)
    run = run_files([Path("a.feature")], bench().library)
    assert run.passed
    assert not (tmp_path / "sprung").exists()


def test_the_words_of_a_feature_are_never_options_or_code():
    text = BEGIN.replace("A feature", "--collect-only") + HOLDS.replace(
        "Scenario: Holds", "Scenario: --co -p {__import__('os').abort()} $(id) ../../x\\n'''"
    )
    assert written(text).passed


@pytest.mark.parametrize(
    ("most", "said"),
    [(Most(length=100), "longer than 100 bytes"), (Most(scenarios=2), "more than 2"), (Most(sentences=9), "or 9 sent")],
)
def test_no_more_is_taken_than_is_allowed(most, said):
    run = run_text(MIXED, bench().library, allowed=Allowed(most=most))
    assert said in run.unreadable[0].message
    assert run.scenarios == ()


def test_rows_are_counted_before_they_are_written_out():
    rows = "\n".join(f"      | {'x' * 900} |" for _ in range(150))
    steps = "\n".join("    Given <a> <a> <a> <a> <a> <a> <a> <a> <a> <a> <a> <a> <a>" for _ in range(200))
    text = f"Feature: F\n  Scenario Outline: S\n{steps}\n\n    Examples:\n      | a |\n{rows}\n"
    assert "more than 500 scenarios or 20,000 sentences" in written(text).unreadable[0].message


def test_a_run_ends_when_its_time_is_over():
    started = time.monotonic()
    run = run_text(BEGIN + HOLDS, bench().library, allowed=Allowed(seconds=0.05))
    assert "The time allowed, 0.05 seconds, ran out" in run.stopped
    assert not run.passed
    assert time.monotonic() - started < 30


def test_a_run_ends_when_it_needs_more_memory_than_it_is_allowed():
    run = run_text(BEGIN + HOLDS, bench().library, allowed=Allowed(memory=60_000_000))
    assert "more memory or time" in run.stopped
    assert not run.passed


def test_no_process_is_left_behind(monkeypatch):
    started = []

    def end(child):
        started.append(child.pid)
        child.kill()

    monkeypatch.setattr("service.assurance.apart._end", end)
    written(BEGIN + HOLDS)
    with pytest.raises(ProcessLookupError):
        os.kill(started[0], signal.SIGCONT)


def test_junit_says_what_passed_what_did_not_and_what_could_not_be_read():
    text = as_junit(written(MIXED)).decode()
    assert '<testsuite name="A feature" tests="4" failures="1" errors="2">' in text
    assert "expected: `infant-domestic-abuse` is met" in text
    assert 'message="line 1: `Nothing` does not fit here"' in as_junit(written("Nothing")).decode()


def test_the_child_tells_each_scenario_as_it_ends(tmp_path, monkeypatch):
    """The same as is run in a process of its own, here."""
    monkeypatch.chdir(tmp_path)
    out = StringIO()
    run_inside(Task(bench().library, text=MIXED, most=Most()), out)
    lines = out.getvalue().splitlines()
    assert lines[0] == '{"total": 4, "others": 0}'
    assert lines[-1] == '{"end": true}'
    assert len(lines) == 6
