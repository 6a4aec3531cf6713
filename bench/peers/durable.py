"""durable-rules: the stock Host with its threads and callbacks, or its bare C module. Both name what fired."""

from __future__ import annotations

import json
from collections.abc import Callable
from copy import deepcopy
from typing import Any

from bench import twelve
from bench.peers.translate import durable as written

# Without a rule that fires for every case, putting away the state of a case that met none ends the process.
_ALWAYS = {"always": {"all": [{"m": {"$ex": {"contact_kind": 1}}}]}}


def ready(cases: list[Any], way: str) -> tuple[Any, Any, list[Any]]:
    """Return how to decide a case, how to answer all, and the cases. `way` is `host` or `raw`."""
    decide = _host() if way == "host" else _raw()
    order = list(twelve.RULES)

    def answers() -> list[list[str]]:
        return [sorted({rule for rule in decide(case) if rule in order}, key=order.index) for case in cases]

    return decide, answers, cases


def _rules() -> dict[str, Any]:
    rules = {rule: {"all": [{"m": written(tree)}]} for rule, tree in twelve.RULES.items()}
    return {**rules, **deepcopy(_ALWAYS)}


def _host() -> Any:  # noqa: ANN401 - what decides
    from durable.engine import Host  # noqa: PLC0415 - only when it is measured

    fired: list[str] = []
    rules = _rules()
    for rule, each in rules.items():
        each["run"] = _noting(rule, fired)
    host = Host()
    host.set_rulesets({"twelve": rules})

    def decide(case: Any) -> list[str]:  # noqa: ANN401 - a case
        fired.clear()
        host.assert_fact("twelve", {"sid": "c", "id": "f", **twelve.flat(case)})
        host.delete_state("twelve", "c")
        return list(fired)

    return decide


def _noting(rule: str, fired: list[str]) -> Callable[[Any], None]:
    """Return an action that notes its rule. With a default argument it would be taken for one that runs on."""
    return lambda _: fired.append(rule)


def _raw() -> Any:  # noqa: ANN401 - what decides
    import durable_rules_engine as engine  # noqa: PLC0415 - only when it is measured

    handle = engine.create_ruleset("twelve", json.dumps(_rules()))

    def decide(case: Any) -> list[str]:  # noqa: ANN401 - a case
        fired = []
        _, state = engine.assert_fact(handle, json.dumps({"sid": "c", "id": "f", **twelve.flat(case)}))
        told = engine.start_action_for_state(handle, state)
        message = told[1] if told else None
        while message is not None:
            fired.append(message[2 : message.index('"', 2)])
            message = engine.complete_and_start_action(handle, state)
        engine.delete_state(handle, "c")
        return fired

    return decide
