"""What a change of threshold would do: histories uploaded, and studies of them as jobs."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import Response
from pydantic import BaseModel
from starlette.concurrency import run_in_threadpool

from service.web.api.jobs import JobShape
from service.web.histories import KeptHistory
from service.web.impact_work import KIND, Ask, study
from service.web.jobs import Job
from service.web.json_text import read_json
from service.web.openapi import json_body, problems
from service.web.people import Asks
from service.web.person import Person
from service.web.requests import JSON, read_body
from service.web.room import Here, Room
from service.web.studies import EXAMPLE, SHAPE, read_ask

router = APIRouter(prefix="/v1/impact", tags=["Impact"])
ANY_FILE = {"requestBody": {"required": True, "content": {"application/octet-stream": {"schema": {"type": "string"}}}}}


class HistoryShape(BaseModel):
    """One history of referrals: the names of its files, and how long they are together."""

    name: str
    files: list[str]
    bytes: int

    @classmethod
    def of(cls, kept: KeptHistory) -> HistoryShape:
        """Return a history as JSON."""
        return cls(name=kept.name, files=list(kept.files), bytes=kept.bytes)


class HistoriesListed(BaseModel):
    """Every history, by name."""

    histories: list[HistoryShape]


@router.post(
    "",
    status_code=202,
    summary="Study what a change would do",
    response_description="The job that makes the study",
    openapi_extra=json_body(SHAPE, EXAMPLE),
    responses=problems(
        *("study-has-mistakes", "too-many-jobs", "not-json", "body-not-utf-8", "body-too-long", "wrong-content-type"),
        "case-has-mistakes",
    ),
)
async def study_impact(request: Request, room: Here, asks: Asks) -> JobShape:
    """Start a study of two versions on a history. `/v1/jobs/{id}` follows it, and lists its files once it is done."""
    ask = read_ask(read_json(await read_body(request, JSON, room.settings.max_body)), room)
    return JobShape.of(await run_in_threadpool(start, room, ask, asks))


def start(room: Room, ask: Ask, asks: Person) -> Job:
    """Start a study as a job of this person. Raises Refusal when too many are waiting."""
    title = f"{ask.old.family} {ask.old.version} and {ask.new.family} {ask.new.version}"
    return room.jobs.start(KIND, (study, ask), asks.id, title=title, page="/impact/studies/{id}")


@router.get("/histories", summary="List the histories", response_description="Every history that was uploaded")
def list_histories(room: Here) -> HistoriesListed:
    """List every history that was uploaded and not removed."""
    return HistoriesListed(histories=[HistoryShape.of(each) for each in room.histories.list()])


@router.put(
    "/histories/{name}/{file}",
    summary="Upload a file of a history",
    response_description="The history with all its files",
    openapi_extra=ANY_FILE,
    responses=problems("study-has-mistakes", "body-too-long"),
)
async def upload_history(request: Request, name: str, file: str, room: Here) -> HistoryShape:
    """Keep one file of a history, CSV or Parquet, in place of any of its name: `cases.csv`, `referrals.parquet`."""
    return HistoryShape.of(await room.histories.add(name, file, request.stream()))


@router.delete(
    "/histories/{name}",
    status_code=204,
    summary="Remove a history",
    response_description="It is removed",
    responses=problems("no-such-history"),
)
def remove_history(name: str, room: Here) -> Response:
    """Remove a history with all its files. Studies that were made of it stay."""
    room.histories.remove(name)
    return Response(status_code=204)
