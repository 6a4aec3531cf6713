"""Impact studies on the page of a version: attached to it, and read or taken away years later."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import Response
from starlette.concurrency import run_in_threadpool

from service.records.proposals import Proposal
from service.web.people import Asks
from service.web.problems import Mistake, Refusal
from service.web.proposal_studies import attach, study_of
from service.web.room import Here
from service.web.screens import proposal_pages as pages
from service.web.screens.failures import ScreenRoute
from service.web.screens.form import read_form
from service.web.screens.impact import ALONE
from service.web.screens.proposals import done, who_says

KINDS = {"html": "text/html; charset=utf-8", "pdf": "application/pdf", "csv": "text/csv; charset=utf-8"}
WHOLE = "study.zip"

router = APIRouter(prefix="/proposals/{id}/studies", include_in_schema=False, route_class=ScreenRoute)


@router.post("")
async def attach_one(request: Request, room: Here, asks: Asks, id: str) -> Response:  # noqa: A002 - the word the API uses
    """Keep a finished study with the version, and show it there."""
    form = await read_form(request, room)

    def act() -> Proposal:
        if not form.one("job"):
            message = "No study was chosen"
            raise Refusal("study-has-mistakes", message, [Mistake("/job", "missing", message, "Choose one to attach")])
        return attach(room, id, form.one("job"), form.one("note"), asks, who_says(asks, form))

    def refused(refusal: Refusal) -> Response:
        return pages.about(request, room, asks, room.publication.get(id), form, refusal, "studies")

    return await done(act, refused)


@router.get("/{study}/{name:path}")
async def read(room: Here, id: str, study: str, name: str) -> Response:  # noqa: A002
    """Return one file of a study, or all of it: its report and pack to be read as they are, the rest to be kept.

    A report can neither run nor fetch anything.
    """
    kept = await run_in_threadpool(study_of, room, id, study)
    if name == WHOLE:
        return Response(kept.zipped, media_type="application/zip", headers=_taken_away(WHOLE))
    try:
        data = await run_in_threadpool(kept.file, name)
    except KeyError:
        raise Refusal("no-such-file") from None
    ending = name.rpartition(".")[2]
    headers = {"Content-Security-Policy": ALONE} if ending == "html" else _taken_away(name.rpartition("/")[2])
    return Response(data, media_type=KINDS.get(ending, "application/json"), headers=headers)


def _taken_away(name: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{name}"'}
