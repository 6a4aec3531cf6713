"""The measures of a ruleset, turned into numbers for one child, with the events each rests on.

A count or streak is an interval: what is surely so, and what may be so. Never reads a clock: `as_of` is given.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from service.decision.case_facts import Event, Events, InPart
from service.decision.event_tests import EventTests, Sorted, Verdict, field_words, not_known
from service.decision.values import DOES_NOT_APPLY, Interval, Reading, Value, Values
from service.decision.working_days import working_days_between
from service.ruleset.model import Count, Elapsed, Known, Measure, Streak
from service.ruleset.vocabulary import EventList, Fact
from service.ruleset.wording import date_words

Listed = Mapping[str, Any]
Taken = dict[tuple[str, int], "Measured"]
Measurer = Callable[[date, Values, Events, Taken], "Measured"]
# Takes a list of events, the day of the decision, and the day from which all there were are known.
Tallies = Callable[[Sequence[Event], date, date], "Measured"]


@dataclass(slots=True)  # not frozen: a decision makes many, and freezing triples what one costs
class Measured:
    """The reading of one measure, None when it is not known at all, and what it rests on.

    `counted`, `possible` and `left_out` are events as JSON has them; the last two say why. `doubts`
    are the possible events with the fields to ask about. `origin` names the dates that a length of time is between.
    `in_part` says that the list of events is known only in part, so that there may be others.
    """

    reading: Reading | None
    counted: list[Listed] = field(default_factory=list)
    possible: list[Listed] = field(default_factory=list)
    left_out: list[Listed] = field(default_factory=list)
    doubts: Sequence[tuple[Event, Sequence[Fact]]] = ()
    origin: str = ""
    in_part: bool = False

    @property
    def unlisted(self) -> bool:
        """Whether the list of events itself is not known, or not in full."""
        return isinstance(self.reading, Interval) and self.reading.high is None


# What a count comes to when its list of events is not known. INVARIANT: nobody adds to its lists.
NOT_LISTED = Measured(Interval(0, None))


class Measures:
    """The measures of one ruleset, ready to be taken for any child."""

    def __init__(self, measures: Mapping[str, Measure]) -> None:
        self._measurers = {name: _measurer(measure) for name, measure in measures.items()}

    def take(self, as_of: date, values: Values, events: Events, taken: Taken | None = None) -> dict[str, Measured]:
        """Return every measure by name. Children of one case share `taken`, so the household's events count once."""
        shared: Taken = {} if taken is None else taken
        return {name: measurer(as_of, values, events, shared) for name, measurer in self._measurers.items()}


def readings(measured: Mapping[str, Measured]) -> dict[str, Reading]:
    """Return the readings alone, leaving out those not known at all."""
    return {name: each.reading for name, each in measured.items() if each.reading is not None}


def _measurer(measure: Measure) -> Measurer:
    if isinstance(measure, Elapsed):
        return lambda as_of, values, _events, _taken: Measured(
            elapsed(measure, as_of, values), origin=_origin(measure, as_of, values)
        )
    tests = EventTests(measure.events, measure.where, measure.within if isinstance(measure, Count) else None)
    tally = _counter(measure, tests) if isinstance(measure, Count) else _streak(measure, tests)

    def measurer(as_of: date, _: Values, events: Events, taken: Taken) -> Measured:
        listed = events.get(measure.events.name)
        if listed is None:
            return NOT_LISTED
        # A list lives as long as its case, so within one case its identity tells it from every other.
        key = (measure.name, id(listed))
        if key not in taken:
            in_full_from = (listed.in_full_from or date.max) if type(listed) is InPart else date.min
            taken[key] = tally(listed, as_of, in_full_from)
        return taken[key]

    return measurer


# --- lists of events, as they are filled ---------------------------------------------------------------------------


class _Tally:
    """The events counted, possible and left out so far."""

    def __init__(self) -> None:
        self.counted: list[Listed] = []
        self.possible: list[Listed] = []
        self.left_out: list[Listed] = []
        self.doubts: list[tuple[Event, Sequence[Fact]]] = []

    def leave_out(self, each: Sorted, why: str) -> None:
        self.left_out.append({**each.event.content, "why": why})

    def maybe(self, event: Event, why: str, ask: Sequence[Fact]) -> None:
        self.possible.append({**event.content, "why": why})
        self.doubts.append((event, ask))

    def measured(self, *, in_part: bool = False) -> Measured:
        low = len(self.counted)
        high = None if in_part else low + len(self.possible)
        reading = Interval(low, high)
        return Measured(reading, self.counted, self.possible, self.left_out, self.doubts, in_part=in_part)


# --- counts -------------------------------------------------------------------------------------------------------


def _counter(measure: Count, tests: EventTests) -> Tallies:
    """Return what counts events, given the day from which all there were are known."""
    once = _OncePer(measure.events, measure.once_per) if measure.once_per else None

    def counted(listed: Sequence[Event], as_of: date, in_full_from: date) -> Measured:
        measured = once.count(tests.sort(listed, as_of)) if once else _each(listed, tests.verdicts(listed, as_of))
        if in_full_from == date.min or not tests.reaches(in_full_from - timedelta(days=1), as_of):
            return measured
        return replace(measured, reading=Interval(len(measured.counted), None), in_part=True)

    return counted


def _each(listed: Iterable[Event], verdicts: Iterable[Verdict]) -> Measured:
    """Count every event that nothing speaks against."""
    tally = _Tally()
    for event, (against, missing) in zip(listed, verdicts, strict=True):
        if against:
            tally.left_out.append({**event.content, "why": against})
        elif missing:
            tally.maybe(event, not_known(missing), missing)
        else:
            tally.counted.append(event.content)
    return tally.measured()


@dataclass(frozen=True, slots=True)
class _OncePer:
    """Counts events that share the value of one field once."""

    events: EventList
    field: Fact

    def count(self, found: Sequence[Sorted]) -> Measured:
        """Count each known value once.

        An event whose value is not known may share one already counted, so it is only possible; but where no value is
        known, whatever is surely there makes at least one.
        """
        tally, firsts = _Tally(), self._firsts(found)
        for each in found:
            first = firsts.get(self._value(each))
            if not each.possibly:
                tally.leave_out(each, each.against)
            elif first is each:
                tally.counted.append(each.event.content)
            elif first and self._value(each) is not None:
                tally.leave_out(each, self._same_as(first))
            else:
                ask = each.missing if self._value(each) is not None else (*each.missing, self.field)
                tally.maybe(each.event, not_known(ask), ask)
        values = [self._value(each) for each in found if each.possibly]
        most = len({*values} - {None}) + values.count(None)
        return replace(tally.measured(), reading=Interval(len(tally.counted), most))

    def _firsts(self, found: Sequence[Sorted]) -> dict[Value | None, Sorted]:
        """Return the first sure event of each value; of the not known value only when no value is known."""
        firsts: dict[Value | None, Sorted] = {}
        for each in found:
            if each.surely:
                firsts.setdefault(self._value(each), each)
        if len(firsts) > 1:
            firsts.pop(None, None)
        return firsts

    def _value(self, each: Sorted) -> Value | None:
        return each.event.values.get(self.field.name)

    def _same_as(self, first: Sorted) -> str:
        return f"the same {field_words(self.field)} as {_of_day(self.events, first)}"


def _of_day(events: EventList, each: Sorted) -> str:
    return f"the {events.one} of {date_words(each.day)}" if each.day else f"a {events.one} without a date"


def _asks_the_day(streak: Streak) -> bool:
    """Whether an event's own day decides if it is one of the run, so that one without a date may break it."""
    return any(
        line.field.name == streak.events.dated_by and not isinstance(line.phrase, Known) for line in streak.where
    )


# --- streaks ------------------------------------------------------------------------------------------------------


def _streak(measure: Streak, tests: EventTests) -> Tallies:
    count = _Run(measure.events, _asks_the_day(measure)).count
    return lambda listed, as_of, in_full_from: count(tests.sort(listed, as_of), as_of, in_full_from)


@dataclass(frozen=True, slots=True)
class _Run:
    """Counts the latest events in a row, from the newest back to the first that breaks the run."""

    events: EventList
    asks_the_day: bool

    def count(self, found: Sequence[Sorted], as_of: date, in_full_from: date) -> Measured:
        """Count sure events up to the first that is not sure, and possible ones up to the first surely not one.

        An event without a date may be the newest: unless it is one whenever it was, nothing is sure. From before the
        day from which all there were are known, others may have broken the run.
        """
        tally = _Tally()
        for each in found:
            if each.day and each.day > as_of:
                tally.leave_out(each, f"dated after {date_words(as_of)}")
        undated = [each for each in found if each.day is None]
        loose = any(each.against or len(each.missing) > 1 or self.asks_the_day for each in undated)
        ended = self._run_back(_newest_first(found, as_of), tally, self._since() if loose else "", in_full_from)
        for each in undated:
            if each.against:
                tally.leave_out(each, each.against)
                tally.doubts.append((each.event, (self.events.fields[self.events.dated_by],)))
            else:
                tally.maybe(each.event, not_known(each.missing), each.missing)
        return tally.measured(in_part=in_full_from > ended)

    def _run_back(self, newest_first: Iterable[Sorted], tally: _Tally, doubt: str, in_full_from: date) -> date:
        """Follow the run, and return the day of the event that ended it; the first of all days when none did."""
        ended, last = "", date.min
        for each in newest_first:
            if not doubt and each.day and each.day < in_full_from:
                doubt = f"not every {self.events.one} since is known, and one may have ended the run"
            if ended or each.against:
                tally.leave_out(each, each.against or ended)
                last = last if ended else each.day or date.min
                ended = ended or f"earlier than {_of_day(self.events, each)}, which ended the run"
            elif each.missing:
                tally.maybe(each.event, not_known(each.missing), each.missing)
                doubt = doubt or f"earlier than {_of_day(self.events, each)}, which may have ended the run"
            elif doubt:
                tally.maybe(each.event, doubt, ())
            else:
                tally.counted.append(each.event.content)
        return last

    def _since(self) -> str:
        return f"a {self.events.one} without a date may have ended the run"


def _newest_first(found: Iterable[Sorted], as_of: date) -> list[Sorted]:
    """Return the dated events back from `as_of`; on one day, those that carry the run on come before a break."""
    dated = [
        (-each.day.toordinal(), bool(each.against), bool(each.missing), each)
        for each in found
        if each.day and each.day <= as_of
    ]
    return [each for *_, each in sorted(dated, key=lambda placed: placed[:3])]


# --- lengths of time ----------------------------------------------------------------------------------------------


def elapsed(measure: Elapsed, as_of: date, values: Values) -> Reading | None:
    """Return the days from one date to the other, None when either is not known."""
    start, end = _day(measure.start, as_of, values), _day(measure.end, as_of, values)
    if start is DOES_NOT_APPLY or end is DOES_NOT_APPLY:
        return DOES_NOT_APPLY
    if not isinstance(start, date) or not isinstance(end, date):
        return None
    days = working_days_between(start, end) if measure.working else (end - start).days
    return Interval(days, days)


def _origin(measure: Elapsed, as_of: date, values: Values) -> str:
    return " to ".join(_end_words(fact, _day(fact, as_of, values)) for fact in (measure.start, measure.end))


def _day(fact: Fact | None, as_of: date, values: Values) -> Value | None:
    return values.get(fact.name) if fact else as_of


def _end_words(fact: Fact | None, day: Value | None) -> str:
    said = day.isoformat() if isinstance(day, date) else "does not apply" if day else "not known"
    return f"{fact.name if fact else 'as_of'} {said}"
