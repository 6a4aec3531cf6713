"""Scenarios over HTTP: run from a text, against any version, and the sentences they may use."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from starlette.concurrency import run_in_threadpool

from service.assurance.step_list import listed
from service.assurance.steps import StepTable
from service.web.api.scenario_shapes import RUN, RUN_EXAMPLE, Keyword, RunShape, Sentence, StepsListed, read_run
from service.web.json_text import read_json
from service.web.openapi import json_body, problems
from service.web.requests import JSON, read_body
from service.web.room import Here, Room
from service.web.scenario_runs import run_scenarios, version_named, version_written

BODY = ("run-has-mistakes", "case-has-mistakes", "not-json", "body-not-utf-8", "body-too-long", "wrong-content-type")

router = APIRouter(prefix="/v1/scenarios", tags=["Scenarios"])


@router.post(
    "/run",
    summary="Run scenarios",
    response_description="How each scenario went, and why it did not hold where it did not",
    openapi_extra=json_body(RUN, RUN_EXAMPLE),
    responses=problems(*BODY, "too-many-runs"),
)
async def run_feature(request: Request, room: Here) -> RunShape:
    """Run the scenarios of a feature by the versions they name, or by another. Nothing is kept.

    They are run apart from the service, within limits: 200,000 bytes, 500 scenarios, 20,000 sentences, a minute.
    `stopped` says so where a run did not come to its end, and `passed` is true only when everything was run and held.
    """
    body = read_json(await read_body(request, JSON, room.settings.max_body))
    return await run_in_threadpool(_run, room, body)


def _run(room: Room, body: Any) -> RunShape:  # noqa: ANN401 - JSON is anything until it is read
    asked = read_run(body)
    instead = version_named(room, asked.ruleset) if asked.ruleset else None
    instead = version_written(room, asked.yaml) if asked.yaml else instead
    return RunShape.model_validate(run_scenarios(room, asked.gherkin, instead).as_json())


@router.get("/steps", summary="List the sentences scenarios may use", response_description="Every sentence that fits")
def list_sentences(
    room: Here,
    like: Annotated[str, Query(max_length=200, description="Words that are to be in it")] = "",
    keyword: Annotated[Keyword | None, Query(description="What it is said after")] = None,
) -> StepsListed:
    """List the sentences a scenario may use, made from the vocabulary: to be offered while somebody writes one."""
    found = listed(StepTable(room.library.vocabulary), like, keyword or "")
    return StepsListed(steps=[Sentence.of(step) for step in found])
