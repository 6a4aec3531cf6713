"""A table under a sentence, turned into events: its first row names fields, and each other row is one event."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from service.assurance.draft import Event, NotUnderstood
from service.assurance.values import read_value, title
from service.assurance.wordings import Table
from service.ruleset.problems import suggest
from service.ruleset.vocabulary import EventList, Fact

ROW_NUMBER: Final = "#"


def read_events(events: EventList, table: Table, today: date) -> list[Event]:
    """Return an event for each row. An empty cell says nothing; `not known` says that it is not known."""
    if not table:
        fields = "` | `".join(events.fields)
        raise NotUnderstood(f"There is no table of {events.many} here", f"Put one under the sentence: | `{fields}` |")
    columns = [_column(events, heading) for heading in table[0]]
    return [_event(columns, row, today, number) for number, row in enumerate(table[1:], start=1)]


def repeat_row(events: EventList, table: Table, today: date, times: int) -> list[Event]:
    """Return the one event of the table so many times, `#` being the number of each."""
    heading, *rows = table or ((),)
    if len(rows) != 1:
        raise NotUnderstood(f"The table says what each of the {times} {events.many} is like, so it has one row", "")
    return read_events(events, (heading, *rows * times), today)


def _column(events: EventList, heading: str) -> Fact:
    for name, fact in events.fields.items():
        if _loose(heading) in {_loose(name), _loose(title(fact))}:
            return fact
    raise NotUnderstood(f"`{heading}` is not something said of {events.one}", suggest(heading, events.fields))


def _event(columns: Sequence[Fact], row: Sequence[str], today: date, number: int) -> Event:
    said = [(fact, words.replace(ROW_NUMBER, str(number))) for fact, words in zip(columns, row, strict=True)]
    return {fact.short: read_value(fact, words, today) for fact, words in said if words.strip()}


def _loose(words: str) -> str:
    return " ".join(words.casefold().replace("_", " ").split()).removeprefix("the ")
