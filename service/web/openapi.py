"""The description of the API for machines (OpenAPI 3.1): what FastAPI knows, with the shapes of cases and answers.

The case is described by the vocabulary that is loaded, so a screen can be built, and checked, from it alone.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import FastAPI
from fastapi.routing import APIRoute
from starlette.routing import compile_path

from service.records.roles import Role
from service.ruleset.schema import answer_schema, as_components, case_schema
from service.ruleset.vocabulary import Vocabulary
from service.web.kinds import KINDS
from service.web.people import NEEDS
from service.web.problems import PROBLEM_TYPE

Responses = dict[int | str, dict[str, Any]]

DESCRIPTION = """\
Decision support for the safeguarding front door. Send the facts of a referral, and get back the recommended steps for
each child, with the rules that recommend them, the rules that hang on something not known, and the questions that
would settle them.

A fact that is absent or `null` is **not known**, which is not the same as `false`. A qualified practitioner decides.
"""

KEY: dict[str, Any] = {
    "type": "http",
    "scheme": "bearer",
    "description": "A key from `threshold key create`, or a JSON Web Token of the identity provider. In demo mode the "
    "machine itself is answered without either.",
}
NOT_KNOWN = (
    "no-key",
    "wrong-key",
    "key-expired",
    "key-revoked",
    "not-confirmed",
    "too-many-requests",
    "too-many-wrong-keys",
)
ANSWER = {"$ref": "#/components/schemas/Answer"}

PROBLEM: dict[str, Any] = {
    "type": "object",
    "description": "What is wrong with the request, where, and how to mend it (RFC 9457).",
    "required": ["type", "title", "status", "detail", "code", "errors", "request_id"],
    "properties": {
        "type": {"type": "string", "format": "uri-reference", "description": "The help page about this code"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "code": {"enum": sorted(KINDS)},
        "errors": {"type": "array", "items": {"$ref": "#/components/schemas/Mistake"}},
        "request_id": {"type": "string", "format": "uuid"},
    },
}
MISTAKE: dict[str, Any] = {
    "type": "object",
    "description": "One thing to mend.",
    "required": ["pointer", "code", "message", "help"],
    "properties": {
        "pointer": {"type": "string", "description": "A JSON pointer into the body, or `?name` for part of the query"},
        "code": {"type": "string"},
        "message": {"type": "string"},
        "help": {"type": "string"},
    },
}


def problems(*codes: str) -> Responses:
    """Return the responses a route declares for refusing in these ways, one for each status."""
    statuses = sorted({KINDS[code].status for code in codes})
    return {status: _problem([code for code in codes if KINDS[code].status == status]) for status in statuses}


def _problem(codes: Sequence[str]) -> dict[str, Any]:
    content = {PROBLEM_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {"description": "; or ".join(f"{KINDS[code].title} (`{code}`)" for code in codes), "content": content}


def answers(status: int, description: str, **more: Any) -> Responses:  # noqa: ANN401 - any part of a response
    """Return the response a route declares for giving a decision."""
    return {status: {"description": description, "content": {"application/json": {"schema": ANSWER}}, **more}}


def case_body(example: Mapping[str, Any]) -> dict[str, Any]:
    """Return the request body of a route that takes a case."""
    content = {"application/json": {"schema": {"$ref": "#/components/schemas/Case"}, "example": example}}
    return {"requestBody": {"required": True, "content": content}}


def json_body(shape: Mapping[str, Any], example: Mapping[str, Any]) -> dict[str, Any]:
    """Return the request body of a route that takes JSON of a shape of its own."""
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": shape, "example": example}}}}


def yaml_body(description: str) -> dict[str, Any]:
    """Return the request body of a route that takes the text of a ruleset."""
    # Any text at all may be checked, so nothing is asked of it here.
    content = {"application/yaml": {"schema": {}, "example": "ruleset: front-door\n"}}
    return {"requestBody": {"required": True, "description": description, "content": content}}


def operation_id(route: APIRoute) -> str:
    """Return what clients call an operation: the name of the function that answers it, which no other has."""
    return route.name


def describe(app: FastAPI, vocabulary: Vocabulary) -> None:
    """Make the app describe itself with the shapes of this vocabulary."""
    plain = app.openapi

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            described = plain()
            described["components"]["schemas"] |= {
                **as_components("Case", case_schema(vocabulary)),
                **as_components("Answer", answer_schema()),
                "Problem": PROBLEM,
                "Mistake": MISTAKE,
            }
            _say_who_may(described)
            _name_bodies(described)
            app.openapi_schema = described
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]  # FastAPI's documented way to extend the description


def _say_who_may(described: dict[str, Any]) -> None:
    """Add to each operation what it needs of who asks, and how it refuses those who have not got it."""
    described["components"]["securitySchemes"] = {"key": KEY}
    for path, methods in described["paths"].items():
        for method, operation in methods.items():
            need = NEEDS[f"{method.upper()} {path}"]
            if need.public:
                continue
            operation["security"] = [{"key": []}]
            operation["x-roles"] = sorted(need.roles or Role)
            for status, answer in problems(*NOT_KNOWN, *(("not-your-role",) if need.roles else ())).items():
                operation["responses"].setdefault(str(status), answer)


def _name_bodies(described: dict[str, Any]) -> None:
    """Give each shape of a body a name, `ApproveProposalBody`, so that clients in any language have a type for it."""
    for methods in described["paths"].values():
        for operation in methods.values():
            said = [(operation.get("requestBody", {}), "Body"), *((each, "Answer") for each in _given(operation))]
            for part, ending in said:
                content = part.get("content", {}).get("application/json")
                if content and "$ref" not in content["schema"]:
                    name = "".join(word.capitalize() for word in operation["operationId"].split("_")) + ending
                    described["components"]["schemas"][name] = content["schema"]
                    content["schema"] = {"$ref": f"#/components/schemas/{name}"}


def _given(operation: dict[str, Any]) -> list[dict[str, Any]]:
    return [each for status, each in operation["responses"].items() if status.startswith("2")]


def allowed_methods(app: FastAPI, path: str) -> list[str]:
    """Return the methods that an address takes."""
    paths: dict[str, dict[str, Any]] = app.openapi()["paths"]
    described = [path] if path in paths else [pattern for pattern in paths if _fits(pattern, path)]
    return sorted({method.upper() for pattern in described for method in paths[pattern]})


def _fits(pattern: str, path: str) -> bool:
    regex: re.Pattern[str] = compile_path(pattern)[0]
    return regex.match(path) is not None
