"""Signing in and out: with a key, or, in demo mode, as one of several made-up people."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import RedirectResponse, Response
from starlette.concurrency import run_in_threadpool

from service.records.errors import RecordsRefusal
from service.web.access import person_with
from service.web.lately import NOT_GOOD
from service.web.people import Asks
from service.web.person import DEMO_PEOPLE, Person
from service.web.problems import Refusal
from service.web.room import Here, Room
from service.web.screens.answers import ToMend
from service.web.screens.failures import ScreenRoute
from service.web.screens.form import read_form
from service.web.screens.frame import page
from service.web.session_cookie import begin_session, end_session, session_of

HOME = "/"
LONGEST_ADDRESS = 500

router = APIRouter(include_in_schema=False, route_class=ScreenRoute)


@router.get("/sign-in")
def ask(request: Request, to: Annotated[str, Query(max_length=LONGEST_ADDRESS)] = HOME) -> Response:
    """Return the page that offers the ways to sign in."""
    return _page(request, to)


@router.post("/sign-in")
async def with_key(request: Request, room: Here) -> Response:
    """Sign in with a key."""
    form = await read_form(request, room)
    room.access.wrong_keys.check(request, form.one("key"))
    try:
        key = await run_in_threadpool(room.access.keys.find, form.one("key"))
    except RecordsRefusal as refused:
        if refused.code not in NOT_GOOD:
            raise
        room.access.wrong_keys.count(request, form.one("key"))
        return _page(request, form.one("to"), refused.message)
    await run_in_threadpool(room.access.keys.note_use, key)
    return await begin(request, room, person_with(key), "key", form.one("to"))


@router.post("/sign-in/demo")
async def as_demo_person(request: Request, room: Here) -> Response:
    """Sign in as one of the made-up people of demo mode. Raises Refusal outside it."""
    form = await read_form(request, room)
    person = next((each for each in DEMO_PEOPLE if each.id == form.one("person")), None)
    if not room.settings.in_demo or person is None:
        raise Refusal("nothing-here")
    return await begin(request, room, person, "demo", form.one("to"))


@router.post("/sign-out")
async def sign_out(request: Request, room: Here, asks: Asks) -> Response:
    """End the session of whoever is signed in."""
    await read_form(request, room)
    text = session_of(request)
    answer = RedirectResponse("/sign-in", 303)
    if text is not None and asks.by == "session":
        await run_in_threadpool(room.access.sessions.end, text, asks.who)
        room.access.by_session.forget(asks.id)
    end_session(request, answer)
    return answer


async def begin(request: Request, room: Room, person: Person, way: str, to: str) -> Response:
    """Begin a session, and go where the person was going. Raises RecordsRefusal."""
    sessions = room.access.sessions
    text = await run_in_threadpool(sessions.begin, person.id, person.name, person.roles, way, person.who)
    answer = RedirectResponse(here(to), 303)
    begin_session(request, answer, text)
    return answer


def here(to: str) -> str:
    """Return an address of this service to go to: the one that is asked for, if it is one.

    >>> here("/decisions"), here("https://elsewhere.example"), here("//elsewhere.example")
    ('/decisions', '/', '/')
    """
    sound = to.startswith("/") and not to.startswith("//") and to.isascii() and to.isprintable() and "\\" not in to
    return to if sound and len(to) <= LONGEST_ADDRESS else HOME


def _page(request: Request, to: str, wrong: str = "") -> Response:
    return page(
        request,
        "sign_in.html",
        title="Sign in",
        status=401 if wrong else 200,
        wrong=bool(wrong),
        to=here(to),
        to_mend=[ToMend("key", wrong)] if wrong else [],
        mend=wrong,
        demo_people=DEMO_PEOPLE,
    )
