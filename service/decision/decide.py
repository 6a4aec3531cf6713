"""One case, decided by both engines: every child's steps, questions, near misses and whole trace.

Promises an answer only when inference and explanation name the same met rules; otherwise raises EnginesDisagree, or
CouldNotDecide when inference gives no answer. The same case and the same ruleset always give the same bytes.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Protocol

from service.decision.advice import CAUTION, Advice, summary
from service.decision.case import Case, ChildCase
from service.decision.errors import EnginesDisagree
from service.decision.explanation import Explanation, RuleTraces
from service.decision.judging import MET
from service.decision.measures import Measures, Taken, readings
from service.decision.values import Readings, Values
from service.ruleset.model import Ruleset

EXPLANATION = "reference"


class Infers(Protocol):
    """An engine that names the met rules of one ruleset."""

    @property
    def name(self) -> str:
        """What the engine is called, with its version."""

    def met(self, as_of: date, values: Values, measures: Readings) -> tuple[str, ...]:
        """Return the names of the met rules. Raises CouldNotDecide."""


class Decider:
    """Decides cases under one ruleset. `inference` was made for that same ruleset."""

    def __init__(self, ruleset: Ruleset, inference: Infers) -> None:
        self._ruleset = {"family": ruleset.family, "version": ruleset.version, "digest": ruleset.digest}
        self._inference = inference
        self._measures = Measures(ruleset.measures)
        self._explanation = Explanation(ruleset)
        self._advice = Advice(ruleset)

    def decide(self, case: Case) -> dict[str, Any]:
        """Return the answer to a case. Raises EnginesDisagree and CouldNotDecide."""
        taken: Taken = {}
        children = [self._child(case.as_of, child, taken) for child in case.children]
        return {
            "as_of": case.as_of.isoformat(),
            "reference": case.reference,
            "ruleset": dict(self._ruleset),
            "engines": {"inference": self._inference.name, "explanation": EXPLANATION, "agree": True},
            "children": children,
            "summary": summary(children),
            "caution": CAUTION,
        }

    def _child(self, as_of: date, child: ChildCase, taken: Taken) -> dict[str, Any]:
        measured = self._measures.take(as_of, child.values, child.events, taken)
        traces = self._explanation.explain(as_of, child.values, measured)
        _compare(self._inference.met(as_of, child.values, readings(measured)), traces)
        advised = self._advice.advise(as_of, child.values, measured, traces)
        return {"ref": child.ref, **advised, "trace": traces.nodes()}


def _compare(inferred: Sequence[str], traces: RuleTraces) -> None:
    """Raise EnginesDisagree unless both engines name the same rules, each once."""
    explained = [trace.rule.name for trace in traces.of(MET)]
    if list(inferred) != explained and sorted(inferred) != sorted(explained):
        extra = [name for name in inferred if name not in explained or inferred.count(name) > 1]
        raise EnginesDisagree(extra, [name for name in explained if name not in inferred])
