"""What follows from a date of birth, or from the day a birth is expected."""

from __future__ import annotations

from datetime import date

import pytest

from service.decision.values import DOES_NOT_APPLY
from tests.decision.making import Json, child_of

BORN = {"date_of_birth": "2026-07-13"}
DUE = {"expected_delivery_on": "2027-03-01"}


def facts(child: Json) -> dict[str, object]:
    return {name.removeprefix("child."): value for name, value in child_of({}, {"child": child}).values.items()}


def test_a_born_child_has_an_age_and_nothing_of_a_pregnancy() -> None:
    assert facts(BORN) == {
        "date_of_birth": date(2026, 7, 13),
        "age": date(2026, 7, 13),
        "unborn": False,
        "weeks_pregnant": DOES_NOT_APPLY,
        "expected_delivery_on": DOES_NOT_APPLY,
    }


def test_an_unborn_child_has_weeks_and_no_age() -> None:
    assert facts(DUE) == {
        "expected_delivery_on": date(2027, 3, 1),
        "unborn": True,
        "weeks_pregnant": 26,
        "age": DOES_NOT_APPLY,
        "date_of_birth": DOES_NOT_APPLY,
    }


def test_a_screen_may_say_unborn_without_a_date() -> None:
    assert facts({"unborn": True}) == {"unborn": True, "age": DOES_NOT_APPLY, "date_of_birth": DOES_NOT_APPLY}
    assert facts({"unborn": False}) == {
        "unborn": False,
        "weeks_pregnant": DOES_NOT_APPLY,
        "expected_delivery_on": DOES_NOT_APPLY,
    }


def test_with_neither_date_nothing_is_known() -> None:
    assert facts({}) == {}


@pytest.mark.parametrize(
    ("due", "weeks"),
    [
        ("2026-11-23", 40),
        ("2026-11-24", 39),
        ("2026-11-29", 39),
        ("2026-11-30", 39),
        ("2027-08-30", 0),
        ("2026-11-17", 40),
        ("2026-11-16", 41),
        ("2026-11-09", 42),
    ],
)
def test_weeks_are_those_completed(due: str, weeks: int) -> None:
    assert facts({"expected_delivery_on": due})["weeks_pregnant"] == weeks
