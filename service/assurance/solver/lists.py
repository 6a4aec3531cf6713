"""Lists of events for the solver to choose, event by event, and the measures counted from them.

Says of each measure when it is surely at least so many, and when it may be, exactly as a real list would be counted.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from copy import copy
from dataclasses import dataclass

from service.assurance.solver.days import Days
from service.assurance.solver.logic import Formula, Logic, Number
from service.assurance.solver.mentions import Mentions
from service.assurance.solver.world import Symbol, says, symbol_of
from service.ruleset.model import Count, DateRange, FieldTest, Is, Known, NumberRange, OneOf, Phrase, Streak, TimeRange
from service.ruleset.vocabulary import EventList


def holds(phrase: Phrase, symbol: Symbol, days: Days) -> Formula:
    """Return that a value, known, is what the phrase asks."""
    logic = days.logic
    match phrase:
        case Is(value=wanted) if symbol.yes is not None:
            return symbol.yes if wanted else logic.opposite(symbol.yes)
        case OneOf(values=values):
            return says(symbol, logic, values)
        case NumberRange() if symbol.number is not None:
            return between(phrase, symbol.number, logic)
        case TimeRange() | DateRange() if symbol.number is not None:
            return days.within(phrase, symbol.number)
        case _:
            return logic.no


def between(phrase: NumberRange, number: Number, logic: Logic) -> Formula:
    """Return that a number is what the phrase asks."""
    low = [] if phrase.low is None else [logic.constant(phrase.low) <= number]
    high = [] if phrase.high is None else [number <= phrase.high]
    return logic.every([*low, *high])


@dataclass(frozen=True, slots=True)
class Place:
    """One place in a list: whether an event is there, what its fields say, its day and whether that is known."""

    there: Formula
    fields: dict[str, Symbol]
    dated: Formula
    day: Number


@dataclass(frozen=True, slots=True)
class Lines:
    """What the `where` of a measure makes of one event."""

    met: Formula
    against: Formula


@dataclass(frozen=True, slots=True)
class Reckoned:
    """A count or streak, known where its list is: for each number from 1 on, that it surely, or perhaps, reaches it."""

    known: Formula
    surely: Sequence[Formula]
    perhaps: Sequence[Formula]


class SymbolicList:
    """One list of events: not known at all, or so many events, its places filled from the first on."""

    def __init__(self, events: EventList, mentions: Mentions, days: Days) -> None:
        self.events, self.days, self.logic = events, days, days.logic
        self.known = self.logic.unknown(f"{events.name} known")
        self.rules: list[Formula] = []
        self.places: list[Place] = []
        size = mentions.modelled(events.name)
        for at in range(size):
            self._add_place(at, mentions, size)

    def left_unknown(self) -> SymbolicList:
        """Return the same list, not known."""
        unknown = copy(self)
        unknown.known, unknown.rules, unknown.places = self.logic.no, [], []
        return unknown

    def _add_place(self, at: int, mentions: Mentions, size: int) -> None:
        name = self.events.name
        there = self.logic.unknown(f"{name} {at} there")
        self.rules.append(self.logic.if_so(there, self.places[-1].there if self.places else self.known))
        fields = {}
        for fact in mentions.fields[name].values():
            asked = mentions.words[f"{name} {fact.name}"]
            fields[fact.name], rules = symbol_of(fact, f"{name} {at} {fact.name}", self.days, asked, size)
            self.rules += rules
        dated = fields[self.events.dated_by]
        if dated.number is not None:
            self.places.append(Place(there, fields, dated.known, dated.number))

    def reckon(self, measure: Count | Streak) -> Reckoned:
        """Return what can be told of a measure of this list."""
        if not self.places:
            return Reckoned(self.known, (), ())
        surely, perhaps = self._count(measure) if isinstance(measure, Count) else self._streak(measure)
        most = len(self.places)
        return Reckoned(self.known, self.logic.counts(surely, most), self.logic.counts(perhaps, most))

    # --- counts ---

    def _count(self, count: Count) -> tuple[list[Formula], list[Formula]]:
        logic = self.logic
        surely, perhaps = [], []
        for place in self.places:
            lines, in_time = self._lines(place, count.where), self._in_time(count, place.day)
            not_out_of_time = logic.some((logic.opposite(place.dated), in_time))
            surely.append(logic.every((place.there, lines.met, place.dated, in_time)))
            perhaps.append(logic.every((place.there, logic.opposite(lines.against), not_out_of_time)))
        if count.once_per is None:
            return surely, perhaps
        return self._once_per([place.fields[count.once_per.name] for place in self.places], surely, perhaps)

    def _in_time(self, count: Count, day: Number) -> Formula:
        if count.within is None:
            return day <= 0
        window = TimeRange("ago", None, low_open=False, high=count.within, high_open=False, words="")
        return self.logic.every((day <= 0, self.days.within(window, day)))

    def _lines(self, place: Place, where: Sequence[FieldTest]) -> Lines:
        judged = [self._line(line.phrase, place.fields[line.field.name]) for line in where]
        return Lines(self.logic.every(met for met, _ in judged), self.logic.some(against for _, against in judged))

    def _line(self, phrase: Phrase, symbol: Symbol) -> tuple[Formula, Formula]:
        """Return that a line of `where` is met, and that it speaks against the event; neither while not known."""
        if isinstance(phrase, Known):
            so = symbol.known if phrase.value else self.logic.opposite(symbol.known)
            return so, self.logic.opposite(so)
        so = holds(phrase, symbol, self.days)
        return self.logic.every((symbol.known, so)), self.logic.every((symbol.known, self.logic.opposite(so)))

    def _once_per(
        self, fields: Sequence[Symbol], surely: Sequence[Formula], perhaps: Sequence[Formula]
    ) -> tuple[list[Formula], list[Formula]]:
        """Count events that share the value of a field once.

        An event whose value is not known may share one already there; where no value is known, those sure make one.
        """
        logic, values = self.logic, [field.known for field in fields]
        surely_known = logic.both(surely, values)
        only_unknown = logic.every((logic.some(surely), logic.opposite(logic.some(surely_known))))
        unknown = logic.both(perhaps, map(logic.opposite, values))
        return (
            [only_unknown, *self._each_value(surely_known, fields)],
            [*unknown, *self._each_value(logic.both(perhaps, values), fields)],
        )

    def _each_value(self, those: Sequence[Formula], fields: Sequence[Symbol]) -> list[Formula]:
        """Return one formula for each value that one of those has: for each there can be, where they are few.

        Where there are many, it is that an event is one of those and no earlier one has the same value.
        """
        values = [self._values(field) for field in fields]
        if 0 < len(values[0]) < len(those):
            return [self.logic.some(self.logic.both(those, has)) for has in zip(*values, strict=True)]
        found = []
        for at, so in enumerate(those):
            same = (self.logic.every((those[each], _equal(fields[each], fields[at], self.logic))) for each in range(at))
            found.append(self.logic.every([so, *map(self.logic.opposite, same)]))
        return found

    def _values(self, field: Symbol) -> list[Formula]:
        """Return that a field has each of the values there can be; none where they cannot be listed."""
        if field.yes is not None:
            return [field.yes, self.logic.opposite(field.yes)]
        return [self.logic.word_is(field.word, place) for place in range(field.word.size)] if field.word else []

    # --- streaks ---

    def _streak(self, streak: Streak) -> tuple[list[Formula], list[Formula]]:
        """Count back from the newest: surely up to the first not surely one, perhaps up to the first surely not one.

        An event without a date may be the newest: unless it is one whenever it was, nothing is sure.
        """
        logic, lines = self.logic, [self._lines(place, streak.where) for place in self.places]
        dated = [logic.every((place.there, place.dated, place.day <= 0)) for place in self.places]
        undated = [logic.every((place.there, logic.opposite(place.dated))) for place in self.places]
        not_met = logic.both(dated, (logic.opposite(line.met) for line in lines))
        against = logic.both(dated, (line.against for line in lines))
        loose = logic.some(logic.both(undated, (logic.opposite(line.met) for line in lines)))
        surely, perhaps = [], []
        for at, line in enumerate(lines):
            surely.append(logic.every((logic.opposite(loose), dated[at], line.met, self._none_newer(at, not_met))))
            goes_on = logic.every((dated[at], self._none_newer(at, against)))
            perhaps.append(logic.every((logic.opposite(line.against), logic.some((goes_on, undated[at])))))
        return surely, perhaps

    def _none_newer(self, at: int, those: Iterable[Formula]) -> Formula:
        """Return that none of those is newer than the event at this place; on one day, it comes before them."""
        day = self.places[at].day
        return self.logic.every(
            self.logic.if_so(so, self.places[other].day <= day) for other, so in enumerate(those) if other != at
        )


def _equal(one: Symbol, other: Symbol, logic: Logic) -> Formula:
    if one.word is not None and other.word is not None:
        return logic.same_word(one.word, other.word)
    if one.yes is not None and other.yes is not None:
        return logic.same(one.yes, other.yes)
    if one.number is not None and other.number is not None:
        return logic.same(one.number, other.number)
    return logic.no
