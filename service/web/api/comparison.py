"""Two versions compared over HTTP: what changed, and a case of every kind that is answered differently."""

from __future__ import annotations

import asyncio
import time
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel
from starlette.concurrency import run_in_threadpool
from starlette.status import HTTP_202_ACCEPTED

from service.web import assuring
from service.web.api.jobs import JobShape
from service.web.api.scenario_shapes import VersionShape
from service.web.openapi import problems
from service.web.people import Asks
from service.web.problems import Refusal
from service.web.room import Here
from service.web.scenario_runs import version_named

PATIENCE = 50.0  # seconds; what takes longer is followed as a job
LOOK_EVERY = 0.1

router = APIRouter(prefix="/v1/rulesets", tags=["Rulesets"])
Named = Annotated[str, Query(min_length=1, max_length=200, description="FAMILY or FAMILY:VERSION")]


class PartShape(BaseModel):
    """One thing said differently, line by line."""

    what: str
    was: list[str]
    now: list[str]


class ChangeShape(BaseModel):
    """One part that was added, removed, renamed or changed; `rules` are those it bears on."""

    kind: str
    how: str
    name: str
    says: str
    parts: list[PartShape]
    rules: list[str]
    in_words_only: bool


class ExampleShape(BaseModel):
    """One case: in words, as the body of `POST /v1/decisions`, and as a scenario that holds for this version."""

    known: str
    answer: str
    case: dict[str, Any]
    scenario: str


class DifferenceShape(BaseModel):
    """One kind of case whose answer differs: about which step, because of which rule, and one such case."""

    kind: Literal[
        "newly_recommended",
        "no_longer_recommended",
        "stronger",
        "weaker",
        "newly_undetermined",
        "no_longer_undetermined",
        "below_threshold",
    ]
    step: str
    was: str | None
    now: str | None
    rule: str | None
    says: str
    old: ExampleShape
    new: ExampleShape


class ComparisonShape(BaseModel):
    """Two versions compared. `same` is true only when it is proven that no case differs."""

    old: VersionShape
    new: VersionShape
    changes: list[ChangeShape]
    same: bool
    differences: list[DifferenceShape]
    not_settled: list[str]
    bounds: list[str]


@router.get(
    "/compare",
    summary="Compare two versions",
    response_description="What changed, and every kind of case whose answer differs",
    response_model=ComparisonShape,
    responses={
        202: {"description": "It takes longer: follow the job until it is done", "model": JobShape},
        **problems("run-has-mistakes", "too-many-jobs"),
    },
)
async def compare_versions(room: Here, asks: Asks, a: Named, b: Named) -> Response:
    """Say what `b` says differently from `a`, rule by rule, and show a case of every kind they answer differently.

    That no case differs is said only when it is proven, for every case on every day from 1900 to 2100.
    """
    old, new = version_named(room, a, "?a"), version_named(room, b, "?b")
    title = f"Comparing {old.family} {old.version} with {new.family} {new.version}"
    work = (assuring.compare, old, new, room.today())
    job = await run_in_threadpool(room.jobs.start, "comparison", work, asks.id, title=title)
    until = time.monotonic() + PATIENCE
    while not job.has_ended and time.monotonic() < until:  # holding no thread, which decisions need
        await asyncio.sleep(LOOK_EVERY)
        job = await run_in_threadpool(room.jobs.get, job.id, asks.id)
    if not job.has_ended:
        return JSONResponse(JobShape.of(job).model_dump(), HTTP_202_ACCEPTED)
    if job.state != "done":
        raise Refusal("our-fault")
    return JSONResponse(room.jobs.folder(job.id, asks.id).result)
