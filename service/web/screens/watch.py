"""The watch list: what time alone has brought about in open cases, and a form to take note of each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from starlette.concurrency import run_in_threadpool

from service.records.errors import RecordsRefusal
from service.records.roles import Role
from service.records.watch import Finding, Watch
from service.web.people import Asks
from service.web.person import Person
from service.web.registered_only import how_many
from service.web.room import Here, Room
from service.web.screens.answers import ToMend
from service.web.screens.failures import ScreenRoute
from service.web.screens.form import Form, read_form
from service.web.screens.frame import day_words, page

MOST_LISTED = 50
LONGEST = 1000
NOTE, WHO = "note", "person"

router = APIRouter(prefix="/watch", include_in_schema=False, route_class=ScreenRoute)


@dataclass(frozen=True, slots=True)
class Shown:
    """A finding as the list shows it."""

    finding: Finding
    lines: Sequence[str]


@router.get("")
def watch_list(request: Request, room: Here) -> Response:
    """Return what nobody has taken note of yet, and what was noted last."""
    return _list(request, room, Form({}), ())


@router.post("/{id}")
async def acknowledge(request: Request, room: Here, asks: Asks, id: str) -> Response:  # noqa: A002 - the address's word
    """Record that somebody has taken note of a finding, and return to the list."""
    form = await read_form(request, room)
    return await run_in_threadpool(_acknowledge, request, room, asks, id, form)


def _acknowledge(request: Request, room: Room, asks: Person, id: str, form: Form) -> Response:  # noqa: A002
    person = form.one(WHO) if asks.speaks_for_others else asks.name
    note = " ".join(form.one(NOTE).split())
    to_mend = list(_slips(id, note, person))
    if not to_mend:
        try:
            Watch(room.ledger).acknowledge(id, person, note, asks.who_for(person))
            return RedirectResponse("/watch", 303)
        except RecordsRefusal as refusal:
            if refusal.code != "acknowledged-before":
                raise
            to_mend = [ToMend("noted", f"{refusal.message}. It is in the list of what was noted")]
    return _list(request, room, form.with_answers({"about": id}), to_mend)


def _slips(id: str, note: str, person: str) -> Iterator[ToMend]:  # noqa: A002
    if not note:
        yield ToMend(f"{NOTE}/{id}", "Say what is done about it, or why nothing is")
    elif len(note) > LONGEST:
        yield ToMend(f"{NOTE}/{id}", f"What is done about it can be up to {LONGEST:,} characters")
    if not person:
        yield ToMend(f"{WHO}/{id}", "Give the name of the person who takes note of it")


def _list(request: Request, room: Room, form: Form, to_mend: Sequence[ToMend]) -> Response:
    watch, titles = Watch(room.ledger), _titles(room)
    still = watch.newest(MOST_LISTED + 1, acknowledged=False)
    noted = watch.newest(MOST_LISTED, acknowledged=True)
    unwatched, at_least = how_many(room)
    return page(
        request,
        "watch.html",
        title="Watch list",
        wrong=bool(to_mend),
        status=422 if to_mend else 200,
        form=form,
        to_mend=to_mend,
        mends={each.place: each.message for each in to_mend},
        findings=[Shown(each, list(_lines(each, titles))) for each in still[:MOST_LISTED]],
        more=len(still) > MOST_LISTED,
        noted=[Shown(each, list(_lines(each, titles))) for each in noted],
        asks=request.state.person,
        takes_note=request.state.person.has(Role.TRIAGE),
        looks=room.settings.watch_minutes,
        by=room.settings.watch_ruleset,
        unwatched=unwatched,
        at_least=at_least,
    )


def _titles(room: Room) -> Mapping[str, str]:
    rules = {
        name: rule.title
        for versions in room.library.families.values()
        for ruleset in versions.values()
        for name, rule in ruleset.rules.items()
    }
    return {**rules, **{name: step.title for name, step in room.library.steps.by_name.items()}}


def _lines(finding: Finding, titles: Mapping[str, Any]) -> Iterator[str]:
    found = finding.found
    for rule in found.rules:
        yield f"{titles.get(rule, rule)}: met now, and was not"
    for each in found.steps:
        yield f"{titles.get(each['step'], each['step'])} ({each['strength']}): recommended now, and was not"
    for each in found.due:
        step = titles.get(each["step"], each["step"])
        yield f"{step}: was due on {day_words(each['on'])}, and no outcome is recorded"
