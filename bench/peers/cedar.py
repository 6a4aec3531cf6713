"""Cedar by cedarpy: a policy for each rule, in a set that is read once; the determining policies are the met rules."""

from __future__ import annotations

from typing import Any

import cedarpy

from bench import twelve
from bench.peers.translate import cedar as written


def ready(cases: list[Any], _: str) -> tuple[Any, Any, list[Any]]:
    """Return how to decide a case, how to answer all, and the cases."""
    text = "\n".join(
        f"permit (principal, action, resource) when {{ {written(tree)} }};" for tree in twelve.RULES.values()
    )
    policies, nobody = cedarpy.PolicySet.from_str(text), cedarpy.Entities.from_json_str("[]")
    named = {f"policy{place}": rule for place, rule in enumerate(twelve.RULES)}
    who = {"principal": 'User::"u"', "action": 'Action::"a"', "resource": 'Case::"c"'}

    def decide(case: Any) -> list[str]:  # noqa: ANN401 - a case
        answer = cedarpy.is_authorized({**who, "context": twelve.flat(case)}, policies, nobody)
        if answer.diagnostics.errors:
            raise RuntimeError(answer.diagnostics.errors)
        return [named[each] for each in answer.diagnostics.reasons]

    def answers() -> list[list[str]]:
        order = list(twelve.RULES)
        return [sorted(decide(case), key=order.index) for case in cases]

    return decide, answers, cases
