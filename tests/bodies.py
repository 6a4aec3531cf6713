"""Requests made up at random from the vocabulary, such as a screen might send. Seeded, so that a failure repeats."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from random import Random
from typing import Any

from service.ruleset.lengths import add_months
from service.ruleset.vocabulary import EventList, Fact, Kind, Scope, Vocabulary, answered_so

Body = dict[str, Any]


def random_body(rng: Random, vocabulary: Vocabulary, *, known: float = 0.5, children: int = 1) -> Body:
    """Return a request that the service accepts; each fact is known with the given chance."""
    as_of = date(2012, 1, 1) + timedelta(days=rng.randrange(5400))
    make = _Maker(rng, as_of, known)
    household = make.facts(vocabulary, Scope.HOUSEHOLD)
    refs = [{"ref": f"child-{place}", **make.child(vocabulary)} for place in range(children)]
    return {"ruleset": "front-door", "as_of": as_of.isoformat(), "household": household, "children": refs}


def take_out_what_does_not_apply(found: Body, vocabulary: Vocabulary) -> None:
    """Leave out each fact that another, answered so, leaves with nothing to say: the service refuses it."""
    for fact in vocabulary.facts.values():
        for other, answers in fact.not_when.items():
            group, _, short = other.partition(".")
            if answered_so(found.get(group, {}).get(short), answers):
                found.get(fact.group, {}).pop(fact.short, None)


class _Maker:
    def __init__(self, rng: Random, as_of: date, known: float) -> None:
        self.rng, self.as_of, self.known = rng, as_of, known

    def child(self, vocabulary: Vocabulary) -> Body:
        child = self.facts(vocabulary, Scope.CHILD)
        born = child.setdefault("child", {})
        for name in ("date_of_birth", "expected_delivery_on", "unborn"):
            born.pop(name, None)
        self.rng.choice([self._born, self._born, self._due, self._neither])(born)
        return child

    def _born(self, into: Body) -> None:
        months = self.rng.choice([0, 1, 5, 6, 7, 12, 24, 90, 192, 216])
        day = add_months(self.as_of, -months) + timedelta(days=self.rng.choice([-2, -1, 0, 0, 1, 2]))
        into["date_of_birth"] = min(day, self.as_of).isoformat()

    def _neither(self, into: Body) -> None:
        """Leave it not known whether the child is born."""

    def _due(self, into: Body) -> None:
        into["expected_delivery_on"] = (self.as_of + timedelta(days=self.rng.randrange(-10, 280))).isoformat()

    def facts(self, vocabulary: Vocabulary, scope: Scope) -> Body:
        """Return facts of one scope, and its lists of events, each known or not by chance."""
        found: Body = {}
        for fact in self._picked(vocabulary.facts.values(), scope):
            if fact.may_be_sent:
                found.setdefault(fact.group, {})[fact.short] = self.value(fact)
        take_out_what_does_not_apply(found, vocabulary)
        for events in self._picked(vocabulary.events.values(), scope):
            found[events.name] = [self.event(events) for _ in range(self.rng.choice([0, 1, 2, 3, 5, 8]))]
        return found

    def _picked(self, offered: Iterable[Any], scope: Scope) -> Iterable[Any]:
        return [each for each in offered if each.scope is scope and self.rng.random() < self.known]

    def event(self, events: EventList) -> Body:
        """Return one event; now and then a field is not known."""
        return {name: self.value(field) if self.rng.random() < 0.9 else None for name, field in events.fields.items()}

    def value(self, fact: Fact) -> Any:
        """Return a value that the fact may have, near where thresholds tend to lie."""
        makers: dict[Kind, Callable[[Fact], Any]] = {
            Kind.YES_NO: lambda _: self.rng.random() < 0.5,
            Kind.NUMBER: lambda f: self.rng.randint(f.least, min(f.most, f.least + 40)),
            Kind.DATE: self._day,
            Kind.CHOICE: lambda f: self.rng.choice(list(f.choices)),
            Kind.TEXT: lambda _: self.rng.choice(["a", "b", "c", "d"]),
        }
        return makers[fact.kind](fact)

    def _day(self, fact: Fact) -> str:
        back = self.rng.choice([0, 1, 7, 14, 15, 28, 90, 180, 364, 365, 366, 700])
        ahead = 0 if fact.past else self.rng.choice([0, 0, 1, 20, 70, 200])
        return (self.as_of - timedelta(days=back if not ahead else -ahead)).isoformat()
