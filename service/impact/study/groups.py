"""How the children of a history are split: by age band, by a fact, by a column of one's own, and by stretch of time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import ibis
from ibis.expr import types as ir

from service.decision.born import BORN, DUE, UNBORN
from service.impact.calendar import shifted
from service.impact.comparisons import opposite
from service.impact.layout import AS_OF, column
from service.impact.study.plan import CannotStudy
from service.ruleset.model import Length
from service.ruleset.problems import suggest
from service.ruleset.vocabulary import Fact, Kind, Vocabulary

NOT_KNOWN = "not known"
AGE_BANDS = ("unborn", "under 1", "1 to 4", "5 to 9", "10 to 15", "16 and over", NOT_KNOWN)
_UPPER_YEARS = {1: "under 1", 5: "1 to 4", 10: "5 to 9", 16: "10 to 15"}
# Short names for the facts people split by most.
SHORT = {
    "source": "contact.source",
    "ethnicity": "monitoring.ethnicity",
    "sex": "monitoring.sex",
    "disability": "monitoring.disability",
}


@dataclass(frozen=True, slots=True)
class Grouping:
    """One way to split the children: its name, its title, the column of its groups and their titles and order."""

    name: str
    title: str
    value: Any
    titles: Mapping[str, str]

    def order(self, groups: Sequence[str]) -> list[str]:
        """Return the groups in the order they are shown: as listed, then by the alphabet, the not known last."""
        places = {name: place for place, name in enumerate(self.titles)}
        return sorted(groups, key=lambda name: (name == NOT_KNOWN, places.get(name, len(places)), name))

    def label(self, group: str) -> str:
        """Return a group's title."""
        return self.titles.get(group, group)


def grouping(name: str, cases: ir.Table, vocabulary: Vocabulary, own: Sequence[str]) -> Grouping:
    """Return the way to split that is called this. Raises CannotStudy."""
    if name == "age_band":
        return Grouping(name, "Age band", _age_band(cases), {band: band for band in AGE_BANDS})
    fact = vocabulary.facts.get(SHORT.get(name, name))
    if fact is not None and fact.may_be_sent and fact.kind in (Kind.CHOICE, Kind.TEXT, Kind.YES_NO):
        return Grouping(name, _title(fact), _fact(cases, fact), _fact_titles(fact))
    if column(f"by.{name}") in own:
        value = cases[column(f"by.{name}")].fill_null(NOT_KNOWN)
        return Grouping(name, name.replace("_", " ").capitalize(), value, {})
    offered = ["age_band", *SHORT, *(each.removeprefix("by__") for each in own)]
    hint = suggest(name, offered) or "Use one of: " + ", ".join(f"`{each}`" for each in offered)
    raise CannotStudy(f"There is nothing called `{name}` to split the figures by", hint)


def _title(fact: Fact) -> str:
    words = fact.label or fact.yes
    return words[:1].upper() + words[1:]


def _fact(cases: ir.Table, fact: Fact) -> Any:  # noqa: ANN401 - a column of words
    value: Any = cases[column(fact.name)]
    if fact.kind is Kind.YES_NO:
        return ibis.cases((value, "yes"), (opposite(value), "no"), else_=NOT_KNOWN)
    return value.fill_null(NOT_KNOWN)


def _fact_titles(fact: Fact) -> Mapping[str, str]:
    if fact.kind is Kind.YES_NO:
        return {"yes": "Yes", "no": "No"}
    return {name: words[:1].upper() + words[1:] for name, words in fact.choices.items()}


def _age_band(cases: ir.Table) -> Any:  # noqa: ANN401 - a column of words
    born, due, as_of = (cases[column(name)] for name in (BORN, DUE, AS_OF))
    unborn = born.isnull() & (due.notnull() | cases[column(UNBORN)].fill_null(ibis.literal(value=False)))
    bands = [(as_of < shifted(born, Length(years, "years"), 1), band) for years, band in _UPPER_YEARS.items()]
    return ibis.cases((unborn, "unborn"), (born.isnull(), NOT_KNOWN), *bands, else_="16 and over")


def period(over: str, as_of: Any) -> Any:  # noqa: ANN401 - a date column in, a column of numbers out
    """Return the stretch of time a day falls in, as a number that sorts: 202604 for April 2026."""
    if over == "month":
        return as_of.year() * 100 + as_of.month()
    if over == "quarter":
        return as_of.year() * 10 + as_of.quarter()
    if over == "week":
        monday = as_of - ibis.interval(days=1) * as_of.day_of_week.index()
        return monday.year() * 10_000 + monday.month() * 100 + monday.day()
    return as_of.year()


def period_words(over: str, number: int) -> str:
    """Return a stretch of time as people write it.

    >>> period_words("month", 202604), period_words("quarter", 20262)
    ('2026-04', '2026 quarter 2')
    """
    if over == "month":
        return f"{number // 100}-{number % 100:02}"
    if over == "quarter":
        return f"{number // 10} quarter {number % 10}"
    if over == "week":
        return f"week of {number // 10_000}-{number // 100 % 100:02}-{number % 100:02}"
    return str(number)
