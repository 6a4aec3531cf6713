"""Rulesets to read and to check: the list, a family as it is in force today, a version in any of its forms."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import JSONResponse, Response
from starlette.concurrency import run_in_threadpool

from service.ruleset.library import Library, NoRuleset
from service.ruleset.model import Ruleset
from service.ruleset.problems import Problem, Severity, in_file_order
from service.ruleset.read import read_ruleset
from service.ruleset.reading import read_back
from service.web.api.ruleset_lists import Checked, FoundProblem, Rulesets, list_rulesets
from service.web.api.ruleset_shapes import RulesetShape, ruleset_shape
from service.web.openapi import problems, yaml_body
from service.web.problems import Refusal
from service.web.requests import YAML, read_body, wanted
from service.web.room import Here

FORMS = ("application/json", "application/yaml", "text/markdown", "text/plain")
OTHER_FORMS: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The ruleset, in the form that `Accept` asks for",
        "content": {
            "application/yaml": {"schema": {"type": "string"}, "example": "ruleset: front-door\n"},
            "text/markdown": {"schema": {"type": "string"}, "example": "# London front-door thresholds\n"},
            "text/plain": {"schema": {"type": "string"}, "example": "# London front-door thresholds\n"},
        },
    }
}

ABSENCES = problems("unknown-ruleset", "unknown-version", "no-ruleset-in-force", "ruleset-has-mistakes", "no-such-form")

router = APIRouter(prefix="/v1/rulesets", tags=["Rulesets"])


@router.get("", summary="List every ruleset and its versions", response_description="Every family")
def list_versions(room: Here) -> Rulesets:
    """Say which families there are, which version of each is in force today, and which cannot be used."""
    return list_rulesets(room.current.snapshot, room.today())


@router.post(
    "/check",
    summary="Check a ruleset",
    response_description="Whether it can be used, and what was found",
    openapi_extra=yaml_body("The text of a ruleset file"),
    responses=problems("body-too-long", "wrong-content-type", "wrong-query"),
)
async def check_ruleset(
    request: Request,
    room: Here,
    family: Annotated[str, Query(pattern="^[a-z0-9][a-z0-9-]{0,63}$", description="Family it is to belong to")] = "",
) -> Checked:
    """Report everything wrong with the text of a ruleset, at its line and column, with how to mend it."""
    text = await read_body(request, YAML, room.settings.max_body)
    found = await run_in_threadpool(_check, room.library, text, family)
    return Checked(
        ok=all(problem.severity is Severity.WARNING for problem in found),
        problems=[FoundProblem.of(problem, room.settings.public_address) for problem in found],
    )


def _check(library: Library, text: bytes, family: str) -> list[Problem]:
    _, found = read_ruleset(text, library.vocabulary, library.steps, "", family, "")
    return in_file_order(found)


@router.get(
    "/{family}",
    summary="Read the version in force today",
    response_model=RulesetShape,
    responses=ABSENCES | OTHER_FORMS,
)
def read_version_in_force(request: Request, room: Here, family: str) -> Response:
    """Return the version of the family that is in force today: YAML, JSON or plain English, by `Accept`."""
    return _ruleset(request, _find(room, family, None))


@router.get(
    "/{family}/{version}",
    summary="Read one version",
    response_model=RulesetShape,
    responses=ABSENCES | OTHER_FORMS,
)
def read_version(request: Request, room: Here, family: str, version: str) -> Response:
    """Return one version, in force or not: YAML (the exact file), JSON or plain English, by `Accept`."""
    return _ruleset(request, _find(room, family, version))


def _find(room: Here, family: str, version: str | None) -> Ruleset:
    try:
        return room.library.find(family, version, room.today())
    except NoRuleset as absent:
        raise Refusal(absent.code, _sentences(absent.message, absent.help)) from None


def _sentences(message: str, help_line: str) -> str:
    return f"{message}. {help_line}" if help_line else message


def _ruleset(request: Request, ruleset: Ruleset) -> Response:
    form = wanted(request, FORMS)
    headers = {"Vary": "Accept"}
    if form == "application/json":
        return JSONResponse(ruleset_shape(ruleset).model_dump(mode="json", by_alias=True), headers=headers)
    text = ruleset.text if form == "application/yaml" else read_back(ruleset).encode()
    return Response(text, headers=headers, media_type=form)
