"""Which small changes of a ruleset no scenario notices.

Only the scenarios a change can reach are run again at first: those in which a rule it touches comes out otherwise. A
change that none of them notices is tried against all the others too, before it is said to survive.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from service.assurance.bench import Bench, find_ruleset
from service.assurance.draft import NotDecided
from service.assurance.expectations import plain
from service.assurance.explainer import Changed, Explained, Explainer
from service.assurance.features import Scenario
from service.assurance.mutation import Mutant, mutants
from service.assurance.scenarios import Finder, Plan, Result, plan, run
from service.assurance.steps import Decide
from service.ruleset.library import Library
from service.ruleset.model import Ruleset


class Scenarios:
    """The scenarios that hold for one version: those that name it, and those that name its family and no version."""

    def __init__(self, scenarios: Sequence[Scenario], bench: Bench, ruleset: Ruleset) -> None:
        """Plan every scenario once, and explain its cases once; that serves any number of changes."""
        names = {ruleset.family, f"{ruleset.family}:{ruleset.version}"}
        planned = (plan(scenario, bench.table) for scenario in scenarios)
        self.plans = tuple(each for each in planned if each.rulesets and each.rulesets <= names)
        self._said = [_said(each) for each in self.plans]
        self._library = bench.library
        self._before = Remembering(ruleset)

    def noticing(self, mutant: Mutant) -> Scenario | None:
        """Return a scenario that does not hold for a changed ruleset, or None when every one still does."""
        find = finder(self._library, mutant.ruleset)
        changed = Changed(self._before, mutant.ruleset, mutant.rules)
        order = self._in_order(mutant)
        for at in itertools.chain(self._touched(mutant, changed, order), order):
            if not run(self.plans[at], find, changed.decide, stop=True).passed:
                return self.plans[at].scenario
        return None

    def _touched(self, mutant: Mutant, changed: Changed, order: Sequence[int]) -> Iterator[int]:
        """Yield the places of the plans in which a rule that a change can reach comes out otherwise than before."""
        for at in order if mutant.conditions else ():
            with suppress(NotDecided):
                if any(changed.differs(act.case) for act in self.plans[at].acts if isinstance(act, Decide)):
                    yield at

    def results(self) -> Iterator[Result]:
        """Yield how each scenario goes with the ruleset as it is."""
        find = finder(self._library, self._before.ruleset)
        for each in self.plans:
            yield run(each, find, self._before.decide)

    def _in_order(self, mutant: Mutant) -> list[int]:
        """Return the places of the plans, those that name a rule the change can reach before the others."""
        titles = {rule: mutant.ruleset.rules[rule].title for rule in mutant.rules if rule in mutant.ruleset.rules}
        names = {f'"{plain(name)}"' for name in (*mutant.rules, *titles.values())}
        near = [any(name in said for name in names) for said in self._said]
        return sorted(range(len(self.plans)), key=lambda at: not near[at])


class Remembering(Explainer):
    """An explainer that keeps what it has explained."""

    def __init__(self, ruleset: Ruleset) -> None:
        """Begin with nothing kept."""
        super().__init__(ruleset)
        self._kept: dict[int, list[Explained]] = {}

    def explain(self, body: Mapping[str, Any]) -> Iterator[Explained]:
        """Yield each child of a case. Raises NotDecided."""
        if id(body) not in self._kept:
            self._kept[id(body)] = list(super().explain(body))
        yield from self._kept[id(body)]


def _said(planned: Plan) -> str:
    return plain(" ".join(each.text for each in planned.scenario.sentences if each.keyword == "then"))


def finder(library: Library, ruleset: Ruleset) -> Finder:
    """Return a way to find rulesets in which one version is replaced, and so is the one its family's scenarios mean.

    A proposal stands in for the version in force too: what holds for the one is to hold for the other.
    """
    versions = {**library.families.get(ruleset.family, {}), ruleset.version: ruleset}
    changed = replace(library, families={**library.families, ruleset.family: versions})

    def find(name: str, day: date) -> Ruleset:
        found = find_ruleset(changed, name, day)
        return ruleset if name == ruleset.family and not ruleset.in_force else found

    return find


@dataclass(frozen=True, slots=True)
class Mutated:
    """A version tried with every small change: how many there were, by how many scenarios, and those unnoticed."""

    ruleset: Ruleset
    changes: int
    scenarios: int
    unnoticed: tuple[Mutant, ...]

    def as_json(self) -> dict[str, Any]:
        """Return it as JSON."""
        named = {"family": self.ruleset.family, "version": self.ruleset.version, "digest": self.ruleset.digest}
        told = [{"where": each.where, "change": each.change, "rules": sorted(each.rules)} for each in self.unnoticed]
        noticed = self.changes - len(self.unnoticed)
        return {
            "ruleset": named,
            "changes": self.changes,
            "noticed": noticed,
            "scenarios": self.scenarios,
            "unnoticed": told,
        }


def mutated(ruleset: Ruleset, scenarios: Scenarios, progress: Callable[[int, int], None] = lambda *_: None) -> Mutated:
    """Try every small change of a ruleset, and return those that no scenario notices."""
    changes = sum(1 for _ in mutants(ruleset))
    done = itertools.count(1)
    found = tuple(survivors(ruleset, scenarios, lambda *_: progress(next(done), changes)))
    return Mutated(ruleset, changes, len(scenarios.plans), found)


def survivors(
    ruleset: Ruleset, scenarios: Scenarios, tried: Callable[[Mutant, Scenario | None], None] = lambda *_: None
) -> Iterator[Mutant]:
    """Yield each small change of a ruleset that no scenario notices. `tried` is told of every change as it is tried."""
    for mutant in mutants(ruleset):
        scenario = scenarios.noticing(mutant)
        tried(mutant, scenario)
        if scenario is None:
            yield mutant
