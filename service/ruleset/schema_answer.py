"""The JSON Schema of the answer to a case: recommendations, questions, near misses and the whole rule trace."""

from __future__ import annotations

from service.ruleset.model import Outcome
from service.ruleset.schema_case import DAY, DIALECT, Schema
from service.ruleset.schema_files import lines
from service.ruleset.vocabulary import Kind, Strength

TEXT: Schema = {"type": "string"}
TEXTS: Schema = {"type": "array", "items": TEXT}
TRUTH: Schema = {"type": "boolean"}
OUTCOME: Schema = {"enum": [outcome.value for outcome in Outcome]}
STRENGTH: Schema = {"enum": [strength.word for strength in Strength]}
CITED = ("document", "paragraph")
BLOCK_WORDS = "^(all|any|none|at least [0-9]+ of)$"


def _part(name: str) -> Schema:
    """Return a pointer to a part that has a name of its own, for clients to have a type for it."""
    return {"$ref": f"#/$defs/{name}"}


NODE = _part("node")


def answer_schema() -> Schema:
    """Return the JSON Schema of a decision, as `POST /v1/decisions` answers it."""
    whole = {
        "id": TEXT,
        "recorded_at": {**TEXT, "format": "date-time"},
        "as_of": DAY,
        "reference": {"type": ["string", "null"]},
        "ruleset": lines({"family": TEXT, "version": TEXT, "digest": TEXT}),
        "engines": lines({"inference": TEXT, "explanation": TEXT, "agree": TRUTH}),
        "children": _array(_part("child")),
        "summary": TEXT,
        "caution": TEXT,
        "register": _part("register"),
    }
    # A preview is not kept, so it has no id and no time of record.
    required = [name for name in whole if name not in ("id", "recorded_at", "reference", "register")]
    return {"$schema": DIALECT, "title": "A decision", **lines(whole, required), "$defs": _parts()}


def _parts() -> dict[str, Schema]:
    return {
        "child": _child(),
        "recommendation": _recommendation(),
        "question": _question(),
        "near_miss": lines({"rule": TEXT, "says": TEXT}),
        "rule": _rule(),
        "node": {"oneOf": [_part(name) for name in ("block", "fact", "measure", "definition")]},
        "block": _block(),
        "fact": _fact(),
        "measure": _measure(),
        "definition": _definition(),
        "register": _register(),
    }


def _register() -> Schema:
    """What of the case came from the register; there only when the case asked for that."""
    child: Schema = {"type": ["string", "null"], "description": "Null for what is about the household."}
    taken: Schema = {"child": child, "recorded_on": DAY, "known_on": DAY, "entry": TEXT}
    what: Schema = {"fact": TEXT, "list": TEXT, "event": {"type": "object"}, "came_from": TEXT}
    return lines(
        {
            "filled_from": _array(lines({"child": child, "id": TEXT, "of": TEXT, "ref": TEXT})),
            "known_on": DAY,
            "took": _array(lines(taken | what, taken)),
            "says": TEXTS,
            "recorded": _array(lines({"act": TEXT, "reference": TEXT, "entries": {"type": "integer"}})),
        }
    )


def _array(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def _child() -> Schema:
    highest = lines({"step": TEXT, "strength": STRENGTH})
    child = {
        "ref": TEXT,
        "highest": {"anyOf": [highest, {"type": "null"}], "description": "Null when no rule is met."},
        "recommendations": _array(_part("recommendation")),
        "questions": _array(_part("question")),
        "near_misses": _array(_part("near_miss")),
        "trace": {**_array(_part("rule")), "description": "Every rule of the ruleset, met or not."},
    }
    guidance = {**TEXT, "description": "What to do below the threshold; there only when no rule is met."}
    return lines({**child, "guidance": guidance}, child)


def _recommendation() -> Schema:
    due = lines({"on": {**DAY, "type": ["string", "null"]}, "says": TEXT, "from": TEXT})
    return lines(
        {
            "step": TEXT,
            "strength": STRENGTH,
            "title": TEXT,
            "owner": TEXT,
            "because": {**TEXTS, "description": "The rules that recommend it."},
            "due": {"anyOf": [due, {"type": "null"}]},
            "below_threshold": {"const": True, "description": "There only when no rule is met."},
        },
        ("step", "strength", "title", "owner", "because", "due"),
    )


def _question() -> Schema:
    could_add = _array(lines({"step": TEXT, "strength": STRENGTH}))
    asked: Schema = {
        "fact": TEXT,
        "ask": TEXT,
        "help": TEXT,
        "kind": {"enum": [*(kind.value for kind in Kind), "list"]},
    }
    about = {
        "event": {"type": "object", "description": "The event that has something missing."},
        "field": {**TEXT, "description": "What is missing of the event."},
        "choices": {"type": "object", "additionalProperties": TEXT},
    }
    hanging = {"could_meet": TEXTS, "could_add": could_add}
    return lines({**asked, **about, **hanging}, [*asked, *hanging])


def _rule() -> Schema:
    return lines(
        {
            "rule": TEXT,
            "title": TEXT,
            "outcome": OUTCOME,
            "order": {"type": "integer", "minimum": 1, "description": "Its place among the met rules."},
            "says": TEXT,
            "source": lines(dict.fromkeys(("document", "paragraph", "title", "date", "url", "note"), TEXT), CITED),
            "when": NODE,
            "unless": NODE,
        },
        ("rule", "title", "outcome", "says", "source", "when"),
    )


def _block() -> Schema:
    return lines({"outcome": OUTCOME, "block": {**TEXT, "pattern": BLOCK_WORDS}, "parts": _array(NODE)})


def _fact() -> Schema:
    seen = {"type": ["string", "integer", "boolean", "null"], "description": "Null when it is not known."}
    compared = {"outcome": OUTCOME, "fact": TEXT, "expected": TEXT, "seen": seen, "from": TEXT, "says": TEXT}
    return lines(compared, [name for name in compared if name != "from"])


def _measure() -> Schema:
    interval = lines({"definite": {"type": "integer"}, "possible": {"type": ["integer", "null"]}})
    events = _array({"type": "object"})
    left_out = _array({"type": "object", "required": ["why"], "properties": {"why": TEXT}})
    compared: Schema = {"outcome": OUTCOME, "measure": TEXT, "expected": TEXT, "says": TEXT}
    compared["seen"] = {"anyOf": [{"type": ["integer", "string", "null"]}, interval]}
    listed = {"counted": events, "possible": events, "left_out": left_out, "from": TEXT}
    return lines(compared | listed, list(compared))


def _definition() -> Schema:
    return lines({"outcome": OUTCOME, "definition": TEXT, "expected": TEXT, "says": TEXT, "when": NODE})
