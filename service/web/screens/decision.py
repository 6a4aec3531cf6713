"""One decision: as it was shown, on paper, decided again, and what people decided for each child."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from starlette.concurrency import run_in_threadpool

from service.records.decisions import Decision
from service.records.errors import RecordsRefusal
from service.records.replay import Difference
from service.records.roles import Role
from service.ruleset.library import Library
from service.ruleset.model import Ruleset
from service.web import desk
from service.web.people import Asks
from service.web.person import Person
from service.web.room import Here, Room
from service.web.screens.advice import AnswerShown, shown
from service.web.screens.answers import ToMend
from service.web.screens.decided import STRENGTHS, WHO, decided_for, record_choices, rules_behind
from service.web.screens.failures import ScreenRoute
from service.web.screens.feedback import feedback
from service.web.screens.form import Form, read_form
from service.web.screens.frame import moment_words, page
from service.web.screens.known import known
from service.web.screens.questions import mends_by_place
from service.web.screens.report import pdf

PDF = "application/pdf"

router = APIRouter(prefix="/decisions", include_in_schema=False, route_class=ScreenRoute)


@router.get("/{id}")
def decision(request: Request, room: Here, asks: Asks, id: str) -> Response:  # noqa: A002 - the word the answer uses
    """Return a decision as it was shown when it was made."""
    return _page(_Asked(request, room, asks), room.kept.get(id, asks.who))


@router.get("/{id}/report")
def report(request: Request, room: Here, asks: Asks, id: str) -> Response:  # noqa: A002
    """Return a decision with nothing folded away, to be printed."""
    return report_page(request, room, asks, room.kept.get(id, asks.who, "print"))


@router.get("/{id}/pdf")
def on_paper(room: Here, asks: Asks, id: str) -> Response:  # noqa: A002
    """Return the same report as a PDF."""
    return report_pdf(room, room.kept.get(id, asks.who, "print"))


@router.post("/{id}/replay")
async def replay(request: Request, room: Here, asks: Asks, id: str) -> Response:  # noqa: A002
    """Decide a kept case again, and say whether the answer is the same."""
    await read_form(request, room)
    kept = await run_in_threadpool(room.kept.get, id, asks.who, "replay")
    different = await run_in_threadpool(desk.replay, room, kept)
    return _page(_Asked(request, room, asks), kept, replayed=True, different=different)


@router.post("/{id}/outcome")
async def record(request: Request, room: Here, asks: Asks, id: str) -> Response:  # noqa: A002
    """Record what was decided for each child that the form says something of."""
    form = await read_form(request, room)
    kept = await run_in_threadpool(room.kept.get, id, asks.who, "outcomes")
    to_mend = await run_in_threadpool(record_choices, room, kept, form, asks)
    return _after(_Asked(request, room, asks, form, to_mend), kept)


@router.post("/{id}/second-person")
async def agree(request: Request, room: Here, asks: Asks, id: str) -> Response:  # noqa: A002
    """Record that a second person agrees to going down."""
    form = await read_form(request, room)
    kept = await run_in_threadpool(room.kept.get, id, asks.who, "outcomes")
    person = form.one(WHO) if asks.speaks_for_others else asks.name
    try:
        await run_in_threadpool(
            room.outcomes.agree, form.one("outcome"), person, form.one("reason"), asks.who_for(person)
        )
    except RecordsRefusal as refused:
        if not refused.pointer:
            raise
        to_mend = [ToMend(f"agree/{form.one('outcome')}", f"{refused.message}. {refused.help}".strip(". "))]
        return _after(_Asked(request, room, asks, form, to_mend), kept)
    return _after(_Asked(request, room, asks, form), kept)


# --- what is shown ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Asked:
    """Who asks for a decision, and what they typed into its form."""

    request: Request
    room: Room
    asks: Person
    form: Form = Form({})  # noqa: RUF009 - a form never changes
    to_mend: Sequence[ToMend] = ()


def report_page(request: Request, room: Room, asks: Person, kept: Decision) -> Response:
    """Return a decision as a page with nothing folded away."""
    return page(request, "decision_report.html", title=_title(kept), **_shown(_Asked(request, room, asks), kept))


def report_pdf(room: Room, kept: Decision) -> Response:
    """Return the report of a decision as a PDF, named by the id of the decision."""
    footer = f"{room.settings.organisation or room.settings.service_name}: decision {kept.id}"
    advice, facts = as_shown(room, kept), known(kept.case, _words(room, kept).vocabulary, kept.as_of)
    made = pdf(kept, advice, facts, decided_for(room, kept), footer)
    return Response(made, media_type=PDF, headers={"Content-Disposition": f'inline; filename="decision-{kept.id}.pdf"'})


def feedback_text(room: Room, kept: Decision) -> str:
    """Return the draft of what the referrer is told."""
    return feedback(kept.case, kept.answer, room.settings.organisation, decided_for(room, kept))


def as_shown(room: Room, kept: Decision) -> AnswerShown:
    """Return a decision in the words of the rules that made it, which are kept with it."""
    return shown(room.library.vocabulary, kept.answer, rules_behind(room, kept))


def _after(asked: _Asked, kept: Decision) -> Response:
    """Return to the decision once something is recorded, or show what has to be mended."""
    if asked.to_mend:
        return _page(asked, kept)
    return RedirectResponse(f"/decisions/{kept.id}#decided", 303)


def _page(asked: _Asked, kept: Decision, *, replayed: bool = False, different: Sequence[Difference] = ()) -> Response:
    return page(
        asked.request,
        "decision.html",
        title=_title(kept),
        wrong=bool(asked.to_mend),
        status=422 if asked.to_mend else 200,
        replayed=replayed,
        different=different,
        form=asked.form,
        to_mend=asked.to_mend,
        mends=mends_by_place(asked.to_mend),
        decides=asked.asks.has(Role.TRIAGE),
        asks=asked.asks,
        steps=[(step.name, step.title) for step in _words(asked.room, kept).steps.by_name.values()],
        strengths=[(word, word) for word in STRENGTHS],
        **_shown(asked, kept),
    )


def _shown(asked: _Asked, kept: Decision) -> dict[str, Any]:
    room = asked.room
    return {
        "heading": _title(kept),
        "decision": kept,
        "advice": as_shown(room, kept),
        "known": known(kept.case, _words(room, kept).vocabulary, kept.as_of),
        "decided": decided_for(room, kept),
        "feedback": feedback_text(room, kept),
    }


def _words(room: Room, kept: Decision) -> Ruleset | Library:
    """Return whose vocabulary and steps a decision was made in; the library's own where that is lost."""
    return rules_behind(room, kept) or room.library


def _title(kept: Decision) -> str:
    return f"Decision recorded on {moment_words(kept.recorded_at)}"
