"""A case anybody could send, told to the solver: every fact and event as it is, all else not known."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from service.assurance.solver.formulas import Lists
from service.assurance.solver.lists import SymbolicList
from service.assurance.solver.logic import Formula, Logic
from service.assurance.solver.world import Symbol, World


def forced(world: World, lists: Lists, body: dict[str, Any], as_of: date) -> Iterator[Formula]:
    """Yield what makes the solver's case this one. Texts nobody asks about are told apart by their order."""
    child, household = body["children"][0], body["household"]
    for name, symbol in world.sent.items():
        group, _, short = name.partition(".")
        value = child.get(group, {}).get(short, household.get(group, {}).get(short))
        yield from _value(symbol, value, as_of, world.logic, {})
    for name, symbolic in lists.lists.items():
        yield from _list(symbolic, child.get(name, household.get(name)), as_of, world.logic)


def _list(symbolic: SymbolicList, sent: list[dict[str, Any]] | None, as_of: date, logic: Logic) -> Iterator[Formula]:
    yield logic.same(symbolic.known, logic.no if sent is None else logic.yes)
    texts: dict[str, dict[Any, int]] = {}
    assert len(sent or []) <= len(symbolic.places)
    for at, place in enumerate(symbolic.places):
        event = (sent or [])[at] if at < len(sent or []) else None
        yield logic.same(place.there, logic.no if event is None else logic.yes)
        for name, symbol in place.fields.items():
            if event is not None:
                value = event.get(name, symbolic.events.fields[name].unless_said or None)
                yield from _value(symbol, value, as_of, logic, texts.setdefault(name, {}))


def _value(symbol: Symbol, value: Any, as_of: date, logic: Logic, texts: dict[Any, int]) -> Iterator[Formula]:
    yield logic.same(symbol.known, logic.no if value is None else logic.yes)
    if value is None:
        return
    if symbol.yes is not None:
        yield logic.same(symbol.yes, logic.yes if value else logic.no)
    elif symbol.word is not None:
        others = [place for place, text in enumerate(symbol.words) if text.startswith("something else")]
        place = symbol.words.index(value) if value in symbol.words else others[texts.setdefault(value, len(texts))]
        yield logic.word_is(symbol.word, place)
    elif symbol.number is not None:
        days = (date.fromisoformat(value) - as_of).days if isinstance(value, str) else value
        yield logic.same(symbol.number, days)
