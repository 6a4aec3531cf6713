"""Decisions that were kept: found again, read as they were shown, printed, and decided again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from fastapi import APIRouter, Request
from fastapi.responses import Response
from starlette.concurrency import run_in_threadpool

from service.records.decisions import Found
from service.records.search import Search
from service.web.api.decision_shapes import DecisionListed
from service.web.people import Asks
from service.web.person import Person
from service.web.room import Here, Room
from service.web.screens.answers import ToMend
from service.web.screens.failures import ScreenRoute
from service.web.screens.form import Form, read_form
from service.web.screens.frame import page
from service.web.screens.typed import Slip, read_day

MOST_LISTED = 50
DAYS = {"start": "the first day", "end": "the last day"}

router = APIRouter(prefix="/decisions", include_in_schema=False, route_class=ScreenRoute)


@router.get("")
def newest(request: Request, room: Here, asks: Asks) -> Response:
    """Return the newest decisions, and a form to look for others."""
    return _list(request, room, asks, Form({}), Search())


@router.post("")
async def search(request: Request, room: Here, asks: Asks) -> Response:
    """Return the decisions looked for. What is looked for is posted, so that no case reference is in an address."""
    form = await read_form(request, room)
    days: dict[str, date | None] = {}
    to_mend = []
    for name, label in DAYS.items():
        try:
            days[name] = _day(read_day(label, name, form), label)
        except Slip as slip:
            to_mend.append(ToMend(name, str(slip)))
    family, reference = form.one("ruleset") or None, form.one("reference") or None
    looked_for = Search(reference, family, days.get("start"), days.get("end"))
    return await run_in_threadpool(_list, request, room, asks, form, looked_for, to_mend)


def _list(
    request: Request, room: Room, asks: Person, form: Form, looked_for: Search, to_mend: Sequence[ToMend] = ()
) -> Response:
    found = Found((), more=False) if to_mend else room.kept.list(looked_for, MOST_LISTED, asks.who)
    return page(
        request,
        "decisions.html",
        title="Decisions",
        wrong=bool(to_mend),
        status=422 if to_mend else 200,
        form=form,
        to_mend=to_mend,
        mends={each.place: each.message for each in to_mend},
        searched=looked_for != Search(),
        decisions=[DecisionListed.of(each) for each in found.decisions],
        more=found.more,
        most=MOST_LISTED,
        families=sorted(room.library.families),
        steps=room.library.steps.by_name,
    )


def _day(day: str | None, label: str) -> date | None:
    try:
        return date.fromisoformat(day) if day else None
    except ValueError:
        raise Slip(
            f"{label[:1].upper()}{label[1:]} is a day that does not exist. Check the day and the month"
        ) from None
