"""Whether the service is up, whether it can decide, and its numbers."""

from __future__ import annotations

from importlib.metadata import version
from typing import Literal

from fastapi import APIRouter
from fastapi.responses import PlainTextResponse, Response
from prometheus_client import CONTENT_TYPE_LATEST
from pydantic import BaseModel

from service.web.readiness import what_is_missing
from service.web.room import Here

router = APIRouter(tags=["Running it"])


class Health(BaseModel):
    """Whether the service is up."""

    status: Literal["up"] = "up"
    version: str


class Readiness(BaseModel):
    """Whether the service can decide cases, and if not, what is missing, in sentences."""

    ready: bool
    missing: list[str]


@router.get("/healthz", summary="Say whether the service is up", response_description="It is up")
def read_health() -> Health:
    """Answer, which is all it takes to be up."""
    return Health(version=version("threshold"))


@router.get(
    "/readyz",
    summary="Say whether the service can decide cases",
    response_description="It can",
    responses={503: {"model": Readiness, "description": "It cannot, and why"}},
)
def read_readiness(room: Here, response: Response) -> Readiness:
    """Say what is missing before cases can be decided: 200 when nothing is, else 503."""
    missing = what_is_missing(room)
    response.status_code = 503 if missing else 200
    return Readiness(ready=not missing, missing=missing)


@router.get(
    "/metrics",
    summary="Give the numbers of the running service",
    response_class=PlainTextResponse,
    responses={200: {"description": "Counts and times in the Prometheus text form"}},
)
def read_metrics(room: Here) -> Response:
    """Return counts of decisions, rules by outcome, refusals and times, without any fact or name in them."""
    return Response(room.metrics.page(), headers={"Content-Type": CONTENT_TYPE_LATEST})
