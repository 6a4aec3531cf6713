from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.assurance.features import FeatureProblem, read_feature

WHOLE = """\
Feature: A chapter

  Background:
    Given the ruleset front-door

  @slow
  Scenario: Plain
    Given a child "A"
    And these referrals
      | date  | concern |
      | today | neglect |
    When the front door decides
    Then no threshold is met
    But the worker is asked nothing

  Rule: A rule
    Background:
      Given today is 23 November 2026

    Scenario Outline: With <age>
      Given a child "A" aged <age>
      And these moves
        | date   |
        | <when> |

      Examples: first
        | age      | when  |
        | 4 months | today |

      Examples: second
        | age     | when         |
        | 5 years | 3 months ago |
"""


def test_backgrounds_outlines_and_rules_become_whole_scenarios():
    plain, first, second = read_feature(WHOLE, "x.feature")
    assert [sentence.keyword for sentence in plain.sentences] == ["given", "given", "given", "when", "then", "then"]
    assert plain.sentences[2].table == (("date", "concern"), ("today", "neglect"))
    assert (plain.feature, plain.name, plain.line, plain.path, plain.tags) == (
        "A chapter", "Plain", 7, "x.feature", frozenset({"slow"}),
    )  # fmt: skip
    assert [sentence.text for sentence in first.sentences] == [
        "the ruleset front-door", "today is 23 November 2026", 'a child "A" aged 4 months', "these moves",
    ]  # fmt: skip
    assert (first.title, first.row, first.line) == ("With 4 months [4 months · today]", ("4 months", "today"), 28)
    assert second.sentences[-1].table == (("date",), ("3 months ago",))


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("", 1, "There is no feature here"),
        ("Scenario: x\n  Given y\n", 1, "`Scenario: x` does not fit here"),
        ("Feature: f\n  Scenario: x\n    Given y\n    hello\n", 4, "`hello` does not fit here"),
        ("Feature: f\n  Scenario: x\n    And y\n", 3, "`y` does not say whether it is given"),
        ("Feature: f\n  Scenario: x\n    Given y\n      | a | b |\n      | 1 |\n", 5, "The rows of this table"),
        ("Feature: f\n  Scenario: x\n    Given y\n  Scenario: x\n    Given z\n", 4, "Two scenarios are called `x`"),
        ("Feature: f\n  Scenario Outline: x\n    Given y\n    Examples:\n", 2, "`x` has no examples"),
        ("# language: klingon\nFeature: f\n", 1, "This language is not known"),
        ('Feature: f\n  Scenario: x\n    Given y\n      """\n', 5, "The file ends too soon"),
    ],
)
def test_a_file_that_cannot_be_read_says_why_and_where(text, line, said):
    with pytest.raises(FeatureProblem) as caught:
        read_feature(text)
    assert caught.value.line == line
    assert caught.value.message.startswith(said)
    assert caught.value.help


@given(st.text(alphabet=st.sampled_from('FeatureScenarioGivenWhenThen:|"<>@#\n  \t\\'), max_size=200))
def test_no_text_is_too_strange_to_read(text):
    with suppress(FeatureProblem):
        read_feature(text)


LONG = "y" * 990


@pytest.mark.parametrize(
    ("scenario", "said"),
    [
        (f"Scenario: s\nGiven {'y' * 1001}", "This sentence is longer than 1,000 characters"),
        (f"Scenario: s\nGiven these\n| {'y' * 1001} |", "This sentence is longer than 1,000 characters"),
        (
            f"Scenario Outline: s\nGiven <a> and <a>\nExamples:\n| a |\n| {LONG} |",
            "This sentence, filled in as the row says, is longer than 1,000 characters",
        ),
        (
            f"Scenario Outline: s\nGiven these\n| <a><a> |\nExamples:\n| a |\n| {LONG} |",
            "This sentence, filled in as the row says, is longer than 1,000 characters",
        ),
        (
            f"Scenario Outline: <a><a>\nGiven this\nExamples:\n| a |\n| {LONG} |",
            "This name, filled in, is longer than 1,000 characters",
        ),
    ],
)
def test_a_sentence_that_is_or_grows_too_long_is_refused(scenario: str, said: str) -> None:
    with pytest.raises(FeatureProblem) as refused:
        read_feature(f"Feature: f\n{scenario}\n")
    assert refused.value.message == said


@pytest.mark.parametrize("text", ["Feature: f\n", "Feature: f\rScenario: s\rGiven this\r"])
def test_a_feature_without_a_scenario_says_so(text: str) -> None:
    with pytest.raises(FeatureProblem, match="There is no scenario in this feature"):
        read_feature(text)
