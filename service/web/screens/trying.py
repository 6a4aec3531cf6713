"""A version tried: its scenarios, coverage, mutation, proofs and comparison, each run in the background.

Drafts and proposals are versions too, so each of them is tried on the same pages.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import RedirectResponse, Response
from starlette.concurrency import run_in_threadpool

from service.assurance.results import Outcome, Run
from service.ruleset.model import Ruleset
from service.web import assuring
from service.web.jobs import Job
from service.web.people import Asks
from service.web.person import Person
from service.web.problems import Refusal
from service.web.room import Here, Room
from service.web.screens.failures import ScreenRoute
from service.web.screens.form import Form, read_form
from service.web.screens.frame import page
from service.web.screens.results import shown
from service.web.screens.rulesets import find, state_of
from service.web.taking_over import TakenOver, taken_over

router = APIRouter(prefix="/rulesets/{family}/{version}/try", include_in_schema=False, route_class=ScreenRoute)

# The kinds of `service/assurance/compare.py`, which is slow to read in; a test holds them to it.
KINDS = {
    "newly_recommended": "Newly recommended",
    "no_longer_recommended": "No longer recommended",
    "stronger": "Recommended more strongly",
    "weaker": "Recommended less strongly",
    "newly_undetermined": "Newly hangs on what is not known",
    "no_longer_undetermined": "No longer hangs on what is not known",
    "below_threshold": "Below threshold",
}

JobId = Annotated[str, Query(max_length=36)]
Start = Callable[[Room, Ruleset, Ruleset | None], tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Look:
    """One way to look at a version: its tab, what it is for, the button, and the work."""

    name: str
    title: str
    says: str
    button: str
    start: Start


def _scenarios(room: Room, ruleset: Ruleset, _other: Ruleset | None) -> tuple[Any, ...]:
    files = sorted(room.settings.features.rglob("*.feature"))
    return assuring.run_features, room.library, ruleset, [str(file) for file in files]


def _coverage(room: Room, ruleset: Ruleset, _other: Ruleset | None) -> tuple[Any, ...]:
    return assuring.cover, room.library, ruleset, room.settings.features, room.today()


def _mutation(room: Room, ruleset: Ruleset, _other: Ruleset | None) -> tuple[Any, ...]:
    return assuring.mutate, room.library, ruleset, room.settings.features


def _proofs(room: Room, ruleset: Ruleset, _other: Ruleset | None) -> tuple[Any, ...]:
    return assuring.prove, ruleset, room.today()


def _comparison(room: Room, ruleset: Ruleset, other: Ruleset | None) -> tuple[Any, ...]:
    if other is None:
        raise Refusal("nothing-here")
    return assuring.compare, other, ruleset, room.today()


LOOKS: Mapping[str, Look] = {
    look.name: look
    for look in (
        Look(
            "scenarios",
            "Scenarios",
            "Runs every scenario that is about this family, each decided by this version.",
            "Run the scenarios",
            _scenarios,
        ),
        Look(
            "coverage",
            "Coverage",
            "Looks for scenarios in which each rule is met, is not met and is left open, each of its conditions "
            "decides, and each of its limits is just reached and just missed. What is missing is written for you.",
            "Look at what scenarios show",
            _coverage,
        ),
        Look(
            "mutation",
            "Mutation",
            "Changes every number, word and strength of this version, one at a time, and lists the changes that no "
            "scenario notices: each is something nobody has said they rely on.",
            "Try every small change",
            _mutation,
        ),
        Look(
            "proofs",
            "Proofs",
            "Proves each guarantee of this version for every case there can be, or shows a smallest case against it.",
            "Prove it",
            _proofs,
        ),
        Look(
            "comparison",
            "Comparison",
            "Says what this version says differently from another, and finds a case of every kind that the two answer "
            "differently, or proves that there is none.",
            "Compare",
            _comparison,
        ),
    )
}


@dataclass(frozen=True, slots=True)
class Tried:
    """A version, and the way it is looked at."""

    ruleset: Ruleset
    look: Look

    @property
    def address(self) -> str:
        """Where it is seen."""
        return f"/rulesets/{self.ruleset.family}/{self.ruleset.version}/try/{self.look.name}"

    @property
    def kind(self) -> str:
        """What its jobs are told from others by."""
        return f"{self.look.name} {self.ruleset.family}:{self.ruleset.version}"


def tried(room: Here, family: str, version: str, look: str) -> Tried:
    """Return what an address names. Raises Refusal."""
    if look not in LOOKS:
        raise Refusal("nothing-here")
    return Tried(find(room, family, version), LOOKS[look])


Named = Annotated[Tried, Depends(tried)]


@router.get("/{look}")  # noqa: FAST003 - `tried` takes it
def look_at(request: Request, room: Here, asks: Asks, named: Named, job: JobId = "") -> Response:
    """Return one look at a version: how far it is, or what came of the last one."""
    kept = room.jobs.get(job, asks.id) if job else next(iter(room.jobs.list(asks.id, named.kind)), None)
    return _page(request, room, asks, named, kept)


@router.post("/{look}")  # noqa: FAST003 - the same
async def begin(request: Request, room: Here, asks: Asks, named: Named) -> Response:
    """Start a look, and go to where it is seen to go on."""
    form = await read_form(request, room)
    ruleset, look = named.ruleset, named.look
    other = _other(room, form, ruleset) if look.name == "comparison" else None
    work, title = look.start(room, ruleset, other), f"{look.title} of {ruleset.family} {ruleset.version}"
    page_of_it = f"{named.address}?job={{id}}"
    job = await run_in_threadpool(room.jobs.start, named.kind, work, asks.id, title=title, page=page_of_it)
    return RedirectResponse(job.page, 303)


def _other(room: Room, form: Form, ruleset: Ruleset) -> Ruleset:
    family, _, version = form.one("with").partition(":")
    return find(room, family or ruleset.family, version or None)


@dataclass(frozen=True, slots=True)
class Choice:
    """One version that can be chosen from a list."""

    value: str
    words: str


def versions(room: Room) -> list[Choice]:
    """Return every version there is, to be chosen from."""
    return [
        Choice(f"{family}:{version}", f"{family} {version}: {ruleset.title}")
        for family, those in room.library.families.items()
        for version, ruleset in those.items()
    ]


def _page(request: Request, room: Room, asks: Person, named: Tried, job: Job | None) -> Response:
    ruleset, look = named.ruleset, named.look
    before = taken_over(room, ruleset)
    result = room.jobs.folder(job.id, asks.id).result if job and job.state == "done" else None
    return page(
        request,
        "try.html",
        title=f"{look.title}: {ruleset.title}",
        ruleset=ruleset,
        state=state_of(room, ruleset),
        looks=LOOKS.values(),
        look=look,
        address=named.address,
        job=job,
        result=result,
        stale=result is not None and _digest(result) not in ("", ruleset.digest),
        others=_others(room, ruleset, before),
        before=f"{ruleset.family}:{before.ruleset.version}" if before else "",
        features=shown(Run.from_json(result)) if result and look.name == "scenarios" else [],
        outcomes=list(Outcome),
        kinds=KINDS,
        titles={name: rule.title for name, rule in ruleset.rules.items()},
    )


def _others(room: Room, ruleset: Ruleset, before: TakenOver | None) -> list[Choice]:
    """Return what a version can be compared with: first what it takes over from, then the rest of its family."""
    first = f"{ruleset.family}:{before.ruleset.version}" if before else ""
    others = [each for each in versions(room) if each.value != f"{ruleset.family}:{ruleset.version}"]
    others.sort(key=lambda each: (each.value != first, not each.value.startswith(f"{ruleset.family}:")))
    if before:
        others[0] = Choice(first, f"{others[0].words}, {before.says}")
    return others


def _digest(result: Mapping[str, Any]) -> str:
    named = result.get("ruleset") or result.get("new") or {}
    return str(named.get("digest", ""))
