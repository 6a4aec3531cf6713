"""One typed answer, turned into the JSON that a case has for it, or into what has to be mended before it can be.

Only what a form alone can get wrong is found here, such as a date without a month. Whether an answer is possible is for
the reading of the case to say.
"""

from __future__ import annotations

from dataclasses import dataclass

from service.ruleset.vocabulary import Fact, Kind
from service.ruleset.wording import either
from service.web.screens.form import Form

PARTS = ("day", "month", "year")
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
LONGEST_NUMBER = 9
YEAR_DIGITS = 4


class Slip(Exception):  # noqa: N818 - it carries what to tell the person
    """An answer that cannot be taken as it was typed. Carries the sentence that says how to mend it."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What was typed for one thing, as JSON; None is not known."""

    value: bool | int | str | None


def read_answer(fact: Fact, place: str, form: Form) -> Answer | None:
    """Return the answer at a place in the form, or None when the form did not ask. Raises Slip."""
    if fact.kind is Kind.DATE:
        return Answer(read_day(fact.label, place, form))
    if place not in form.said:
        return None
    typed = form.one(place)
    if fact.kind is Kind.YES_NO:
        return Answer({"yes": True, "no": False}.get(typed))
    if fact.kind is Kind.NUMBER and typed.isascii() and typed.isdigit() and len(typed) <= LONGEST_NUMBER:
        return Answer(int(typed))
    return Answer(typed or None)


def read_day(label: str, place: str, form: Form) -> str | None:
    """Return the day typed in three boxes as JSON has it, or None when all are empty. Raises Slip."""
    typed = {part: form.one(f"{place}/{part}") for part in PARTS}
    missing = [part for part in PARTS if not typed[part]]
    if len(missing) == len(PARTS):
        return None
    name = f"{label[:1].upper()}{label[1:]}"
    if missing:
        raise Slip(f"{name} must include {either([f'a {part}' for part in missing], 'and')}")
    day, month, year = typed["day"], _month(typed["month"]), typed["year"]
    if not (_digits(day, 2) and _digits(month, 2) and year.isascii() and year.isdigit()):
        raise Slip(f"{name} must be in numbers, like 23 11 2026")
    if len(year) != YEAR_DIGITS:
        raise Slip(f"{name} must have a year of 4 digits")
    return f"{year}-{month:0>2}-{day:0>2}"


def _month(typed: str) -> str:
    """Return the number of a month that was typed as a name."""
    return str(MONTHS.index(typed[:3].lower()) + 1) if typed[:3].lower() in MONTHS else typed


def _digits(typed: str, most: int) -> bool:
    return typed.isascii() and typed.isdigit() and len(typed) <= most
