"""Checking a ruleset as it is written: every mistake at its line, in the sentences the terminal and the API use."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from secrets import token_urlsafe
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from markupsafe import Markup
from starlette.concurrency import run_in_threadpool

from service.ruleset.model import Ruleset
from service.ruleset.problems import Problem, Severity, in_file_order
from service.ruleset.read import read_ruleset
from service.ruleset.reading import read_back
from service.web.room import Here, Room
from service.web.screens.failures import ScreenRoute
from service.web.screens.form import read_form
from service.web.screens.frame import page
from service.web.screens.markdown import as_html
from service.web.screens.rulesets import find

LONGEST_SHOWN = 110
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


@dataclass(frozen=True, slots=True)
class Found:
    """One problem with the line it is on, and a line of marks under what is meant."""

    problem: Problem
    text: str
    marks: str

    @property
    def is_warning(self) -> bool:
        """Whether the ruleset can be used all the same."""
        return self.problem.severity is Severity.WARNING


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
    ruleset, found = await run_in_threadpool(_check, room, text)
    return _page(request, text, checked=True, found=found, ruleset=ruleset)


def _check(room: Room, text: str) -> tuple[Ruleset | None, list[Found]]:
    ruleset, problems = read_ruleset(text.encode(), room.library.vocabulary, room.library.steps, "", "", "")
    lines = text.splitlines()
    return ruleset, [_found(problem, lines) for problem in in_file_order(problems)]


def _found(problem: Problem, lines: Sequence[str]) -> Found:
    span = problem.span
    line = lines[span.line - 1] if span.line <= len(lines) else ""
    end = span.end_column if span.end_line == span.line else len(line) + 1
    # A long line is shown from a little before what is meant.
    start = max(0, span.column - 1 - LONGEST_SHOWN // 2) if len(line) > LONGEST_SHOWN else 0
    shown = line[start : start + LONGEST_SHOWN]
    marks = " " * (span.column - 1 - start) + "^" * max(1, min(end, start + LONGEST_SHOWN + 1) - span.column)
    return Found(problem, shown, marks)


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
        reading=Markup(as_html(read_back(ruleset))) if ruleset else "",  # noqa: S704 - no HTML is taken from the text
    )
