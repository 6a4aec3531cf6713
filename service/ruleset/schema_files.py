"""JSON Schemas for the YAML files people write: a ruleset, the vocabulary and the steps.

They let an ordinary editor complete and check names as they are typed. They ask for the one way things are written
back; `threshold check` reads more forgivingly and finds much more, and it has the last word.
"""

from __future__ import annotations

from collections.abc import Iterable

from service.ruleset.openers import NOTHING, OPENED, OPENS
from service.ruleset.schema_case import DIALECT, Schema
from service.ruleset.vocabulary import Fact, Kind, Scope, Steps, Strength, Vocabulary

TEXT: Schema = {"type": "string", "minLength": 1}
LABEL: Schema = {"type": ["string", "number"]}
YES_NO: Schema = {"enum": ["yes", "no"]}
DAY: Schema = {"type": "string", "examples": ["2026-03-18"]}
WHOLE: Schema = {"type": "integer"}
NAME = "^[a-z0-9]+(-[a-z0-9]+)*$"
BLOCKS = ("all", "any", "none")
AT_LEAST_OF = "^at least .+ of$"
OTHER_NAME = "^(?!(all|any|none|unless|not|at least .+ of)$)[^.]+$"


def ruleset_schema(vocabulary: Vocabulary, steps: Steps) -> Schema:
    """Return the JSON Schema of a ruleset file that names these facts and steps."""
    required = ("ruleset", "title", "sources", "rules", "below threshold")
    whole = lines(
        {
            "ruleset": {"type": "string", "pattern": NAME, "description": "The family, as its folder is called."},
            "title": TEXT,
            "in force": _in_force(),
            "sources": named(_source(), "Documents that rules rest on, each under a short name."),
            "parameters": named(_parameter(), "Numbers and lengths of time that may be changed in one place."),
            "measures": named({"$ref": "#/$defs/measure"}, "Numbers counted or reckoned from events and dates."),
            "definitions": named({"$ref": "#/$defs/conditions"}, "Conditions with a name."),
            "rules": {**named(_rule(), "The thresholds."), "propertyNames": {"pattern": NAME}, "minProperties": 1},
            "below threshold": lines({"recommend": {"$ref": "#/$defs/recommend"}, "guidance": TEXT}),
            "guarantees": {**named(_guarantee(), "What must always hold."), "propertyNames": {"pattern": NAME}},
        },
        required,
    )
    return _schema_file("A ruleset", whole, _ruleset_parts(vocabulary, steps))


def vocabulary_schema() -> Schema:
    """Return the JSON Schema of vocabulary.yaml."""
    about = {"about": {"enum": [scope.value for scope in Scope]}}
    opened = {name: _openers(name) for name in OPENED}
    fact = lines({**about, **_fact_lines(), **opened}, ("about", "kind", "question", "help"))
    needed = ("one", "many", "question", "help", "dated by")
    events = lines(
        {**about, **dict.fromkeys(needed, TEXT), OPENS: _openers(OPENS), "fields": _fields()},
        ("about", *needed, "fields"),
    )
    whole = lines({"groups": named(TEXT), "facts": named(fact), "events": named(events)})
    return _schema_file("The vocabulary", whole, {})


def steps_schema() -> Schema:
    """Return the JSON Schema of steps.yaml."""
    texts = dict.fromkeys(("title", "owner", "basis", "guidance", "sentence"), TEXT)
    due = {**TEXT, "examples": ["the same day", "within 15 working days of contact.received_on"]}
    step = lines({**texts, "rank": {**WHOLE, "description": "1 is the highest."}, "due": due}, (*texts, "rank"))
    return _schema_file("The steps", lines({"steps": named(step)}), {})


# --- pieces -------------------------------------------------------------------------------------------------------


def lines(properties: Schema, required: Iterable[str] | None = None) -> Schema:
    """Return the schema of a part whose names are fixed; all are required unless some are named."""
    needed = list(properties if required is None else required)
    return {"type": "object", "additionalProperties": False, "required": needed, "properties": properties}


def named(each: Schema, description: str = "") -> Schema:
    """Return the schema of a part whose names are the author's own."""
    return {"type": "object", "additionalProperties": each} | ({"description": description} if description else {})


def _schema_file(title: str, whole: Schema, parts: Schema) -> Schema:
    return {"$schema": DIALECT, "title": title, **whole} | ({"$defs": parts} if parts else {})


def _in_force() -> Schema:
    dates = lines({"from": DAY, "to": DAY}, ("from",))
    return {**dates, "description": "The days this version applies, both included. Left out, it is a proposal."}


def _source() -> Schema:
    return lines({"title": TEXT, "date": LABEL, "url": TEXT, "note": TEXT}, ("title",))


def _citation() -> Schema:
    one_line = {"type": "string", "pattern": r"^\S+ .+$", "description": "The document, a space and the paragraph."}
    return {"anyOf": [lines({"document": TEXT, "paragraph": LABEL}), one_line]}


def _parameter() -> Schema:
    value = {"type": ["integer", "string"], "examples": ["6 months", 3]}
    source = {"anyOf": [lines({"document": TEXT, "paragraph": LABEL}, ("document",)), TEXT]}
    return lines({"value": value, "title": TEXT, "source": source}, ("value", "title"))


def _rule() -> Schema:
    conditions = {"$ref": "#/$defs/conditions"}
    texts = {"title": TEXT, "because": TEXT, "source": _citation()}
    rule = {**texts, "when": conditions, "unless": conditions, "recommend": {"$ref": "#/$defs/recommend"}}
    return lines(rule, ("title", "when", "recommend", "because", "source"))


def _guarantee() -> Schema:
    promise = {"title": TEXT, "whenever": {"$ref": "#/$defs/conditions"}, "then": {"$ref": "#/$defs/recommend"}}
    lowers = {"title": TEXT, "never lowers": {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/fact"}}}
    return {"anyOf": [lines(promise, ("whenever", "then")), lines(lowers, ("never lowers",))]}


def _ruleset_parts(vocabulary: Vocabulary, steps: Steps) -> Schema:
    facts = [fact for fact in vocabulary.facts.values() if not fact.monitoring]
    return {
        "conditions": {"anyOf": [{"$ref": "#/$defs/block"}, {"type": "array", "items": {"$ref": "#/$defs/block"}}]},
        "block": _block(facts),
        "fact": {"enum": [fact.name for fact in facts]},
        "recommend": _recommend(steps),
        "measure": {"anyOf": [_counted("count", vocabulary), _counted("streak", vocabulary), *_elapsed(facts)]},
        "parameter": {"type": "string", "pattern": r"\{[^{}]+\}", "description": "A parameter, as `{its name}`."},
        **_PHRASES,
    }


def _block(facts: Iterable[Fact]) -> Schema:
    conditions = {"$ref": "#/$defs/conditions"}
    return {
        "type": "object",
        "minProperties": 1,
        "additionalProperties": False,
        "properties": {**dict.fromkeys(BLOCKS, conditions), **{fact.name: _phrase(fact) for fact in facts}},
        "patternProperties": {AT_LEAST_OF: conditions, OTHER_NAME: {"$ref": "#/$defs/any_phrase"}},
    }


def _recommend(steps: Steps) -> Schema:
    strengths = [strength.word for strength in Strength]
    each = {step.name: {"enum": strengths, "description": step.title} for step in steps.by_name.values()}
    return {"type": "object", "minProperties": 1, "additionalProperties": False, "properties": each}


def _counted(kind: str, vocabulary: Vocabulary) -> Schema:
    fields = sorted({field for events in vocabulary.events.values() for field in events.fields})
    where = lines({field: {"$ref": "#/$defs/any_phrase"} for field in fields}, ())
    shared = {kind: {"enum": list(vocabulary.events)}, "where": where, "one": TEXT}
    return lines(shared | ({"within": TEXT, "once per": {"enum": fields}} if kind == "count" else {}), (kind,))


def _elapsed(facts: Iterable[Fact]) -> list[Schema]:
    ends = {"enum": [*(fact.name for fact in facts if fact.kind is Kind.DATE), "today"]}
    return [lines({kind: ends, "to": ends}) for kind in ("days from", "working days from")]


_KNOWN = ["known", "not known"]
_HOW = "(at least|more than|at most|no more than|fewer than|less than)"
_NUMBER = r"(-?[0-9]+|\{[^{}]+\})"
_LENGTH = rf"({_NUMBER} (working )?(day|week|month|year)s?|\{{[^{{}}]+\}})"
_DAY = r"([0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{1,2} [A-Za-z]+ [0-9]{4}|\{[^{}]+\})"


def _words(*patterns: str, examples: Iterable[str]) -> Schema:
    return {"type": "string", "pattern": f"^({'|'.join((*patterns, *_KNOWN))})$", "examples": [*examples, *_KNOWN]}


_PHRASES: Schema = {
    "yes_no": {"anyOf": [{"enum": ["yes", "no", *_KNOWN]}, {"$ref": "#/$defs/parameter"}]},
    "number": {
        "anyOf": [
            WHOLE,
            _words(
                rf"({_HOW} )?{_NUMBER}( .+)?",
                rf"between {_NUMBER} and {_NUMBER}( .+)?",
                examples=["at least 3", "between 2 and 4"],
            ),
        ]
    },
    "age": _words(
        rf"({_HOW}|under|over) {_LENGTH}",
        rf"between {_LENGTH} and {_LENGTH}",
        examples=["under 6 months", "at least 16 years"],
    ),
    "date": _words(
        rf"in the (last|next) {_LENGTH}",
        rf"{_HOW} {_LENGTH} (ago|ahead)",
        rf"(before|after|on) {_DAY}",
        rf"between {_DAY} and {_DAY}",
        examples=["in the last 14 days", "more than 10 working days ago", "before 2026-03-01"],
    ),
    "any_phrase": {"anyOf": [{"type": ["string", "integer"]}, {"type": "array", "items": {"type": "string"}}]},
}
_OF_KIND = {Kind.YES_NO: "yes_no", Kind.NUMBER: "number", Kind.AGE: "age", Kind.DATE: "date", Kind.TEXT: "any_phrase"}


def _phrase(fact: Fact) -> Schema:
    if fact.kind is not Kind.CHOICE:
        return {"$ref": f"#/$defs/{_OF_KIND[fact.kind]}", "description": fact.question}
    several = {"type": "array", "minItems": 1, "items": {"enum": list(fact.choices)}}
    either = [{"enum": [*fact.choices, *_KNOWN]}, several, {"$ref": "#/$defs/parameter"}]
    return {"anyOf": either, "description": fact.question}


def _fact_lines() -> Schema:
    names: Schema = {"anyOf": [TEXT, {"type": "array", "items": TEXT}]}
    texts = dict.fromkeys(("yes", "no", "label", "question", "help", "unit", "ask", "unless said"), TEXT)
    return {
        "kind": {"enum": [kind.value for kind in Kind]},
        **texts,
        "choices": named(TEXT),
        **dict.fromkeys(("least", "most"), WHOLE),
        **dict.fromkeys(("past", "monitoring", "may be sent"), YES_NO),
        "census": {"anyOf": [LABEL, {"type": "array", "items": LABEL}]},
        **dict.fromkeys(("derived from", "not with"), names),
    }


def _openers(name: str) -> Schema:
    answer = {"anyOf": [TEXT, {"type": "array", "minItems": 1, "items": TEXT}]}
    example = {OPENS: {"domestic_abuse.present": "yes"}, NOTHING: {"health_visiting.family_nurse": "never"}}[name]
    return {**named(answer, _OPENED_BY[name]), "examples": [example]}


_OPENED_BY = {
    OPENS: "A person is asked this only once these facts are answered so. No rule is settled by it.",
    NOTHING: "Answers that leave this fact with nothing to say: it is settled, and no condition on it is met.",
}


def _fields() -> Schema:
    return named(lines(_fact_lines(), ("kind", "question")))
