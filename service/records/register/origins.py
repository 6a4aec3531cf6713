"""Says in a trace where each fact and event came from, when that was the register. Pure: no node is changed.

INVARIANT: what is marked follows from the answer and its `register` part alone, so that a replay marks the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

Json = Mapping[str, Any]


def marked(answer: dict[str, Any], register: Json | None) -> dict[str, Any]:
    """Return an answer with the register's part in it, and each thing that came from there marked so."""
    if not register:
        return answer
    children = [_child(child, register["took"]) for child in answer["children"]]
    return {**answer, "children": children, "register": dict(register)}


def _child(child: Json, took: Sequence[Json]) -> dict[str, Any]:
    own = [each for each in took if each["child"] in (None, child["ref"])]
    facts = {each["fact"]: origin_words(each) for each in own if "fact" in each}
    events = [(each["event"], origin_words(each)) for each in own if "event" in each]
    return {**child, "trace": [_node(node, facts, events) for node in child["trace"]]}


def origin_words(took: Json) -> str:
    """Return where something came from: `the register, recorded 2026-10-01`."""
    came = f", {took['came_from']}" if took.get("came_from") else ""
    return f"the register, recorded {took['recorded_on']}{came}"


def _node(node: Json, facts: Mapping[str, str], events: Sequence[tuple[Json, str]]) -> dict[str, Any]:
    made = dict(node)
    for name in ("when", "unless"):
        if name in made:
            made[name] = _node(made[name], facts, events)
    if "parts" in made:
        made["parts"] = [_node(part, facts, events) for part in made["parts"]]
    for name in ("counted", "possible", "left_out"):
        if name in made:
            made[name] = [_event(each, events) for each in made[name]]
    origin = _origin(node, facts)
    return {**made, "from": origin} if origin else made


def _origin(node: Json, facts: Mapping[str, str]) -> str:
    said = node.get("from", "")
    if node.get("fact") in facts:
        return facts[node["fact"]]
    taken = [f"{name} from {words}" for name, words in facts.items() if f"{name} " in f"{said} "]
    return "; ".join([said, *taken]) if taken else ""


def _event(event: Json, events: Sequence[tuple[Json, str]]) -> Json:
    content = {name: value for name, value in event.items() if name != "why"}
    origin = next((words for each, words in events if each == content), "")
    return {**event, "from": origin} if origin else event
