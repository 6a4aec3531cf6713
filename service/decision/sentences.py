"""What each line of the trace says, as a clause about what was seen. Words are prepared once for a ruleset.

Conditions are worded in service/ruleset/wording.py; here they meet the value seen. Never decides anything.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from service.decision.judging import MET, NOT_MET, UNDETERMINED, is_known
from service.decision.measures import Measured
from service.decision.values import DOES_NOT_APPLY, Interval
from service.ruleset.model import (
    Count,
    DateRange,
    DefinitionRef,
    Elapsed,
    Is,
    Known,
    NumberRange,
    OneOf,
    Phrase,
    Streak,
    Test,
)
from service.ruleset.vocabulary import Fact, Kind
from service.ruleset.wording import clause, counted, doubt, noun, value_words

# Takes the value seen, whether it is what was asked, and the day of the decision.
Sayer = Callable[[Any, bool, date], str]

MOST_REASONS = 4
_MARK = re.compile("[,;:]")


def unsettled(test: Test) -> str:
    """Return what a line says when it cannot be settled: `it is not known whether a weapon was used`."""
    return doubt(test)


def does_not_apply(fact: Fact) -> str:
    """Return what a line says of a fact that has nothing to say, such as the due date of a child already born."""
    return f"{fact.label} does not apply" if fact.label else f"whether {fact.yes} does not apply"


def knownness(test: Test, *, known: bool) -> str:
    """Return that the subject of a line is known, or is not."""
    return clause(Test(test.subject, Known(known, "known" if known else "not known")))


def value_sayer(test: Test, fact: Fact) -> Sayer:
    """Return what says of a fact what was seen: `the child is 4 months old, which is under 6 months`."""
    if fact.kind is Kind.YES_NO:
        return lambda value, _met, _day: fact.yes if value else fact.no
    if fact.kind is Kind.AGE:
        words = test.phrase.words
        return lambda born, met, as_of: f"the child is {value_words(fact, born, as_of)} old, {_which(words, met=met)}"
    compared = clause(test).removeprefix(f"{noun(fact)} is ")
    if _is_exact(test.phrase):
        return lambda value, met, as_of: (
            f"{fact.label} is {value_words(fact, value, as_of)}" + ("" if met else f", not {compared}")
        )
    return lambda value, met, as_of: f"{fact.label} is {value_words(fact, value, as_of)}, {_which(compared, met=met)}"


def _is_exact(phrase: Phrase) -> bool:
    """Whether a phrase names just what is wanted, so that naming what was seen says it all."""
    return isinstance(phrase, OneOf) or (isinstance(phrase, NumberRange | DateRange) and phrase.low == phrase.high)


def _which(words: str, *, met: bool) -> str:
    return f"which is {words}" if met else f"which is not {words}"


# --- definitions and measures -------------------------------------------------------------------------------------


def definition_words(ref: DefinitionRef) -> Mapping[str, str]:
    """Return what a line about a definition says, by the outcome of the definition itself."""
    return {
        MET: clause(Test(ref, Is(value=True, words="yes"))),
        NOT_MET: clause(Test(ref, Is(value=False, words="no"))),
        UNDETERMINED: doubt(Test(ref, Is(value=True, words="yes"))),
    }


def measure_sayer(test: Test, measure: Count | Streak | Elapsed) -> Callable[[Measured, str], str]:
    """Return what says of a measure what was found: `1 minor referral is counted; at least 3 are needed`."""
    if isinstance(test.phrase, Known):
        words = {known: knownness(test, known=known) for known in (True, False)}
        return lambda measured, _: words[is_known(measured.reading)]
    if isinstance(measure, Elapsed):
        return _elapsed_sayer(test, measure)
    needed = needed_words(test.phrase)
    none_known = knownness(test, known=False)

    def says(measured: Measured, _: str) -> str:
        found = measured.reading
        if isinstance(found, Interval) and measured.in_part:
            return f"{counted_words(measure, found.low, found.low)}, and there may be others; {needed}"
        if not isinstance(found, Interval) or found.high is None:
            return f"{none_known}; {needed}"
        return f"{counted_words(measure, found.low, found.high)}; {needed}"

    return says


def _elapsed_sayer(test: Test, measure: Elapsed) -> Callable[[Measured, str], str]:
    name, unit = noun(measure), "working days" if measure.working else "days"
    compared = clause(test).removeprefix(f"{name} is ")

    def says(measured: Measured, outcome: str) -> str:
        if measured.reading is DOES_NOT_APPLY:
            return f"{name} does not apply"
        if measured.reading is None:
            return doubt(test)
        return f"{name} is {counted(measured.reading.low, unit)}, {_which(compared, met=outcome == MET)}"

    return says


def counted_words(measure: Count | Streak, low: int, high: int) -> str:
    """Return how many were counted: `no referrals are counted and 1 more is possible`.

    The singular is used of one.
    """
    named = f"{low or 'no'} {measure.one if low == 1 else measure.many}"
    sure = f"{named} {_is_or_are(low)} counted"
    return sure if high == low else f"{sure} and {high - low} more {_is_or_are(high - low)} possible"


def needed_words(phrase: Phrase) -> str:
    """Return how many are asked for: `at least 3 are needed`."""
    if isinstance(phrase, NumberRange) and phrase.high is None:
        return f"{phrase.words} {_is_or_are(1 if phrase.words.endswith(' 1') else 2)} needed"
    return f"the threshold is {phrase.words}"


def _is_or_are(number: int) -> str:
    return "is" if number == 1 else "are"


# --- rules --------------------------------------------------------------------------------------------------------

_OPENINGS = {MET: "Met because", NOT_MET: "Not met because", UNDETERMINED: "Undetermined because"}


def rule_words(outcome: str, reasons: Sequence[str]) -> str:
    """Return what a rule says, as one sentence: `Met because domestic abuse is present.` for a rule that is met."""
    return f"{_OPENINGS[outcome]} {shortened(reasons)}."


def shortened(reasons: Sequence[str]) -> str:
    """Return reasons as one clause, each once; when there are many, the first few and how many more."""
    if len(reasons) == 1:
        return reasons[0]
    distinct = list(dict.fromkeys(reasons))
    if len(distinct) > MOST_REASONS + 1:
        distinct[MOST_REASONS:] = [f"{len(distinct) - MOST_REASONS} more reasons"]
    return joined(distinct)


def joined(clauses: Sequence[str]) -> str:
    """Return clauses as one: with semicolons between them where a clause has marks of its own.

    >>> joined(["a is so", "b is so", "c is so"])
    'a is so, b is so and c is so'
    """
    if len(clauses) > 1 and any(map(_MARK.search, clauses)):
        return "; ".join(clauses[:-1]) + f"; and {clauses[-1]}"
    return " and ".join(filter(None, [", ".join(clauses[:-1]), *clauses[-1:]]))
