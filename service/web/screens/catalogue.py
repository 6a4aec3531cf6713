"""Help that cannot go stale: every fact, step and problem, made from what the service runs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from service.decision.explanation import subjects_of
from service.ruleset.model import Elapsed, Rule, Ruleset
from service.ruleset.problems import closest
from service.ruleset.vocabulary import EventList, Fact, Step
from service.web.api.ruleset_lists import in_force_on
from service.web.help import all_codes
from service.web.problems import Refusal
from service.web.room import Here, Room
from service.web.screens.failures import ScreenRoute
from service.web.screens.frame import page

Searched = Annotated[str, Query(max_length=100)]

router = APIRouter(include_in_schema=False, route_class=ScreenRoute)


@dataclass(frozen=True, slots=True)
class Use:
    """A rule in force that uses a fact or recommends a step."""

    ruleset: Ruleset
    rule: Rule


@router.get("/facts")
def facts(request: Request, room: Here, q: Searched = "") -> Response:
    """Return every fact and list of events, under its group, or those that have the words looked for in them."""
    vocabulary = room.library.vocabulary
    found = [fact for fact in vocabulary.facts.values() if _has(q, fact.name, fact.question, fact.help, fact.label)]
    groups = [(title, [fact for fact in found if fact.group == name]) for name, title in vocabulary.groups.items()]
    events = [each for each in vocabulary.events.values() if _has(q, each.name, each.question, each.help)]
    near = "" if found or events else closest(q.lower(), vocabulary.facts) or ""
    shown = [(title, listed) for title, listed in groups if listed]
    return page(request, "facts.html", title="Facts", q=q, groups=shown, events=events, near=near)


@router.get("/facts/{name}")
def fact(request: Request, room: Here, name: str) -> Response:
    """Return what one fact or list of events means, how it is answered, and which rules in force use it."""
    vocabulary = room.library.vocabulary
    about = vocabulary.facts.get(name) or vocabulary.events.get(name)
    if about is None:
        raise Refusal("nothing-here", f"There is no fact called `{name[:100]}`")
    uses = [use for use in _in_force(room) if _uses(use, about)]
    return page(request, "fact.html", title=name, about=about, is_list=isinstance(about, EventList), uses=uses)


@router.get("/steps")
def steps(request: Request, room: Here, q: Searched = "") -> Response:
    """Return every step, highest first, with the rules in force that recommend it."""
    found = [step for step in room.library.steps.by_name.values() if _about(q, step)]
    in_force = list(_in_force(room))
    shown = [(step, [use for use in in_force if step.name in use.rule.recommend]) for step in found]
    return page(request, "steps.html", title="Steps", q=q, steps=shown)


@router.get("/problems")
def problems(request: Request, q: Searched = "") -> Response:
    """Return every problem that has a help page, or those that have the words looked for in them."""
    found = sorted((code, title) for code, title in all_codes().items() if _has(q, code, title))
    return page(request, "problems.html", title="Problems", q=q, problems=found)


def _has(looked_for: str, *texts: str) -> bool:
    """Whether every word looked for is somewhere in the texts."""
    text = " ".join(texts).lower().replace("_", " ")
    return all(word in text for word in looked_for.lower().replace("_", " ").split())


def _about(looked_for: str, step: Step) -> bool:
    return _has(looked_for, step.name, step.title, step.owner, step.basis, step.guidance)


def _in_force(room: Room) -> Iterator[Use]:
    for family in sorted(room.library.families):
        ruleset = in_force_on(room.library, family, room.today())
        if ruleset:
            yield from (Use(ruleset, rule) for rule in ruleset.rules.values())


def _uses(use: Use, about: Fact | EventList) -> bool:
    conditions = [use.rule.when, *([use.rule.unless] if use.rule.unless else [])]
    return any(about in _named(subject) for subject in subjects_of(conditions, use.ruleset.definitions))


def _named(subject: object) -> Sequence[object]:
    """Return the facts and lists of events that a line of a rule rests on."""
    if isinstance(subject, Elapsed):
        return [subject.start, subject.end]
    return [subject, getattr(subject, "events", None)]
