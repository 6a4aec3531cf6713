"""Rulesets to read: every family with its versions in time, and each version as a document in plain English."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from markupsafe import Markup

from service.records.states import State
from service.ruleset.library import NoRuleset
from service.ruleset.model import Ruleset
from service.ruleset.reading import read_back
from service.web.api.ruleset_lists import state_in
from service.web.problems import Refusal
from service.web.room import Here, Room
from service.web.screens.failures import ScreenRoute
from service.web.screens.frame import page
from service.web.screens.markdown import as_html, heading_id
from service.web.screens.timeline import timelines

router = APIRouter(prefix="/rulesets", include_in_schema=False, route_class=ScreenRoute)


@router.get("")
def rulesets(request: Request, room: Here) -> Response:
    """Return every family with its versions in time, drawn and listed."""
    lines = timelines(room.current.snapshot, room.today())
    return page(request, "rulesets.html", title="Rulesets", timelines=lines, problems=room.library.problems)


@router.get("/{family}")
def in_force(room: Here, family: str) -> Response:
    """Send to the version that is in force today."""
    ruleset = find(room, family, None)
    return RedirectResponse(f"/rulesets/{ruleset.family}/{ruleset.version}")


@router.get("/{family}/{version}")
def version(request: Request, room: Here, family: str, version: str) -> Response:
    """Return one version as a document."""
    ruleset = find(room, family, version)
    kept = room.current.snapshot.versions.get(family, {}).get(version)
    return _version(
        request,
        room,
        ruleset,
        "ruleset.html",
        document=_document(ruleset),
        contents=list(_parts(ruleset)),
        published=room.publication.get(kept.id) if kept else None,
    )


@router.get("/{family}/{version}/yaml")
def written(request: Request, room: Here, family: str, version: str) -> Response:
    """Return one version as it was written."""
    ruleset = find(room, family, version)
    return _version(request, room, ruleset, "ruleset_yaml.html", text=ruleset.text.decode())


def find(room: Room, family: str, version: str | None) -> Ruleset:
    """Return the version named, or the one in force today. Raises Refusal."""
    try:
        return room.library.find(family, version, room.today())
    except NoRuleset as absent:
        raise Refusal(absent.code, ". ".join(filter(None, (absent.message, absent.help)))) from None


def _version(request: Request, room: Room, ruleset: Ruleset, template: str, **values: Any) -> Response:  # noqa: ANN401
    return page(request, template, title=ruleset.title, ruleset=ruleset, state=state_of(room, ruleset), **values)


def state_of(room: Room, ruleset: Ruleset) -> State:
    """Return how a version stands today."""
    return state_in(room.current.snapshot, ruleset, room.today())


def _document(ruleset: Ruleset) -> Markup:
    return Markup(as_html(read_back(ruleset), _ids(ruleset)))  # noqa: S704 - no HTML is taken from the text


def _ids(ruleset: Ruleset) -> Mapping[str, str]:
    """Return the id of each rule's heading: its name, which every link to a rule uses."""
    return {
        f"{number}. {' '.join(rule.title.split())}": name
        for number, (name, rule) in enumerate(ruleset.rules.items(), start=1)
    }


def _parts(ruleset: Ruleset) -> Iterator[tuple[str, str, bool]]:
    """Yield each heading of the document: its id, its words, and whether it is a rule."""
    ids = _ids(ruleset)
    for line in read_back(ruleset).splitlines():
        if line.startswith("## "):
            yield heading_id(line[3:]), line[3:], False
        elif line.startswith("### ") and line[4:] in ids:
            yield ids[line[4:]], line[4:], True
