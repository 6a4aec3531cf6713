"""Whether an event is one that a measure counts: surely, possibly or not, and why.

An event with a not-known field that a measure asks about is possible, never surely in or out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from typing import Any, NamedTuple

from service.decision.case_facts import Event
from service.decision.judging import judge_of, within
from service.ruleset.model import FieldTest, Is, Known, Length, OneOf, Test
from service.ruleset.vocabulary import EventList, Fact, Kind
from service.ruleset.wording import date_words, doubt, either, length_words, value_words

# Takes the value of a field, None when it is not known, and the day of the decision. Returns why the event is not one
# to count, nothing when it is, and None when the field would have to be known.
Line = Callable[[Any, date], str | None]


class Sorted(NamedTuple):
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


# What speaks against an event by the `where` lines of a measure, and which of their fields are missing.
Verdict = tuple[str, tuple[Fact, ...]]


class EventTests:
    """Sorts the events of one list by the `where` lines and the window of a measure."""

    def __init__(self, events: EventList, where: Iterable[FieldTest], window: Length | None) -> None:
        self.window = window
        self.dated = events.fields[events.dated_by]
        self.lines = [(test.field, _line(test)) for test in where]
        self.names = [field.name for field, _ in self.lines]
        self.too_old = f"older than {length_words(window)}" if window else ""
        # Where the lines ask only for listed answers, what they say is kept.
        self._are_few = all(field.kind in {Kind.YES_NO, Kind.CHOICE} for field, _ in self.lines)
        self._verdicts: dict[tuple[Any, ...], Verdict] = {}
        self._is_within: tuple[date, Callable[[date], bool]] = (date.min, lambda _: True)

    def reaches(self, day: date, as_of: date) -> bool:
        """Whether events of a day are within the window."""
        return self.window is None or within(self.window, as_of)(day)

    def sort(self, events: Sequence[Event], as_of: date) -> list[Sorted]:
        """Return the events with what speaks against counting each and what is missing to be sure of it."""
        name = self.dated.name
        judged = zip(events, self.verdicts(events, as_of), strict=True)
        return [Sorted(event, event.values.get(name), *verdict) for event, verdict in judged]  # type: ignore[arg-type]

    def verdicts(self, events: Iterable[Event], as_of: date) -> list[Verdict]:
        """Return, event by event, what speaks against counting it and what is missing to be sure of it."""
        is_within, names, name = self._window(as_of), self.names, self.dated.name
        kept, found = self._verdicts, []
        for event, _ in events:
            get = event.get
            answers = tuple(map(get, names))
            verdict = kept.get(answers) or self._judged(answers, as_of)
            if not verdict[0]:
                verdict = self._by_day(get(name), verdict, as_of, is_within)
            found.append(verdict)
        return found

    def _window(self, as_of: date) -> Callable[[date], bool] | None:
        """Return what says whether a day is within the window: that of the last decision, where the day is the same."""
        if self.window is None:
            return None
        day, is_within = self._is_within
        if day != as_of:
            is_within = within(self.window, as_of)
            self._is_within = as_of, is_within
        return is_within

    def _by_day(self, day: Any, verdict: Verdict, as_of: date, is_within: Callable[[date], bool] | None) -> Verdict:  # noqa: ANN401 - the value of any field
        """Return what the day adds to the verdict on an event that nothing else speaks against."""
        if day is None:
            _, missing = verdict
            return verdict if self.dated in missing else ("", (*missing, self.dated))
        if day > as_of:
            return f"dated after {date_words(as_of)}", ()
        if is_within and not is_within(day):
            return self.too_old, ()
        return verdict

    def _judged(self, answers: tuple[Any, ...], as_of: date) -> Verdict:
        """Return the verdict of the lines, and keep it where the same answers always come to the same."""
        missing: dict[Fact, None] = {}
        verdict: Verdict | None = None
        for (field, line), value in zip(self.lines, answers, strict=True):
            why = line(value, as_of)
            if why:
                verdict = why, ()
                break
            if why is None:
                missing[field] = None
        verdict = verdict or ("", tuple(missing))
        if self._are_few:
            self._verdicts[answers] = verdict
        return verdict


def _line(test: FieldTest) -> Line:
    """Return what a line says of a value. Of a listed answer it never depends on the day."""
    phrase = test.phrase
    if isinstance(phrase, Known):
        return lambda value, as_of: "" if (value is not None) is phrase.value else mismatch(test, value, as_of)
    judge = judge_of(phrase)

    def judged(value: Any, as_of: date) -> str | None:  # noqa: ANN401 - the value of any field
        if value is None:
            return None
        return "" if judge(value, as_of) else mismatch(test, value, as_of)

    return judged


# --- why ----------------------------------------------------------------------------------------------------------


def mismatch(test: FieldTest, value: bool | int | str | date | None, as_of: date) -> str:  # noqa: FBT001 - any value
    """Return why a field speaks against an event: `recorded in error is not active or withdrawn`."""
    field, phrase = test.field, test.phrase
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
