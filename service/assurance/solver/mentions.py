"""What rulesets ask about: the facts, words, measures and limits that a case needs for their rules to be told apart.

How many events a list needs is worked out here. A count is only ever compared with its limits, so of any longer list
it is enough to keep, for each measure, as many of the events it counts as its highest limit asks for, and what ends a
streak; every condition then comes out as before.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from service.decision.born import AGE, BORN, DUE, UNBORN, WEEKS
from service.ruleset.model import (
    Condition,
    Count,
    DefinitionRef,
    Elapsed,
    Known,
    NumberRange,
    OneOf,
    Phrase,
    Promise,
    Rule,
    Ruleset,
    Streak,
    Test,
)
from service.ruleset.vocabulary import EventList, Fact, Vocabulary

MOST_EVENTS = 40
BIRTH = (BORN, DUE, UNBORN)


@dataclass
class Mentions:
    """Everything asked about. `lists` says how many events of each list are needed, `short` which are cut short."""

    vocabulary: Vocabulary
    facts: dict[str, Fact] = field(default_factory=dict)
    words: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    lists: dict[str, EventList] = field(default_factory=dict)
    fields: defaultdict[str, dict[str, Fact]] = field(default_factory=lambda: defaultdict(dict))
    _limits: dict[Count | Streak, int] = field(default_factory=dict)
    _whether_known: set[Count | Streak] = field(default_factory=set)

    @classmethod
    def of(cls, *rulesets: Ruleset) -> Mentions:
        """Return what the rules and guarantees of the rulesets ask about."""
        facts = {name: fact for each in rulesets for name, fact in each.vocabulary.facts.items()}
        events = {name: found for each in rulesets for name, found in each.vocabulary.events.items()}
        mentions = cls(Vocabulary(facts, events, {}))
        for ruleset in rulesets:
            for test in tests_of(ruleset):
                mentions.note(test)
        for found in list(mentions.lists.values()):
            mentions.note_openers(found)
        for fact in list(mentions.facts.values()):
            mentions.note_openers(fact)
        for fact in list(mentions.facts.values()):
            mentions.note_birth(fact)
        return mentions

    def note(self, test: Test) -> None:
        """Take in one line of a condition."""
        subject = test.subject
        if isinstance(subject, Fact):
            self._note_fact(subject, test.phrase)
        elif isinstance(subject, Elapsed):
            for end in (subject.start, subject.end):
                if end:
                    self._note_fact(end, test.phrase)
        elif not isinstance(subject, DefinitionRef):
            self._note_measure(subject, test.phrase)

    def _note_fact(self, fact: Fact, phrase: Phrase) -> None:
        self.facts[fact.name] = fact
        if isinstance(phrase, OneOf):
            self.words[fact.name].update(phrase.values)

    def note_birth(self, fact: Fact) -> None:
        """Take in what a fact is worked out from, and what leaves it with nothing to say."""
        beside = (*fact.derived_from, *fact.not_with, *fact.not_when)
        for name in (*beside, *(BIRTH if fact.name in (*BIRTH, AGE, WEEKS) else ())):
            other = self.vocabulary.facts.get(name)
            if other and name not in self.facts:
                self.facts[name] = other
                self.note_birth(other)

    def note_openers(self, asked: Fact | EventList) -> None:
        """Take in whatever has to be answered before something is asked."""
        for name, answers in asked.ask_only_when.items():
            self.words[name].update(answer for answer in answers if self.vocabulary.facts[name].choices)
            if name not in self.facts:
                self.facts[name] = self.vocabulary.facts[name]
                self.note_openers(self.facts[name])

    def _note_measure(self, measure: Count | Streak, phrase: Phrase) -> None:
        name = measure.events.name
        self.lists[name] = measure.events
        dated = measure.events.fields[measure.events.dated_by]
        once_per = measure.once_per if isinstance(measure, Count) else None
        for each in (dated, *(line.field for line in measure.where), *([once_per] if once_per else ())):
            self.fields[name][each.name] = each
        for line in measure.where:
            if isinstance(line.phrase, OneOf):
                self.words[f"{name} {line.field.name}"].update(line.phrase.values)
        self._limits.setdefault(measure, 0)
        if isinstance(phrase, Known):
            self._whether_known.add(measure)
        if isinstance(phrase, NumberRange):
            limit = max((phrase.low or 0), 0 if phrase.high is None else phrase.high + 1)
            self._limits[measure] = max(self._limits[measure], limit)

    def needed(self, name: str) -> int:
        """Return how many events of a list are enough to tell every case apart."""
        return sum(self._needed(measure) for measure in self._limits if measure.events.name == name)

    def _needed(self, measure: Count | Streak) -> int:
        limit = self._limits[measure]
        for_streak = 3 if isinstance(measure, Streak) else 0  # what ends it surely, what ends it perhaps, and no date
        for_known = 2 if measure in self._whether_known else 0
        doubled = 2 if for_known and isinstance(measure, Count) and measure.once_per else 1
        return (limit + for_streak + for_known) * doubled

    def modelled(self, name: str) -> int:
        """Return how many events of a list the solver is given."""
        return min(max(self.needed(name), 1), MOST_EVENTS)

    @property
    def short(self) -> list[str]:
        """The lists that need more events than the solver is given."""
        return [name for name in self.lists if self.needed(name) > MOST_EVENTS]

    @property
    def part_known(self) -> list[str]:
        """The lists that may leave one measure settled and another open, when they are known in full from a day on.

        Only where one measure counts every event, whatever it is like; else an event with its day alone does the same.
        """
        measures = [(measure.events.name, bool(measure.where)) for measure in self._limits]
        each = {name: [where for other, where in measures if other == name] for name in self.lists}
        return [name for name, wheres in each.items() if len(wheres) > 1 and not all(wheres)]


# --- looking through rulesets -------------------------------------------------------------------------------------


def tests_in(condition: Condition) -> Iterator[Test]:
    """Yield every line of a condition, not looking into definitions."""
    if isinstance(condition, Test):
        yield condition
    else:
        for part in condition.parts:
            yield from tests_in(part)


def conditions_of(rule: Rule) -> tuple[Condition, ...]:
    """Return what a rule asks: `when`, and `unless` if it has one."""
    return (rule.when, rule.unless) if rule.unless else (rule.when,)


def tests_of(ruleset: Ruleset) -> Iterator[Test]:
    """Yield every line of every rule, definition and guarantee."""
    for rule in ruleset.rules.values():
        for condition in conditions_of(rule):
            yield from tests_in(condition)
    for definition in ruleset.definitions.values():
        yield from tests_in(definition.when)
    for guarantee in ruleset.guarantees.values():
        if isinstance(guarantee, Promise):
            yield from tests_in(guarantee.whenever)
        else:
            yield from (Test(fact, Known(value=True, words="known")) for fact in guarantee.facts)


def all_tests_in(conditions: Iterable[Condition], ruleset: Ruleset) -> Iterator[Test]:
    """Yield every line of some conditions, and of the definitions they rest on."""
    waiting, seen = [*conditions], set[str]()
    while waiting:
        for test in tests_in(waiting.pop()):
            yield test
            if isinstance(test.subject, DefinitionRef) and test.subject.name not in seen:
                seen.add(test.subject.name)
                waiting.append(ruleset.definitions[test.subject.name].when)


def rests_on(rule: Rule, ruleset: Ruleset) -> set[str]:
    """Return every fact that can be sent, and every list of events, that a rule's outcome can hang on."""
    names: set[str] = set()
    for test in all_tests_in(conditions_of(rule), ruleset):
        subject = test.subject
        if isinstance(subject, Fact):
            names |= _with_origins(subject, ruleset.vocabulary)
        elif isinstance(subject, Elapsed):
            for end in (subject.start, subject.end):
                names |= _with_origins(end, ruleset.vocabulary) if end else set()
        elif not isinstance(subject, DefinitionRef):
            names.add(subject.events.name)
    return names


def _with_origins(fact: Fact, vocabulary: Vocabulary) -> set[str]:
    birth = BIRTH if fact.name in (*BIRTH, AGE, WEEKS) else ()
    others = {*fact.derived_from, *fact.not_with, *fact.not_when, *birth}
    beyond = {name for other in others if other in vocabulary.facts for name in vocabulary.facts[other].not_with}
    return {fact.name, *others, *beyond}
