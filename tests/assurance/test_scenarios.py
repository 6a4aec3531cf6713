from __future__ import annotations

import pytest

from service.assurance.bench import Bench
from service.assurance.draft import NotUnderstood
from service.assurance.scenarios import plan, run
from tests.assurance.scenes import bench, played, scene
from tests.shipped import RULESETS

BOTH = "Strategy discussion: should and Section 47 enquiry: consider"
TWO = """
    Given a child "A" aged 4 months
    And a child "B" aged 9 years
    And domestic abuse is present
    When the front door decides
"""
INFANT = """
    Given a child "A" aged 4 months
    And domestic abuse is present
    When the front door decides
"""


def seen(expected: str, given: str = INFANT) -> str:
    """Return what was seen instead of something expected, or nothing when it was so."""
    result = played(f"{given.rstrip()}\n    Then {expected}")
    return "" if result.passed else result.failures[0].seen


def test_a_scenario_whose_expectations_hold_passes():
    result = played(f'{INFANT.rstrip()}\n    Then the only rule met is "infant-domestic-abuse"')
    assert result.passed
    assert result.answers[0]["engines"]["agree"] is True


def test_a_failure_shows_what_was_expected_what_was_seen_and_why():
    given = INFANT.replace("4 months", "7 months")
    result = played(f'{given.rstrip()}\n    Then the rule "infant-domestic-abuse" is met')
    assert result.failures[0].text() == (
        'line 10: Then the rule "infant-domestic-abuse" is met\n'
        "  expected: `infant-domestic-abuse` is met\n"
        "  seen:     not met\n"
        "  infant-domestic-abuse: not met\n"
        "    all: not met\n"
        "      domestic abuse is present: met (seen: yes)\n"
        "      “infant or unborn child” is not so: not met\n"
        "        any: not met\n"
        "          the child is 7 months old, which is not under 6 months: not met (seen: 7 months)\n"
        "          the child has been born: not met (seen: no)"
    )


@pytest.mark.parametrize(
    ("expected", "instead"),
    [
        ('the rule "infant-domestic-abuse" is not met', "met"),
        ('the rule "Strangulation" is met', "undetermined"),
        ('the only rule met is "strangulation"', "infant-domestic-abuse"),
        ('the rules met are "strangulation" and "infant-domestic-abuse"', "infant-domestic-abuse"),
        ("no threshold is met", "infant-domestic-abuse"),
        ('the rule "infant-domestic-abuse" recommends "Section 47 enquiry" as must', BOTH),
        ('the rule "strangulation" recommends "MARAC referral" as should', "undetermined"),
        ('"Strategy discussion" is recommended as must', BOTH),
        ('"Section 47 enquiry" is not recommended', BOTH),
        ('"MARAC referral" is recommended as should', BOTH),
        ('"Strategy discussion" is recommended because of "strangulation"', "infant-domestic-abuse"),
        ('"Early help" is offered below threshold as consider', BOTH),
        ('the highest step is "Section 47 enquiry"', "Strategy discussion"),
        ("there is no highest step", "Strategy discussion"),
        ('"Strategy discussion" is due tomorrow', "23 November 2026"),
        ('"Strategy discussion" has no due date', "23 November 2026"),
        ('"MARAC referral" is due today', BOTH),
        ('it is not decided, because "anything"', "the case was decided"),
        ('a near miss says "nothing at all"', "near misses: none"),
    ],
)  # fmt: skip
def test_every_expectation_can_be_disappointed(expected, instead):
    assert seen(expected) == instead


def test_exactly_these_steps_means_no_more_and_no_fewer():
    table = "exactly these steps are recommended\n      | step | strength |\n      | strategy_discussion | should |"
    assert seen(table) == BOTH
    assert seen(f"{table}\n      | Section 47 enquiry | consider |") == ""
    assert "two columns" in seen("exactly these steps are recommended")


def test_questions_are_known_by_their_words_or_their_fact():
    assert seen('the worker is asked "domestic_abuse.dash_score"') == ""
    assert seen('the worker is asked "the DASH score"') == ""
    assert seen('the worker is asked "What is the score on the DASH risk checklist?"') == ""
    assert seen('the question "the DASH score" could meet "high-dash-score"') == ""
    assert seen('the question "the DASH score" could meet "young-carer"').startswith("asked: ")
    assert seen('the worker is not asked "the DASH score"').startswith("asked: ")
    assert seen('the first question is "the DASH score"').startswith("asked: Is there a risk to the child's life")
    assert seen("the worker is asked nothing").startswith("asked: ")


def test_a_near_miss_can_be_ruled_out():
    given = 'Given a child "A" aged 7 years\nAnd the DASH score is 13\nWhen the front door decides'
    assert seen('the rule "high-dash-score" is not a near miss', given) != ""
    assert seen('the rule "strangulation" is not a near miss', given) == ""


@pytest.mark.parametrize(
    ("expected", "answer"),
    [
        (
            'the rule "infant-domestic-abus" is met',
            "There is no rule “infant-domestic-abus” in front-door 2026-03-18. Did you mean `infant-domestic-abuse`?",
        ),
        ('"Strategy meeting" is not recommended', "There is no step “Strategy meeting”"),
    ],
)
def test_a_name_that_is_not_known_is_answered(expected, answer):
    assert seen(expected).startswith(answer)


def test_with_several_children_an_expectation_says_which():
    assert seen("no threshold is met", TWO).startswith("This case has several children")
    assert seen('no threshold is met for child "B"', TWO) == ""
    assert seen('for child "B", no threshold is met', TWO) == ""
    assert seen("for every child, no threshold is met", TWO) == 'for child "A", infant-domestic-abuse'
    assert seen('for child "C", no threshold is met', TWO).startswith('No child "C" is named')


def test_a_scenario_may_learn_more_and_be_decided_again():
    result = played("""
        Given a child "A" aged 9 years
        When the front door decides
        Then no threshold is met
        Given the child is in immediate danger
        When the front door decides
        Then the highest step is "Emergency protection"
    """)
    assert result.passed
    assert len(result.answers) == 2


def test_all_that_does_not_hold_is_told_and_with_stop_only_the_first():
    expected = 'Then no threshold is met\nAnd there is no highest step\nAnd "Early help" is not recommended'
    lines = f"{INFANT.rstrip()}\n{expected}"
    told = played(lines)
    first = run(plan(scene(lines), bench().table), bench().find, bench().decide, stop=True)
    assert [failure.sentence.text for failure in told.failures] == ["no threshold is met", "there is no highest step"]
    assert len(first.failures) == 1


@pytest.mark.parametrize(
    ("lines", "answer"),
    [
        ('Given a child "A" born tomorrow', "This case cannot be decided. /children/0/child/date_of_birth"),
        (
            'Given a child "A"\nAnd today is 1 March 2020',
            "The ruleset front-door has no version in force on 1 March 2020",
        ),
        (
            'Given a child "A"\nAnd the ruleset front-dor',
            "There is no ruleset called `front-dor`. Did you mean `front-door`?",
        ),
        ('Given a child "A"\nAnd the ruleset lcpc:2005', "The ruleset lcpc has no version called `2005`"),
    ],
)
def test_a_case_that_is_not_decided_says_why(lines, answer):
    result = played(f"{lines}\nWhen the front door decides\nThen no threshold is met")
    assert [failure.seen[: len(answer)] for failure in result.failures] == [answer]
    expected = played(f'{lines}\nWhen the front door decides\nThen it is not decided, because "{answer[:30]}"')
    assert expected.passed
    another = played(f'{lines}\nWhen the front door decides\nThen it is not decided, because "the moon"')
    assert another.failures[0].seen.startswith(answer)


# --- another version in place of the one named ----------------------------------------------------------------------


def test_a_version_or_a_file_can_stand_in_for_its_family(tmp_path):
    lines = f'{INFANT.rstrip()}\nThen "Section 47 enquiry" is recommended as should'
    begin = "Feature: f\n  Background:\n    Given the ruleset lcpc\n    And today is 23 November 2004\n"
    draft = tmp_path / "draft.yaml"
    draft.write_bytes((RULESETS / "lcpc" / "proposed.yaml").read_bytes())

    def passes(instead: str | None) -> bool:
        other = Bench.set_up(instead=instead)
        return run(plan(scene(lines, begin), other.table), other.find, other.decide).passed

    assert not passes(None)
    assert passes("lcpc:proposed")
    assert passes(str(draft))
    assert not passes("front-door:2026-03-18")


@pytest.mark.parametrize(
    ("instead", "answer"),
    [
        ("lcpc:next", "The ruleset lcpc has no version called `next`"),
        ("nowhere.yaml", "There is no file `nowhere.yaml`"),
    ],
)
def test_a_version_that_is_not_there_is_said_so(instead, answer):
    with pytest.raises(NotUnderstood) as caught:
        Bench.set_up(instead=instead)
    assert caught.value.message == answer


def test_a_file_with_mistakes_decides_nothing(tmp_path):
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text("ruleset: lcpc\nrules: {}\n", "utf-8")
    with pytest.raises(NotUnderstood, match="so nothing can be decided by it"):
        Bench.set_up(instead=str(wrong))
