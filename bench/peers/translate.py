"""The tree of the twelve rules, turned into the language of each peer. Every translation is one small function."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

Tree = Sequence[Any]


def name(fact: str) -> str:
    """Return a fact's name without its dot."""
    return fact.replace(".", "_")


def zen(tree: Tree) -> str:
    """Return a condition as a Zen expression."""
    first, *rest = tree
    if first == "not":
        return f"not ({zen(rest[0])})"
    if first in {"all", "any"}:
        return "(" + (" and " if first == "all" else " or ").join(map(zen, rest)) + ")"
    how, value = rest
    if how == "in":
        return f"{name(first)} in [{', '.join(map(json.dumps, value))}]"
    return f"{name(first)} {'>=' if how == '>=' else '=='} {json.dumps(value)}"


def cedar(tree: Tree) -> str:
    """Return a condition as a Cedar expression."""
    first, *rest = tree
    if first == "not":
        return f"!({cedar(rest[0])})"
    if first in {"all", "any"}:
        return "(" + (" && " if first == "all" else " || ").join(map(cedar, rest)) + ")"
    how, value = rest
    if how == "in":
        return f"[{', '.join(map(json.dumps, value))}].contains(context.{name(first)})"
    return f"context.{name(first)} {'>=' if how == '>=' else '=='} {json.dumps(value)}"


def durable(tree: Tree, *, so: bool = True) -> dict[str, Any]:
    """Return a condition, or its opposite, as durable-rules has it: it cannot negate a group, so De Morgan does."""
    first, *rest = tree
    if first == "not":
        return durable(rest[0], so=not so)
    if first in {"all", "any"}:
        return {"$and" if (first == "all") is so else "$or": [durable(part, so=so) for part in rest]}
    how, value = rest
    if how == "in":
        each = [{name(first): one} if so else {"$neq": {name(first): one}} for one in value]
        return each[0] if len(each) == 1 else {"$or" if so else "$and": each}
    if how == ">=":
        return {"$gte" if so else "$lt": {name(first): value}}
    return {name(first): value if so else not value}


def json_rules(tree: Tree) -> dict[str, Any]:
    """Return a condition as json-rules-engine has it."""
    first, *rest = tree
    if first == "not":
        return {"not": json_rules(rest[0])}
    if first in {"all", "any"}:
        return {first: [json_rules(part) for part in rest]}
    how, value = rest
    operator = {"in": "in", ">=": "greaterThanInclusive", "is": "equal"}[how]
    return {"fact": name(first), "operator": operator, "value": value}
