"""Questions to the solver about cases, each answered by a smallest case, by a proof that there is none, or by neither.

A proof holds on every day from 1900 to 2100. A case is given for one day, and only after both engines have decided it
as the solver had it.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum, auto

from service.assurance.solver.cases import Decided, Engines, agreed, costs, numbers
from service.assurance.solver.days import Days
from service.assurance.solver.formulas import Lists, Meaning
from service.assurance.solver.lists import SymbolicList
from service.assurance.solver.logic import Formula, Found, Logic, Solver
from service.assurance.solver.mentions import MOST_EVENTS, Mentions
from service.assurance.solver.plain_values import made_plain
from service.assurance.solver.world import World
from service.ruleset.model import Ruleset

FOR_SMALLER = 3.0
LESSONS = 60  # how often the solver is put right about working days before it is left
ROUNDS = 8

OUT_OF_TIME = "The time allowed ran out"
ON_SOME_DAYS = "It may be otherwise on some days, but no such day was found"
NOT_AGREED = "The solver and the engines do not agree about a case. Tell the people who look after Threshold"


@dataclass(frozen=True, slots=True)
class Limits:
    """How many seconds may be spent on one question, and on all of them together."""

    question: float = 20.0
    whole: float = 300.0


class Answer(Enum):
    """Whether a case exists."""

    YES = auto()
    NONE = auto()
    NOT_SETTLED = auto()


@dataclass(frozen=True, slots=True)
class Question:
    """Is there a case in which all of this holds? Each meaning is decided and shown; without any, none is shown."""

    holds: tuple[Formula, ...]
    meanings: tuple[Meaning, ...] = ()


@dataclass(frozen=True, slots=True)
class Reply:
    """The answer to a question: with the case decided once for each meaning, or with why it is not settled."""

    answer: Answer
    decided: tuple[Decided, ...] = ()
    why: str = ""
    found: Found | None = None


class Search:
    """Looks for cases under some rulesets. Examples are for the day given, where there are any on that day."""

    def __init__(
        self, rulesets: Sequence[Ruleset], as_of: date, engines: Engines, limits: Limits | None = None
    ) -> None:
        self.logic = Logic()
        self.mentions = Mentions.of(*rulesets)
        self.days = Days(self.logic)
        self.world = World(self.mentions, self.days)
        events = self.mentions.lists.values()
        self.lists = Lists({each.name: SymbolicList(each, self.mentions, self.days) for each in events})
        self._as_of, self._engines = as_of, engines
        self._limits = limits or Limits()
        self._until = time.monotonic() + self._limits.whole
        self._solver = Solver(self.logic)
        self._solver.tell(self.world.rules)
        for symbolic in self.lists.lists.values():
            self._solver.tell(symbolic.rules)
        self._exact = False
        for ruleset in rulesets:
            self._take_in(ruleset)

    def _take_in(self, ruleset: Ruleset) -> None:
        """Put every rule as formulas once, so that a case the solver finds has every edge and day they ask about."""
        meaning = self.meaning(ruleset)
        for rule in ruleset.rules.values():
            meaning.rule(rule)

    def meaning(self, ruleset: Ruleset) -> Meaning:
        """Return what a ruleset says of the case."""
        return Meaning(ruleset, self.world, self.lists)

    def bounds(self) -> tuple[str, ...]:
        """Return what is left out of account, in sentences: lists too long, or known in a way it is not told of."""
        lists = self.mentions.lists
        short = [f"Only lists of up to {MOST_EVENTS} {lists[name].many} were looked at" for name in self.mentions.short]
        part = [
            f"Lists of {lists[name].many} that are known in full only from some day on were not looked at"
            for name in self.mentions.part_known
        ]
        return (*short, *part)

    def ask(self, *holds: Formula, likely: bool = False, show: tuple[Meaning, ...] = ()) -> Reply:
        """Return whether there is a case in which all of this holds; a smallest one, decided, for what is to be shown.

        When such a case is likely, the day of examples is looked at first.
        """
        question = Question(holds, show)
        self._solver.give(min(self._limits.question, self._until - time.monotonic()))
        self.take_in_days()
        if likely and (reply := self._on(self._as_of, question)).answer is Answer.YES:
            return reply
        return self._on_some_day(question)

    def take_in_days(self) -> None:
        """Tell the solver what is so of the days and edges asked about since the last time."""
        self._solver.tell(self.days.untold())

    # --- on whatever day ------------------------------------------------------------------------------------------

    def _on_some_day(self, question: Question) -> Reply:
        looked_at: set[date] = set()
        for _ in range(ROUNDS):
            with self._solver.supposing(*question.holds):
                found = self._looked()
            if not isinstance(found, Found):
                return Reply(found, why=OUT_OF_TIME if found is Answer.NOT_SETTLED else "")
            for day in self._days_like(found):
                if day not in looked_at and (reply := self._on(day, question)).answer is not Answer.NONE:
                    return reply
                looked_at.add(day)
            self._learn(found)
        return Reply(Answer.NOT_SETTLED, why=ON_SOME_DAYS)

    def _days_like(self, found: Found) -> list[date]:
        """Return the day of examples, then days that are like the one in a case the solver found."""
        alike = self.days.like(found)
        return [self._as_of, *([alike] if alike else []), self.days.day_of(found)]

    def _learn(self, found: Found) -> None:
        """Tell the solver how the calendar truly lies on the day it chose, and on every day if that can be said."""
        self._solver.tell([self.days.on_the_day_of(found)])
        if not self._exact:
            self._exact = True
            exactly = self.days.exactly()
            self._solver.tell([exactly] if exactly is not None else [])

    # --- on one day -----------------------------------------------------------------------------------------------

    def _on(self, day: date, question: Question) -> Reply:
        with self._solver.supposing(*question.holds, *self.days.pinned(day)):
            found = self._looked()
            if isinstance(found, Found) and self.days.lessons(found, day):
                with self._solver.supposing(*self.days.close_by(day)):
                    close = self._looked()
                    if isinstance(close, Found):
                        return self._decided(self._smallest(close, question, day), question, day)
            return self._taught(found, day, question)

    def _looked(self) -> Found | Answer:
        """Return a case, or that there is none, or that it is not settled."""
        looked = self._solver.look()
        if looked:
            return self._solver.found()
        return Answer.NOT_SETTLED if looked is None else Answer.NONE

    def _taught(self, found: Found | Answer, day: date, question: Question) -> Reply:
        """Return a smallest case, putting the solver right about working days for as long as it has them wrong."""
        for _ in range(LESSONS):
            if not isinstance(found, Found):
                return Reply(found, why=OUT_OF_TIME if found is Answer.NOT_SETTLED else "")
            smallest = self._smallest(found, question, day)
            lessons = self.days.lessons(smallest, day)
            if not lessons:
                return self._decided(smallest, question, day)
            self._solver.tell(lessons)
            found = self._looked()
        return Reply(Answer.NOT_SETTLED, why=ON_SOME_DAYS)

    def _decided(self, found: Found, question: Question, day: date) -> Reply:
        decided = [agreed(meaning, found, day, self._engines) for meaning in question.meanings]
        if None in decided:
            return Reply(Answer.NOT_SETTLED, why=NOT_AGREED)
        return Reply(Answer.YES, tuple(each for each in decided if each), found=found)

    # --- smallest and plainest --------------------------------------------------------------------------------------

    def _smallest(self, found: Found, question: Question, day: date) -> Found:
        """Return a case with as little known as can be, and plain days and numbers, if it is to be shown."""
        if not question.meanings:
            return found
        larger = costs(question.meanings[0].world, self.lists)
        least, most = -1, _size(found, larger)
        while most - least > 1:
            middle = (least + most) // 2
            with self._solver.supposing():
                self._solver.spend(larger, middle)
                if self._solver.look(FOR_SMALLER):
                    found = self._solver.found()
                    most = _size(found, larger)
                else:
                    least = middle
        kept = [formula for formula, _ in larger]
        each = (entry for meaning in question.meanings for entry in numbers(meaning.world, self.lists))
        inside = {id(number): (fact, number) for fact, part, number in each if found.so(part)}
        return made_plain(self._solver, self.logic, found, kept, list(inside.values()), day)


def _size(found: Found, larger: Sequence[tuple[Formula, int]]) -> int:
    return sum(cost for formula, cost in larger if found.so(formula))
