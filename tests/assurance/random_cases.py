"""Random cases, as anybody could send them: every fact known or not, days often just at or beside a limit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from random import Random
from typing import Any

from service.decision.born import BORN, DUE, UNBORN
from service.ruleset.lengths import add_months
from service.ruleset.vocabulary import EventList, Fact, Kind, Scope, Vocabulary
from tests.bodies import take_out_what_does_not_apply

TEXTS = ("CAD-1", "CAD-2", "CAD-3", "CAD-4")
LIMITS_IN_MONTHS = (0, 1, 3, 5, 6, 7, 12, 13, 30, 36, 60, 84, 119, 120, 186, 192, 204, 216)


def random_body(
    rng: Random, vocabulary: Vocabulary, facts: Iterable[str], lists: Mapping[str, int], as_of: date
) -> dict[str, Any]:
    """Return a case about one child: some of these facts are known, and some of these lists, up to so many events."""
    household: dict[str, Any] = {}
    child: dict[str, Any] = {"ref": "A"}
    missing = rng.choice([0.1, 0.5, 0.9])
    likely = rng.choice([0.2, 0.5, 0.8])
    for name in sorted(facts):
        fact = vocabulary.facts[name]
        if (
            fact.may_be_sent
            and fact.kind is not Kind.AGE
            and name not in (BORN, DUE, UNBORN)
            and rng.random() >= missing
        ):
            part = household if fact.scope is Scope.HOUSEHOLD else child
            part.setdefault(fact.group, {})[fact.short] = random_value(rng, fact, as_of, likely)
    take_out_what_does_not_apply(child, vocabulary)
    _birth(rng, child, as_of)
    for name in sorted(lists):
        events = vocabulary.events[name]
        if rng.random() >= missing:
            part = household if events.scope is Scope.HOUSEHOLD else child
            count = min(rng.choice([0, 1, 2, 3, 3, 4, 8, 11]), lists[name])
            part[name] = _random_events(rng, events, as_of, count)
    return {"ruleset": "any", "as_of": as_of.isoformat(), "household": household, "children": [child]}


def _birth(rng: Random, child: dict[str, Any], as_of: date) -> None:
    said = child.setdefault("child", {})
    match rng.randint(0, 5):
        case 0 | 1 | 2:
            said["date_of_birth"] = _ago(rng, as_of).isoformat()
        case 3:
            said["expected_delivery_on"] = (as_of + timedelta(days=rng.randint(-20, 294))).isoformat()
        case 4:
            said["unborn"] = rng.random() < 0.6


def random_value(rng: Random, fact: Fact, as_of: date, likely: float = 0.5) -> Any:
    if fact.kind is Kind.YES_NO:
        return rng.random() < likely
    if fact.kind is Kind.NUMBER:
        return rng.choice(
            [rng.randint(fact.least, min(fact.most, fact.least + 30)), rng.randint(fact.least, fact.most)]
        )
    if fact.kind is Kind.CHOICE:
        return rng.choice(list(fact.choices))
    if fact.kind is Kind.TEXT:
        return rng.choice(TEXTS)
    ahead = not fact.past and rng.random() < 0.3
    return (as_of + timedelta(days=rng.randint(0, 200)) if ahead else _ago(rng, as_of)).isoformat()


def _random_events(rng: Random, events: EventList, as_of: date, count: int) -> list[dict[str, Any]]:
    """Return events that are often alike, since what is counted is alike."""
    first, alike = random_event(rng, events, as_of), rng.choice([0.0, 0.6, 0.95])
    found = []
    for _ in range(count):
        other = random_event(rng, events, as_of)
        names = [name for name in events.fields if name in first or name in other]
        picked = {name: first if rng.random() < alike and name != "incident" else other for name in names}
        found.append({name: part[name] for name, part in picked.items() if name in part})
    return found


def random_event(rng: Random, events: EventList, as_of: date) -> dict[str, Any]:
    event: dict[str, Any] = {}
    for name, fact in events.fields.items():
        if rng.random() < 0.1:
            event[name] = None
        elif not (fact.unless_said and rng.random() < 0.5):
            event[name] = random_value(rng, fact, as_of, 0.3)
    return event


def _ago(rng: Random, as_of: date) -> date:
    """Return a day up to 18 years before, often just at or beside a number of whole months or a few working days."""
    if rng.random() < 0.4:
        return as_of - timedelta(days=rng.randint(0, 40))
    if rng.random() < 0.3:
        return as_of - timedelta(days=rng.randint(0, 6500))
    day = add_months(as_of, -rng.choice(LIMITS_IN_MONTHS)) + timedelta(days=rng.randint(-1, 1))
    return min(day, as_of)


def random_day(rng: Random) -> date:
    """Return a day, often one of the last of its month or the first."""
    day = date(2004, 4, 1) + timedelta(days=rng.randint(0, 9000))
    return day if rng.random() < 0.5 else day.replace(day=1) - timedelta(days=rng.randint(0, 3))
