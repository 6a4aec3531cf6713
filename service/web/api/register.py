"""The register: what is kept of households and children, put right, and how it came about.

A reference is the caller's own word, so it is only ever in a body. In addresses stands the id the service gave it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, TypeVar

from fastapi import APIRouter, Query, Request
from starlette.concurrency import run_in_threadpool

from service.decision.case import CaseRefused
from service.records.append import Draft
from service.records.errors import RecordsRefusal
from service.records.identity import new_id
from service.records.register.acting import Acting, no_such_reference
from service.records.register.acts import UNDO, in_effect
from service.records.register.keeping import Loaded
from service.web.api.decisions import Day
from service.web.api.register_shapes import (
    ACT,
    ACT_EXAMPLE,
    ADDED,
    ADDED_EXAMPLE,
    FOUND,
    ActShape,
    History,
    ReferenceKept,
    mistaken,
    read_act,
    read_added,
    read_found,
)
from service.web.json_text import read_json
from service.web.openapi import json_body, problems
from service.web.people import Asks
from service.web.problems import Mistake
from service.web.requests import JSON, read_body
from service.web.room import Here, Room

BODY = ("register-has-mistakes", "not-json", "body-not-utf-8", "body-too-long", "wrong-content-type")
KEPT = ("records-busy", "records-closing", "not-kept", "no-database")
MOVED = ("register-moved", "register-tangled", "later-act-rests", "nothing-changes")
Answer = TypeVar("Answer")

router = APIRouter(prefix="/v1/register", tags=["Register"])


@router.post(
    "",
    status_code=201,
    summary="Keep events and facts under a reference",
    response_description="What was recorded",
    openapi_extra=json_body(ADDED, ADDED_EXAMPLE),
    responses=problems(*BODY, *KEPT, *MOVED),
)
async def keep_in_register(request: Request, room: Here, asks: Asks) -> ActShape:
    """Keep what is said of a household or a child. The reference begins when the register does not know it."""
    of, ref, wish = read_added(await _body(request, room))
    return ActShape.of(await run_in_threadpool(mended, lambda: _acting(room).begin(of, ref, wish, asks.who)))


@router.post(
    "/find",
    summary="Find a reference",
    response_description="What is kept under it",
    openapi_extra=json_body(FOUND, {"household": "H-1"}),
    responses=problems("no-such-reference", "register-tangled", *BODY, *KEPT),
)
async def find_reference(request: Request, room: Here, asks: Asks) -> ReferenceKept:
    """Return what is kept under a reference, with the id that stands for it in addresses."""
    of, ref = read_found(await _body(request, room))
    return await run_in_threadpool(_found, room, asks.who, lambda: room.register.find(of, ref))


@router.get(
    "/{id}",
    summary="Read what is kept under a reference",
    response_description="What is kept under it",
    responses=problems("no-such-reference", "register-tangled", *KEPT),
)
def read_reference(
    id: str,  # noqa: A002 - the word the answers use
    room: Here,
    asks: Asks,
    known_on: Annotated[Day, Query(description="Only what was known on this day; all there is when not said")] = None,
) -> ReferenceKept:
    """Return what is kept under a reference, as it was known on a day."""
    loaded = _read(room, id, asks.who)
    return ReferenceKept.of(room.register.view(loaded, id, known_on))


@router.get(
    "/{id}/history",
    summary="Read what was done about a reference",
    response_description="Every act, oldest first",
    responses=problems("no-such-reference", "register-tangled", *KEPT),
)
def read_history(id: str, room: Here, asks: Asks) -> History:  # noqa: A002
    """Return every act about a reference and those it has to do with: who did it, when and why."""
    loaded = _read(room, id, asks.who)
    standing = {act.id for act in in_effect(loaded.acts)}
    undone = [act for act in loaded.acts if act.id not in standing and act.what != UNDO]
    return History(acts=[ActShape.of(act, undone=act in undone) for act in loaded.acts])


@router.post(
    "/{id}/acts",
    status_code=201,
    summary="Put right what is kept under a reference",
    response_description="What was recorded",
    openapi_extra=json_body(ACT, ACT_EXAMPLE),
    responses=problems("no-such-reference", *BODY, *KEPT, *MOVED),
)
async def correct_register(id: str, request: Request, room: Here, asks: Asks) -> ActShape:  # noqa: A002
    """Add, correct, withdraw, strike, move, merge, split, close, reopen or undo. Nothing is ever erased."""
    wish = read_act(await _body(request, room))
    return ActShape.of(await run_in_threadpool(mended, lambda: _acting(room).do(id, wish, asks.who)))


def mended(do: Callable[[], Answer]) -> Answer:
    """Return what is done, with a refusal of what was sent pointing at what to mend. Raises Refusal."""
    try:
        return do()
    except CaseRefused as refused:
        problems_ = [Mistake(f"/says{each.pointer}", each.code, each.message, each.help) for each in refused.problems]
        raise mistaken(problems_) from None
    except RecordsRefusal as refused:
        if not refused.pointer:
            raise
        raise mistaken([Mistake(refused.pointer, refused.code, refused.message, refused.help)]) from None


def _acting(room: Room) -> Acting:
    return Acting(room.register, room.library.vocabulary, room.today)


def _found(room: Room, who: str, find_it: Callable[[], Any]) -> ReferenceKept:
    found = find_it()
    if found is None:
        raise no_such_reference()
    return ReferenceKept.of(room.register.view(_read(room, found.id, who), found.id))


def _read(room: Room, id: str, who: str) -> Loaded:  # noqa: A002
    """Return a reference, once it is recorded who reads it. Raises RecordsRefusal."""
    loaded = room.register.load([id])
    if id not in loaded.references:
        raise no_such_reference()
    now = room.clock()
    room.ledger.append(Draft("read", new_id(now), who, now, {"why": "register"}, about=id))
    return loaded


async def _body(request: Request, room: Room) -> Any:  # noqa: ANN401 - JSON is anything until it is read
    return read_json(await read_body(request, JSON, room.settings.max_body))
