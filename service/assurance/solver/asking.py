"""Whether a rule that is open is asked about: what opens a question may have been answered otherwise.

The third reading of `ask only when`, beside that of the questions of an answer and that of the pages. A line is asked
about where it is reached through open parts alone, as the questions of an answer are.
"""

from __future__ import annotations

from service.assurance.solver.formulas import Meaning
from service.assurance.solver.logic import Formula
from service.assurance.solver.mentions import conditions_of
from service.assurance.solver.world import answered_so
from service.ruleset.model import Block, Condition, DefinitionRef, Elapsed, Rule, Test
from service.ruleset.vocabulary import EventList, Fact


class Asking:
    """What is still asked of one case."""

    def __init__(self, meaning: Meaning) -> None:
        self.meaning, self.world, self.logic = meaning, meaning.world, meaning.logic
        self._facts = self.world.mentions.facts

    def open_unasked(self, rule: Rule) -> Formula:
        """Return that a rule is open, and nothing is asked that could settle it."""
        sides = self.meaning.rule(rule)
        asked = self.logic.some(self._asked(condition) for condition in conditions_of(rule))
        return self.logic.every(self.logic.opposite(each) for each in (sides.met, sides.unmet, asked))

    def _asked(self, condition: Condition) -> Formula:
        if isinstance(condition, Block):
            asked = self.logic.some(self._asked(part) for part in condition.parts)
        elif isinstance(condition.subject, DefinitionRef):
            asked = self._asked(self.meaning.ruleset.definitions[condition.subject.name].when)
        else:
            asked = self._asked_by(condition)
        sides = self.meaning.condition(condition)
        return self.logic.every((self.logic.opposite(sides.met), self.logic.opposite(sides.unmet), asked))

    def _asked_by(self, test: Test) -> Formula:
        """Return that a line, where it is open, asks for something. An event has what is missing of it asked for."""
        subject = test.subject
        if isinstance(subject, Fact):
            return self._is_asked(subject)
        if isinstance(subject, Elapsed):
            return self.logic.some(self._is_asked(end) for end in (subject.start, subject.end) if end)
        if isinstance(subject, DefinitionRef):
            return self.logic.no
        known = self.meaning.lists.lists[subject.events.name].known
        return self.logic.some((known, self.logic.opposite(self._closed(subject.events))))

    def _is_asked(self, fact: Fact) -> Formula:
        return self.logic.opposite(self.logic.some((self._answered(fact.name), self._closed(fact))))

    def _answered(self, name: str) -> Formula:
        symbol = self.world.settled.get(name)
        return self.logic.no if symbol is None else self.logic.some((symbol.known, symbol.nothing))

    def _closed(self, asked: Fact | EventList) -> Formula:
        """Return that something opens the question and was answered otherwise, or is itself never asked."""
        otherwise = [
            self.logic.every((self._answered(name), self.logic.opposite(self._answered_so(name, answers))))
            for name, answers in asked.ask_only_when.items()
        ]
        return self.logic.some((*otherwise, self._waits_in_vain(asked)))

    def _answered_so(self, name: str, answers: tuple[str, ...]) -> Formula:
        return answered_so(self.world.settled[name], self.logic, answers)

    def _waits_in_vain(self, asked: Fact | EventList) -> Formula:
        """Return that it waits for answers of which none is asked for."""
        if not asked.ask_only_when:
            return self.logic.no
        waits = self.logic.some(self.logic.opposite(self._answered(name)) for name in asked.ask_only_when)
        unasked = (self.logic.opposite(self._is_asked(self._facts[name])) for name in asked.ask_only_when)
        return self.logic.every((waits, *unasked))
