"""OpenFisca-Core: a variable for each fact and each rule. One case at a time, or all cases as columns at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from openfisca_core.entities import Entity
from openfisca_core.periods import DateUnit
from openfisca_core.simulations import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

from bench import twelve
from bench.peers.translate import name

WHEN = twelve.AS_OF.isoformat()[:7]
CHILD = Entity("child", "children", "A child", "")


def ready(cases: list[Any], way: str) -> tuple[Any, Any, list[Any]]:
    """Return how to decide a case, how to answer all, and what to decide: cases, or all of them as one.

    `way` is `one`, or a number of times to repeat the cases as columns.
    """
    system = _system()

    def decide(many: Sequence[Any]) -> list[np.ndarray]:
        return _decided(system, {fact: np.array([each[fact] for each in many]) for fact in many[0]})

    if way == "one":
        numbered = [_numbered(case) for case in cases]
        return lambda case: decide([_numbered(case)]), lambda: _named(decide(numbered)), cases
    facts = [_numbered(case) for case in cases]
    columns = {fact: np.tile([each[fact] for each in facts], int(way)) for fact in facts[0]}
    return lambda given: _decided(system, given), lambda: _named(decide(facts)), [columns]


def _numbered(case: Any) -> dict[str, Any]:  # noqa: ANN401 - a case
    """Return the facts with a number for each listed answer, the quickest OpenFisca can be given."""
    known = twelve.flat(case)
    return known | {name(fact): choices.index(known[name(fact)]) for fact, choices in twelve.CHOICES.items()}


def _decided(system: TaxBenefitSystem, columns: dict[str, Any]) -> list[np.ndarray]:
    simulation = SimulationBuilder().build_default_simulation(system, len(next(iter(columns.values()))))
    for fact, values in columns.items():
        simulation.set_input(fact, WHEN, values)
    return [simulation.calculate(f"rule_{place}", WHEN) for place in range(len(twelve.RULES))]


def _named(met: list[np.ndarray]) -> list[list[str]]:
    rules = list(twelve.RULES)
    return [[rules[place] for place, so in enumerate(case) if so] for case in zip(*met, strict=True)]


def _system() -> TaxBenefitSystem:
    system = TaxBenefitSystem([CHILD])
    for fact in (*twelve.FACTS, *twelve.WINDOWS):
        system.add_variable(_variable(name(fact), bool if fact in twelve.YES_NO else int))
    for place, tree in enumerate(twelve.RULES.values()):
        system.add_variable(_variable(f"rule_{place}", bool, _formula(tree)))
    return system


def _variable(called: str, kind: type, formula: Any = None) -> type[Variable]:  # noqa: ANN401 - a formula
    what = {"value_type": kind, "entity": CHILD, "definition_period": DateUnit.MONTH, "label": called}
    return type(called, (Variable,), what | ({"formula": formula} if formula else {}))


def _formula(tree: Sequence[Any]) -> Any:  # noqa: ANN401 - OpenFisca calls it
    return lambda child, period, _parameters=None: _holds(tree, child, period)


def _holds(tree: Sequence[Any], child: Any, period: Any) -> np.ndarray:  # noqa: ANN401 - OpenFisca's own
    first, *rest = tree
    if first == "not":
        return ~_holds(rest[0], child, period)
    if first in {"all", "any"}:
        parts = [_holds(part, child, period) for part in rest]
        return np.logical_and.reduce(parts) if first == "all" else np.logical_or.reduce(parts)
    how, value = rest
    seen = child(name(first), period)
    if how == "in":
        return np.logical_or.reduce([seen == twelve.CHOICES[first].index(one) for one in value])
    return seen >= value if how == ">=" else seen
