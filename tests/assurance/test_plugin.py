"""pytest-bdd and the runner in this process agree on every scenario, those that do not hold included."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from service.assurance.features import read_feature
from service.assurance.scenarios import plan, run
from tests.assurance.scenes import BEGIN, bench

pytest_plugins = ("pytester",)
ROOT = Path(__file__).parents[2]

MIXED = f"""{BEGIN}
  Scenario: Holds
    Given a child "A" aged 4 months
    And domestic abuse is present
    When the front door decides
    Then the only rule met is "infant-domestic-abuse"

  @tagged
  Scenario: Does not hold
    Given a child "A" aged 7 months
    And domestic abuse is present
    When the front door decides
    Then the rule "infant-domestic-abuse" is met
    And no threshold is met

  Scenario: Is not understood
    Given a child "A" aged 7 months
    And domestic abuse is rampant
    When the front door decides
    Then no threshold is met

  Scenario: Is refused
    Given a child "A" born tomorrow
    When the front door decides
    Then no threshold is met

  Scenario: Is refused as expected
    Given a child "A" born tomorrow
    When the front door decides
    Then it is not decided, because "is after `as_of`"

  Scenario: Says its day late
    Given a child "A" aged 4 months
    And domestic abuse is present
    And today is 1 March 2027
    When the front door decides
    Then the rule "infant-domestic-abuse" is met

  Scenario Outline: Rows
    Given 2 referrals like this
      | date  | concern        | seriousness | incident |
      | today | domestic abuse | minor       | CAD-#    |
    And these referrals
      | date   | concern        | seriousness | incident |
      | <date> | domestic abuse | minor       | CAD-9    |
    And a child "A" aged 9 years
    When the front door decides
    Then the rule "third-minor-domestic-abuse-referral" is met

    Examples:
      | date          |
      | today         |
      | 13 months ago |
      | not known     |
"""


def outcomes_by_pytest(pytester: pytest.Pytester, *options: str) -> list[tuple[bool, str]]:
    """Return whether each scenario passed, and what was said when it did not, in the order of the file."""
    (pytester.path / "mixed.feature").write_text(MIXED, "utf-8")
    pytester.makepyfile(test_mixed="from pytest_bdd import scenarios\n\nscenarios('mixed.feature')\n")
    where = ("-p", "service.assurance.plugin", "-p", "no:randomly", "-p", "no:cacheprovider", "--junitxml=report.xml")
    pytester.runpytest_inprocess(*where, *options)
    cases = ET.parse(pytester.path / "report.xml").iter("testcase")  # noqa: S314 - our own report
    return [(case.find("failure") is None, said(case)) for case in cases]


def said(case: ET.Element) -> str:
    failure = case.find("failure")
    return "" if failure is None else str(failure.text)


def test_both_runners_say_the_same_of_every_scenario(pytester):
    by_pytest = outcomes_by_pytest(pytester)
    here = [run(plan(each, bench().table), bench().find, bench().decide) for each in read_feature(MIXED)]
    assert [passed for passed, _ in by_pytest] == [result.passed for result in here]
    assert [passed for passed, _ in by_pytest] == [True, False, False, False, True, True, True, False, False]
    for (_, text), result in zip(by_pytest, here, strict=True):
        if result.failures:
            assert text == "\n".join(failure.text() for failure in result.failures)


def test_another_version_is_chosen_by_an_option(pytester):
    draft = pytester.path / "draft.yaml"
    shipped = (ROOT / "rulesets" / "front-door" / "2026-03-18.yaml").read_text("utf-8")
    draft.write_text(
        shipped.replace(
            "value: 6 months\n    title: Age below which domestic",
            "value: 8 months\n    title: Age below which domestic",
        ),
        "utf-8",
    )
    by_pytest = outcomes_by_pytest(pytester, "--ruleset", str(draft))
    assert [passed for passed, _ in by_pytest][:2] == [True, False]
    assert "expected: rules met: none" in by_pytest[1][1]


def test_a_version_that_is_not_there_stops_the_run(pytester):
    by_pytest = outcomes_by_pytest(pytester, "--ruleset", "front-door:next")
    assert not any(passed for passed, _ in by_pytest)
