"""Long work, for the person who started it: how far it is, a button that cancels it, and the way to what came of it."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from starlette.concurrency import run_in_threadpool

from service.web.api.jobs import address_of
from service.web.people import Asks
from service.web.room import Here
from service.web.screens.failures import ScreenRoute
from service.web.screens.form import read_form
from service.web.screens.frame import page

router = APIRouter(prefix="/jobs", include_in_schema=False, route_class=ScreenRoute)


@router.get("")
def jobs(request: Request, room: Here, asks: Asks) -> Response:
    """Return everything the person started, newest first."""
    return page(request, "jobs.html", title="Everything you started", jobs=room.jobs.list(asks.id))


@router.get("/{id}")
def job(request: Request, room: Here, asks: Asks, id: str) -> Response:  # noqa: A002 - the word the answer uses
    """Return how far a job is; once it is done, move on to the page that shows what came of it, if there is one."""
    found = room.jobs.get(id, asks.id)
    if found.state == "done" and found.page:
        return RedirectResponse(found.page, 303)
    files = [(name, address_of(id, name)) for name in room.jobs.folder(id, asks.id).names()]
    return page(request, "job.html", title=found.title, job=found, files=files)


@router.post("/{id}/cancel")
async def cancel(request: Request, room: Here, asks: Asks, id: str) -> Response:  # noqa: A002
    """Stop a job and show that it is stopped."""
    await read_form(request, room)
    await run_in_threadpool(room.jobs.cancel, id, asks.id)
    return RedirectResponse(f"/jobs/{id}", 303)
