"""How a history of referrals is laid out as tables, and how a fact's name becomes a column's.

`cases` has one row for each child and contact: `row` (a number of its own), `as_of`, and a column for each fact; what
is not known is empty. Each list of events has a table with a `row` for the case it belongs to and a column for each
field. Where a case's list is not known, its `…__listed` column says no.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import ibis
from ibis import Schema
from ibis.expr import types as ir

from service.ruleset.vocabulary import EventList, Fact, Kind, Vocabulary

ROW, AS_OF = "row", "as_of"
NO, YES = ibis.literal(value=False), ibis.literal(value=True)

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
    """One history, ready to be decided: the cases, and each list of events by its name."""

    cases: ir.Table
    events: Mapping[str, ir.Table]


def column(name: str) -> str:
    """Return the column of a fact. A dot has a meaning of its own in some databases.

    >>> column("domestic_abuse.present")
    'domestic_abuse__present'
    """
    return name.replace(".", "__")


def listed(events: str) -> str:
    """Return the column that says whether a case's list of events is known.

    >>> listed("referrals")
    'referrals__listed'
    """
    return f"{events}__listed"


def case_schema(vocabulary: Vocabulary) -> Schema:
    """Return the columns of `cases` and their kinds: everything that may be sent of a child or a household."""
    sent = [fact for fact in vocabulary.facts.values() if fact.may_be_sent]
    lists = {listed(name): "boolean" for name in vocabulary.events}
    return Schema({ROW: "!int64", AS_OF: "!date", **{column(fact.name): type_of(fact) for fact in sent}, **lists})


def event_schema(events: EventList) -> Schema:
    """Return the columns of one list of events and their kinds."""
    return Schema({ROW: "!int64", **{name: type_of(field) for name, field in events.fields.items()}})


def type_of(fact: Fact) -> str:
    """Return the kind of a fact's column."""
    return _TYPES[fact.kind]
