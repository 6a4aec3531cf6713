"""Conditions, values and lengths of time as English. Turns the typed model into the words everybody is shown.

A condition becomes a clause that can stand inside a sentence (`the child is under 6 months old`), without a capital
or a full stop. The terminal, the pages, the trace and the ruleset read back all take their words from here. Never
reads a clock and never decides anything.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from service.ruleset.lengths import completed_months
from service.ruleset.model import (
    Block,
    BlockKind,
    Condition,
    Count,
    DateRange,
    DefinitionRef,
    Elapsed,
    Is,
    Known,
    Length,
    NumberRange,
    OneOf,
    Phrase,
    Streak,
    Subject,
    Test,
    TimeRange,
)
from service.ruleset.vocabulary import Fact, Kind

ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
SAYS_WHEN = re.compile(r"\b(last|past|within|in an?|in the|this)\b")
NOT_A_MONTH, NOT_TWO_MONTHS, NOT_TWO_YEARS = 1, 2, 24


class Line(NamedTuple):
    """One line of a condition read back, so many steps in. A heading has the lines under it one step further in."""

    depth: int
    text: str
    heading: bool = False


# --- values -------------------------------------------------------------------------------------------------------


def date_words(day: date) -> str:
    """Return a day as people write it.

    >>> date_words(date(2026, 11, 3))
    '3 November 2026'
    """
    return f"{day.day} {day:%B %Y}"


def counted(count: int, unit: str) -> str:
    """Return a number with its unit, in the singular for one.

    >>> counted(1, "working days"), counted(14, "points"), counted(3, "")
    ('1 working day', '14 points', '3')
    """
    return f"{count} {_unit(unit, count)}".rstrip()


def length_words(length: Length) -> str:
    """Return a length of time in words.

    >>> length_words(Length(1, "months")), length_words(Length(10, "working days"))
    ('1 month', '10 working days')
    """
    return counted(length.count, length.unit)


def age_words(born: date, as_of: date) -> str:
    """Return an age as people say it: days, then weeks, then months, then years.

    >>> age_words(date(2026, 7, 13), date(2026, 11, 23))
    '4 months'
    >>> age_words(date(2026, 8, 31), date(2027, 2, 28))
    '6 months'
    """
    months = completed_months(born, as_of)
    days = max((as_of - born).days, 0)
    if months < NOT_A_MONTH:
        return counted(days, "days")
    if months < NOT_TWO_MONTHS:
        return counted(days // 7, "weeks")
    return counted(months, "months") if months < NOT_TWO_YEARS else counted(months // 12, "years")


def value_words(fact: Fact, value: int | str | date | None, as_of: date) -> str:
    """Return what is known of a fact in words. An age is given as the date of birth, as the engines hold it."""
    if value is None:
        return "not known"
    if isinstance(value, date):
        return age_words(value, as_of) if fact.kind is Kind.AGE else date_words(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return counted(value, fact.unit)
    return _choice(fact, value)


def either(words: Sequence[str], joint: str = "or") -> str:
    """Return a list as a sentence has it.

    >>> either(["red", "blue", "green"])
    'red, blue or green'
    """
    return f" {joint} ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))


# --- conditions ---------------------------------------------------------------------------------------------------


def clause(test: Test) -> str:
    """Return what one line of a block asks, as a clause: `domestic abuse is present`."""
    subject, phrase = test.subject, test.phrase
    if isinstance(phrase, Known):
        return _known(subject, said=phrase.value)
    if isinstance(subject, Count | Streak):
        return _there_are(subject, phrase)
    if isinstance(phrase, Is):
        return _so(subject, said=phrase.value)
    return f"{noun(subject)} is {_compared(subject, phrase)}"


def doubt(test: Test) -> str:
    """Return what is missing when a line cannot be settled: `it is not known whether a weapon was used`."""
    if isinstance(test.subject, Count | Streak):
        return f"it is not known whether {clause(test)}"
    return _known(test.subject, said=False)


def condition_lines(condition: Condition, depth: int = 0) -> list[Line]:
    """Return a condition line by line, each block's heading followed by its parts one step further in."""
    if isinstance(condition, Test):
        return [Line(depth, clause(condition))]
    parts = (line for part in condition.parts for line in condition_lines(part, depth + 1))
    return [Line(depth, block_words(condition), heading=True), *parts]


def block_words(block: Block) -> str:
    """Return the heading of a block: `all of these`."""
    headings = {
        BlockKind.ALL: "all of these",
        BlockKind.ANY: "at least one of these",
        BlockKind.NONE: "none of these",
        BlockKind.AT_LEAST: f"at least {block.needed} of these",
    }
    return headings[block.kind]


def noun(subject: Subject) -> str:
    """Return what a condition is about as a noun phrase: `the DASH score`."""
    if isinstance(subject, Fact):
        return "the child" if subject.kind is Kind.AGE else subject.label
    if isinstance(subject, Elapsed):
        return f"the time from {_end(subject.start)} to {_end(subject.end)}"
    if isinstance(subject, DefinitionRef):
        return f"“{subject.name}”"
    return f"the number of {subject.many}"


def _end(fact: Fact | None) -> str:
    return fact.label if fact else "today"


def _so(subject: Subject, *, said: bool) -> str:
    if isinstance(subject, Fact) and subject.yes:
        return subject.yes if said else subject.no
    return f"{noun(subject)} is so" if said else f"{noun(subject)} is not so"


def _known(subject: Subject, *, said: bool) -> str:
    known = "known" if said else "not known"
    if isinstance(subject, Count | Streak):
        return f"it is {known} how many {_many(subject)} there are"
    if isinstance(subject, DefinitionRef) or (isinstance(subject, Fact) and subject.kind is Kind.YES_NO):
        return f"it is {known} whether {_so(subject, said=True)}"
    label = subject.label if isinstance(subject, Fact) else noun(subject)
    return f"{label} is {known}"


def _there_are(subject: Count | Streak, phrase: Phrase) -> str:
    if isinstance(phrase, NumberRange) and phrase.high == 0 and phrase.low in (None, 0):
        return f"there are no {_many(subject)}"
    one = phrase.words.rpartition(" ")[2] == "1"
    return f"there {'is' if one else 'are'} {phrase.words} {_when(subject, subject.one) if one else _many(subject)}"


def _many(subject: Count | Streak) -> str:
    return _when(subject, subject.many)


def _when(subject: Count | Streak, named: str) -> str:
    """Add the window of a count, or that a streak is unbroken, unless its own name says so already."""
    if isinstance(subject, Streak):
        return named if "in a row" in named else f"{named} in a row"
    if subject.within is None or SAYS_WHEN.search(named):
        return named
    return f"{named} in the last {_last(subject.within)}"


def _last(length: Length) -> str:
    return length_words(length).removeprefix("1 ")


def _compared(subject: Subject, phrase: Phrase) -> str:
    if isinstance(phrase, OneOf):
        return either([_choice(subject, value) for value in phrase.values])
    if isinstance(phrase, DateRange):
        return ISO_DATE.sub(lambda found: date_words(date.fromisoformat(found[0])), phrase.words).removeprefix("on ")
    if isinstance(phrase, TimeRange) and phrase.direction == "age":
        return f"{phrase.words} old"
    return _measured(subject, phrase.words.replace("fewer than", "less than"))


def _measured(subject: Subject, words: str) -> str:
    """Add the unit to a phrase that ends in a bare number."""
    last = words.rpartition(" ")[2]
    if not last.isdecimal():
        return words
    unit = subject.unit if isinstance(subject, Fact) else _days(subject)
    return f"{words} {_unit(unit, int(last))}".rstrip()


def _days(subject: Subject) -> str:
    return "working days" if isinstance(subject, Elapsed) and subject.working else "days"


def _choice(subject: Subject, value: str) -> str:
    if isinstance(subject, Fact) and subject.kind is Kind.CHOICE:
        return subject.choices.get(value, value)
    return f"“{value}”"


def _unit(unit: str, count: int) -> str:
    return unit.removesuffix("s") if count == 1 else unit
