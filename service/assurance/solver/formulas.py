"""Conditions, rules and answers of a ruleset as formulas: when each is definitely met, and definitely not met.

The third engine's reading of the typed model, in strong Kleene logic: a condition is undetermined where neither formula
is so, and the two are never so together. Shares nothing with inference or the explanation but the model.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from service.assurance.solver.lists import Reckoned, SymbolicList, holds
from service.assurance.solver.logic import Formula, Logic, Number
from service.assurance.solver.mentions import rests_on
from service.assurance.solver.world import Symbol, World
from service.ruleset.model import (
    Block,
    BlockKind,
    Condition,
    Count,
    DefinitionRef,
    Elapsed,
    Is,
    Known,
    NumberRange,
    Phrase,
    Rule,
    Ruleset,
    Streak,
    Test,
)
from service.ruleset.vocabulary import Fact, Strength


@dataclass(frozen=True, slots=True)
class Sides:
    """When something is definitely met, and when it is definitely not."""

    met: Formula
    unmet: Formula

    @property
    def turned(self) -> Sides:
        """The sides of the opposite."""
        return Sides(self.unmet, self.met)


class Lists:
    """The lists of events of one case and what is reckoned from them, each measure once."""

    def __init__(self, lists: Mapping[str, SymbolicList]) -> None:
        self.lists = lists
        self._reckoned: dict[Count | Streak, Reckoned] = {}

    def without(self, name: str) -> Lists:
        """Return the same lists, one of them not known."""
        return Lists({**self.lists, name: self.lists[name].left_unknown()})

    def reckoned(self, measure: Count | Streak) -> Reckoned:
        """Return a count or streak."""
        if measure not in self._reckoned:
            self._reckoned[measure] = self.lists[measure.events.name].reckon(measure)
        return self._reckoned[measure]


class Meaning:
    """What one ruleset says of one case."""

    def __init__(self, ruleset: Ruleset, world: World, lists: Lists) -> None:
        self.ruleset, self.world, self.lists = ruleset, world, lists
        self.logic: Logic = world.logic
        self._alike: Meaning | None = None
        self._differs_in = ""
        self._definitions: dict[str, Sides] = {}
        self._rules: dict[str, Sides] = {}
        self._rests_on: dict[str, set[str]] = {}

    def but(self, name: str, world: World | None = None, lists: Lists | None = None) -> Meaning:
        """Return what it says of a case that differs in one fact or list; rules that rest on others are shared."""
        other = Meaning(self.ruleset, world or self.world, lists or self.lists)
        other._alike, other._differs_in = self, name
        return other

    def hangs_on(self, rule: Rule, name: str) -> bool:
        """Return whether a rule's outcome can hang on a fact that can be sent, or on a list of events."""
        if rule.name not in self._rests_on:
            self._rests_on[rule.name] = rests_on(rule, self.ruleset)
        return name in self._rests_on[rule.name]

    # --- rules and answers ---

    def rule(self, rule: Rule) -> Sides:
        """Return when a rule is met, and when it is not met."""
        if self._alike is not None and not self._alike.hangs_on(rule, self._differs_in):
            return self._alike.rule(rule)
        if rule.name not in self._rules:
            sides = self.condition(rule.when)
            if rule.unless is not None:
                sides = self._all([sides, self.condition(rule.unless).turned])
            self._rules[rule.name] = sides
        return self._rules[rule.name]

    def recommended(self, step: str, strength: Strength, besides: str = "") -> Formula:
        """Return that a step is recommended at least so strongly, by another rule than the one named."""
        return self.logic.some(self.rule(rule).met for rule in self.recommenders(step, strength, besides))

    def possible(self, step: str, strength: Strength) -> Formula:
        """Return that a step is, or may yet turn out to be, recommended at least so strongly."""
        rules = self.recommenders(step, strength)
        return self.logic.some(self.logic.opposite(self.rule(rule).unmet) for rule in rules)

    def recommenders(self, step: str, strength: Strength, besides: str = "") -> list[Rule]:
        """Return the rules that recommend a step at least so strongly."""
        rules = self.ruleset.rules.values()
        return [rule for rule in rules if rule.recommend.get(step, 0) >= strength and rule.name != besides]

    def nothing_met(self) -> Formula:
        """Return that no rule is met."""
        return self.logic.every(self.logic.opposite(self.rule(rule).met) for rule in self.ruleset.rules.values())

    # --- conditions ---

    def condition(self, condition: Condition) -> Sides:
        """Return when a condition is met, and when it is not met."""
        if isinstance(condition, Test):
            return self._test(condition)
        parts = [self.condition(part) for part in condition.parts]
        match condition.kind:
            case BlockKind.ALL:
                return self._all(parts)
            case BlockKind.ANY:
                return self._all([part.turned for part in parts]).turned
            case BlockKind.NONE:
                return self._all([part.turned for part in parts])
            case BlockKind.AT_LEAST:
                return self._at_least(condition, parts)

    def _all(self, parts: Sequence[Sides]) -> Sides:
        return Sides(self.logic.every(part.met for part in parts), self.logic.some(part.unmet for part in parts))

    def _at_least(self, block: Block, parts: Sequence[Sides]) -> Sides:
        """Return that so many parts are met; not met once so many are not that too few are left."""
        too_few = len(parts) - block.needed + 1
        return Sides(
            self._reached([part.met for part in parts], block.needed),
            self._reached([part.unmet for part in parts], too_few),
        )

    def _reached(self, formulas: Sequence[Formula], number: int) -> Formula:
        if number <= 0:
            return self.logic.yes
        return self.logic.counts(formulas, number)[-1]

    # --- lines ---

    def _test(self, test: Test) -> Sides:
        subject, phrase = test.subject, test.phrase
        if isinstance(subject, DefinitionRef):
            return self._of_definition(subject, phrase)
        if isinstance(subject, Fact):
            return self._of_symbol(self._symbol(subject), phrase)
        if isinstance(subject, Elapsed):
            return self._of_symbol(self._elapsed(subject), phrase)
        return self._of_measure(self.lists.reckoned(subject), phrase)

    def _symbol(self, fact: Fact) -> Symbol:
        """Return a fact; one that nobody can send and nothing settles is never known."""
        return self.world.settled.get(fact.name, Symbol(self.logic.no, self.logic.no))

    def _of_definition(self, reference: DefinitionRef, phrase: Phrase) -> Sides:
        name = reference.name
        if name not in self._definitions:
            self._definitions[name] = self.condition(self.ruleset.definitions[name].when)
        sides = self._definitions[name]
        if isinstance(phrase, Known):
            return self._two_valued(self.logic.some((sides.met, sides.unmet)), phrase)
        return sides.turned if isinstance(phrase, Is) and not phrase.value else sides

    def _two_valued(self, known: Formula, phrase: Known) -> Sides:
        sides = Sides(known, self.logic.opposite(known))
        return sides if phrase.value else sides.turned

    def _of_symbol(self, symbol: Symbol, phrase: Phrase) -> Sides:
        logic = self.logic
        if isinstance(phrase, Known):
            return self._two_valued(logic.some((symbol.known, symbol.nothing)), phrase)
        so = holds(phrase, symbol, self.world.days)
        against = logic.every((symbol.known, logic.opposite(so)))
        return Sides(logic.every((symbol.known, so)), logic.some((symbol.nothing, against)))

    def _elapsed(self, measure: Elapsed) -> Symbol:
        """Return the days between two dates as a fact of its own; with nothing to say when either has nothing."""
        logic = self.logic
        ends = [self._symbol(end) for end in (measure.start, measure.end) if end is not None]
        nothing = logic.some(end.nothing for end in ends)
        start, end = (self._day(each, working=measure.working) for each in (measure.start, measure.end))
        if start is None or end is None:
            return Symbol(logic.no, nothing)
        return Symbol(logic.every(each.known for each in ends), nothing, number=end - start)

    def _day(self, fact: Fact | None, *, working: bool) -> Number | None:
        """Return how many days, or working days, an end of a stretch of time lies after `as_of`."""
        if fact is None:
            return self.logic.constant(0)
        symbol = self._symbol(fact)
        if symbol.number is None or not working:
            return symbol.number
        return self.world.days.worked_up_to(fact.name, symbol.number, symbol.known)

    def _of_measure(self, reckoned: Reckoned, phrase: Phrase) -> Sides:
        logic = self.logic
        if isinstance(phrase, Known):
            pairs = zip(reckoned.surely, reckoned.perhaps, strict=True)
            settled = logic.every(logic.if_so(perhaps, surely) for surely, perhaps in pairs)
            return self._two_valued(logic.every((reckoned.known, settled)), phrase)
        if not isinstance(phrase, NumberRange):
            return Sides(logic.no, logic.no)
        enough = self._reaches(reckoned, phrase.low or 0)
        if phrase.high is None:
            return enough
        return self._all([enough, self._reaches(reckoned, phrase.high + 1).turned])

    def _reaches(self, reckoned: Reckoned, number: int) -> Sides:
        """Return that a count is at least so many. While its list is not known, it may be any number from 0 on."""
        logic = self.logic
        if number <= 0:
            return Sides(logic.yes, logic.no)
        has_place = number <= len(reckoned.surely)
        perhaps = reckoned.perhaps[number - 1] if has_place else logic.no
        below = logic.every((reckoned.known, logic.opposite(perhaps)))
        return Sides(reckoned.surely[number - 1] if has_place else logic.no, below)
