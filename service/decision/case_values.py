"""One value somebody sent, turned into the value of a fact, or into the sentence that says what is wrong with it.

No sentence here repeats the value itself: it may be about a child, and messages travel further than cases do.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import date
from functools import partial
from typing import NoReturn

from service.decision.case_problems import LONGEST_NAME
from service.ruleset.problems import suggest
from service.ruleset.vocabulary import Fact, Kind

FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2100, 12, 31)
LONGEST_TEXT = 1000
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_UNSHOWN = ("Cc", "Cs", "Zl", "Zp")

# Takes what was sent and the day of the decision; returns the value as the engines hold it, or raises NotTaken.
Reader = Callable[[object, date], bool | int | str | date]


class NotTaken(Exception):  # noqa: N818 - it carries what to tell the sender
    """A value that a fact cannot have. Carries a code, the sentence and the line of help."""

    def __init__(self, code: str, message: str, help_line: str) -> None:
        super().__init__(message)
        self.code, self.message, self.help = code, message, help_line


def reader_of(fact: Fact) -> Reader:
    """Return what reads the values of a fact."""
    name = f"`{fact.name}`"
    if fact.kind is Kind.YES_NO:
        return lambda value, _: value if isinstance(value, bool) else _not_yes_or_no(name)
    if fact.kind is Kind.NUMBER:
        return lambda value, _: _number(name, value, fact)
    if fact.kind is Kind.DATE:
        return lambda value, as_of: _fact_date(name, value, fact, as_of)
    if fact.kind is Kind.CHOICE:
        return partial(_choice, name, fact, frozenset(fact.choices))
    return lambda value, _: " ".join(read_text(name, value).split())


def read_date(name: str, value: object) -> date:
    """Return the day written as 2026-11-23, between 1900 and 2100. Raises NotTaken."""
    if not isinstance(value, str) or not _DATE.fullmatch(value):
        raise NotTaken(
            "wrong-value", f"{name} is a date", "Write year, month and day in quote marks, like `2026-11-23`"
        )
    try:
        day = date.fromisoformat(value)
    except ValueError:
        raise NotTaken(
            "impossible-date", f"{name} is a day that does not exist", "Check the day and the month"
        ) from None
    if not FIRST_DAY <= day <= LAST_DAY:
        raise NotTaken("impossible-date", f"{name} is not between 1900 and 2100", "Check the year")
    return day


def read_text(name: str, value: object) -> str:
    """Return words on one line that can be shown, exactly as they were sent. Raises NotTaken."""
    if not isinstance(value, str):
        raise NotTaken("wrong-value", f"{name} is words", "Write them in quote marks")
    if len(value) > LONGEST_TEXT:
        raise NotTaken("text-too-long", f"{name} is longer than {LONGEST_TEXT} characters", "Shorten it")
    if not value.isprintable() and any(unicodedata.category(character) in _UNSHOWN for character in value):
        raise NotTaken(
            "hidden-character",
            f"{name} holds characters that cannot be shown",
            "Write it on one line, without tabs or control characters",
        )
    if not value.strip():
        raise NotTaken("blank", f"{name} is blank", "Leave it out when it is not known")
    return value


def _not_yes_or_no(name: str) -> NoReturn:
    raise NotTaken("wrong-value", f"{name} is yes or no", "Write true for yes and false for no, without quote marks")


def _number(name: str, value: object, fact: Fact) -> int:
    if isinstance(value, bool) or not isinstance(value, int | float) or value % 1 != 0:
        raise NotTaken("wrong-value", f"{name} is a whole number", "Write it in digits without quote marks, like 3")
    if not fact.least <= value <= fact.most:
        raise NotTaken("out-of-range", f"{name} must be from {fact.least} to {fact.most}", "Check the number")
    return int(value)


def _fact_date(name: str, value: object, fact: Fact, as_of: date) -> date:
    day = read_date(name, value)
    if fact.past and day > as_of:
        raise NotTaken("impossible-date", f"{name} is after `as_of`, the day this is decided for", "Check both dates")
    return day


def _choice(name: str, fact: Fact, choices: frozenset[str], value: object, _: date) -> str:
    if not isinstance(value, str):
        raise NotTaken("wrong-value", f"{name} is one of its listed answers", "Write the answer in quote marks")
    if value not in choices:
        help_line = suggest(value[:LONGEST_NAME], fact.choices) or "Look up its answers in the vocabulary"
        raise NotTaken("unknown-choice", f"{name} has no such answer", help_line)
    return value
