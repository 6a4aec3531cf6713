"""Scenarios: features to read and run, one or all, against any version; and a page to write and try new ones on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import RedirectResponse, Response
from starlette.concurrency import run_in_threadpool

from service.assurance.features import Block, FeatureProblem, blocks, only
from service.assurance.from_decision import scenario_of
from service.assurance.results import Outcome, Run
from service.assurance.steps import StepTable
from service.ruleset.model import Ruleset
from service.ruleset.wording import date_words
from service.web import assuring
from service.web.people import Asks
from service.web.problems import Refusal
from service.web.room import Here, Room
from service.web.scenario_runs import run_scenarios
from service.web.screens.failures import ScreenRoute
from service.web.screens.form import Form, read_form
from service.web.screens.frame import page
from service.web.screens.results import shown
from service.web.screens.rulesets import find
from service.web.screens.scenario_text import with_sentence
from service.web.screens.trying import versions

KIND = "scenarios of every feature"

router = APIRouter(include_in_schema=False, route_class=ScreenRoute)


@dataclass(frozen=True, slots=True)
class Feature:
    """One feature file: what it is called here, its text, and its scenarios; or why it cannot be read."""

    name: str
    path: Path
    text: str
    title: str
    scenarios: Sequence[Block]
    problem: str = ""


def features(room: Room) -> Mapping[str, Feature]:
    """Return every feature there is, by its name: the path of its file in the folder, without its ending."""
    folder = room.settings.features
    found = (_feature(path, path.relative_to(folder).with_suffix("").as_posix()) for path in folder.rglob("*.feature"))
    return {each.name: each for each in sorted(found, key=lambda each: each.title.casefold())}


def _feature(path: Path, name: str) -> Feature:
    text = path.read_text("utf-8", "replace")
    try:
        title, scenarios = blocks(text)
    except FeatureProblem as problem:
        return Feature(name, path, text, name, (), f"Line {problem.line}: {problem.message}. {problem.help}")
    return Feature(name, path, text, title, scenarios)


# --- all of them ----------------------------------------------------------------------------------------------------


@router.get("/scenarios")
def listed(request: Request, room: Here, asks: Asks) -> Response:
    """Return every feature, a way to run them all, and the last runs."""
    runs = room.jobs.list(asks.id, KIND)[:5]
    found = features(room).values()
    return page(request, "scenarios.html", title="Scenarios", features=found, versions=versions(room), runs=runs)


@router.post("/scenarios")
async def run_all(request: Request, room: Here, asks: Asks) -> Response:
    """Start a run of every feature, and go to where it is seen to go on."""
    form = await read_form(request, room)
    instead = _version(room, form)
    files = [str(each.path) for each in features(room).values()]
    title = f"Every scenario, by {_named(instead)}" if instead else "Every scenario, by the version it names"
    work = (assuring.run_features, room.library, instead, files)
    job = await run_in_threadpool(room.jobs.start, KIND, work, asks.id, title=title, page="/scenarios/runs?job={id}")
    return RedirectResponse(job.page, 303)


@router.get("/scenarios/runs")
def ran(request: Request, room: Here, asks: Asks, job: Annotated[str, Query(max_length=36)] = "") -> Response:
    """Return how far a run is, or what came of it."""
    kept = room.jobs.get(job, asks.id)
    result = room.jobs.folder(job, asks.id).result if kept.state == "done" else None
    run = Run.from_json(result) if result else None
    return page(request, "scenarios_run.html", title=kept.title, job=kept, **_shown(run))


# --- one feature ----------------------------------------------------------------------------------------------------


@router.get("/scenarios/read/{name:path}")
def read(request: Request, room: Here, name: str) -> Response:
    """Return a feature, scenario by scenario."""
    return _read(request, room, _named_feature(room, name), Form({}), None)


@router.post("/scenarios/read/{name:path}")
async def run_one(request: Request, room: Here, name: str) -> Response:
    """Return a feature with what came of one of its scenarios, or of all."""
    form = await read_form(request, room)
    feature = _named_feature(room, name)
    line = form.one("line")
    try:
        text = only(feature.text, int(line[:6])) if line.isascii() and line.isdigit() else feature.text
    except FeatureProblem as problem:
        raise Refusal("nothing-here", problem.message) from None
    run = await run_in_threadpool(run_scenarios, room, text, _version(room, form))
    return _read(request, room, feature, form, run)


def _named_feature(room: Room, name: str) -> Feature:
    found = features(room).get(name)
    if found is None:
        raise Refusal("nothing-here")
    return found


def _read(request: Request, room: Room, feature: Feature, form: Form, run: Run | None) -> Response:
    values = {"feature": feature, "form": form, "versions": versions(room), **_shown(run)}
    return page(request, "feature.html", title=feature.title, **values)


# --- a new one ------------------------------------------------------------------------------------------------------


@router.get("/scenarios/write")
def write(request: Request, room: Here) -> Response:
    """Return the page to write scenarios on, begun with the first lines."""
    return _write(request, room, Form({"gherkin": [_start(room)]}), None)


@router.post("/scenarios/write")
async def try_it(request: Request, room: Here) -> Response:
    """Return what is written with what came of it, or with one more sentence."""
    form = await read_form(request, room)
    text = form.said.get("gherkin", [""])[-1].replace("\r\n", "\n")
    form = form.with_answers({"gherkin": text})
    if form.one("do") == "add":
        added = with_sentence(text, form.one("sentence"), room.library.vocabulary)
        return _write(request, room, form.with_answers({"gherkin": added, "sentence": ""}), None)
    if form.one("do") == "save":
        named = {"Content-Disposition": 'attachment; filename="scenarios.feature"'}
        return Response(text, media_type="text/plain; charset=utf-8", headers=named)
    if form.one("do") == "open":
        return _write(request, room, form, None)
    run = await run_in_threadpool(run_scenarios, room, text, _version(room, form))
    return _write(request, room, form, run)


@router.get("/decisions/{id}/scenario")
def from_decision(request: Request, room: Here, asks: Asks, id: str) -> Response:  # noqa: A002 - the word the answer uses
    """Return the page to write scenarios on, with a decision that was made: nobody is named in it."""
    kept = room.kept.get(id, asks.who, "scenario")
    title = f"As decided on {date_words(date.fromisoformat(kept.answer['as_of']))}"
    text = scenario_of(kept.case, kept.answer, room.library.vocabulary, title)
    return _write(request, room, Form({"gherkin": [text]}), None, from_decision=id)


def _write(request: Request, room: Room, form: Form, run: Run | None, from_decision: str = "") -> Response:
    steps = StepTable(room.library.vocabulary).steps
    return page(
        request,
        "scenario_write.html",
        title="A decision as a scenario" if from_decision else "Write a scenario",
        form=form,
        versions=versions(room),
        steps=steps,
        from_decision=from_decision,
        **_shown(run),
    )


def _start(room: Room) -> str:
    family = room.settings.triage_ruleset
    return (
        f"Feature: My scenarios\n\n  Background:\n    Given the ruleset {family}\n"
        f"    And today is {date_words(room.today())}\n\n  Scenario: My first scenario\n"
        '    Given a child "A" aged 4 months\n'
    )


# --- shared ---------------------------------------------------------------------------------------------------------


def _version(room: Room, form: Form) -> Ruleset | None:
    """Return the version chosen to decide, or None for those the scenarios name. Raises Refusal."""
    family, _, version = form.one("ruleset").partition(":")
    return find(room, family, version or None) if family else None


def _named(ruleset: Ruleset) -> str:
    return f"{ruleset.family} {ruleset.version}"


def _shown(run: Run | None) -> dict[str, Any]:
    features_shown = shown(run) if run else []
    told = {**run.as_json(), "unreadable": run.unreadable} if run else None
    return {"run": told, "shown": features_shown, "outcomes": list(Outcome)}
