"""Random cases put right so that a condition is met in them, most of the time: what a guarantee speaks of is rare."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random
from typing import Any

from service.decision.born import AGE, BORN, DUE, UNBORN
from service.ruleset.lengths import add_months
from service.ruleset.model import Block, BlockKind, Condition, Count, FieldTest, Is, NumberRange, OneOf, Test, TimeRange
from service.ruleset.vocabulary import EventList, Fact, Scope, Vocabulary
from tests.assurance.random_cases import random_event
from tests.bodies import take_out_what_does_not_apply

Body = dict[str, Any]
BIRTH = (BORN, DUE, UNBORN)


def aim(body: Body, conditions: Sequence[Condition], vocabulary: Vocabulary, rng: Random) -> None:
    """Change a case so that these conditions are met in it. Where two stand against each other, the later is."""
    aiming = _Aiming(body, vocabulary, rng)
    for condition in conditions:
        aiming.meet(condition)
    take_out_what_does_not_apply(body["children"][0], vocabulary)


class _Aiming:
    def __init__(self, body: Body, vocabulary: Vocabulary, rng: Random) -> None:
        self.body, self.vocabulary, self.rng = body, vocabulary, rng
        self.as_of = date.fromisoformat(body["as_of"])

    def meet(self, condition: Condition) -> None:
        if isinstance(condition, Block):
            for part in [self.rng.choice(condition.parts)] if condition.kind is BlockKind.ANY else condition.parts:
                self.meet(part)
        elif isinstance(condition.subject, Fact):
            self._say(condition.subject, condition)
        elif isinstance(condition.subject, Count) and isinstance(condition.phrase, NumberRange):
            self._list(condition.subject, (condition.phrase.low or 0) + self.rng.choice([0, 0, 1, 3]))

    def _say(self, fact: Fact, test: Test) -> None:
        """Send a fact so that a line is met; of an age, by a day of birth up to its limit."""
        if fact.name in {AGE, *BIRTH}:
            for name in BIRTH:
                self._part(fact).get("child", {}).pop(name.partition(".")[2], None)
        if isinstance(test.phrase, TimeRange) and fact.name == AGE and test.phrase.high:
            earliest = add_months(self.as_of, -test.phrase.high.count) + timedelta(days=1)
            born = earliest + timedelta(days=self.rng.choice([0, self.rng.randint(0, (self.as_of - earliest).days)]))
            self._put(self.vocabulary.facts[BORN], born.isoformat())
        else:
            self._put(fact, self._answer(test))

    def _answer(self, test: Test | FieldTest) -> object:
        assert isinstance(test.phrase, Is | OneOf), test.phrase
        return test.phrase.value if isinstance(test.phrase, Is) else self.rng.choice(test.phrase.values)

    def _put(self, fact: Fact, value: object) -> None:
        self._part(fact).setdefault(fact.group, {})[fact.short] = value

    def _part(self, asked: Fact | EventList) -> Body:
        part: Body = self.body["household"] if asked.scope is Scope.HOUSEHOLD else self.body["children"][0]
        return part

    def _list(self, measure: Count, number: int) -> None:
        """Add so many events that a measure counts, each of its own."""
        listed = self._part(measure.events).setdefault(measure.events.name, [])
        for place in range(number):
            event = random_event(self.rng, measure.events, self.as_of)
            event |= {line.field.name: self._answer(line) for line in measure.where}
            if measure.once_per:
                event[measure.once_per.name] = f"of its own {place}"
            event[measure.events.dated_by] = (self.as_of - timedelta(days=self.rng.randint(0, 300))).isoformat()
            listed.append(event)
