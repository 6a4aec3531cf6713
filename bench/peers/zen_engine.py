"""zen-engine: the rules as one expression node, or as a decision table that collects; traced or not."""

from __future__ import annotations

import json
from typing import Any

import zen

from bench import twelve
from bench.peers.translate import zen as written


def ready(cases: list[Any], way: str) -> tuple[Any, Any, list[Any]]:
    """Return how to decide a case, how to answer all, and the cases. `way`: `expressions` or `table`, `+trace`."""
    form, _, trace = way.partition("+")
    decision = zen.ZenEngine().create_decision(json.dumps(_graph(_NODES[form])))
    options = {"trace": bool(trace)}
    met = _from_expressions if form == "expressions" else _from_table

    def decide(case: Any) -> list[str]:  # noqa: ANN401 - a case
        return met(decision.evaluate(twelve.flat(case), options)["result"])

    return decide, lambda: [decide(case) for case in cases], cases


def _from_expressions(result: dict[str, bool]) -> list[str]:
    return [rule for place, rule in enumerate(twelve.RULES) if result[f"r{place}"]]


def _from_table(result: list[dict[str, str]]) -> list[str]:
    return [row["rule"] for row in result]


def _graph(node: dict[str, Any]) -> dict[str, Any]:
    ends = [{"id": "in", "name": "in", "type": "inputNode"}, {"id": "out", "name": "out", "type": "outputNode"}]
    edges = [
        {"id": "a", "type": "edge", "sourceId": "in", "targetId": "do"},
        {"id": "b", "type": "edge", "sourceId": "do", "targetId": "out"},
    ]
    return {"contentType": "application/vnd.gorules.decision", "nodes": [*ends, node], "edges": edges}


_NODES: dict[str, dict[str, Any]] = {
    "expressions": {
        "id": "do",
        "name": "do",
        "type": "expressionNode",
        "content": {
            "expressions": [
                {"id": f"e{place}", "key": f"r{place}", "value": written(tree)}
                for place, tree in enumerate(twelve.RULES.values())
            ]
        },
    },
    "table": {
        "id": "do",
        "name": "do",
        "type": "decisionTableNode",
        "content": {
            "hitPolicy": "collect",
            "inputs": [{"id": "c", "name": "condition", "type": "expression"}],
            "outputs": [{"id": "r", "name": "rule", "type": "expression", "field": "rule"}],
            "rules": [
                {"_id": f"t{place}", "c": written(tree), "r": json.dumps(rule)}
                for place, (rule, tree) in enumerate(twelve.RULES.items())
            ],
        },
    },
}
