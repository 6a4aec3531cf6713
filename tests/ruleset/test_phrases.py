"""Every phrase of the language, how it is written back, and what is said of words that are not one."""

from datetime import date
from typing import Literal

import pytest

from service.ruleset.model import DateRange, Is, Known, Length, NumberRange, OneOf, Phrase, TimeRange
from service.ruleset.phrases import read_phrase
from service.ruleset.shapes import NotUnderstood, Shape
from service.ruleset.time_phrases import read_day, read_length

YES_NO = Shape("yes or no", "harm.suspected")
COUNT = Shape("count", "referrals")
SCORE = Shape("number", "dash_score", unit="points")
DAYS = Shape("count", "days to referral", unit="days")
WORKING = Shape("count", "working days to referral", unit="working days")
AGE = Shape("age", "child.age")
DATE = Shape("date", "transfer.moved_in_on")
PLAN = Shape("choice", "plan.status", {"none": "no plan", "child_in_need": "a plan", "child_protection": "a plan"})
TEXT = Shape("text", "incident")


@pytest.mark.parametrize(
    ("words", "shape", "low", "high", "back"),
    [
        ("3", COUNT, 3, 3, "3"),
        ("at least 3", COUNT, 3, None, "at least 3"),
        ("At  Least 3", COUNT, 3, None, "at least 3"),
        ("more than 3", COUNT, 4, None, "more than 3"),
        ("at most 3", COUNT, None, 3, "at most 3"),
        ("no more than 3", COUNT, None, 3, "at most 3"),
        ("fewer than 3", COUNT, None, 2, "fewer than 3"),
        ("less than 3", COUNT, None, 2, "fewer than 3"),
        ("between 2 and 4", COUNT, 2, 4, "between 2 and 4"),
        ("at least 14 points", SCORE, 14, None, "at least 14 points"),
        ("more than 2 weeks", DAYS, 15, None, "more than 2 weeks"),
        ("more than 1 day", DAYS, 2, None, "more than 1 day"),
        ("at least 10 working days", WORKING, 10, None, "at least 10 working days"),
        ("at least -3", DAYS, -3, None, "at least -3"),
    ],
)
def test_numbers(words: str, shape: Shape, low: int | None, high: int | None, back: str) -> None:
    assert read_phrase((words,), shape) == NumberRange(low, high, back)


def _time(
    direction: Literal["age", "ago", "ahead"],
    low: Length | None,
    high: Length | None,
    words: str,
    open_end: Literal["low", "high", ""] = "",
) -> Phrase:
    return TimeRange(direction, low, open_end == "low", high, open_end == "high", words)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("under 6 months", _time("age", None, Length(6, "months"), "under 6 months", "high")),
        ("at most 1 month", _time("age", None, Length(1, "months"), "at most 1 month")),
        ("over 16 years", _time("age", Length(16, "years"), None, "over 16 years", "low")),
        ("at least 28 days", _time("age", Length(28, "days"), None, "at least 28 days")),
        (
            "between 6 months and 2 years",
            _time("age", Length(6, "months"), Length(2, "years"), "between 6 months and 2 years"),
        ),
    ],
)
def test_ages(words: str, expected: Phrase) -> None:
    assert read_phrase((words,), AGE) == expected


NOW = Length(0, "days")


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("before 2026-03-01", DateRange(None, date(2026, 2, 28), "before 2026-03-01")),
        ("after 1 March 2026", DateRange(date(2026, 3, 2), None, "after 2026-03-01")),
        ("on 2026-03-01", DateRange(date(2026, 3, 1), date(2026, 3, 1), "on 2026-03-01")),
        ("in the last 14 days", _time("ago", NOW, Length(14, "days"), "in the last 14 days")),
        ("in the next 10 weeks", _time("ahead", NOW, Length(10, "weeks"), "in the next 10 weeks")),
        (
            "more than 10 working days ago",
            _time("ago", Length(10, "working days"), None, "more than 10 working days ago", "low"),
        ),
        ("at least 1 day ago", _time("ago", Length(1, "days"), None, "at least 1 day ago")),
        ("at most 3 weeks ahead", _time("ahead", NOW, Length(3, "weeks"), "at most 3 weeks ahead")),
        (
            "between 2026-01-01 and 2026-01-31",
            DateRange(date(2026, 1, 1), date(2026, 1, 31), "between 2026-01-01 and 2026-01-31"),
        ),
    ],
)
def test_dates(words: str, expected: Phrase) -> None:
    assert read_phrase((words,), DATE) == expected


def test_answers_and_choices_are_read_forgivingly_and_written_one_way() -> None:
    assert read_phrase(("Yes",), YES_NO) == Is(value=True, words="yes")
    assert read_phrase(("Child In-Need",), PLAN) == OneOf(("child_in_need",), "child_in_need")
    several = read_phrase(("child protection", "none"), PLAN)
    assert several == OneOf(("none", "child_protection"), "[none, child_protection]")
    assert read_phrase(("CAD-81",), TEXT) == OneOf(("CAD-81",), "CAD-81")
    for shape in (YES_NO, COUNT, AGE, DATE, PLAN, TEXT):
        assert read_phrase(("Not Known",), shape) == Known(value=False, words="not known")


@pytest.mark.parametrize(
    ("words", "shape", "code", "helps"),
    [
        ("true", YES_NO, "wrong-value", "`yes`, `no`"),
        ("at least five", COUNT, "wrong-value", "digits"),
        ("under 3", COUNT, "wrong-value", "Did you mean `fewer than 3`?"),
        ("3 months", DAYS, "wrong-unit", "Write it in days"),
        ("3 hours", COUNT, "wrong-unit", "Leave the unit out"),
        ("between 4 and 2", COUNT, "empty-range", "smaller"),
        ("6", AGE, "wrong-value", "under 6 months"),
        ("6 months", AGE, "wrong-value", "under 6 months"),
        ("under 6 working days", AGE, "wrong-unit", "Use days"),
        ("under 6000 years", AGE, "too-long", "number"),
        ("between 2 years and 6 months", AGE, "empty-range", "shorter"),
        ("in the last week", DATE, "wrong-value", "in the last 14 days"),
        ("before 2026-02-30", DATE, "no-such-day", "2026-03-01"),
        ("before 1066-01-01", DATE, "no-such-day", "year"),
        ("between 2026-02-02 and 2026-01-01", DATE, "empty-range", "earlier"),
        ("child protecton", PLAN, "unknown-choice", "Did you mean `child_protection`?"),
    ],
)
def test_words_that_are_no_phrase_are_answered_with_a_way_to_mend_them(
    words: str, shape: Shape, code: str, helps: str
) -> None:
    with pytest.raises(NotUnderstood) as caught:
        read_phrase((words,), shape)
    assert caught.value.code == code
    assert helps in caught.value.help


def test_several_values_fit_only_choices_and_texts() -> None:
    with pytest.raises(NotUnderstood):
        read_phrase(("1", "2"), COUNT)


def test_lengths_and_days() -> None:
    assert read_length("1 Year") == Length(1, "years")
    assert read_day("29 February 2024") == date(2024, 2, 29)
    with pytest.raises(NotUnderstood):
        read_day("29 February 2026")
    with pytest.raises(NotUnderstood):
        read_length("soon")
