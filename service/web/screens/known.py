"""What was known in a case, as a page shows it: each answer beside its question, each list as a table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from service.ruleset.vocabulary import EventList, Vocabulary
from service.ruleset.wording import date_words
from service.web.screens.tree import said_value

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Table:
    """One list of events, a row for each."""

    title: str
    headings: Sequence[str]
    rows: Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class Known:
    """What was known about the household or one child."""

    title: str
    answers: Sequence[tuple[str, str]]
    tables: Sequence[Table]


def known(case: Json, vocabulary: Vocabulary, as_of: date) -> list[Known]:
    """Return what was known about the household, then about each child."""
    about = [("The household", case.get("household") or {})]
    about += [(f"Child {child['ref']}", child) for child in case.get("children", ())]
    return [
        Known(title, list(_answers(said, vocabulary, as_of)), list(_tables(said, vocabulary, as_of)))
        for title, said in about
    ]


def _answers(said: Json, vocabulary: Vocabulary, as_of: date) -> Iterator[tuple[str, str]]:
    for fact in vocabulary.facts.values():
        value = (said.get(fact.group) or {}).get(fact.short)
        if value is not None:
            yield fact.question, _capital(said_value(fact, value, as_of))


def _tables(said: Json, vocabulary: Vocabulary, as_of: date) -> Iterator[Table]:
    for events in vocabulary.events.values():
        if said.get(events.name) is not None:
            headings = [_capital(name.replace("_", " ")) for name in events.fields]
            listed = said[events.name]
            in_part = isinstance(listed, dict)
            rows = [_row(events, event, as_of) for event in (listed["known"] if in_part else listed)]
            yield Table(_capital(events.many) + (_in_part(listed) if in_part else ""), headings, rows)


def _in_part(listed: Json) -> str:
    day = listed.get("in_full_from")
    return f", in full from {date_words(date.fromisoformat(day))}" if day else ", as far as they are known"


def _row(events: EventList, event: Json, as_of: date) -> list[str]:
    return [
        said_value(field, event.get(name, field.unless_said or None), as_of) for name, field in events.fields.items()
    ]


def _capital(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}"
