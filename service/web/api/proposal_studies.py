"""Impact studies kept with a version on its way: attached, and taken away again as one file."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import Response
from starlette.concurrency import run_in_threadpool

from service.web.api.impact import ZIP
from service.web.api.proposal_shapes import ATTACH, MISTAKES, ProposalShape, whole
from service.web.api.proposals import BODY, KEPT
from service.web.api.said import read_said, who_acts
from service.web.json_text import read_json
from service.web.openapi import json_body, problems
from service.web.people import Asks
from service.web.proposal_studies import attach, study_of
from service.web.requests import JSON, read_body
from service.web.room import Here

router = APIRouter(prefix="/v1", tags=["Proposals"])


@router.post(
    "/proposals/{id}/studies",
    status_code=201,
    summary="Attach an impact study",
    response_description="The version, with the study",
    openapi_extra=json_body(
        ATTACH, {"job": "0199d0c1-7a52-7c3e-9b7e-2f6f3c1d5a10", "note": "A year of our own referrals"}
    ),
    responses=problems(
        *("no-such-proposal", "no-such-job", "study-has-mistakes", "study-of-another", "study-too-large"),
        *("too-many-studies", "wrong-stage", "said-too-long", *BODY, *KEPT),
    ),
)
async def attach_study(id: str, request: Request, room: Here, asks: Asks) -> ProposalShape:  # noqa: A002 - as said there
    """Keep a finished study, its report and consultation pack, with the draft or the proposal it is of, for good."""
    said = read_said(read_json(await read_body(request, JSON, room.settings.max_body)), ATTACH, MISTAKES)
    who = who_acts(asks, said.get("person", ""), MISTAKES)
    there = await run_in_threadpool(attach, room, id, said["job"], said.get("note", ""), asks, who)
    return whole(there, room, asks, who)


@router.get(
    "/proposals/{id}/studies/{study}",
    summary="Take a study away",
    response_description="The report, the consultation pack and every figure, in one ZIP file",
    response_class=Response,
    responses={
        200: {"content": {ZIP: {"schema": {"type": "string"}}}},
        **problems("no-such-proposal", "no-such-study", "no-database"),
    },
)
def get_proposal_study(id: str, study: str, room: Here) -> Response:  # noqa: A002 - the same
    """Return a study as it was attached, by the `id` it has in `studies`."""
    headers = {"Content-Disposition": f'attachment; filename="study-{study}.zip"'}
    return Response(study_of(room, id, study).zipped, media_type=ZIP, headers=headers)
