"""The vocabulary, turned into a JSON Schema for the cases people may send.

Strict: a fact that is not in the vocabulary, or is not of its kind, does not fit. Every fact may be left out or
null, which both say that it is not known.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from service.ruleset.vocabulary import EventList, Fact, Kind, Scope, Vocabulary

Schema = dict[str, Any]

DIALECT = "https://json-schema.org/draft/2020-12/schema"
DAY: Schema = {"type": "string", "format": "date", "pattern": "^(19[0-9]{2}|20[0-9]{2}|2100)-[0-9]{2}-[0-9]{2}$"}
# The limits service/decision keeps to; a test holds the two together.
MOST_CHILDREN, MOST_EVENTS, LONGEST_TEXT = 30, 1000, 1000
TEXT: Schema = {"type": "string", "minLength": 1, "maxLength": LONGEST_TEXT, "pattern": r"\S"}
EXAMPLE_DAY = "2026-11-23"


def case_schema(vocabulary: Vocabulary) -> Schema:
    """Return the JSON Schema of the body of `POST /v1/decisions`."""
    return {
        "$schema": DIALECT,
        "title": "A case",
        "description": "What is known of one household and its children, and the ruleset to decide by.",
        "type": "object",
        "additionalProperties": False,
        "required": ["ruleset", "children"],
        "properties": {
            **_about_the_decision(),
            "household": {"$ref": "#/$defs/household"},
            "children": {
                "type": "array",
                "minItems": 1,
                "maxItems": MOST_CHILDREN,
                "items": {"$ref": "#/$defs/child"},
                "description": "Each child is decided on their own facts, with the household's.",
            },
        },
        "$defs": {
            "household": _person(vocabulary, {Scope.HOUSEHOLD}, "What is known of everyone in the household."),
            "child": _child(vocabulary),
            **{f"one_of_{name}": _event(each) for name, each in vocabulary.events.items()},
        },
    }


def _about_the_decision() -> Schema:
    return {
        "ruleset": {**TEXT, "description": "The family of rulesets to decide by."},
        "version": {
            **_or_null(TEXT),
            "description": "The version to use; without it, the one in force on `as_of`.",
        },
        "as_of": {
            **_or_null(DAY),
            "description": "The day to decide for; without it, today in London.",
            "examples": [EXAMPLE_DAY],
        },
        "reference": {
            **_or_null(TEXT),
            "description": "Your own reference for this case. Never a name or a date of birth.",
        },
        "register": _register(),
    }


def _register() -> Schema:
    return {
        "type": ["object", "null"],
        "description": "Fill the case in with what the register keeps; lists then hold what is new.",
        "additionalProperties": False,
        "properties": {
            "household": {**_or_null(TEXT), "description": "The reference of the household."},
            "children": {
                "type": ["object", "null"],
                "description": "The reference of each child, by its `ref` in this case.",
                "maxProperties": MOST_CHILDREN,
                "additionalProperties": _or_null(TEXT),
            },
            "known_on": {**_or_null(DAY), "description": "Only what was known on this day; without it, all there is."},
            "record": {
                "type": ["boolean", "null"],
                "description": "Whether what is new is kept in the register, in one step with the decision.",
            },
        },
    }


def _or_null(schema: Schema) -> Schema:
    return {**schema, "type": [schema["type"], "null"]}


def _child(vocabulary: Vocabulary) -> Schema:
    said = "What is known of one child. Facts about the household may be given here too, and then win for this child."
    child = _person(vocabulary, {Scope.CHILD, Scope.HOUSEHOLD}, said)
    ref = {**TEXT, "description": "A letter or number that tells the children apart."}
    return {**child, "required": ["ref"], "properties": {"ref": ref, **child["properties"]}}


def _person(vocabulary: Vocabulary, scopes: set[Scope], said: str) -> Schema:
    facts = [fact for fact in vocabulary.facts.values() if fact.scope in scopes and fact.may_be_sent]
    groups = {title: [fact for fact in facts if fact.group == title] for title in vocabulary.groups}
    return {
        "type": ["object", "null"] if scopes == {Scope.HOUSEHOLD} else "object",
        "description": said,
        "additionalProperties": False,
        "properties": {
            **{name: _group(vocabulary.groups[name], each) for name, each in groups.items() if each},
            **{name: _events(each) for name, each in vocabulary.events.items() if each.scope in scopes},
        },
    }


def _group(title: str, facts: Iterable[Fact]) -> Schema:
    return {
        "type": ["object", "null"],
        "title": title,
        "additionalProperties": False,
        "properties": {fact.short: fact_schema(fact) for fact in facts},
    }


def _events(events: EventList) -> Schema:
    listed = {"maxItems": MOST_EVENTS, "items": {"$ref": f"#/$defs/one_of_{events.name}"}}
    return {
        "description": _described(events.question, events.help, "Left out is not known; an empty list is none."),
        "anyOf": [{"type": ["array", "null"], **listed}, _known_in_part({"type": "array", **listed})],
    }


def _known_in_part(listed: Schema) -> Schema:
    return {
        "type": "object",
        "description": "When only some are known: these, and perhaps others.",
        "additionalProperties": False,
        "required": ["known"],
        "properties": {
            "known": listed,
            "in_full_from": {**_or_null(DAY), "description": "The day from which on there were no others."},
        },
    }


def _event(events: EventList) -> Schema:
    return {
        "type": "object",
        "title": events.one,
        "additionalProperties": False,
        "properties": {name: fact_schema(fact) for name, fact in events.fields.items()},
    }


def fact_schema(fact: Fact) -> Schema:
    """Return the JSON Schema of one fact's value. Null is not known."""
    described = {"description": _described(fact.question, fact.help, *_said(fact))}
    return {**_VALUES[fact.kind](fact), **described}


def _said(fact: Fact) -> Iterable[str]:
    if fact.choices:
        yield "; ".join(f"{name}: {title}" for name, title in fact.choices.items()) + "."
    if fact.unit:
        yield f"In {fact.unit}."
    if fact.unless_said:
        yield f"When left out: {fact.unless_said}."
    if fact.monitoring:
        yield "Kept to monitor fairness; never decides anything."


def _described(*sentences: str) -> str:
    return " ".join(sentence for sentence in sentences if sentence)


def _choice(fact: Fact) -> Schema:
    return {"enum": [*fact.choices, None]}


def _number(fact: Fact) -> Schema:
    return {"type": ["integer", "null"], "minimum": fact.least, "maximum": fact.most}


def _date(_: Fact) -> Schema:
    return {**_or_null(DAY), "examples": [EXAMPLE_DAY]}


def _text(_: Fact) -> Schema:
    return _or_null(TEXT)


def _yes_no(_: Fact) -> Schema:
    return {"type": ["boolean", "null"]}


_VALUES = {
    Kind.YES_NO: _yes_no,
    Kind.NUMBER: _number,
    Kind.DATE: _date,
    Kind.TEXT: _text,
    Kind.CHOICE: _choice,
    Kind.AGE: _date,
}
