"""What the register keeps: events of every list, and the facts that stay so until somebody says otherwise.

A fact about one contact, such as whether a weapon was used, is not kept: read back at the next contact it would say
something nobody said then. Nor is anything that is asked only to monitor fairness.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from service.decision.case_facts import FactReader, InPart
from service.decision.case_problems import Refusals
from service.records.register.acts import Of
from service.ruleset.vocabulary import Fact, Kind, Scope, Vocabulary

GROUPS = ("child", "plan", "transfer", "health_visiting", "pre_birth", "arrival", "education")
FACTS = ("adults.child_previously_removed", "adults.child_previously_injured")
ALWAYS = date(1900, 1, 1)  # the first day a case may name: a list in full from here is in full


@dataclass(frozen=True, slots=True)
class Said:
    """One event or fact somebody said of a reference, as JSON has it."""

    name: str
    says: Any = field(repr=False)
    since: str | None = None


@dataclass(frozen=True, slots=True)
class Sayings:
    """What somebody said of one reference, and the day from which on each list is in full, where they said so."""

    said: tuple[Said, ...]
    in_full: Mapping[str, str]


def lasts(fact: Fact) -> bool:
    """Whether a fact is kept."""
    return (fact.group in GROUPS or fact.name in FACTS) and fact.may_be_sent and not fact.monitoring


def since_of(fact: Fact, since: str) -> str | None:
    """Return the day a fact is so from: a date is so always, everything else from the day it was said to be."""
    return None if fact.kind is Kind.DATE else since


def read_sayings(
    said: Mapping[str, Any], of: Of, vocabulary: Vocabulary, known_on: date, since: date | None = None
) -> Sayings:
    """Return what a household or child is said to be, in the form a case says it in. Raises CaseRefused.

    Lists hold what is new. One in the form `{"known": […], "in_full_from": …}` also says from when all are kept here.
    """
    refusals = Refusals()
    scope = Scope(of)
    values, events = FactReader(vocabulary, known_on, refusals).read(said, (), scope)
    found: list[Said] = []
    for name, value in values.items():
        fact = vocabulary.facts[name]
        if _belongs(fact, scope, refusals):
            plain = value.isoformat() if isinstance(value, date) else value
            found.append(Said(name, plain, since_of(fact, (since or known_on).isoformat())))
    in_full = {}
    for name, listed in events.items():
        if _is_of(vocabulary.events[name].scope, scope, name, name, refusals):
            found += [Said(name, dict(each.content)) for each in listed]
            if type(listed) is InPart and listed.in_full_from:
                in_full[name] = listed.in_full_from.isoformat()
    refusals.refuse()
    return Sayings(tuple(found), in_full)


def _belongs(fact: Fact, scope: Scope, refusals: Refusals) -> bool:
    if not lasts(fact):
        message = f"`{fact.name}` is not kept: it belongs to one contact, and has to be sent with each case"
        refusals.add((fact.group, fact.short), "not-lasting", message, "Leave it out")
        return False
    return _is_of(fact.scope, scope, fact.name, f"{fact.group}/{fact.short}", refusals)


def _is_of(belongs: Scope, scope: Scope, name: str, place: str, refusals: Refusals) -> bool:
    if belongs is scope:
        return True
    whom = "the household" if belongs is Scope.HOUSEHOLD else "one child"
    message = f"`{name}` is about {whom}"
    refusals.add(tuple(place.split("/")), "wrong-place", message, f"Keep it under the reference of {whom}")
    return False
