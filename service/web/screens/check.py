"""Checking a ruleset as it is written: every mistake at its line, in the sentences the terminal and the API use."""

from __future__ import annotations

from collections.abc import Sequence
from secrets import token_urlsafe
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from starlette.concurrency import run_in_threadpool

from service.ruleset.model import Ruleset
from service.web.room import Here, Room
from service.web.screens.editor import Found, look, reading
from service.web.screens.failures import ScreenRoute
from service.web.screens.form import read_form
from service.web.screens.frame import fragment, page
from service.web.screens.rulesets import find

START = """\
ruleset: my-thresholds
title: My thresholds
sources:
  procedures: {title: The procedures, date: 2026}
rules:
  a-first-rule:
    title: A first rule
    when:
      harm.suspected: yes
    recommend: {section_47_enquiry: must}
    because: Say here why the procedures ask for it.
    source: {document: procedures, paragraph: "1"}
below threshold:
  recommend: {early_help: consider}
  guidance: Say here what to do when no rule is met.
"""

router = APIRouter(prefix="/check", include_in_schema=False, route_class=ScreenRoute)


@router.get("")
def write(request: Request, room: Here, ruleset: Annotated[str, Query(max_length=200)] = "") -> Response:
    """Return the page to write a ruleset on, begun with a copy of one when one is named."""
    family, _, version = ruleset.partition(":")
    text = find(room, family, version or None).text.decode() if family else START
    return _page(request, text)


@router.post("")
async def check(request: Request, room: Here) -> Response:
    """Return the page with everything found wrong in what is written."""
    form = await read_form(request, room)
    text = form.said.get("text", [""])[-1].replace("\r\n", "\n")
    ruleset, found = await run_in_threadpool(look, room, text)
    return _page(request, text, checked=True, found=found, ruleset=ruleset)


@router.post("/reading")
async def read(request: Request, room: Here, ruleset: Annotated[str, Query(max_length=200)] = "") -> Response:
    """Return what is written in plain English, as part of a page; nothing while there are mistakes in it."""
    form = await read_form(request, room)
    text = form.said.get("text", [""])[-1].replace("\r\n", "\n")
    return await run_in_threadpool(_reading, request, room, text, ruleset)


def _reading(request: Request, room: Room, text: str, named: str) -> Response:
    family, _, version = named.partition(":")
    read, _ = look(room, text, family, version)
    return fragment(request, "reading.html", reading=reading(read)) if read else Response(status_code=204)


def _page(
    request: Request,
    text: str,
    *,
    checked: bool = False,
    found: Sequence[Found] = (),
    ruleset: Ruleset | None = None,
) -> Response:
    wrong = any(not each.is_warning for each in found)
    return page(
        request,
        "check.html",
        title="Check a ruleset",
        wrong=wrong,
        status=422 if wrong else 200,
        style_nonce=token_urlsafe(16),
        text=text,
        checked=checked,
        found=found,
        errors=[each for each in found if not each.is_warning],
        warnings=[each for each in found if each.is_warning],
        reading=reading(ruleset),
    )
