"""The watch: what time alone has brought about in open cases, listed, read and acknowledged."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel
from starlette.concurrency import run_in_threadpool

from service.decision.case_problems import Refusals, shown
from service.decision.case_values import NotTaken, read_text
from service.records.watch import Finding, Watch
from service.web.json_text import read_json
from service.web.openapi import json_body, problems
from service.web.people import Asks
from service.web.person import Person
from service.web.problems import Mistake, Refusal
from service.web.requests import JSON, read_body
from service.web.room import Here, Room

BODY = ("watch-has-mistakes", "not-json", "body-not-utf-8", "body-too-long", "wrong-content-type")
KEPT = ("records-busy", "records-closing", "not-kept", "no-database")
_WORDS = {"type": "string", "minLength": 1, "maxLength": 1000, "pattern": r"\S"}
NOTED: dict[str, Any] = {
    "type": "object",
    "required": ["note"],
    "additionalProperties": False,
    "properties": {
        "note": {**_WORDS, "description": "What is done about it, or why nothing is"},
        "person": {**_WORDS, "description": "Who takes note, where a screen asks for its people"},
    },
}

router = APIRouter(prefix="/v1/watch", tags=["Watch"])


class StepFound(BaseModel):
    """A step recommended now, or more strongly, that was not before."""

    step: str
    strength: str


class DuePassed(BaseModel):
    """A step whose due date has passed with nothing recorded."""

    step: str
    on: str


class FindingShape(BaseModel):
    """What was found about one child of a decision."""

    id: str
    found_at: str
    as_of: str
    decision: str
    household: str | None
    child: str
    rules: list[str]
    steps: list[StepFound]
    due: list[DuePassed]
    acknowledged_by: str | None
    acknowledged_at: str | None
    note: str

    @classmethod
    def of(cls, finding: Finding) -> FindingShape:
        """Return a finding as JSON."""
        noted = {"acknowledged_by": finding.acknowledged_by, "acknowledged_at": finding.acknowledged_at}
        return cls(id=finding.id, found_at=finding.found_at, **finding.found.said(), **noted, note=finding.note)


class FindingsListed(BaseModel):
    """Findings, newest first. `more` says that there are older ones than the limit lets through."""

    findings: list[FindingShape]
    more: bool


@router.get(
    "", summary="List what was found", response_description="Findings, newest first", responses=problems("no-database")
)
def list_findings(
    room: Here,
    state: Annotated[
        Literal["open", "acknowledged", "all"], Query(description="Open ones have not been acknowledged")
    ] = "open",
    before: Annotated[str | None, Query(max_length=60, description="Only older than the finding with this id")] = None,
    limit: Annotated[int, Query(ge=1, le=500, description="How many at most")] = 50,
) -> FindingsListed:
    """List what time alone has brought about in open cases. The next page is `before` the last one of this."""
    acknowledged = {"open": False, "acknowledged": True, "all": None}[state]
    found = Watch(room.ledger).newest(limit + 1, acknowledged=acknowledged, before=before)
    return FindingsListed(findings=[FindingShape.of(each) for each in found[:limit]], more=len(found) > limit)


@router.get(
    "/{id}",
    summary="Read a finding",
    response_description="The finding",
    responses=problems("no-such-finding", "no-database"),
)
def read_finding(id: str, room: Here) -> FindingShape:  # noqa: A002 - the word the answer uses
    """Return what was found, and who has taken note of it."""
    return FindingShape.of(Watch(room.ledger).find(id))


@router.post(
    "/{id}/acknowledgement",
    status_code=201,
    summary="Acknowledge a finding",
    response_description="The finding, acknowledged",
    openapi_extra=json_body(NOTED, {"note": "Core group called for Monday", "person": "Ada Lovelace"}),
    responses=problems("no-such-finding", "acknowledged-before", *BODY, *KEPT),
)
async def acknowledge_finding(id: str, request: Request, room: Here, asks: Asks) -> FindingShape:  # noqa: A002
    """Record that a named person has taken note of a finding, and what is done about it."""
    person, note = _read(read_json(await read_body(request, JSON, room.settings.max_body)), asks)
    return FindingShape.of(await run_in_threadpool(noted, room, id, person, note, asks))


def noted(room: Room, id: str, person: str, note: str, asks: Person) -> Finding:  # noqa: A002
    """Return a finding, acknowledged by a named person. Raises RecordsRefusal."""
    return Watch(room.ledger).acknowledge(id, person, note, asks.who_for(person))


def _read(body: object, asks: Person) -> tuple[str, str]:
    refusals = Refusals()
    said = body if isinstance(body, dict) else {}
    if said is not body:
        refusals.add((), "wrong-value", "An acknowledgement is a group of named values", "Start it with `{`")
    for name in said:
        if name not in NOTED["properties"]:
            message = f"An acknowledgement has nothing called `{shown(name)}`"
            refusals.add((), "unknown-key", message, refusals.hint(name, NOTED["properties"]))
    found = {name: _text(said, name, refusals) for name in NOTED["properties"] if name in said}
    if said is body and "note" not in said:
        refusals.add((), "missing", "An acknowledgement needs a `note`", 'Add `"note": "…"`')
    if found.get("person") and not asks.speaks_for_others and found["person"] != asks.name:
        refusals.add(("person",), "wrong-value", "Whoever is signed in speaks for nobody else", "Leave `person` out")
    if refusals.problems:
        mistakes = [Mistake(each.pointer, each.code, each.message, each.help) for each in refusals.problems]
        raise Refusal("watch-has-mistakes", mistakes[0].message, mistakes)
    return found.get("person") or asks.name, found["note"]


def _text(said: dict[str, Any], name: str, refusals: Refusals) -> str:
    try:
        return read_text(f"`{name}`", said[name])
    except NotTaken as problem:
        refusals.add((name,), problem.code, problem.message, problem.help)
        return ""
