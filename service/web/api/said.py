"""Named texts in a JSON body, read strictly by the shape that describes them, with everything wrong said at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from service.ruleset.problems import suggest
from service.web.person import Person
from service.web.problems import Mistake, Refusal

LONGEST = 5_000
MOST_NAMES = 200
Shape = Mapping[str, Any]


def text(description: str, longest: int = LONGEST) -> Shape:
    """Return the shape of a text that has to be there when it is required."""
    return {"type": "string", "minLength": 1, "maxLength": longest, "description": description}


def maybe(description: str, longest: int = LONGEST) -> Shape:
    """Return the shape of a text that may be left out."""
    return {"type": ["string", "null"], "maxLength": longest, "description": description}


def texts(description: str, longest: int = LONGEST) -> Shape:
    """Return the shape of texts by name, which may be left out."""
    each = {"type": "string", "maxLength": longest}
    return {
        "type": ["object", "null"],
        "additionalProperties": each,
        "maxProperties": MOST_NAMES,
        "description": description,
    }


def shape(required: Sequence[str] = (), **properties: Shape) -> dict[str, Any]:
    """Return the shape of a whole body."""
    return {"type": "object", "required": list(required), "additionalProperties": False, "properties": properties}


def read_said(body: object, wanted: Shape, kind: str) -> dict[str, Any]:
    """Return what a body says, those that are null left out. Raises Refusal of a kind with all that is wrong."""
    if not isinstance(body, dict):
        message = "The body is a group of named values"
        raise Refusal(kind, message, [Mistake("", "wrong-value", message, "Start it with `{`")])
    names = list(wanted["properties"])
    mistakes = [_not_a_name(name, names) for name in body if name not in names]
    mistakes += [each for name in names for each in _wrong(name, body.get(name), wanted["properties"][name])]
    mistakes += [
        Mistake("", "missing", f"`{name}` is missing", f'Add `"{name}": "…"`')
        for name in wanted["required"]
        if not body.get(name)
    ]
    if mistakes:
        detail = mistakes[0].message if len(mistakes) == 1 else f"{len(mistakes)} things have to be mended"
        raise Refusal(kind, detail, mistakes)
    return {name: value for name, value in body.items() if value is not None}


def who_acts(asks: Person, named: str, kind: str) -> str:
    """Return what a record says of who acts: a screen with a key names its person. Raises Refusal of a kind."""
    person = named.strip() or asks.name
    if person.casefold() == asks.name.casefold():
        return asks.who
    if not asks.speaks_for_others:
        message = f"Whoever is signed in acts in their own name, and that is {asks.name}"
        raise Refusal(kind, message, [Mistake("/person", "wrong-value", message, "Leave `person` out")])
    return f"{person}, by {asks.who}"


def _not_a_name(name: str, names: Sequence[str]) -> Mistake:
    shown = name[:60]
    return Mistake("", "unknown-key", f"There is nothing called `{shown}` here", suggest(shown, names))


def _wrong(name: str, value: object, wanted: Shape) -> list[Mistake]:
    if value is None:
        return []
    if "object" in wanted["type"]:
        longest = wanted["additionalProperties"]["maxLength"]
        if (
            isinstance(value, dict)
            and len(value) <= MOST_NAMES
            and all(_is_text(each, longest) for each in value.values())
        ):
            return []
        message = f"`{name}` is a group of named texts of at most {longest:,} characters each"
        return [Mistake(f"/{name}", "wrong-value", message, 'Write it like `{"infant age": "12 months"}`')]
    if _is_text(value, wanted["maxLength"]):
        return []
    message = f"`{name}` is text of at most {wanted['maxLength']:,} characters"
    return [Mistake(f"/{name}", "wrong-value", message, "Write it in quote marks")]


def _is_text(value: object, longest: int) -> bool:
    return isinstance(value, str) and len(value) <= longest
