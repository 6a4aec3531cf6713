"""The shortest ways to a child, a ruleset and what the one comes to under the other."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from service.decision.case import ChildCase, read_case
from service.decision.decide import Decider
from service.decision.explanation import Explanation, RuleTrace
from service.decision.inference import Inference
from service.decision.measures import Measured, Measures
from service.ruleset.model import Ruleset
from tests.shipped import shipped, sound, with_rule

AS_OF = date(2026, 11, 23)

Json = dict[str, Any]


def body(household: Json | None = None, *children: Json, as_of: str = "2026-11-23") -> Json:
    """Return a request about these children; with none, about one of whom nothing is known."""
    return {
        "ruleset": "front-door",
        "as_of": as_of,
        "household": household or {},
        "children": [{"ref": chr(ord("A") + at), **child} for at, child in enumerate(children or ({},))],
    }


def child_of(household: Json | None = None, child: Json | None = None, *, as_of: str = "2026-11-23") -> ChildCase:
    """Return the one child of a case."""
    return read_case(body(household, child or {}, as_of=as_of), shipped()[0], AS_OF).children[0]


def ruleset(when: str, *, extra: str = "", rule_lines: str = "") -> Ruleset:
    """Return a ruleset with one rule, `one-rule`, that has these conditions."""
    return sound(with_rule(when, extra=extra, rule_lines=rule_lines))


def measure(written: str, household: Json | None = None, child: Json | None = None, *, as_of: date = AS_OF) -> Measured:
    """Return what the measure `m`, whose lines are given, comes to."""
    lines = "".join(f"    {line}\n" for line in written.strip().splitlines())
    rules = ruleset("m: at least 1", extra=f"measures:\n  m:\n{lines}")
    one = child_of(household, child, as_of=as_of.isoformat())
    return Measures(rules.measures).take(as_of, one.values, one.events)["m"]


def traced(rules: Ruleset, household: Json | None = None, child: Json | None = None, as_of: date = AS_OF) -> RuleTrace:
    """Return the trace of a ruleset's one rule."""
    one = child_of(household, child, as_of=as_of.isoformat())
    measured = Measures(rules.measures).take(as_of, one.values, one.events)
    return Explanation(rules).explain(as_of, one.values, measured).rules[0]


def line(when: str, household: Json | None = None, child: Json | None = None, extra: str = "") -> Mapping[str, Any]:
    """Return the node of the one line that the one rule has."""
    node: Mapping[str, Any] = traced(ruleset(when, extra=extra), household, child).node["when"]["parts"][0]
    return node


def decided(rules: Ruleset, request: Json) -> Json:
    """Return the answer to a request, from both engines."""
    with Inference(rules) as inference:
        return Decider(rules, inference).decide(read_case(request, rules.vocabulary, AS_OF))
