"""A decision on paper, and what its referrer may be told: what the pages give, for other screens."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import PlainTextResponse, Response

from service.web.openapi import problems
from service.web.people import Asks
from service.web.requests import wanted
from service.web.room import Here
from service.web.screens.decision import PDF, feedback_text, report_page, report_pdf

FORMS = ("text/html", PDF)
REPORT: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The report",
        "content": {
            "text/html": {"schema": {"type": "string"}},
            PDF: {"schema": {"type": "string", "contentMediaType": PDF}},
        },
    }
}
FEEDBACK: dict[int | str, dict[str, Any]] = {
    200: {"description": "The draft", "content": {"text/plain": {"schema": {"type": "string"}}}}
}
REFUSALS = ("no-such-decision", "purged", "no-database", "not-kept")

router = APIRouter(prefix="/v1/decisions", tags=["Decisions"])


@router.get(
    "/{id}/report",
    summary="Read the report of a decision",
    response_class=Response,
    responses=REPORT | problems(*REFUSALS, "no-such-form"),
)
def read_report(id: str, request: Request, room: Here, asks: Asks) -> Response:  # noqa: A002 - the word the answer uses
    """Return a decision with every rule, as a page to print or as a PDF, by `Accept`."""
    form = wanted(request, FORMS)
    kept = room.kept.get(id, asks.who, "print")
    answer = report_pdf(room, kept) if form == PDF else report_page(request, room, asks, kept)
    answer.headers["Vary"] = "Accept, Accept-Encoding"
    return answer


@router.get(
    "/{id}/feedback",
    summary="Draft the feedback to the referrer",
    response_class=PlainTextResponse,
    responses=FEEDBACK | problems(*REFUSALS),
)
def draft_feedback(id: str, room: Here, asks: Asks) -> PlainTextResponse:  # noqa: A002
    """Return a draft of what the referrer is told. What a person has to fill in stands in square brackets."""
    return PlainTextResponse(feedback_text(room, room.kept.get(id, asks.who, "feedback")))
