"""Decisions: made and kept, previewed, found again, listed and replayed."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any, Literal

import orjson
from fastapi import APIRouter, Header, Query, Request
from fastapi.responses import Response
from pydantic import BeforeValidator
from pydantic_core import PydanticCustomError

from service.records.search import Search
from service.web import desk
from service.web.api.decision_shapes import DecisionsListed, Difference, Replayed, RulesetNamed
from service.web.json_text import read_json
from service.web.openapi import answers, case_body, problems
from service.web.people import Asks
from service.web.requests import JSON, read_body
from service.web.room import Here, Room

EXAMPLE: dict[str, Any] = {
    "ruleset": "front-door",
    "as_of": "2026-11-23",
    "reference": "LCS-4711",
    "household": {
        "contact": {"received_on": "2026-11-23", "source": "police"},
        "domestic_abuse": {"present": True, "weapon": False, "strangulation": None},
    },
    "children": [{"ref": "A", "child": {"date_of_birth": "2026-07-13"}}],
}
LOCATION = {"Location": {"description": "Where the decision can be read again", "schema": {"type": "string"}}}
REFUSALS = problems(
    *("case-has-mistakes", "not-json", "body-not-utf-8", "no-ruleset-in-force"),
    *(
        "ruleset-has-mistakes",
        "body-too-long",
        "wrong-content-type",
        "engines-disagree",
        "could-not-decide",
        "our-fault",
        "records-busy",
        "records-closing",
        "not-kept",
        "no-database",
    ),
)

router = APIRouter(prefix="/v1/decisions", tags=["Decisions"])


def _day(said: object) -> object:
    """Take a day only as people are told to write it."""
    if isinstance(said, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", said, re.ASCII):
        try:
            return date.fromisoformat(said)
        except ValueError:
            pass
    raise PydanticCustomError("a_day", "a day, like 2026-11-23")


Day = Annotated[date | None, BeforeValidator(_day)]
IdempotencyKey = Annotated[
    str, Header(max_length=200, description="Chosen by the sender: a request sent again with it is kept once")
]
Standing = Literal["accepted", "up", "down", "awaiting", "decided_again", "ignored", "unanswered"]


@router.post(
    "",
    status_code=201,
    summary="Decide a case",
    response_class=Response,
    openapi_extra=case_body(EXAMPLE),
    responses=answers(201, "The decision, kept", headers=LOCATION) | REFUSALS,
)
async def decide(request: Request, room: Here, asks: Asks, idempotency_key: IdempotencyKey = "") -> Response:
    """Decide on every child of a household, keep the decision, and return it with the whole rule trace."""
    case = await _case(request, room)
    decision = await desk.decide_soon(room, case, asks.who, idempotency_key)
    written = decision.written or orjson.dumps(decision.answer)
    return _json(written, 201, {"Location": f"/v1/decisions/{decision.id}"})


@router.post(
    "/preview",
    summary="Preview a decision",
    response_class=Response,
    openapi_extra=case_body(EXAMPLE),
    responses=answers(200, "The answer; nothing is kept") | REFUSALS,
)
async def preview_decision(request: Request, room: Here) -> Response:
    """Return the answer to a case as it stands, keeping nothing: for a screen that asks as it is filled in."""
    case = await _case(request, room)
    return _json(orjson.dumps(await desk.preview_soon(room, case)))


@router.get("", summary="List decisions", response_description="Decisions, newest first")
def list_decisions(  # noqa: PLR0913, PLR0917 - each is something the address takes
    room: Here,
    asks: Asks,
    reference: Annotated[str | None, Query(max_length=200, description="Only of this case")] = None,
    ruleset: Annotated[str | None, Query(max_length=200, description="Only by this family of rulesets")] = None,
    start: Annotated[Day, Query(alias="from", description="Only recorded on this day or after")] = None,
    end: Annotated[Day, Query(alias="to", description="Only recorded on this day or before")] = None,
    rule: Annotated[str | None, Query(max_length=200, description="Only where a child met this rule")] = None,
    step: Annotated[
        str | None, Query(max_length=200, description="Only where a child was recommended this step")
    ] = None,
    outcome: Annotated[Standing | None, Query(description="Only where a child stands so")] = None,
    before: Annotated[str | None, Query(max_length=60, description="Only older than the decision with this id")] = None,
    limit: Annotated[int, Query(ge=1, le=500, description="How many at most")] = 50,
) -> DecisionsListed:
    """List the decisions kept, newest first. The next page is `before` the last one of this."""
    search = Search(reference, ruleset, start, end, rule, step, outcome, before)
    return DecisionsListed.of(room.kept.list(search, limit, asks.who))


@router.get(
    "/{id}",
    summary="Read a decision",
    response_class=Response,
    responses=answers(200, "The decision as it was answered") | problems("no-such-decision", "purged", "no-database"),
)
def read_decision(id: str, room: Here, asks: Asks) -> Response:  # noqa: A002 - the word the answer uses
    """Return a decision exactly as it was answered."""
    return _json(orjson.dumps(room.kept.get(id, asks.who).answer))


@router.post(
    "/{id}/replay",
    summary="Decide a kept case again",
    response_description="Whether the answer is the same",
    responses=problems(
        *("no-such-decision", "purged", "ruleset-changed", "case-not-taken", "engines-disagree", "could-not-decide"),
        *("our-fault", "no-database", "not-kept"),
    ),
)
def replay_decision(id: str, room: Here, asks: Asks) -> Replayed:  # noqa: A002
    """Decide a kept case again with the same rules and day, and say whether the answer is the same, or where not."""
    kept = room.kept.get(id, asks.who, "replay")
    found = desk.replay(room, kept)
    return Replayed(
        same=not found,
        ruleset=RulesetNamed(**kept.answer["ruleset"]),
        differences=[Difference.model_validate(each, from_attributes=True) for each in found],
    )


async def _case(request: Request, room: Room) -> Any:  # noqa: ANN401 - JSON is anything until it is read
    return read_json(await read_body(request, JSON, room.settings.max_body))


def _json(written: bytes, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    return Response(written, status, headers, "application/json")
