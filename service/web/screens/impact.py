"""What a change of threshold would do, on pages: a history chosen, uploaded or made up, a study followed and read."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Query, Request
from fastapi.responses import FileResponse, RedirectResponse, Response
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile

from service.records.versions import KeptVersion, Stage
from service.web.api.impact import start
from service.web.api.jobs import address_of
from service.web.impact_work import KIND
from service.web.jobs import JobFolder
from service.web.people import POLICY, Asks
from service.web.problems import Mistake, Refusal
from service.web.room import Here, Room
from service.web.screens.failures import ScreenRoute
from service.web.screens.form import Form, read_form, read_upload
from service.web.screens.frame import page
from service.web.screens.trying import versions
from service.web.studies import OVER, read_ask

SPLITS = (
    ("age_band", "Age band"),
    ("source", "Who referred"),
    ("ethnicity", "Ethnicity"),
    ("sex", "Recorded sex"),
    ("disability", "Disability"),
)
PIECE = 1 << 20
Named = Annotated[str, Query(max_length=200, description="A version, as FAMILY:VERSION")]
MADE_UP = "made up"
ALONE = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
DOWNLOADS = ("report.html", "report.pdf", "consultation.html", "consultation.pdf", "study.json", "refused.csv")

router = APIRouter(prefix="/impact", include_in_schema=False, route_class=ScreenRoute)


@router.get("")
def ask(request: Request, room: Here, asks: Asks, old: Named = "", new: Named = "") -> Response:
    """Return the page that asks for a study, with the versions chosen that the address names."""
    said = {"by": ["age_band", "sex"], "referrals": ["5000"], "over": ["month"], "old": [old], "new": [new]}
    return _page(request, room, asks, Form(said))


@router.post("")
async def begin(request: Request, room: Here, asks: Asks) -> Response:
    """Start a study, and go to where it is seen to go on."""
    form = await read_form(request, room)
    try:
        wanted = read_ask(_said(form), room)
    except Refusal as refusal:
        return _page(request, room, asks, form, refusal.errors)
    job = await run_in_threadpool(start, room, wanted, asks)
    return RedirectResponse(f"/jobs/{job.id}", 303)


@router.post("/histories")
async def upload(request: Request, room: Here, asks: Asks) -> Response:
    """Keep the files of a history that a form brought, or remove a history."""
    try:
        form, files = await read_upload(request, room)
        return await _uploaded(request, room, asks, form, files)
    finally:
        await request.close()  # lets go of the files it brought


async def _uploaded(request: Request, room: Room, asks: Asks, form: Form, files: list[UploadFile]) -> Response:
    if form.one("remove"):
        room.histories.remove(form.one("remove"))
        return RedirectResponse("/impact", 303)
    name = form.one("name")
    if not files:
        missing = Mistake("?file", "missing", "No file was chosen", "Choose the file of cases, and those of events")
        return _page(request, room, asks, form, [missing])
    try:
        for file in files:
            await room.histories.add(name, file.filename or "", _pieces(file))
    except Refusal as refusal:
        if not refusal.errors:
            raise
        return _page(request, room, asks, form, refusal.errors)
    return RedirectResponse("/impact#histories", 303)


@router.get("/studies/{id}")
def study(
    request: Request,
    room: Here,
    asks: Asks,
    id: str,  # noqa: A002 - the word the answer uses
    at: Annotated[str, Query(max_length=120)] = "",
) -> Response:
    """Return a study: how far it is, or everything it found."""
    job, folder = room.jobs.get(id, asks.id), room.jobs.folder(id, asks.id)
    if job.state != "done" or job.kind != KIND:
        return RedirectResponse(f"/jobs/{id}", 303)
    figures = [(name, address_of(id, name)) for name in folder.names() if name.startswith("figures/")]
    return page(
        request,
        "impact_study.html",
        title=f"What would change: {job.title}",
        job=job,
        study=folder.result,
        draft=_draft(room, folder.result["new"]) if POLICY.is_met_by(asks) else None,
        blocks=_blocks(folder, at),
        downloads=[(name, address_of(id, name)) for name in DOWNLOADS],
        figures=figures,
    )


@router.get("/studies/{id}/alone")
def alone(
    room: Here,
    asks: Asks,
    id: str,  # noqa: A002 - the word the answer uses
    name: Annotated[str, Query(pattern=r"^[a-z0-9/-]{1,60}\.(html|svg)$")],
) -> Response:
    """Return the report or the pack to be read as it is, or one chart; it can neither run nor fetch anything."""
    path = room.jobs.folder(id, asks.id).file(name)
    if path is None:
        raise Refusal("no-such-file")
    kind = "image/svg+xml" if name.endswith("svg") else "text/html; charset=utf-8"
    return FileResponse(path, media_type=kind, headers={"Content-Security-Policy": ALONE})


def _draft(room: Room, new: Mapping[str, str]) -> KeptVersion | None:
    """Return the draft or the proposal that was studied, with which the study can be kept; None when it is neither."""
    kept = room.current.snapshot.versions.get(new["family"], {}).get(new["version"])
    return kept if kept and kept.stage is not Stage.PUBLISHED else None


def _page(request: Request, room: Room, asks: Asks, form: Form, mistakes: Sequence[Mistake] = ()) -> Response:
    return page(
        request,
        "impact.html",
        title="What a change would do",
        wrong=bool(mistakes),
        status=422 if mistakes else 200,
        mistakes=mistakes,
        form=form,
        versions=versions(room),
        histories=room.histories.list(),
        splits=SPLITS,
        over=OVER,
        studies=room.jobs.list(asks.id, KIND)[:10],
    )


def _said(form: Form) -> dict[str, Any]:
    """Return what a form says, as JSON would say it."""
    said: dict[str, Any] = {name: form.one(name) for name in ("old", "new", "over") if form.one(name)}
    said["by"] = [*form.all("by"), *(part.strip() for part in form.one("also_by").split(",") if part.strip())]
    said["sweeps"] = [line.strip() for line in form.one("sweeps").splitlines() if line.strip()]
    if form.one("history") not in ("", MADE_UP):
        said["history"] = form.one("history")
    for name in ("referrals", "teams", "smallest"):
        number = form.one(name).replace(",", "")
        if number:
            said[name] = int(number) if re.fullmatch(r"\d{1,9}", number) else number
    return said


async def _pieces(file: UploadFile) -> AsyncIterator[bytes]:
    while piece := await file.read(PIECE):
        yield piece


def _blocks(folder: JobFolder, looked_at: str) -> list[dict[str, Any]]:
    """Return the report's blocks; each sweep's table with the row that is looked at: `sweep-infant-age:2`."""
    path = folder.file("page.json")
    blocks: list[dict[str, Any]] = orjson.loads(path.read_bytes())["blocks"] if path else []
    name, _, row = looked_at.rpartition(":")
    for block in blocks:
        if block["is"] == "table" and block["name"].startswith("sweep-"):
            chosen = int(row) if block["name"] == name and re.fullmatch(r"[0-9]{1,3}", row) else 0
            block["at"] = min(chosen, len(block["rows"]) - 1)
    return blocks
