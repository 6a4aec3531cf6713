"""Whether an event is one that a measure counts: surely, possibly or not, and why.

An event with a not-known field that a measure asks about is possible, never surely in or out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from service.decision.case_facts import Event
from service.decision.judging import judge_of
from service.ruleset.model import FieldTest, Is, Known, Length, OneOf, Test, TimeRange
from service.ruleset.vocabulary import EventList, Fact, Kind
from service.ruleset.wording import date_words, doubt, either, length_words, value_words

Line = Callable[[Mapping[str, Any], date], bool | None]


@dataclass(frozen=True, slots=True)
class Sorted:
    """One event as a measure sees it: surely one to count when nothing speaks against it and nothing is missing."""

    event: Event
    day: date | None
    against: str
    missing: tuple[Fact, ...]

    @property
    def surely(self) -> bool:
        """Whether it is one to count, whatever else comes to be known."""
        return not self.against and not self.missing

    @property
    def possibly(self) -> bool:
        """Whether it may yet be one to count, surely or not."""
        return not self.against


class EventTests:
    """Sorts the events of one list by the `where` lines and the window of a measure."""

    def __init__(self, events: EventList, where: Iterable[FieldTest], within: Length | None) -> None:
        self.events, self.within = events, within
        self.dated = events.fields[events.dated_by]
        self.lines = [(test.field, test, _line(test)) for test in where]
        self.window = within and judge_of(TimeRange("ago", None, False, within, False, ""))  # noqa: FBT003

    def reaches(self, day: date, as_of: date) -> bool:
        """Whether events of a day are within the window."""
        return not self.window or self.window(day, as_of)

    def sort(self, event: Event, as_of: date) -> Sorted:
        """Return what speaks against counting the event and what is missing to be sure of it."""
        day = event.values.get(self.dated.name)
        dated = day if isinstance(day, date) else None
        missing = []
        for field, test, line in self.lines:
            outcome = line(event.values, as_of)
            if outcome is None:
                missing.append(field)
            elif not outcome:
                return Sorted(event, dated, mismatch(test, event, as_of), ())
        if dated is None:
            missing.append(self.dated)
        elif dated > as_of:
            return Sorted(event, dated, f"dated after {date_words(as_of)}", ())
        elif self.window and self.within and not self.window(dated, as_of):
            return Sorted(event, dated, f"older than {length_words(self.within)}", ())
        return Sorted(event, dated, "", tuple(dict.fromkeys(missing)))


def _line(test: FieldTest) -> Line:
    name, phrase = test.field.name, test.phrase
    if isinstance(phrase, Known):
        return lambda values, _: (name in values) is phrase.value
    judge = judge_of(phrase)
    return lambda values, as_of: judge(values[name], as_of) if name in values else None


# --- why ----------------------------------------------------------------------------------------------------------


def mismatch(test: FieldTest, event: Event, as_of: date) -> str:
    """Return why a field speaks against an event: `recorded in error is not active or withdrawn`."""
    field, phrase, value = test.field, test.phrase, event.values.get(test.field.name)
    if isinstance(phrase, Known) or value is None:
        return f"{field_words(field)} is {'not known' if value is None else 'known'}"
    if isinstance(phrase, Is):
        return field.yes if value else field.no
    if isinstance(phrase, OneOf):
        return (
            f"{value_words(field, value, as_of)} is not {either([value_words(field, v, as_of) for v in phrase.values])}"
        )
    return f"{value_words(field, value, as_of)} is not {phrase.words}"


def not_known(fields: Iterable[Fact]) -> str:
    """Return which fields are not known: `seriousness is not known`."""
    return " and ".join(_doubts(fields))


def _doubts(fields: Iterable[Fact]) -> Iterator[str]:
    for field in fields:
        yes_no = field.kind is Kind.YES_NO
        yield doubt(Test(field, Known(value=True, words="known"))) if yes_no else f"{field_words(field)} is not known"


def field_words(field: Fact) -> str:
    """Return a field's name as words: `from area`."""
    return field.name.replace("_", " ")
