"""Triage: a contact, its children and what is known of them, typed into a form that ends in advice.

Three pages in one address: the start, the questions, the advice. Everything typed travels in the form itself, so that
nothing is kept until the decision is recorded, and no answer ever stands in an address.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import RedirectResponse, Response
from starlette.concurrency import run_in_threadpool

from service.decision.case import CaseRefused
from service.web import desk
from service.web.from_register import fill_in
from service.web.people import Asks
from service.web.problems import Mistake, Refusal
from service.web.room import Here, Room
from service.web.screens.answers import (
    AS_OF,
    REGISTER,
    RULES,
    Answers,
    ToMend,
    in_page_order,
    read_answers,
    to_mend,
    without,
)
from service.web.screens.asking import with_asked_groups
from service.web.screens.failures import ScreenRoute
from service.web.screens.form import Form, read_form
from service.web.screens.frame import fragment
from service.web.screens.known import known
from service.web.screens.sections import CHILDREN, CONCERNS, HOUSEHOLD
from service.web.screens.triage_pages import Filled, advice_page, advice_so_far, questions_page, start_page
from service.web.screens.typed import PARTS

START, QUESTIONS, ADVICE, RECORD = "start", "questions", "advice", "record"
NEXT = {START: QUESTIONS, QUESTIONS: ADVICE, ADVICE: ADVICE}
NO_RULESET = ("no-ruleset-in-force", "ruleset-has-mistakes", "which-ruleset")
ABOUT_THE_FORM = ("do", "stage")

router = APIRouter(prefix="/triage", include_in_schema=False, route_class=ScreenRoute)


@router.get("")
def begin(
    request: Request,
    room: Here,
    rules: Annotated[str, Query(max_length=200)] = "",
) -> Response:
    """Return the first page, with one child to fill in."""
    form = Form({f"{CHILDREN}/count": ["1"], RULES: [rules or room.settings.triage_ruleset]})
    return start_page(request, Filled(room, form))


@router.post("")
async def go_on(request: Request, room: Here, asks: Asks) -> Response:
    """Return the page that the pressed button leads to, with everything typed so far."""
    form = await read_form(request, room)
    return await run_in_threadpool(_go_on, request, room, form, asks.who)


@router.post("/advice")
async def so_far(request: Request, room: Here) -> Response:
    """Return the advice on what is typed so far, as part of a page. What cannot be taken yet is left out, and named."""
    form = await read_form(request, room)
    return await run_in_threadpool(_so_far, request, room, form)


def _go_on(request: Request, room: Room, form: Form, who: str) -> Response:
    stage, (action, about) = form.one("stage") or START, _action(form)
    form = with_asked_groups(Form({name: said for name, said in form.said.items() if name not in ABOUT_THE_FORM}))
    if action in ("add", "remove", "today", "ask"):
        changed = _changed(room, form, action, about)
        return _page_at(QUESTIONS if action == "ask" else stage)(request, Filled(room, changed))
    if action == REGISTER:
        return start_page(request, _from_register(room, form, who))
    wanted = action or NEXT.get(stage, QUESTIONS)
    if wanted == START:
        return start_page(request, Filled(room, form))
    return _checked_page(request, room, form, (stage, wanted), who)


def _action(form: Form) -> tuple[str, str]:
    """Return what the pressed button asks for, and where."""
    action, _, about = form.one("do").partition(" ")
    return action, about


def _changed(room: Room, form: Form, action: str, about: str) -> Form:
    if action == "add":
        return form.with_row(about)
    if action == "remove":
        prefix, _, row = about.rpartition("/")
        return form.without_row(prefix, int(row)) if row.isascii() and row.isdigit() else form
    if action == "today":
        today = room.today()
        return form.with_answers({f"{about}/{part}": str(getattr(today, part)) for part in PARTS})
    return form.with_answers({CONCERNS: [*form.all(CONCERNS), about]})


def _page_at(stage: str) -> Callable[[Request, Filled], Response]:
    return start_page if stage == START else questions_page


def _checked_page(request: Request, room: Room, form: Form, way: tuple[str, str], who: str) -> Response:
    """Return the page that is wanted, or an earlier one when something on it has to be mended first."""
    stage, wanted = way
    checked = _check(room, form)
    filled = Filled(room, form, checked.to_mend)
    if filled.start_to_mend:
        return start_page(request, filled)
    if wanted == QUESTIONS:
        return questions_page(request, filled if stage == QUESTIONS else Filled(room, form))
    if checked.to_mend:
        return questions_page(request, filled)
    if wanted == RECORD:
        decision = desk.decide(room, checked.answers.case, who)
        return RedirectResponse(f"/decisions/{decision.id}", 303)
    return advice_page(request, filled, checked.answer)


def _so_far(request: Request, room: Room, form: Form) -> Response:
    form = Form({name: said for name, said in form.said.items() if name not in ABOUT_THE_FORM})
    checked = _check(room, form)
    answer = checked.answer
    if checked.refused:
        for error in checked.refused.errors:
            without(checked.answers.case, error.pointer)
        with suppress(Refusal):
            answer = desk.preview(room, checked.answers.case)
    values = advice_so_far(Filled(room, form, checked.to_mend), answer)
    return fragment(request, "advice_so_far.html", to_mend=checked.to_mend, **values)


def _from_register(room: Room, form: Form, who: str) -> Filled:
    """Return the form with what the register knows of the references in it, or with what has to be mended in these."""
    answers = read_answers(form, room.library.vocabulary)
    named = {name: answers.case[name] for name in ("ruleset", AS_OF, REGISTER) if name in answers.case}
    if REGISTER not in named:
        return Filled(room, form, [ToMend(f"{REGISTER}/{HOUSEHOLD}", "Give a reference to look for in the register")])
    case = {**named, CHILDREN: [{"ref": each["ref"]} for each in answers.case[CHILDREN]]}
    try:
        filled = fill_in(room, case, who)
    except CaseRefused as refused:
        found = [Mistake(each.pointer, each.code, each.message, each.help) for each in refused.problems]
        return Filled(room, form, to_mend(found, answers, room.library.vocabulary))
    as_of = date.fromisoformat(answers.case.get(AS_OF) or room.today().isoformat())
    return Filled(room, form, kept=known(filled.case, room.library.vocabulary, as_of))


# --- asking the service -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Checked:
    """A form as the service found it: the case in it, what has to be mended, and the answer when nothing has."""

    answers: Answers
    to_mend: Sequence[ToMend]
    answer: dict[str, Any] | None
    refused: Refusal | None = None


def _check(room: Room, form: Form) -> _Checked:
    answers = read_answers(form, room.library.vocabulary)
    answer, refused, found = None, None, answers.slips
    try:
        answer = desk.preview(room, answers.case)
    except Refusal as refusal:
        refused, found = refusal, [*answers.slips, *_mistakes(room, answers, refusal)]
    return _Checked(answers, in_page_order(found, form, room.library.vocabulary), answer, refused)


def _mistakes(room: Room, answers: Answers, refusal: Refusal) -> list[ToMend]:
    """Return what a refusal asks to have mended in the form. Raises the refusal when it asks for nothing there."""
    if refusal.code in NO_RULESET:
        return [ToMend(RULES, refusal.detail)]
    if refusal.code != "case-has-mistakes":
        raise refusal
    return to_mend(refusal.errors, answers, room.library.vocabulary)
