"""Long work that was started: how far it is, what came of it, and stopping it."""

from __future__ import annotations

from typing import Annotated, Any, Literal
from urllib.parse import quote

from fastapi import APIRouter, Query
from fastapi.responses import FileResponse, Response
from pydantic import BaseModel

from service.web.jobs import Job, JobFolder
from service.web.openapi import problems
from service.web.people import Asks
from service.web.problems import Refusal
from service.web.room import Here

router = APIRouter(prefix="/v1", tags=["Jobs"])
ANY_TYPE = "application/octet-stream"


def address_of(id: str, name: str) -> str:  # noqa: A002 - the word the answer uses
    """Return the address of a file of a job.

    >>> address_of("4711", "figures/by sex.csv")
    '/v1/jobs/4711/file?name=figures/by%20sex.csv'
    """
    return f"/v1/jobs/{id}/file?name={quote(name)}"


class JobShape(BaseModel):
    """One piece of long work. `done` is from 0 to 1; `saying` says how far it is."""

    id: str
    kind: str
    title: str
    state: Literal["waiting", "running", "done", "stopped", "failed"]
    done: float
    saying: str
    asked_at: str
    started_at: str | None
    ended_at: str | None
    problem: str | None
    help: str | None

    @classmethod
    def of(cls, job: Job) -> JobShape:
        """Return a job as JSON."""
        said = {name: getattr(job, name) for name in ("id", "kind", "title", "state", "done", "saying", "asked_at")}
        maybe = {name: getattr(job, name) or None for name in ("started_at", "ended_at", "problem", "help")}
        return cls(**said, **maybe)


class FileShape(BaseModel):
    """One file that a job wrote, and where to fetch it."""

    name: str
    bytes: int
    address: str


class WholeJobShape(JobShape):
    """A job with what came of it."""

    result: Any
    files: list[FileShape]

    @classmethod
    def whole(cls, job: Job, folder: JobFolder) -> WholeJobShape:
        """Return a job as JSON, with its result and its files once it is done."""
        done = job.state == "done"
        files = [
            FileShape(name=name, bytes=path.stat().st_size, address=address_of(job.id, name))
            for name in (folder.names() if done else ())
            if (path := folder.file(name))
        ]
        return cls(**JobShape.of(job).model_dump(), result=folder.result if done else None, files=files)


class JobsListed(BaseModel):
    """Jobs, newest first."""

    jobs: list[JobShape]


@router.get("/jobs", summary="List your jobs", response_description="Your jobs, newest first")
def list_jobs(room: Here, asks: Asks) -> JobsListed:
    """List the long work you started, newest first, for as long as it is kept."""
    return JobsListed(jobs=[JobShape.of(job) for job in room.jobs.list(asks.id)])


@router.get(
    "/jobs/{id}",
    summary="See how far a job is",
    response_description="The job; once it is done, with what came of it",
    responses=problems("no-such-job"),
)
def read_job(id: str, room: Here, asks: Asks) -> WholeJobShape:  # noqa: A002 - the word the answer uses
    """Return a job as it stands: ask again until `state` is `done`, `stopped` or `failed`."""
    return WholeJobShape.whole(room.jobs.get(id, asks.id), room.jobs.folder(id, asks.id))


@router.delete(
    "/jobs/{id}",
    summary="Cancel a job",
    response_description="The job, stopped",
    responses=problems("no-such-job"),
)
def cancel_job(id: str, room: Here, asks: Asks) -> JobShape:  # noqa: A002
    """Stop a job within a moment. A job that has ended stays as it is."""
    return JobShape.of(room.jobs.cancel(id, asks.id))


@router.get(
    "/jobs/{id}/file",
    summary="Fetch a file of a job",
    response_class=Response,
    responses={
        200: {"description": "The file", "content": {ANY_TYPE: {"schema": {"type": "string", "format": "binary"}}}},
        **problems("no-such-job", "no-such-file"),
    },
)
def fetch_job_file(id: str, room: Here, asks: Asks, name: Annotated[str, Query(max_length=500)]) -> Response:  # noqa: A002
    """Return one file that a job wrote, by the name it is listed with."""
    path = room.jobs.folder(id, asks.id).file(name)
    if path is None:
        raise Refusal("no-such-file")
    return FileResponse(path, media_type=ANY_TYPE, filename=path.name)
