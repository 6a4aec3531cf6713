"""Handovers: a case as one signed file, and one that came in, decided here and shown beside what was decided there."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from pydantic import BaseModel
from starlette.concurrency import run_in_threadpool

from service.decision.case import MOST_CHILDREN
from service.decision.case_problems import Refusals, shown
from service.decision.case_values import NotTaken, read_text
from service.records.handover.listing import Listed, Way, newest
from service.web import handing_over
from service.web.api.register import mended
from service.web.api.register_shapes import ActShape, mistaken
from service.web.handover_words import side_by_side
from service.web.json_text import read_json
from service.web.openapi import json_body, problems
from service.web.people import Asks
from service.web.problems import Mistake
from service.web.requests import JSON, read_body
from service.web.room import Here

BODY = ("not-json", "body-not-utf-8", "body-too-long", "wrong-content-type")
KEPT = ("records-busy", "records-closing", "not-kept", "no-database")
CHECKED = ("not-a-handover", "handover-tampered", "handover-not-trusted", "no-handover-key")
_WORDS = {"type": "string", "minLength": 1, "maxLength": 1000, "pattern": r"\S"}
TAKE: dict[str, Any] = {
    "type": "object",
    "minProperties": 1,
    "additionalProperties": False,
    "properties": {
        "household": {**_WORDS, "description": "Our own reference for the household"},
        "children": {
            "type": "object",
            "maxProperties": MOST_CHILDREN,
            "additionalProperties": _WORDS,
            "description": "Our own reference for each child, by the reference it came with",
        },
    },
}
PACKET: dict[str, Any] = {
    "type": "object",
    "required": ["threshold handover", "signed", "parts"],
    "additionalProperties": False,
    "properties": {
        "threshold handover": {"const": 1},
        "signed": {"type": "string", "description": "The hashes of the parts, signed with Ed25519 (JWS, compact)"},
        "parts": {"type": "object", "additionalProperties": {"type": "string"}},
    },
}

router = APIRouter(prefix="/v1", tags=["Handovers"])


class StepSaid(BaseModel):
    """One step recommended."""

    step: str
    title: str
    strength: str


class ChildBeside(BaseModel):
    """What is recommended for one child there and here, and where the two differ. Null when it was not decided."""

    child: str
    theirs: list[StepSaid] | None
    ours: list[StepSaid] | None
    says: str


class HandoverShape(BaseModel):
    """A handover that came in. `not_decided` says why nothing is decided here, where that is so."""

    id: str
    received_at: str
    sender: str
    made_at: str
    taken: bool
    children: list[ChildBeside]
    not_decided: list[str]
    theirs: Any
    ours: Any
    register_kept: Any
    open_steps: Any
    in_words: str

    @classmethod
    def of(cls, came: handing_over.Handover) -> HandoverShape:
        """Return a handover as JSON."""
        return cls(
            id=came.id,
            received_at=came.received_at,
            sender=came.sender,
            made_at=came.made_at,
            taken=came.taken,
            children=[ChildBeside(**each) for each in side_by_side(came.theirs, came.ours)],
            not_decided=list(came.not_decided),
            theirs=came.theirs,
            ours=came.ours,
            register_kept=came.parts["register.json"],
            open_steps=came.parts["open-steps.json"],
            in_words=came.parts["in-words.md"],
        )


class ReferenceSaid(BaseModel):
    """What a handover that was sent is about."""

    id: str
    of: Literal["household", "child"]
    ref: str


class HandoverListed(BaseModel):
    """A handover in the list: who took it in or made it here, and when. What is not known is null.

    `sender` and `made_at` are of one that came in; `reference` is of one that was sent.
    """

    id: str
    way: Way
    at: str
    who: str
    sender: str | None
    made_at: str | None
    reference: ReferenceSaid | None
    taken_by: str | None
    taken_at: str | None
    purged: bool

    @classmethod
    def of(cls, listed: Listed) -> HandoverListed:
        """Return a handover in the list as JSON."""
        reference = listed.reference and ReferenceSaid(**listed.reference)
        names = ("id", "way", "at", "who", "sender", "made_at", "taken_by", "taken_at", "purged")
        return cls(reference=reference, **{name: getattr(listed, name) for name in names})


class HandoversListed(BaseModel):
    """Handovers, newest first. `more` says that there are older ones than the limit lets through."""

    handovers: list[HandoverListed]
    more: bool


class Taken(BaseModel):
    """What was taken into the register."""

    acts: list[ActShape]


@router.get(
    "/register/{id}/handover",
    summary="Hand a case over",
    response_class=Response,
    responses={
        200: {"description": "The signed file", "content": {"application/json": {"schema": PACKET}}},
        **problems("no-such-reference", "register-tangled", "no-handover-key", *KEPT),
    },
)
def hand_over(id: str, room: Here, asks: Asks) -> Response:  # noqa: A002 - the word the answers use
    """Return one signed file with the events, facts, decisions, rulesets and open steps of a reference."""
    made = handing_over.hand_over(room, id, asks.who)
    named = {"Content-Disposition": 'attachment; filename="handover.json"'}
    return Response(made, 200, named, "application/json")


@router.get(
    "/handovers",
    summary="List handovers",
    response_description="Handovers, newest first",
    responses=problems(*KEPT),
)
def list_handovers(
    room: Here,
    asks: Asks,
    way: Annotated[Literal["received", "sent", "all"], Query(description="Those that came in, or were sent")] = "all",
    before: Annotated[str | None, Query(max_length=60, description="Only older than the handover with this id")] = None,
    limit: Annotated[int, Query(ge=1, le=500, description="How many at most")] = 50,
) -> HandoversListed:
    """List what came in and what was sent, by whom and when. The next page is `before` the last one of this."""
    found = newest(room.ledger, limit, asks.who, way=None if way == "all" else way, before=before)
    return HandoversListed(handovers=[HandoverListed.of(each) for each in found.handovers], more=found.more)


@router.post(
    "/handovers",
    status_code=201,
    summary="Take in a handover",
    response_description="The handover, checked and recorded",
    openapi_extra=json_body(PACKET, {"threshold handover": 1, "signed": "…", "parts": {}}),
    responses=problems(*CHECKED, *BODY, *KEPT),
)
async def receive_handover(request: Request, room: Here, asks: Asks) -> HandoverShape:
    """Check a file against the trusted keys, keep it, and decide its last case under the rules in force here."""
    from service.records.handover.packet import LARGEST  # noqa: PLC0415 - slow to read in

    body = read_json(await read_body(request, JSON, LARGEST))
    return HandoverShape.of(await run_in_threadpool(handing_over.receive, room, body, asks.who))


@router.get(
    "/handovers/{id}",
    summary="Read a handover that came in",
    response_description="The handover, with both answers",
    responses=problems("no-such-handover", *KEPT),
)
def read_handover(id: str, room: Here, asks: Asks) -> HandoverShape:  # noqa: A002
    """Return a handover, what was decided there and what is decided here today, side by side."""
    return HandoverShape.of(handing_over.handover(room, id, asks.who))


@router.post(
    "/handovers/{id}/take",
    status_code=201,
    summary="Take what came with a handover into the register",
    response_description="What was recorded",
    openapi_extra=json_body(TAKE, {"household": "H-1", "children": {"THEIRS-7": "C-1"}}),
    responses=problems(
        *("no-such-handover", "no-such-reference", "taken-before", "register-moved", "register-has-mistakes"),
        *(*BODY, *KEPT),
    ),
)
async def take_handover(id: str, request: Request, room: Here, asks: Asks) -> Taken:  # noqa: A002
    """Keep the events and facts of a handover under references of our own. No list is taken to be in full here."""
    household, children = _named(read_json(await read_body(request, JSON, room.settings.max_body)))

    def take_in() -> Taken:
        done = mended(lambda: handing_over.take_in(room, id, household, children, asks.who))
        return Taken(acts=[ActShape.of(act) for act in done])

    return await run_in_threadpool(take_in)


def _named(body: object) -> tuple[str | None, dict[str, str]]:
    refusals = Refusals()
    said = body if isinstance(body, dict) else {}
    if said is not body or not said:
        refusals.add(
            (), "wrong-value", "Say under which references of our own it is kept", 'Start with `{"household":`'
        )
    for name in said:
        if name not in TAKE["properties"]:
            message = f"There is nothing called `{shown(name)}` to be taken"
            refusals.add((), "unknown-key", message, refusals.hint(name, TAKE["properties"]))
    household = _text(said["household"], ("household",), refusals) if "household" in said else None
    sent = said.get("children", {})
    if not isinstance(sent, dict) or len(sent) > MOST_CHILDREN:
        refusals.add(("children",), "wrong-value", "`children` gives our reference for each of theirs", "")
        sent = {}
    children = {theirs: _text(ours, ("children", theirs), refusals) for theirs, ours in sent.items()}
    if refusals.problems:
        raise mistaken([Mistake(each.pointer, each.code, each.message, each.help) for each in refusals.problems])
    return household, children


def _text(sent: object, path: tuple[str, ...], refusals: Refusals) -> str:
    try:
        return read_text("The reference", sent)
    except NotTaken as problem:
        refusals.add(path, problem.code, problem.message, problem.help)
        return ""
