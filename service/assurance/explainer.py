"""Cases decided by the explanation alone, for when the same ones are tried against very many rulesets.

Inference is held to the same answers by tests of its own.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from service.assurance.bench import taken
from service.decision.advice import Advice
from service.decision.case import Case, ChildCase
from service.decision.explanation import Explanation, RuleTraces
from service.decision.measures import Measured, Measures
from service.ruleset.model import Ruleset


@dataclass(frozen=True, slots=True)
class Explained:
    """One child of a case, with the measures taken and the trace of every rule."""

    case: Case
    child: ChildCase
    measured: Mapping[str, Measured]
    traces: RuleTraces

    def outcomes(self) -> dict[str, str]:
        """Return the outcome of each rule."""
        return {trace.rule.name: trace.outcome for trace in self.traces.rules}


class Explainer:
    """Explains and decides cases by one ruleset. A case read once is kept, and so may be shared between explainers."""

    def __init__(self, ruleset: Ruleset, cases: dict[int, tuple[Mapping[str, Any], Case]] | None = None) -> None:
        """Make ready for any number of cases."""
        self.ruleset = ruleset
        self.cases = {} if cases is None else cases
        self._measures, self._explanation = Measures(ruleset.measures), Explanation(ruleset)

    def explain(self, body: Mapping[str, Any]) -> Iterator[Explained]:
        """Yield each child of a case. Raises NotDecided."""
        case = self._case(body)
        for child in case.children:
            measured = self._measures.take(case.as_of, child.values, child.events)
            yield Explained(case, child, measured, self._explanation.explain(case.as_of, child.values, measured))

    def _case(self, body: Mapping[str, Any]) -> Case:
        if id(body) not in self.cases:
            self.cases[id(body)] = (body, taken(self.ruleset, body))  # with the body, or its place could be taken
        return self.cases[id(body)][1]

    def decide(self, _ruleset: Ruleset, body: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return the children's part of the answer to a case. Raises NotDecided."""
        advice = Advice(self.ruleset)
        return {"children": [answer(advice, each, each.traces) for each in self.explain(body)]}


class Changed:
    """Decides cases by a ruleset that differs from another in a few rules: those alone are explained anew."""

    def __init__(self, before: Explainer, ruleset: Ruleset, rules: Collection[str]) -> None:
        """Make ready to decide by `ruleset`, which differs from the one `before` explains in these rules alone."""
        kept = {name: rule for name, rule in ruleset.rules.items() if name in rules}
        self._part = Explainer(replace(ruleset, rules=kept), before.cases)
        self._advice = Advice(ruleset)
        self._rules = frozenset(ruleset.rules)
        self._before = before

    def differs(self, body: Mapping[str, Any]) -> bool:
        """Return whether one of the rules comes out otherwise in a case. Raises NotDecided."""
        pairs = zip(self._before.explain(body), self._part.explain(body), strict=True)
        return any(after.outcomes().items() - before.outcomes().items() for before, after in pairs)

    def decide(self, _ruleset: Ruleset, body: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return the children's part of the answer to a case. Raises NotDecided."""
        pairs = zip(self._before.explain(body), self._part.explain(body), strict=True)
        return {"children": [answer(self._advice, after, self._joined(before, after)) for before, after in pairs]}

    def _joined(self, before: Explained, after: Explained) -> RuleTraces:
        anew = {trace.rule.name: trace for trace in after.traces.rules}
        kept = (trace for trace in before.traces.rules if trace.rule.name in self._rules)
        return RuleTraces(tuple(anew.get(trace.rule.name, trace) for trace in kept))


def answer(advice: Advice, explained: Explained, traces: RuleTraces) -> dict[str, Any]:
    """Return one child's part of an answer."""
    child, measured = explained.child, explained.measured
    advised = advice.advise(explained.case.as_of, child.values, measured, traces)
    return {"ref": child.ref, **advised, "trace": traces.nodes()}
