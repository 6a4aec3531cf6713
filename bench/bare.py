"""The least a FastAPI service could do: check the same body by types, and return the same bytes, worked out beforehand.

`python -m bench.bare PORT ANSWER`. Served as the service is: one uvicorn, no log of requests, the same answer.
"""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

import uvicorn
from fastapi import FastAPI, Response
from pydantic import BaseModel, ConfigDict, Field, create_model

from bench.peers.threshold import ROOT
from service.ruleset.read_vocabulary import read_vocabulary
from service.ruleset.vocabulary import EventList, Fact, Kind, Scope, Vocabulary

STRICT = ConfigDict(extra="forbid")


def case_model() -> type[BaseModel]:
    """Return a model of a case with every fact of the shipped vocabulary, as somebody would write it for FastAPI."""
    vocabulary = read_vocabulary((ROOT / "rulesets/vocabulary.yaml").read_bytes())[0]
    if vocabulary is None:
        raise RuntimeError
    household, child = (_model(vocabulary, scope) for scope in (Scope.HOUSEHOLD, Scope.CHILD))
    child = create_model("Child", __base__=child, ref=(str, ...))
    return create_model(
        "Case",
        __config__=STRICT,
        ruleset=(str, ...),
        version=(str | None, None),
        as_of=(date | None, None),
        reference=(str | None, None),
        household=(household | None, None),
        children=(Annotated[list[child], Field(min_length=1, max_length=30)], ...),  # type: ignore[valid-type]
    )


def _model(vocabulary: Vocabulary, scope: Scope) -> type[BaseModel]:
    fields: dict[str, Any] = {}
    for group in vocabulary.groups:
        facts = {fact.short: (_kind(fact) | None, None) for fact in vocabulary.facts.values() if fact.group == group}
        fields[group] = (create_model(group, __config__=STRICT, **facts) | None, None)
    for name, events in vocabulary.events.items():
        fields[name] = (list[_event(events)] | None, None)  # type: ignore[misc]
    return create_model(scope.value, __config__=STRICT, **fields)


def _event(events: EventList) -> type[BaseModel]:
    fields: dict[str, Any] = {name: (_kind(field) | None, None) for name, field in events.fields.items()}
    return create_model(events.name, __config__=STRICT, **fields)


def _kind(fact: Fact) -> Any:  # noqa: ANN401 - a type
    if fact.kind is Kind.CHOICE:
        return Literal[tuple(fact.choices)]
    if fact.kind is Kind.NUMBER:
        return Annotated[int, Field(ge=fact.least, le=fact.most)]
    return {Kind.YES_NO: bool, Kind.DATE: date}.get(fact.kind, str)


def app_with(answer: bytes) -> FastAPI:
    """Return the service."""
    app, case = FastAPI(openapi_url=None), case_model()

    async def route(sent: case) -> Response:  # type: ignore[valid-type]  # noqa: ARG001 - it is only checked
        return Response(answer, 200, None, "application/json")

    route.__annotations__["sent"] = case
    app.post("/bare")(route)
    return app


def main() -> None:
    """Serve it."""
    answer = Path(sys.argv[2]).read_bytes()
    uvicorn.run(app_with(answer), port=int(sys.argv[1]), log_config=None, access_log=False, server_header=False)


if __name__ == "__main__":
    main()
