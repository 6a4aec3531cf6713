"""What a change of threshold would do: histories uploaded, and studies of them as jobs."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import Response
from pydantic import BaseModel
from starlette.concurrency import run_in_threadpool

from service.impact.artefact import NotAStudy, StudyArtefact, keep_study
from service.web.api.jobs import JobShape
from service.web.histories import KeptHistory
from service.web.impact_work import KIND, Ask, study
from service.web.jobs import Job
from service.web.json_text import read_json
from service.web.openapi import json_body, problems
from service.web.people import Asks
from service.web.person import Person
from service.web.problems import Mistake, Refusal
from service.web.requests import JSON, read_body
from service.web.room import Here, Room
from service.web.studies import EXAMPLE, SHAPE, read_ask

router = APIRouter(prefix="/v1/impact", tags=["Impact"])
ZIP = "application/zip"
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


def artefact_of(room: Room, id: str, who: str | None) -> StudyArtefact:  # noqa: A002 - the word the answer uses
    """Return a finished study as one thing to keep, long after its job is removed.

    Raises Refusal when this person has no such job, or it is not a study, or not done.
    """
    job = room.jobs.get(id, who)
    if job.kind != KIND or job.state != "done":
        message = "This is not a study that is done"
        raise Refusal("study-has-mistakes", message, [Mistake("", "wrong-value", message, "Wait until it is done")])
    try:
        return keep_study(room.jobs.folder(id, who).files)
    except NotAStudy:
        raise Refusal("no-such-job") from None


@router.get(
    "/studies/{id}/artefact",
    summary="Take a whole study away",
    response_description="The report, the consultation pack and every figure, in one ZIP file",
    response_class=Response,
    responses={
        200: {"content": {ZIP: {"schema": {"type": "string"}}}},
        **problems("no-such-job", "study-has-mistakes"),
    },
)
def artefact(id: str, room: Here, asks: Asks) -> Response:  # noqa: A002 - the same
    """Return a finished study as one file to keep; `contents.json` in it says what it is about, file by file."""
    kept = artefact_of(room, id, asks.id)
    headers = {"Content-Disposition": f'attachment; filename="study-{id}.zip"'}
    return Response(kept.zipped, media_type=ZIP, headers=headers)


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
