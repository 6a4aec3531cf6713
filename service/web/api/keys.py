"""Keys: given out, listed and revoked by whoever looks after the service."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, Literal

from fastapi import APIRouter, Request
from pydantic import BaseModel
from starlette.concurrency import run_in_threadpool

from service.records.keys import LONGEST_NAME, Key
from service.records.roles import Role
from service.records.standings import end_of
from service.ruleset.problems import suggest
from service.web.json_text import read_json
from service.web.openapi import json_body, problems
from service.web.people import Asks
from service.web.problems import Mistake, Refusal
from service.web.requests import JSON, read_body
from service.web.room import Here, Room

LAST_DAY = date.max.isoformat()
KEPT = ("records-busy", "records-closing", "not-kept", "no-database")
NEW_KEY: dict[str, Any] = {
    "type": "object",
    "required": ["name", "roles"],
    "additionalProperties": False,
    "properties": {
        "name": {"type": "string", "minLength": 1, "maxLength": LONGEST_NAME, "description": "Whose key it is"},
        "roles": {"type": "array", "minItems": 1, "items": {"enum": list(Role)}, "description": "What it may do"},
        "expires": {"type": ["string", "null"], "format": "date", "description": "The last day it can be used"},
    },
}
EXAMPLE = {"name": "Triage screen", "roles": ["triage"], "expires": "2027-03-31"}

router = APIRouter(prefix="/v1/keys", tags=["Keys"])


class KeyListed(BaseModel):
    """One key. The text of it is not kept, so it cannot be shown."""

    id: str
    name: str
    roles: list[Role]
    made_at: str
    made_by: str
    expires_at: str | None
    last_used_on: date | None
    state: Literal["in use", "expired", "revoked"]


class KeyMade(KeyListed):
    """A new key. `key` is what its screen sends: it is shown this once."""

    key: str


class KeysListed(BaseModel):
    """Every key, the newest first."""

    keys: list[KeyListed]


@router.get("", summary="List the keys", response_description="Every key", responses=problems("no-database"))
def list_keys(room: Here) -> KeysListed:
    """List every key, the newest first, with the day it was last used."""
    now = room.clock()
    return KeysListed(keys=[KeyListed.model_validate(_said(each, now)) for each in room.access.keys.list()])


@router.post(
    "",
    status_code=201,
    summary="Make a key",
    response_description="The key, shown this once",
    openapi_extra=json_body(NEW_KEY, EXAMPLE),
    responses=problems(
        *("key-has-mistakes", "not-json", "body-not-utf-8", "body-too-long", "wrong-content-type"), *KEPT
    ),
)
async def make_key(request: Request, room: Here, asks: Asks) -> KeyMade:
    """Make a key for a screen or a person, with the roles it needs and the last day it can be used."""
    name, roles, end = _read(read_json(await read_body(request, JSON, room.settings.max_body)))
    key, text = await run_in_threadpool(room.access.keys.make, name, roles, asks.who, end)
    return KeyMade.model_validate({**_said(key, room.clock()), "key": text})


@router.post(
    "/{id}/revoke",
    summary="Revoke a key",
    response_description="The key, revoked",
    responses=problems("no-such-key", *KEPT),
)
def revoke_key(id: str, room: Here, asks: Asks) -> KeyListed:  # noqa: A002 - the word a key uses
    """Revoke a key for good. It stops being answered here at once, and everywhere within seconds."""
    key = revoked(room, id, asks.who)
    return KeyListed.model_validate(_said(key, room.clock()))


def revoked(room: Room, id: str, who: str) -> Key:  # noqa: A002
    """Revoke a key, and see that this service does not answer it any more. Raises RecordsRefusal."""
    key = room.access.keys.revoke(id, who)
    room.access.by_key.forget(f"key {id}")
    room.access.by_session.forget(f"key {id}")
    return key


def _said(key: Key, now: datetime) -> dict[str, Any]:
    names = ("id", "name", "made_at", "made_by", "expires_at", "last_used_on")
    return {name: getattr(key, name) for name in names} | {"roles": sorted(key.roles), "state": key.state(now)}


def _read(body: object) -> tuple[str, list[Role], datetime | None]:
    """Return what a new key is to be: name, roles, and the moment it ends. Raises Refusal with all that is wrong."""
    if not isinstance(body, dict):
        raise _refusal([Mistake("", "wrong-value", "A key is a group of named values", "Start it with `{`")])
    mistakes = list(_mistakes(body))
    if mistakes:
        raise _refusal(mistakes)
    end = body.get("expires")
    return body["name"], [Role(each) for each in body["roles"]], end_of(date.fromisoformat(end)) if end else None


def _mistakes(body: dict[str, Any]) -> Iterator[Mistake]:
    names = list(NEW_KEY["properties"])
    for name in body:
        if name not in names:
            yield Mistake("", "unknown-key", f"A key has nothing called `{name[:60]}`", suggest(name[:60], names))
    if not isinstance(body.get("name"), str):
        yield Mistake("/name", "wrong-value", "A key needs a name, as text", "Say which screen or person it is for")
    roles = body.get("roles")
    if not isinstance(roles, list) or not roles or any(each not in list(Role) for each in roles):
        help_line = f"The roles are {', '.join(Role)}"
        yield Mistake("/roles", "wrong-value", "A key needs a list of roles there are, one at least", help_line)
    if not _is_day(body.get("expires")):
        yield Mistake("/expires", "wrong-value", "`expires` has to be a day", "Write it like 2027-03-31")


def _is_day(said: object) -> bool:
    try:
        return said is None or (isinstance(said, str) and said == date.fromisoformat(said).isoformat() < LAST_DAY)
    except ValueError:
        return False


def _refusal(mistakes: list[Mistake]) -> Refusal:
    detail = mistakes[0].message if len(mistakes) == 1 else f"{len(mistakes)} things have to be mended"
    return Refusal("key-has-mistakes", detail, mistakes)
