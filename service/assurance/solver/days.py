"""Days the solver chooses, each told as so many days after the day of the decision, and what phrases ask of them.

The day of the decision is itself for the solver to choose, so what is proven holds on every one. Edges (`edges.py`) are
numbers it chooses too, held to what is so of them on every day from 1900 to 2100; `pinned` fixes them for one day.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from service.assurance.solver.edges import (
    FIRST,
    LAST,
    Edge,
    Patterns,
    Turn,
    away,
    fewest_and_most,
    nearest_and_furthest,
)
from service.assurance.solver.logic import Formula, Found, Logic, Number
from service.decision.working_days import working_days_between
from service.ruleset.lengths import DAYS, MONTHS
from service.ruleset.model import DateRange, Length, TimeRange

EXACT_UP_TO = 3000
CLOSE = 100


class Stretch(NamedTuple):
    """A day, whether it is known, and how many working days there are from `as_of` up to it."""

    day: Number
    known: Formula
    worked: Number


class Days:
    """The day of the decision, the edges seen from it, and the working days up to each day asked about."""

    def __init__(self, logic: Logic) -> None:
        self.logic = logic
        self.as_of = logic.number("as_of")
        self.edges: dict[Edge, Number] = {}
        self.worked: dict[str, Stretch] = {}
        self._patterns = Patterns()
        self._untold: list[Formula] = [logic.constant(FIRST) <= self.as_of, self.as_of <= logic.constant(LAST)]

    def day(self, name: str, *, past: bool) -> Number:
        """Return a day for the solver to choose, from 1900 to 2100, and no later than the decision when `past`."""
        day = self.logic.number(name)
        self._untold += [self.logic.constant(FIRST) <= self.as_of + day, self.as_of + day <= LAST]
        if past:
            self._untold.append(day <= 0)
        return day

    # --- phrases ---

    def within(self, phrase: TimeRange | DateRange, day: Number) -> Formula:
        """Return that a day is what the phrase asks."""
        if isinstance(phrase, DateRange):
            low, high = phrase.low, phrase.high
            parts = [self.logic.constant(low.toordinal()) <= self.as_of + day] if low else []
            return self.logic.every([*parts, *([self.as_of + day <= high.toordinal()] if high else [])])
        return self.logic.every(
            [
                *([self._at_least(phrase, phrase.low, day, more=phrase.low_open)] if phrase.low else []),
                *([self._at_most(phrase, phrase.high, day, less=phrase.high_open)] if phrase.high else []),
            ]
        )

    def _at_most(self, phrase: TimeRange, length: Length, day: Number, *, less: bool) -> Formula:
        return self.logic.opposite(self._at_least(phrase, length, day, more=not less))

    def _at_least(self, phrase: TimeRange, length: Length, day: Number, *, more: bool) -> Formula:
        """Return that so long or `more` lies between the day and `as_of`."""
        if length.unit == "working days":
            return self._worked(phrase.direction, length.count + more, day)
        if phrase.direction == "ahead":
            edge = self._moved(length, 1)
            return edge < day if more else edge <= day
        if phrase.direction == "age" and length.unit in MONTHS:
            turn = Turn.BORN_BEFORE if more else Turn.BORN
            return day <= self.edge(turn, length.count * MONTHS[length.unit])
        edge = self._moved(length, -1)
        return day < edge if more else day <= edge

    def _moved(self, length: Length, sign: int) -> Number:
        if length.unit in MONTHS:
            return self.edge(Turn.MONTHS, sign * length.count * MONTHS[length.unit])
        return self.logic.constant(sign * length.count * DAYS[length.unit])

    def _worked(self, direction: str, count: int, day: Number) -> Formula:
        """Return that at least so many working days lie between."""
        if direction == "ahead":
            return self.logic.opposite(day <= self.edge(Turn.WORKED, 1 - count))
        return day <= self.edge(Turn.WORKED, count)

    # --- edges ---

    def edge(self, turn: Turn, count: int) -> Number:
        """Return how many days after `as_of` an edge lies."""
        edge = Edge(turn, count)
        if edge not in self.edges:
            self._relate(edge, self.logic.number(f"edge {turn.name} {count}"))
        return self.edges[edge]

    def _relate(self, edge: Edge, number: Number) -> None:
        least, most = nearest_and_furthest(edge)
        self._untold += [self.logic.constant(least) <= number, number <= most]
        if edge.turn is Turn.WORKED:
            for other in (other for other in self.edges if other.turn is Turn.WORKED):
                early, late = (edge, other) if edge.count > other.count else (other, edge)
                gap = early.count - late.count
                numbers = {edge: number, **self.edges}
                self._untold.append(numbers[early] + gap <= numbers[late])
        else:
            self._patterns.add(edge)
            for place, other in enumerate(self._patterns.edges[:-1]):
                least, most = self._patterns.apart(place, len(self._patterns.edges) - 1)
                apart = number - self.edges[other]
                self._untold += [self.logic.constant(least) <= apart, apart <= most]
        self.edges[edge] = number

    # --- working days between two days of the case ---

    def worked_up_to(self, name: str, day: Number, known: Formula) -> Number:
        """Return how many working days come after `as_of` up to and including a day; less than 0 before it."""
        if name not in self.worked:
            worked = self.logic.number(f"worked {name}")
            self._untold += self._bounds(day, worked)
            for other in self.worked.values():
                self._untold += self._bounds(day - other.day, worked - other.worked)
            self.worked[name] = Stretch(day, known, worked)
        return self.worked[name].worked

    def _bounds(self, days: Number, worked: Number) -> Iterator[Formula]:
        """Yield what is so of every stretch: just how few and how many working days a short one has, and a long one."""
        for sign in (1, -1):
            forward, working = sign * days, sign * worked
            forwards = self.logic.constant(0) <= forward
            yield self.logic.if_so(forwards, self.logic.every(self._bounds_of_any_length(forward, working)))
            for length, (fewest, most) in enumerate(fewest_and_most()):
                at_least, at_most = self.logic.constant(length) <= forward, forward <= length
                yield self.logic.if_so(at_least, self.logic.constant(fewest) <= working)
                yield self.logic.if_so(self.logic.every((forwards, at_most)), working <= most)

    def _bounds_of_any_length(self, forward: Number, working: Number) -> tuple[Formula, ...]:
        return (
            self.logic.constant(0) <= working,
            working <= forward,
            7 * working <= 5 * forward + 10,
            193 * forward <= 280 * working + 1800,
        )

    def lessons(self, found: Found, as_of: date) -> list[Formula]:
        """Return how many working days there truly are up to each day of a case; none where the solver had it right."""
        learnt = []
        for stretch in self.worked.values():
            day = found.number(stretch.day)
            true = working_days_between(as_of, as_of + timedelta(days=day))
            if found.so(stretch.known) and found.number(stretch.worked) != true:
                learnt += list(self._from(day, true, stretch))
        return learnt

    def _from(self, day: int, true: int, stretch: Stretch) -> Iterator[Formula]:
        """Yield what follows from the true number of working days up to one day."""
        yield self.logic.if_so(stretch.day <= day, stretch.worked <= true)
        yield self.logic.if_so(self.logic.constant(day) <= stretch.day, self.logic.constant(true) <= stretch.worked)

    def close_by(self, as_of: date) -> list[Formula]:
        """Return that every day working days are counted to lies close by, and how many there truly are to each."""
        close = range(-CLOSE, CLOSE + 1)
        truly = {day: working_days_between(as_of, as_of + timedelta(days=day)) for day in close}
        turns = [day for day in close if truly[day] != truly.get(day - 1)]
        told = []
        for stretch in self.worked.values():
            lies = (self.logic.constant(-CLOSE) <= stretch.day, stretch.day <= CLOSE)
            told.append(self.logic.if_so(stretch.known, self.logic.every(lies)))
            for day in turns:
                after = self.logic.constant(day) <= stretch.day
                told.append(self.logic.if_so(after, self.logic.constant(truly[day]) <= stretch.worked))
                told.append(self.logic.some((after, stretch.worked <= truly[day] - 1)))
        return told

    # --- what the solver is told ---

    def untold(self) -> list[Formula]:
        """Return what is so of the days and edges asked about since the last time, on whatever day."""
        told, self._untold = self._untold, []
        return told

    def pinned(self, as_of: date) -> list[Formula]:
        """Return what is so on one day."""
        edges = [self.logic.same(number, away(edge, as_of)) for edge, number in self.edges.items()]
        return [self.logic.same(self.as_of, as_of.toordinal()), *edges]

    def day_of(self, found: Found) -> date:
        """Return the day the solver chose."""
        return date.fromordinal(found.number(self.as_of))

    def on_the_day_of(self, found: Found) -> Formula:
        """Return how the edges lie if the day is the one the solver chose."""
        same_day, *edges = self.pinned(self.day_of(found))
        return self.logic.if_so(same_day, self.logic.every(edges))

    def like(self, found: Found) -> date | None:
        """Return a day on which the edges lie as the solver has them, or None when there is none."""
        wanted = tuple(found.number(self.edges[edge]) for edge in self._patterns.edges)
        rows = self._patterns.rows
        return self._patterns.days[rows.index(wanted)] if wanted in rows else None

    def exactly(self) -> Formula | None:
        """Return that the edges of months lie together as on some day there is; None when that is too much to say."""
        if len(self._patterns.rows) > EXACT_UP_TO:
            return None
        numbers = [self.edges[edge] for edge in self._patterns.edges]
        rows = (zip(numbers, row, strict=True) for row in self._patterns.rows)
        return self.logic.some(self.logic.every(self.logic.same(*each) for each in row) for row in rows)
