"""What may follow the question mark of an address. What is not understood is refused, never passed over."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute

from service.ruleset.problems import suggest
from service.web.problems import Mistake, Refusal

# Where the query is made by another system, which may add what it likes.
SENT_BY_OTHERS = ("/sign-in/back",)
# What a part of the query has to be, by what was found wrong with it.
_NUMBER = "a whole number"
_SENTENCES: Mapping[str, str] = {
    "missing": "given after the question mark",
    "a_day": "a day, like 2026-11-23",
    "int_parsing": _NUMBER,
    "int_parsing_size": _NUMBER,
    "int_from_float": _NUMBER,
    "greater_than_equal": "{ge} or more",
    "less_than_equal": "{le} or less",
    "string_too_short": "{min_length} characters or more",
    "string_too_long": "{max_length} characters or fewer",
    "literal_error": "{expected}",
    "string_pattern_mismatch": "small letters, digits and hyphens",
}


async def refuse_unknown_names(request: Request) -> None:
    """Raise Refusal when the query has a name that the address does not take, or has one twice.

    Asynchronous only so that FastAPI does not start a thread for it.
    """
    route = request.scope.get("route")
    if not isinstance(route, APIRoute) or route.path in SENT_BY_OTHERS:
        return
    known = [parameter.alias for parameter in route.dependant.query_params]
    said = [name for name, _ in request.query_params.multi_items()]
    mistakes = [_not_taken(name, known) for name in dict.fromkeys(said) if name not in known]
    mistakes += [
        Mistake(f"?{name}", "wrong-query", f"`{name}` is said twice after the question mark", "Say it once")
        for name in known
        if said.count(name) > 1
    ]
    if mistakes:
        raise Refusal("wrong-query", mistakes[0].message, mistakes)


def _not_taken(name: str, known: list[str]) -> Mistake:
    help_line = suggest(name, known) or "Leave out the question mark and everything after it"
    return Mistake(f"?{name}", "wrong-query", f"`{name}` is not something this address takes", help_line)


def wrong_query(error: RequestValidationError) -> Refusal:
    """Return the refusal of a query whose parts are not what they have to be."""
    mistakes = [_mistake(each) for each in error.errors()]
    return Refusal("wrong-query", mistakes[0].message, mistakes)


def _mistake(found: Mapping[str, Any]) -> Mistake:
    place, *_, name = found["loc"]
    wanted = _SENTENCES[found["type"]].format(**found.get("ctx", {}))
    return Mistake(f"?{name}" if place == "query" else "", "wrong-query", f"`{name}` has to be {wanted}", "")
