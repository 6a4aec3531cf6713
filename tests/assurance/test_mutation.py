from __future__ import annotations

from datetime import date
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.assurance.features import read_feature
from service.assurance.mutation import mutants
from service.assurance.phrase_changes import phrase_changes
from service.assurance.survivors import Scenarios, survivors
from service.ruleset.model import DateRange, Is, Known, Length, NumberRange, OneOf, Phrase, Subject, TimeRange
from tests.assurance.scenes import BEGIN, bench
from tests.assurance.test_shipped_features import VERSIONS, scenarios_of
from tests.shipped import shipped, sound, with_rule

FACTS = shipped()[0].facts
SCORE, BORN, PLAN, ABUSE = (
    FACTS[name] for name in ("domestic_abuse.dash_score", "child.age", "plan.status", "domestic_abuse.present")
)
MOVED = FACTS["transfer.moved_in_on"]
SLICES = 4


def changes(phrase: Phrase, subject: Subject) -> set[str]:
    return {changed.words for changed in phrase_changes(phrase, subject)}


def test_every_small_change_of_a_number_and_its_operator():
    assert changes(NumberRange(14, None, "at least 14"), SCORE) == {
        "at least 15", "at least 13", "at most 14", "at most 13", "14", "any number",
    }  # fmt: skip
    assert changes(NumberRange(2, 4, "between 2 and 4"), SCORE) == {
        "between 3 and 4", "between 1 and 4", "between 2 and 5", "between 2 and 3", "at most 2", "at most 1", "2", "4",
        "at most 4", "at least 4", "at least 5", "at least 2",
    }  # fmt: skip


def test_limits_no_number_passes_are_no_change():
    assert "at least 0" not in changes(NumberRange(None, 5, "at most 5"), SCORE)
    assert changes(NumberRange(0, 0, "0"), SCORE) == {"between 0 and 1", "at least 1", "at least 0"}


def test_every_small_change_of_an_age_a_date_a_choice_and_an_answer():
    under = TimeRange("age", None, low_open=False, high=Length(6, "months"), high_open=True, words="under 6 months")
    assert changes(under, BORN) == {
        "under 7 months", "under 5 months", "under 6 weeks", "under 6 years", "at most 6 months", "at least 0 days",
        "at least 6 months",
    }  # fmt: skip
    late = TimeRange("ago", Length(15, "working days"), low_open=True, high=None, high_open=False, words="late")
    assert changes(late, MOVED) == {
        "more than 16 working days ago", "more than 14 working days ago", "more than 15 days ago",
        "at least 15 working days ago", "at least 0 days ago", "at least 0 days and at most 15 working days ago",
    }  # fmt: skip
    before = DateRange(None, date(2026, 2, 28), "before 2026-03-01")
    assert len(changes(before, MOVED)) == 3 + 1
    assert changes(OneOf(("child_in_need", "child_protection"), ""), PLAN) == {
        "[child_protection]", "[child_in_need]", "[child_in_need, child_protection, none]",
        "[child_in_need, child_protection, looked_after]",
    }  # fmt: skip
    assert changes(Is(value=True, words="yes"), ABUSE) == {"no"}
    assert changes(Known(value=False, words="not known"), ABUSE) == {"known"}


LIMITS = st.none() | st.integers(0, 30)


@given(LIMITS, LIMITS)
def test_no_change_of_a_number_means_what_it_was(low, high):
    phrase = NumberRange(low, high, "")
    numbers = range(SCORE.least, SCORE.most + 1)

    was = [holds(phrase, number) for number in numbers]
    for changed in phrase_changes(phrase, SCORE):
        assert isinstance(changed, NumberRange)
        if any(was):
            assert [holds(changed, number) for number in numbers] != was


def holds(phrase: NumberRange, number: int) -> bool:
    return (phrase.low is None or phrase.low <= number) and (phrase.high is None or number <= phrase.high)


TWO_PARTS = with_rule("domestic_abuse.present: yes\ndomestic_abuse.dash_score: at least 14")


def test_each_mutant_changes_one_thing_and_has_a_digest_of_its_own():
    made = list(mutants(sound(TWO_PARTS)))
    assert len({mutant.ruleset.digest for mutant in made}) == len(made)
    assert {mutant.name for mutant in made if "when" in mutant.change} == {
        "rule one-rule: when, all → any",
        "rule one-rule: when, all → none",
        "rule one-rule: when, without domestic_abuse.present: yes",
        "rule one-rule: when, without domestic_abuse.dash_score: at least 14",
        "rule one-rule: when, domestic_abuse.present: yes → no",
        "rule one-rule: when, domestic_abuse.dash_score: at least 14 → at least 15",
        "rule one-rule: when, domestic_abuse.dash_score: at least 14 → at least 13",
        "rule one-rule: when, domestic_abuse.dash_score: at least 14 → at most 14",
        "rule one-rule: when, domestic_abuse.dash_score: at least 14 → at most 13",
        "rule one-rule: when, domestic_abuse.dash_score: at least 14 → 14",
        "rule one-rule: when, domestic_abuse.dash_score: at least 14 → any number",
    }


def test_a_scenario_that_only_shows_the_plain_case_lets_changes_through():
    text = (
        BEGIN
        + """
  Scenario: Well over the score
    Given a child "A" aged 9 years
    And domestic abuse is present
    And the DASH score is 20
    When the front door decides
    Then the rule "one-rule" is met
    And "Strategy discussion" is recommended as should
"""
    )
    ruleset = sound(TWO_PARTS)
    left = {mutant.change for mutant in survivors(ruleset, Scenarios(read_feature(text), bench(), ruleset))}
    assert "when, domestic_abuse.dash_score: at least 14 → at least 15" in left
    assert "when, without domestic_abuse.present: yes" in left
    assert "when, domestic_abuse.present: yes → no" not in left
    assert "strategy_discussion: should → must" not in left


@pytest.mark.parametrize("part", range(SLICES))
@pytest.mark.parametrize(("family", "version"), VERSIONS)
def test_no_small_change_of_a_shipped_ruleset_goes_unnoticed(family, version, part):
    ruleset = bench().library.families[family][version]
    tried = list(islice(mutants(ruleset), part, None, SLICES))
    assert len(tried) > len(ruleset.rules)
    assert [mutant.name for mutant in tried if scenarios_of(family, version).noticing(mutant) is None] == []
