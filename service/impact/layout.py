"""How a history of referrals is laid out as tables, and how a fact's name becomes a column's.

`cases` has one row for each child and contact: `row` (a number of its own), `as_of`, and a column for each fact; what
is not known is empty. Each list of events has a table with a line for each case and event: the case's `row` and
`as_of`, and a column for each field. Where a case's list is not known, its `…__listed` column says no. A list that may
be known only in part has an `…__in_full_from` column: the day from which on all there were are known, empty where that
is so of every day.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import blake2b

import ibis
from ibis import Schema
from ibis.expr import types as ir

from service.impact.database import Database
from service.ruleset.vocabulary import EventList, Fact, Kind, Vocabulary

ROW, AS_OF = "row", "as_of"
NO, YES = ibis.literal(value=False), ibis.literal(value=True)
# Stands for no day at all: of a list known in part, no stretch of time is known in full.
NO_DAY = date(2120, 12, 31)
LONGEST_COLUMN = 60  # PostgreSQL cuts a name after 63 characters

_TYPES = {
    Kind.YES_NO: "boolean",
    Kind.NUMBER: "int64",
    Kind.DATE: "date",
    Kind.AGE: "date",
    Kind.TEXT: "string",
    Kind.CHOICE: "string",
}


@dataclass(frozen=True, slots=True)
class Tables:
    """One history, ready to be decided, in the database that holds it: the cases, and each list of events by name."""

    database: Database
    cases: ir.Table
    events: Mapping[str, ir.Table]


def column(name: str) -> str:
    """Return the column of a fact. A dot has a meaning of its own in some databases, and long names are cut by others.

    >>> column("domestic_abuse.present")
    'domestic_abuse__present'
    """
    full = name.replace(".", "__")
    if len(full) <= LONGEST_COLUMN:
        return full
    return f"{full[: LONGEST_COLUMN - 9]}_{blake2b(full.encode(), digest_size=4).hexdigest()}"


def listed(events: str) -> str:
    """Return the column that says whether a case's list of events is known.

    >>> listed("referrals")
    'referrals__listed'
    """
    return column(f"{events}.listed")


def in_full_from(events: str) -> str:
    """Return the column that says from which day on a case's list of events is known in full.

    >>> in_full_from("referrals")
    'referrals__in_full_from'
    """
    return column(f"{events}.in_full_from")


def case_schema(vocabulary: Vocabulary) -> Schema:
    """Return the columns of `cases` and their kinds: everything that may be sent of a child or a household."""
    facts = {column(fact.name): type_of(fact) for fact in sent(vocabulary)}
    lists = {listed(name): "boolean" for name in vocabulary.events}
    in_part = {in_full_from(name): "date" for name in vocabulary.events}
    return Schema({ROW: "!int64", AS_OF: "!date", **facts, **lists, **in_part})


def event_schema(events: EventList) -> Schema:
    """Return the columns of one list of events and their kinds."""
    return Schema({ROW: "!int64", AS_OF: "!date", **{column(name): type_of(f) for name, f in events.fields.items()}})


def sent(vocabulary: Vocabulary) -> list[Fact]:
    """Return the facts that may be sent, and so may be columns of a history."""
    return [fact for fact in vocabulary.facts.values() if fact.may_be_sent]


def type_of(fact: Fact) -> str:
    """Return the kind of a fact's column."""
    return _TYPES[fact.kind]
