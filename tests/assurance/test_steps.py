from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.assurance.draft import NotUnderstood
from service.assurance.given_steps import given_steps
from service.assurance.steps import KEYWORDS, Sentence, StepTable
from service.assurance.wordings import tidy
from service.ruleset.vocabulary import Fact, Kind, Scope, Vocabulary
from tests.assurance.scenes import bench, case, complaint
from tests.shipped import shipped
from tests.steps_page import README, readme

EVERY_STEP = bench().table.steps
LIVED_IN = Fact(
    "home.lived_in", Scope.HOUSEHOLD, Kind.YES_NO, "", "Is it?", "", yes="the home is lived in", no="it is empty"
)
ROOMS = Fact("home.rooms", Scope.HOUSEHOLD, Kind.NUMBER, "the number of rooms", "How many?", "", unit="rooms")


# --- the table ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("step", EVERY_STEP, ids=lambda step: step.wording)
def test_every_example_is_one_sentence_and_no_other(step):
    assert step.examples
    for example in step.examples:
        assert bench().table.matches(step.keyword, tidy(example)) == [step]


WORDS = st.sampled_from(
    ["yes", "no", "not known", "3", "14 points", "today", "3 months ago", "a referral", "none", '"x"']
)


@given(st.sampled_from(EVERY_STEP), WORDS)
def test_no_sentence_is_ever_two(step, value):
    said = step.wording.replace("{is}", "is").replace("{value}", value).replace("{day}", value).replace("{age}", value)
    assert len(bench().table.matches(step.keyword, said)) <= 1


def test_no_fact_of_the_vocabulary_is_without_a_sentence():
    vocabulary = shipped()[0]
    names = {fact.name for fact in vocabulary.facts.values() if fact.may_be_sent}
    named = {step.wording.removesuffix(" is {value}") for step in EVERY_STEP}
    assert names <= named
    assert {f"these {events.many}" for events in vocabulary.events.values()} <= named


def test_a_new_fact_brings_its_own_sentences():
    vocabulary = Vocabulary({fact.name: fact for fact in (LIVED_IN, ROOMS)}, {}, {"home": "Home"})
    said = {example for step in given_steps(vocabulary) for example in step.examples}
    assert {"the home is lived in", "it is empty", "it is not known whether the home is lived in"} <= said
    assert {"the number of rooms is 3 rooms", "the number of rooms is not known", "home.rooms is 3 rooms"} <= said


def test_a_fact_that_is_worked_out_cannot_be_said():
    derived = replace(ROOMS, may_be_sent=False)
    steps = StepTable(Vocabulary({derived.name: derived}, {}, {"home": "Home"}))
    assert steps.matches("given", "the number of rooms is 3") == []


def test_the_readme_lists_every_sentence_there_is():
    assert README.read_text("utf-8") == readme(), "run `python -m tests.steps_page`"


# --- a sentence that is not known ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("keyword", "said", "nearest"),
    [
        ("given", "domestic abuse is presnt", "Did you mean `domestic abuse is present`?"),
        ("given", "a child aged 4 months", 'Did you mean `a child "A" aged 4 months`?'),
        ("given", "the DASH score equals 14", "Did you mean `the DASH score is 3 points`?"),
        ("when", "the front door decide", "Did you mean `the front door decides`?"),
        ("then", 'the rule "x" is fulfilled', 'Did you mean `the rule "infant-domestic-abuse" is met`?'),
        ("then", "zzz", "The nearest known sentence is"),
    ],
)
def test_an_unknown_sentence_is_answered_with_the_nearest_known_one(keyword, said, nearest):
    with pytest.raises(NotUnderstood) as caught:
        bench().table.recognise(Sentence(keyword, said))
    assert caught.value.message == f"There is no sentence `{said}`"
    assert caught.value.help.startswith(nearest)


def test_a_sentence_after_the_wrong_word_is_told_where_it_belongs():
    assert complaint("Given no threshold is met") == "`no threshold is met` is a Then sentence. Say it after `Then`"


@given(st.sampled_from(KEYWORDS), st.text(max_size=80))
def test_no_text_is_too_strange_to_answer(keyword, text):
    with suppress(NotUnderstood):
        bench().table.recognise(Sentence(keyword, text))


# --- what sentences do --------------------------------------------------------------------------------------------


def test_sentences_add_up_to_the_case_a_screen_would_send():
    said = """
        Given a child "A" aged 4 months
        And Domestic abuse is present.
        And no weapon was used or threatened
        And it is not known whether the victim was strangled or choked
        And the DASH score is 14 points
        And the plan the child is on is a child in need plan
        And the source of the contact is the police
        And a child "B" born on 13 July 2016
        And the child has a bruise, or a mark that might be one
        And for child "A", injury.suspected_non_accidental is no
        And an unborn child "C" due in 10 weeks
        And for every child, the child has not been assessed since moving in
    """
    assert case(said) == {
        "ruleset": "front-door",
        "version": None,
        "as_of": "2026-11-23",
        "household": {
            "contact": {"received_on": "2026-11-23", "source": "police"},
            "domestic_abuse": {"present": True, "weapon": False, "strangulation": None, "dash_score": 14},
        },
        "children": [
            {
                "ref": "A",
                "child": {"date_of_birth": "2026-07-23"},
                "plan": {"status": "child_in_need"},
                "injury": {"suspected_non_accidental": False},
                "transfer": {"assessed_since_move": False},
            },
            {
                "ref": "B",
                "child": {"date_of_birth": "2016-07-13"},
                "injury": {"bruise_or_mark": True},
                "transfer": {"assessed_since_move": False},
            },
            {
                "ref": "C",
                "child": {"expected_delivery_on": "2027-02-01"},
                "transfer": {"assessed_since_move": False},
            },
        ],
    }


def test_a_table_becomes_events_and_an_empty_cell_says_nothing():
    said = """
        Given a child "A"
        And these referrals:
          | date of the referral | concern        | seriousness | status    |
          | 3 months ago         | domestic abuse | minor       |           |
          | 2026-11-01           | neglect        | not known   | withdrawn |
    """
    assert case(said)["household"]["referrals"] == [
        {"date": "2026-08-23", "concern": "domestic_abuse", "seriousness": "minor"},
        {"date": "2026-11-01", "concern": "neglect", "seriousness": None, "status": "withdrawn"},
    ]


def test_rows_like_one_another_are_numbered():
    said = """
        Given a child "A"
        And 2 referrals like this
          | date  | incident |
          | today | CAD-#    |
    """
    assert [each["incident"] for each in case(said)["household"]["referrals"]] == ["CAD-1", "CAD-2"]


def test_a_list_can_be_empty_not_known_or_of_one_child():
    empty = case('Given a child "A"\nAnd there are no referrals')
    unknown = case('Given a child "A"\nAnd it is not known whether there are referrals')
    childs = case('Given a child "A"\nAnd a child "B"\nAnd for child "A", there are no core groups')
    assert empty["household"]["referrals"] == []
    assert unknown["household"]["referrals"] is None
    assert childs["children"] == [{"ref": "A", "child": {}, "core_groups": []}, {"ref": "B", "child": {}}]


def test_the_last_word_about_a_birth_counts_and_leaves_other_facts():
    said = """
        Given a child "A" aged 5 years
        And the child is disabled
        And an unborn child "A" due on 1 March 2027
    """
    assert case(said)["children"] == [{"ref": "A", "child": {"disabled": True, "expected_delivery_on": "2027-03-01"}}]


def test_ages_are_reckoned_from_the_day_the_scenario_names_however_late():
    said = 'Given a child "A" aged 1 year\nAnd today is 1 March 2027'
    assert case(said)["children"] == [{"ref": "A", "child": {"date_of_birth": "2026-03-01"}}]


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        (
            "Given the child is disabled",
            "No child is named yet, and this says something about one: the child is disabled",
        ),
        ('Given for child "Z", the child is disabled', 'No child "Z" is named in this scenario'),
        ("Given the DASH score is fourteen", "`the DASH score` is a number, and this says `fourteen`"),
        ("Given the kind of contact is a rumour", "`a rumour` is not one of the answers to `the kind of contact`"),
        ("Given the contact was received at noon", "`at noon` is not a day"),
        (
            "Given domestic_abuse.weapon is maybe",
            "`a weapon was used or threatened` is yes or no, and this says `maybe`",
        ),
        ('Given a child "A" aged young', "`young` is not an age"),
        ("Given today is one day", "`one day` is not a date"),
        ("Given today is 3 days ago", "`3 days ago` is not a date"),
        ("Given these referrals", "There is no table of referrals here"),
        ("Given these referrals\n  | colour |\n  | red |", "`colour` is not something said of referral"),
        ("Given 2 referrals like this\n  | date |", "The table says what each of the 2 referrals is like"),
        ("Given domestic abuse is present\n  | yes |", "`domestic abuse is present` has no table under it"),
        ("When the front door decides", "The scenario names no child"),
        ('Given a child "A"\nThen no threshold is met', "Nothing has been decided yet"),
    ],
)
def test_a_sentence_that_cannot_be_followed_says_why(said, answer):
    assert complaint(said).startswith(answer)


def test_a_scenario_says_its_day_and_its_ruleset():
    nothing = 'Feature: f\n  Background:\n    Given a child "A"\n'
    no_ruleset = complaint("When the front door decides", nothing)
    no_day = complaint("Given the ruleset lcpc\nWhen the front door decides", nothing)
    assert no_ruleset.startswith("The scenario does not say which ruleset decides")
    assert no_day.startswith("The scenario does not say what day it is")
