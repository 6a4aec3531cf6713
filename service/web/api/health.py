"""Whether the service is up, whether it can decide, and its numbers."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.metadata import version
from typing import Literal

from fastapi import APIRouter
from fastapi.responses import PlainTextResponse, Response
from prometheus_client import CONTENT_TYPE_LATEST
from pydantic import BaseModel

from service.ruleset.library import NoRuleset
from service.web.api.ruleset_lists import in_force_on
from service.web.room import Here, Room

router = APIRouter(tags=["Running it"])

MOST_SHOWN = 20


class Health(BaseModel):
    """Whether the service is up."""

    status: Literal["up"] = "up"
    version: str


class Readiness(BaseModel):
    """Whether the service can decide cases, and if not, what is missing, in sentences."""

    ready: bool
    missing: list[str]


@router.get("/healthz", summary="Say whether the service is up")
def healthz() -> Health:
    """Answer, which is all it takes to be up."""
    return Health(version=version("threshold"))


@router.get("/readyz", summary="Say whether the service can decide cases", responses={503: {"model": Readiness}})
def readyz(room: Here, response: Response) -> Readiness:
    """Say what is missing before cases can be decided: 200 when nothing is, else 503."""
    missing = _missing(room)
    response.status_code = 503 if missing else 200
    return Readiness(ready=not missing, missing=missing)


@router.get(
    "/metrics",
    summary="Give the numbers of the running service",
    response_class=PlainTextResponse,
    responses={200: {"description": "Counts and times in the Prometheus text form"}},
)
def metrics(room: Here) -> Response:
    """Return counts of decisions, rules by outcome, refusals and times, without any fact or name in them."""
    return Response(room.metrics.page(), headers={"Content-Type": CONTENT_TYPE_LATEST})


def _missing(room: Room) -> list[str]:
    """Return what stands in the way of deciding today's cases. A proposal with mistakes does not."""
    standing_in_the_way = [each.message for each in _absent(room) if each.code == "ruleset-has-mistakes"]
    families = room.library.families
    if not any(in_force_on(room.library, family, room.today()) for family in families):
        standing_in_the_way.append("No ruleset is in force today")
    if not standing_in_the_way:
        return []
    found = [f"{each.path}:{each.span.line}: {each.message}" for each in room.library.problems]
    more = [f"and {len(found) - MOST_SHOWN} more; `threshold check` shows them all"] if len(found) > MOST_SHOWN else []
    return standing_in_the_way + found[:MOST_SHOWN] + more


def _absent(room: Room) -> Iterator[NoRuleset]:
    """Yield why each family that has no version for today has none."""
    for family in {*room.library.families, *room.library.unusable}:
        try:
            room.library.find(family, None, room.today())
        except NoRuleset as absent:
            yield absent
