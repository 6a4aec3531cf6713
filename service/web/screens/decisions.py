"""Decisions that were kept: found again, read as they were shown, printed, and decided again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from starlette.concurrency import run_in_threadpool

from service.records.decisions import Found
from service.records.search import Search
from service.records.standings import STANDINGS
from service.web.api.decision_shapes import DecisionListed
from service.web.people import Asks
from service.web.person import Person
from service.web.room import Here, Room
from service.web.screens.answers import ToMend
from service.web.screens.failures import ScreenRoute
from service.web.screens.form import Form, read_form
from service.web.screens.frame import page
from service.web.screens.typed import Slip, read_day

Named = Annotated[str, Query(max_length=200)]

MOST_LISTED = 50
# How a child stands, in words a reader understands at once.
STANDING_WORDS = {
    "accepted": "what was recommended was accepted",
    "up": "more was decided than recommended",
    "down": "less was decided than recommended",
    "awaiting": "a second person has yet to agree",
    "decided_again": "decided again under the same reference",
    "ignored": "overdue, and nothing recorded",
    "unanswered": "nothing recorded yet",
}
DAYS = {"start": "the first day", "end": "the last day"}

router = APIRouter(prefix="/decisions", include_in_schema=False, route_class=ScreenRoute)


@router.get("")
def newest(
    request: Request, room: Here, asks: Asks, rule: Named = "", step: Named = "", outcome: Named = ""
) -> Response:
    """Return the newest decisions, or those of one rule, step or outcome, and a form to look for others."""
    said = {"rule": [rule], "step": [step], "outcome": [outcome]}
    return _list(request, room, asks, Form(said), _looked_for(Form(said), {}))


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
    return await run_in_threadpool(_list, request, room, asks, form, _looked_for(form, days), to_mend)


def _looked_for(form: Form, days: Mapping[str, date | None]) -> Search:
    standing = form.one("outcome")
    return Search(
        reference=form.one("reference") or None,
        family=form.one("ruleset") or None,
        start=days.get("start"),
        end=days.get("end"),
        rule=form.one("rule") or None,
        step=form.one("step") or None,
        standing=standing if standing in STANDINGS else None,
    )


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
        rules=rule_titles(room),
        standings=STANDING_WORDS,
    )


def rule_titles(room: Room) -> dict[str, dict[str, str]]:
    """Return the title of every rule of every version held, by family and name; the latest version's title."""
    return {
        family: {name: rule.title for ruleset in versions.values() for name, rule in ruleset.rules.items()}
        for family, versions in sorted(room.library.families.items())
    }


def _day(day: str | None, label: str) -> date | None:
    try:
        return date.fromisoformat(day) if day else None
    except ValueError:
        raise Slip(
            f"{label[:1].upper()}{label[1:]} is a day that does not exist. Check the day and the month"
        ) from None
