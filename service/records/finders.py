"""The rows a record is found by. They follow from the record alone, so they can be checked, and made again."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from sqlalchemy import Table

from service.records.tables import (
    acknowledgements,
    decided_children,
    decisions,
    findings,
    keys,
    met_rules,
    notices,
    outcomes,
    publications,
    recommended_steps,
    register_acts,
    register_uses,
    requests,
    revoked_keys,
    second_persons,
)

Said = Mapping[str, Any]
Row = dict[str, Any]


def rows_for(kind: str, about: str | None, said: Said) -> list[tuple[Table, Row]]:
    """Return the rows a record is found by, with the table of each; all but its number in the ledger."""
    found = list(_FINDS[kind](said, about or "")) if kind in _FINDS else []
    if said.get("request"):
        found.append((requests, dict(said["request"])))
    return found


def _decision(said: Said, _: str) -> Iterator[tuple[Table, Row]]:
    answer = said["answer"]
    yield decisions, {"reference": answer.get("reference"), "as_of": answer["as_of"], **answer["ruleset"]}
    for child in answer["children"]:
        yield from _child(child)
    for used in answer.get("register", {}).get("filled_from", ()):
        yield register_uses, {"reference": used["id"], "child": used["child"]}


def _child(child: Said) -> Iterator[tuple[Table, Row]]:
    highest = child["highest"] or {"step": None, "strength": None}
    yield decided_children, {"child": child["ref"], "step": highest["step"], "strength": highest["strength"]}
    for node in child["trace"]:
        if node["outcome"] == "met":
            yield met_rules, {"child": child["ref"], "rule": node["rule"]}
    for each in child["recommendations"]:
        yield (
            recommended_steps,
            {
                "child": child["ref"],
                "step": each["step"],
                "strength": each["strength"],
                "due_on": (each.get("due") or {}).get("on"),
                "below": each.get("below_threshold", False),
            },
        )


def _outcome(said: Said, about: str) -> Iterator[tuple[Table, Row]]:
    names = ("child", "direction", "step", "needs_second")
    yield outcomes, {"decision": about, **{name: said[name] for name in names}}


def _second_person(said: Said, _: str) -> Iterator[tuple[Table, Row]]:
    yield second_persons, {"outcome": said["outcome"]}


def _key(said: Said, _: str) -> Iterator[tuple[Table, Row]]:
    if said["act"] == "revoked":
        yield revoked_keys, {"key": said["key"]}
    else:
        yield keys, {name: said[name] for name in ("key", "name", "roles", "secret_hash", "expires_at")}


def _publication(said: Said, _: str) -> Iterator[tuple[Table, Row]]:
    named = {name: said[name] for name in ("subject", "act", "family", "name")}
    yield publications, named | {name: said.get(name) for name in ("digest", "starts", "ends")}


def _register(said: Said, about: str) -> Iterator[tuple[Table, Row]]:
    yield register_acts, {"reference": about, "of": said["under"]["of"], "ref": said["under"]["ref"]}


def _finding(said: Said, _: str) -> Iterator[tuple[Table, Row]]:
    about = {"decision": said["decision"], "child": said["child"]}
    whats = [f"rule {rule}" for rule in said["rules"]]
    whats += [f"step {each['step']} {each['strength']}" for each in said["steps"]]
    whats += [f"due {each['step']} {each['on']}" for each in said["due"]]
    for what in whats:
        yield findings, {**about, "what": what}


def _acknowledgement(said: Said, _: str) -> Iterator[tuple[Table, Row]]:
    yield acknowledgements, {"finding": said["finding"]}


def _notice(said: Said, _: str) -> Iterator[tuple[Table, Row]]:
    yield notices, {"finding": said["finding"]}


_FINDS: Mapping[str, Callable[[Said, str], Iterator[tuple[Table, Row]]]] = {
    "decision": _decision,
    "outcome": _outcome,
    "register": _register,
    "finding": _finding,
    "acknowledgement": _acknowledgement,
    "notice": _notice,
    "second person": _second_person,
    "key": _key,
    "publication": _publication,
}
