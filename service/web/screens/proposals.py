"""The policy desk: a draft begun, edited in text or by numbers, proposed, discussed, approved, sent back, retired."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import RedirectResponse, Response
from starlette.concurrency import run_in_threadpool

from service.records.errors import RecordsRefusal
from service.records.proposals import Proposal
from service.ruleset.exact_change import as_laid_out
from service.web.api.proposal_shapes import MISTAKES
from service.web.api.proposals import changed, day_said, start
from service.web.api.said import who_acts
from service.web.people import Asks
from service.web.person import Person
from service.web.problems import Refusal
from service.web.room import Here, Room
from service.web.screens import proposal_pages as pages
from service.web.screens.failures import ScreenRoute
from service.web.screens.form import Form, read_form
from service.web.screens.typed import Slip, read_day

router = APIRouter(include_in_schema=False, route_class=ScreenRoute)


@router.get("/proposals/new")
def new(request: Request, asks: Asks, ruleset: Annotated[str, Query(max_length=200)] = "front-door") -> Response:
    """Return the page to begin a draft on, from the version named."""
    return pages.new(request, asks, Form({"ruleset": [ruleset]}))


@router.post("/proposals")
async def begin(request: Request, room: Here, asks: Asks) -> Response:
    """Begin a draft, and go to it."""
    form = await read_form(request, room)
    family, _, version = form.one("ruleset").partition(":")

    def act() -> Proposal:
        said = {"family": family, "version": version or None, "name": form.one("name")}
        return start(room, said, who_says(asks, form))

    return await done(act, lambda refusal: pages.new(request, asks, form, refusal))


@router.get("/proposals/{id}")
def proposal(request: Request, room: Here, asks: Asks, id: str) -> Response:  # noqa: A002 - the word the API uses
    """Return the page about one version: what it changes, what was said, and what can be done with it."""
    return pages.about(request, room, asks, room.publication.get(id))


@router.get("/proposals/{id}/edit")
def write(request: Request, room: Here, asks: Asks, id: str) -> Response:  # noqa: A002
    """Return the page to edit the text on."""
    there = room.publication.get(id)
    return pages.editor(request, room, asks, there, Form({"text": [there.text], "seen": [there.version.digest]}))


@router.post("/proposals/{id}/edit")
async def edit(request: Request, room: Here, asks: Asks, id: str) -> Response:  # noqa: A002
    """Check the text, or keep it, mistakes and all, and show what was found in it."""
    form = await read_form(request, room)
    there = await run_in_threadpool(room.publication.get, id)
    text = as_laid_out(there.text.encode(), form.said.get("text", [""])[-1]).decode()
    if form.one("do") == "check":
        return await run_in_threadpool(pages.editor, request, room, asks, there, form, checked=True)

    def act() -> Proposal:
        return room.publication.edit(id, text, form.one("seen"), who_says(asks, form))

    return await done(act, lambda refusal: pages.editor(request, room, asks, there, form, refusal))


@router.get("/proposals/{id}/numbers")
def numbers(request: Request, room: Here, asks: Asks, id: str) -> Response:  # noqa: A002
    """Return the page to change numbers on."""
    there = room.publication.get(id)
    return pages.numbers(request, asks, there, Form({"seen": [there.version.digest]}))


@router.post("/proposals/{id}/numbers")
async def change_numbers(request: Request, room: Here, asks: Asks, id: str) -> Response:  # noqa: A002
    """Change the numbers that were typed anew; no other byte of the text is touched."""
    form = await read_form(request, room)
    there = await run_in_threadpool(room.publication.get, id)

    def act() -> Proposal:
        typed = {name.removeprefix(pages.NUMBER): form.one(name) for name in form.said if name.startswith(pages.NUMBER)}
        values = {name: value for name, value in typed.items() if value != pages.parameters(there).get(name, ("",))[0]}
        text = changed(room, id, values)
        pages.check_numbers(room, there, text, values)
        return room.publication.edit(id, text, form.one("seen"), who_says(asks, form))

    return await done(act, lambda refusal: pages.numbers(request, asks, there, form, refusal))


@router.post("/proposals/{id}/comment")
async def comment(request: Request, room: Here, asks: Asks, id: str) -> Response:  # noqa: A002
    """Say something about the version, or about one rule of it, and show what was said."""
    return await _act_on(request, room, asks, id, "comment")


@router.post("/proposals/{id}/{act}")
async def act_on(request: Request, room: Here, asks: Asks, id: str, act: str) -> Response:  # noqa: A002
    """Propose, approve, reject or withdraw, and show the version as it is then."""
    if act not in _ACTS or act == "comment":
        raise Refusal("nothing-here")
    return await _act_on(request, room, asks, id, act)


async def _act_on(request: Request, room: Room, asks: Person, id_: str, act: str) -> Response:
    form = await read_form(request, room)

    def refused(refusal: Refusal) -> Response:
        return pages.about(request, room, asks, room.publication.get(id_), form, refusal, act)

    return await done(lambda: _ACTS[act](room, id_, form, who_says(asks, form)), refused)


@router.get("/rulesets/{family}/{version}/retire")
def retiring(request: Request, room: Here, asks: Asks, family: str, version: str) -> Response:
    """Return the page to retire a version on."""
    return pages.retire(request, room, asks, room.publication.of_version(family, version), Form({}))


@router.post("/rulesets/{family}/{version}/retire")
async def retire(request: Request, room: Here, asks: Asks, family: str, version: str) -> Response:
    """Retire a version early, and show it."""
    form = await read_form(request, room)
    there = await run_in_threadpool(room.publication.of_version, family, version)

    def act() -> Proposal:
        last = day_said({"last": _day(form, "last", "the last day")}, "last")
        return room.publication.retire(family, version, form.one("reason"), who_says(asks, form), last)

    return await done(act, lambda refusal: pages.retire(request, room, asks, there, form, refusal))


def _propose(room: Room, id_: str, form: Form, who: str) -> Proposal:
    starts = day_said({"starts": _day(form, "starts", "the day it comes into force")}, "starts")
    return room.publication.propose(id_, form.one("seen"), who, starts, form.one("note"))


def _approve(room: Room, id_: str, form: Form, who: str) -> Proposal:
    return room.publication.approve(id_, form.one("seen"), who, form.one("note"))


def _reject(room: Room, id_: str, form: Form, who: str) -> Proposal:
    return room.publication.reject(id_, form.one("reason"), who)


def _withdraw(room: Room, id_: str, form: Form, who: str) -> Proposal:
    return room.publication.withdraw(id_, form.one("reason"), who)


def _comment(room: Room, id_: str, form: Form, who: str) -> Proposal:
    return room.publication.comment(id_, form.one("words"), who, form.one("rule"))


_ACTS: dict[str, Callable[[Room, str, Form, str], Proposal]] = {
    "propose": _propose,
    "approve": _approve,
    "reject": _reject,
    "withdraw": _withdraw,
    "comment": _comment,
}


def who_says(asks: Person, form: Form) -> str:
    """Return what a record says of who acts. Raises Refusal."""
    return who_acts(asks, form.one("person"), MISTAKES)


def _day(form: Form, place: str, label: str) -> str | None:
    try:
        return read_day(label, place, form)
    except Slip as slip:
        raise Refusal(MISTAKES, str(slip)) from None


async def done(act: Callable[[], Proposal], refused: Callable[[Refusal], Response]) -> Response:
    """Act and go to the version; or show the page again with what stands in the way."""
    try:
        there = await run_in_threadpool(act)
    except RecordsRefusal as refusal:
        return await run_in_threadpool(refused, Refusal.by_records(refusal, mend=True))
    except Refusal as refusal:
        return await run_in_threadpool(refused, refusal)
    return RedirectResponse(f"/proposals/{there.version.id}", 303)
