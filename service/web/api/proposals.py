"""Versions of rulesets on their way into force: begun, edited, proposed, discussed, approved, sent back, retired."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from starlette.concurrency import run_in_threadpool

from service.records.proposals import Proposal
from service.records.states import State
from service.ruleset.exact_change import CannotChange, change_parameter
from service.ruleset.library import NoRuleset
from service.web.api.proposal_shapes import (
    APPROVE,
    COMMENT,
    EDIT,
    MISTAKES,
    PROPOSE,
    REJECT,
    RETIRE,
    START,
    WITHDRAW,
    ProposalShape,
    ProposalsListed,
    listed,
    whole,
)
from service.web.api.said import Shape, read_said, who_acts
from service.web.json_text import read_json
from service.web.openapi import json_body, problems
from service.web.people import Asks
from service.web.person import Person
from service.web.problems import Mistake, Refusal
from service.web.requests import JSON, read_body
from service.web.room import Here, Room

BODY = (MISTAKES, "not-json", "body-not-utf-8", "body-too-long", "wrong-content-type")
KEPT = ("records-busy", "records-closing", "not-kept", "no-database")
TEXT = ("text-has-mistakes", "text-too-long")
DAYS = ("day-taken", "day-past", "no-day")
SAID = ("nothing-said", "said-too-long")
SEEN_EXAMPLE = "sha256:0f3a…"

Said = dict[str, Any]
router = APIRouter(prefix="/v1", tags=["Proposals"])


@router.get(
    "/proposals",
    summary="List the versions that were begun here",
    response_description="The versions, those begun last first",
    responses=problems("no-database"),
)
def list_proposals(
    room: Here,
    family: Annotated[str, Query(max_length=64, description="Of this family only")] = "",
    state: Annotated[State | None, Query(description="Only those that stand so today")] = None,
) -> ProposalsListed:
    """List drafts, proposals and what became of them. Versions that came with the folder of rulesets are not here."""
    found = [listed(each, room) for each in room.publication.versions(family or None) if not each.seeded]
    return ProposalsListed(proposals=[each for each in reversed(found) if state in (None, each.state)])


@router.post(
    "/proposals",
    status_code=201,
    summary="Begin a draft",
    response_description="The draft",
    openapi_extra=json_body(START, {"family": "front-door", "name": "infant-age"}),
    responses=problems(
        *("unknown-ruleset", "unknown-version", "no-ruleset-in-force", "ruleset-has-mistakes"),
        *("wrong-draft-name", "draft-name-taken", "text-too-long", *BODY, *KEPT),
    ),
)
async def begin_draft(request: Request, room: Here, asks: Asks) -> ProposalShape:
    """Begin a draft from a text, or from a copy of a version. It may have mistakes in it until it is proposed."""
    return await _done(request, room, asks, START, lambda said, who: start(room, said, who))


@router.get(
    "/proposals/{id}",
    summary="Read one version and what happened to it",
    response_description="The version",
    responses=problems("no-such-proposal", "no-database"),
)
def read_proposal(id: str, room: Here, asks: Asks) -> ProposalShape:  # noqa: A002 - the word the answer uses
    """Return a version with its text, everything that happened to it, and whether whoever asks may approve it."""
    return whole(room.publication.get(id), room, asks)


@router.put(
    "/proposals/{id}",
    summary="Edit a draft, or what is proposed",
    response_description="The version as it is now",
    openapi_extra=json_body(EDIT, {"seen": SEEN_EXAMPLE, "parameters": {"infant age": "12 months"}}),
    responses=problems(
        "no-such-proposal", "changed-meanwhile", "wrong-stage", *TEXT, *DAYS, *SAID, *BODY, *KEPT, "value-not-changed"
    ),
)
async def edit_draft(id: str, request: Request, room: Here, asks: Asks) -> ProposalShape:  # noqa: A002
    """Put a new text in the place of the one seen, or new values of parameters, which leaves every other byte alone."""

    def act(said: Said, who: str) -> Proposal:
        text = said["text"] if "text" in said else changed(room, id, said.get("parameters", {}))
        return room.publication.edit(id, text, said["seen"], who, said.get("note", ""))

    return await _done(request, room, asks, EDIT, act)


@router.post(
    "/proposals/{id}/propose",
    summary="Propose a draft for a day",
    response_description="The proposal",
    openapi_extra=json_body(PROPOSE, {"seen": SEEN_EXAMPLE, "starts": "2027-04-01", "note": "Agreed by the board"}),
    responses=problems(
        "no-such-proposal", "changed-meanwhile", "wrong-stage", *TEXT, *DAYS, "said-too-long", *BODY, *KEPT
    ),
)
async def propose_draft(id: str, request: Request, room: Here, asks: Asks) -> ProposalShape:  # noqa: A002
    """Propose the text seen. The day is written into it; it may have no mistakes, and the day has to be free."""

    def act(said: Said, who: str) -> Proposal:
        starts = day_said(said, "starts")
        return room.publication.propose(id, said["seen"], who, starts, said.get("note", ""))

    return await _done(request, room, asks, PROPOSE, act)


@router.post(
    "/proposals/{id}/approve",
    summary="Approve a proposal, as the second person",
    response_description="The version, approved for its day",
    openapi_extra=json_body(APPROVE, {"seen": SEEN_EXAMPLE, "person": "Grace Hopper"}),
    responses=problems(
        *("no-such-proposal", "changed-meanwhile", "wrong-stage", "own-proposal", "said-too-long"),
        *(*TEXT, *DAYS, *BODY, *KEPT),
    ),
)
async def approve_proposal(id: str, request: Request, room: Here, asks: Asks) -> ProposalShape:  # noqa: A002
    """Approve the text seen. Nobody approves what they began, edited or proposed."""

    def act(said: Said, who: str) -> Proposal:
        return room.publication.approve(id, said["seen"], who, said.get("note", ""))

    return await _done(request, room, asks, APPROVE, act)


@router.post(
    "/proposals/{id}/reject",
    summary="Send a proposal back",
    response_description="The draft it is again",
    openapi_extra=json_body(REJECT, {"reason": "Say who was consulted"}),
    responses=problems("no-such-proposal", "changed-meanwhile", "wrong-stage", *SAID, *BODY, *KEPT),
)
async def reject_proposal(id: str, request: Request, room: Here, asks: Asks) -> ProposalShape:  # noqa: A002
    """Make a proposal a draft again, and say why."""
    return await _done(request, room, asks, REJECT, lambda said, who: room.publication.reject(id, said["reason"], who))


@router.post(
    "/proposals/{id}/withdraw",
    summary="Take a proposal back",
    response_description="The draft it is again",
    openapi_extra=json_body(WITHDRAW, {"reason": "The board meets later"}),
    responses=problems("no-such-proposal", "changed-meanwhile", "wrong-stage", "said-too-long", *BODY, *KEPT),
)
async def withdraw_proposal(id: str, request: Request, room: Here, asks: Asks) -> ProposalShape:  # noqa: A002
    """Make a proposal a draft again."""
    return await _done(
        request, room, asks, WITHDRAW, lambda said, who: room.publication.withdraw(id, said.get("reason", ""), who)
    )


@router.post(
    "/proposals/{id}/comments",
    status_code=201,
    summary="Say something about a version",
    response_description="The version, with what was said",
    openapi_extra=json_body(COMMENT, {"words": "Why twelve months?", "rule": "infant-domestic-abuse"}),
    responses=problems("no-such-proposal", "no-such-rule", *SAID, *BODY, *KEPT),
)
async def comment_on_version(id: str, request: Request, room: Here, asks: Asks) -> ProposalShape:  # noqa: A002
    """Comment on a version, or on one rule of it."""

    def act(said: Said, who: str) -> Proposal:
        return room.publication.comment(id, said["words"], who, said.get("rule", ""))

    return await _done(request, room, asks, COMMENT, act)


@router.post(
    "/rulesets/{family}/{version}/retire",
    summary="Retire a published version early",
    response_description="The version, with its last day",
    openapi_extra=json_body(RETIRE, {"reason": "It reads the age of a child wrongly"}),
    responses=problems("unknown-version", "wrong-stage", "changed-meanwhile", "day-past", *SAID, *BODY, *KEPT),
)
async def retire_version(family: str, version: str, request: Request, room: Here, asks: Asks) -> ProposalShape:
    """Use a version no longer after a last day. Nothing older takes its place, and what it decided still replays."""

    def act(said: Said, who: str) -> Proposal:
        return room.publication.retire(family, version, said["reason"], who, day_said(said, "last"))

    return await _done(request, room, asks, RETIRE, act)


async def _done(
    request: Request, room: Room, asks: Person, wanted: Shape, act: Callable[[Said, str], Proposal]
) -> ProposalShape:
    """Read a body, act on it in the name of who asks, and return the version as it is then."""
    said = read_said(read_json(await read_body(request, JSON, room.settings.max_body)), wanted, MISTAKES)
    who = who_acts(asks, said.get("person", ""), MISTAKES)
    return whole(await run_in_threadpool(act, said, who), room, asks, who)


# --- shared with the pages ------------------------------------------------------------------------------------------


def start(room: Room, said: Said, who: str) -> Proposal:
    """Begin a draft from a text, or from a copy of a version. Raises Refusal and RecordsRefusal."""
    text, family, began_from = said.get("text"), said["family"], ""
    if text is None:
        try:
            ruleset = room.library.find(family, said.get("version"), room.today())
        except NoRuleset as absent:
            raise Refusal(absent.code, ". ".join(filter(None, (absent.message, absent.help)))) from None
        text, began_from = ruleset.text.decode(), ruleset.version
    return room.publication.start(family, text, who, said.get("name", ""), began_from)


def changed(room: Room, id: str, values: dict[str, str]) -> str:  # noqa: A002
    """Return the text of a version with other values of parameters, and nothing else changed. Raises Refusal."""
    text = room.publication.get(id).text.encode()
    mistakes = []
    for name, value in values.items():
        try:
            text = change_parameter(text, name, value)
        except CannotChange as wrong:
            mistakes.append(Mistake(f"/parameters/{_escaped(name)}", "value-not-changed", wrong.message, wrong.help))
    if mistakes:
        raise Refusal("value-not-changed", mistakes[0].message, mistakes)
    return text.decode()


def _escaped(name: str) -> str:
    return name.replace("~", "~0").replace("/", "~1")


def day_said(said: Said, name: str) -> date | None:
    """Return a day that a body says, or None. Raises Refusal."""
    try:
        return date.fromisoformat(said[name]) if said.get(name) else None
    except ValueError:
        message = f"`{name}` is not a day that exists"
        mistake = Mistake(f"/{name}", "wrong-value", message, "Write it like 2027-04-01")
        raise Refusal(MISTAKES, message, [mistake]) from None
