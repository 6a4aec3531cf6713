"""A case the solver found, as a case anybody could send, and what the service's own engines decide of it.

Nothing the solver says is believed before this has been asked: every rule must come out as the solver had it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from service.assurance.solver.formulas import Lists, Meaning
from service.assurance.solver.lists import Place, SymbolicList
from service.assurance.solver.logic import Formula, Found, Logic, Number
from service.assurance.solver.world import MADE_UP, Symbol, World
from service.decision.case import CaseRefused, read_case
from service.decision.decide import Decider
from service.decision.inference import Inference
from service.ruleset.model import Outcome, Ruleset
from service.ruleset.vocabulary import Fact, Kind, Scope

CHILD = "A"
Body = dict[str, Any]
Value = bool | int | str | None


@dataclass(frozen=True, slots=True)
class Decided:
    """One case with one child: the body of `POST /v1/decisions`, and what is decided of the child."""

    ruleset: Ruleset
    as_of: date
    body: Body
    child: Mapping[str, Any]

    def outcomes(self) -> dict[str, str]:
        """Return the outcome of every rule."""
        return {entry["rule"]: entry["outcome"] for entry in self.child["trace"]}

    def strengths(self) -> dict[str, str]:
        """Return every step that met rules recommend, with its strength."""
        steps = (each for each in self.child["recommendations"] if not each.get("below_threshold"))
        return {each["step"]: each["strength"] for each in steps}


class Engines:
    """Both engines, ready for each ruleset they are asked about. Close them when done."""

    def __init__(self) -> None:
        self._inferences: list[Inference] = []
        self._deciders: dict[int, tuple[Ruleset, Decider]] = {}

    def decide(self, ruleset: Ruleset, body: Body, as_of: date) -> Decided:
        """Return what is decided. Raises CaseRefused, and whatever stops a decision from being given."""
        if id(ruleset) not in self._deciders:
            self._inferences.append(Inference(ruleset))
            self._deciders[id(ruleset)] = (ruleset, Decider(ruleset, self._inferences[-1]))
        answer = self._deciders[id(ruleset)][1].decide(read_case(body, ruleset.vocabulary, as_of))
        return Decided(ruleset, as_of, body, answer["children"][0])

    def close(self) -> None:
        """Give back what the engines hold."""
        for inference in self._inferences:
            inference.close()


def agreed(meaning: Meaning, found: Found, as_of: date, engines: Engines) -> Decided | None:
    """Return the case decided, or None when the engines do not have every rule come out as the solver does."""
    try:
        decided = engines.decide(meaning.ruleset, body_of(meaning, found, as_of), as_of)
    except CaseRefused:
        return None
    return decided if decided.outcomes() == _outcomes(meaning, found) else None


def _outcomes(meaning: Meaning, found: Found) -> dict[str, str]:
    outcomes = {}
    for rule in meaning.ruleset.rules.values():
        sides = meaning.rule(rule)
        settled = Outcome.MET if found.so(sides.met) else Outcome.NOT_MET if found.so(sides.unmet) else None
        outcomes[rule.name] = (settled or Outcome.UNDETERMINED).value
    return outcomes


# --- the case as JSON ---------------------------------------------------------------------------------------------


def body_of(meaning: Meaning, found: Found, as_of: date) -> Body:
    """Return the body of `POST /v1/decisions` for the case the solver found."""
    household: Body = {}
    child: Body = {"ref": CHILD}
    for name, symbol in meaning.world.sent.items():
        if found.so(symbol.known):
            fact = meaning.world.mentions.facts[name]
            part = household if fact.scope is Scope.HOUSEHOLD else child
            part.setdefault(fact.group, {})[fact.short] = value_of(fact, symbol, found, as_of)
    for symbolic in meaning.lists.lists.values():
        if found.so(symbolic.known):
            part = household if symbolic.events.scope is Scope.HOUSEHOLD else child
            part[symbolic.events.name] = _events(symbolic, found, as_of)
    head = {"ruleset": meaning.ruleset.family, "version": meaning.ruleset.version or None, "as_of": as_of.isoformat()}
    return {**head, "household": household, "children": [child]}


def value_of(fact: Fact, symbol: Symbol, found: Found, as_of: date) -> Value:
    """Return what a known fact is, as it would be sent."""
    if symbol.yes is not None:
        return found.so(symbol.yes)
    if symbol.word is not None:
        return symbol.words[found.word(symbol.word)]
    number = found.number(symbol.number) if symbol.number is not None else 0
    return (as_of + timedelta(days=number)).isoformat() if fact.kind is Kind.DATE else number


def _events(symbolic: SymbolicList, found: Found, as_of: date) -> list[dict[str, Value]]:
    texts: dict[tuple[str, Value], str] = {}
    fields = symbolic.events.fields
    listed = []
    for place in symbolic.places:
        if found.so(place.there):
            event = dict(_said(fields, place, found, as_of))
            for name, value in event.items():
                if fields[name].kind is Kind.TEXT and str(value).startswith(MADE_UP):
                    of_field = sum(field == name for field, _ in texts)
                    event[name] = texts.setdefault((name, value), f"{name.replace('_', ' ')} {of_field + 1}")
            listed.append(event)
    return listed


def _said(fields: Mapping[str, Fact], place: Place, found: Found, as_of: date) -> Iterator[tuple[str, Value]]:
    """Yield what is said of an event: neither what is not known, nor what it is unless something else is said."""
    for name, symbol in place.fields.items():
        usual = fields[name].unless_said or None
        value = value_of(fields[name], symbol, found, as_of) if found.so(symbol.known) else None
        if value != usual:
            yield name, value


# --- what makes a case larger -------------------------------------------------------------------------------------


def costs(world: World, lists: Lists) -> list[tuple[Formula, int]]:
    """Return each thing that may be known and makes a case larger by one."""
    known = [symbol.known for symbol in world.sent.values()]
    inside = [cost for symbolic in lists.lists.values() for cost in _list_costs(symbolic, world.logic)]
    return [(formula, 1) for formula in (*known, *inside) if formula not in (world.logic.yes, world.logic.no)]


def _list_costs(symbolic: SymbolicList, logic: Logic) -> Iterator[Formula]:
    yield symbolic.known
    for place in symbolic.places:
        yield place.there
        for name, symbol in place.fields.items():
            usual = symbolic.events.fields[name].unless_said
            said = symbol.known
            if usual and symbol.word is not None:
                is_usual = logic.word_is(symbol.word, symbol.words.index(usual))
                said = logic.opposite(logic.every((symbol.known, is_usual)))
            yield logic.every((place.there, said))


def numbers(world: World, lists: Lists) -> Iterator[tuple[Fact, Formula, Number]]:
    """Yield each number and day a case can have, with when it is part of the case."""
    for name, symbol in world.sent.items():
        if symbol.number is not None:
            yield world.mentions.facts[name], symbol.known, symbol.number
    for symbolic in lists.lists.values():
        for place in symbolic.places:
            for name, symbol in place.fields.items():
                if symbol.number is not None:
                    part = world.logic.every((place.there, symbol.known))
                    yield symbolic.events.fields[name], part, symbol.number
