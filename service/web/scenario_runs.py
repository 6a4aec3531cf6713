"""Scenarios run on request, a few at a time: each text in a process of its own, by the version asked for."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore
from typing import Final

from service.assurance.apart import Allowed, run_text
from service.assurance.results import Run
from service.ruleset.library import NoRuleset
from service.ruleset.model import Ruleset
from service.ruleset.problems import Severity
from service.ruleset.read import read_ruleset
from service.web.problems import Mistake, Refusal
from service.web.room import Room

AT_ONCE: Final = 2
PATIENCE: Final = 20.0  # seconds to wait for a turn
SECONDS: Final = 60.0
MEMORY: Final = 1_000_000_000
WAITING: Final = 4  # so that those who wait never take the threads that decisions need
_turns = BoundedSemaphore(AT_ONCE)
_places = BoundedSemaphore(AT_ONCE + WAITING)


def run_scenarios(room: Room, gherkin: str, instead: Ruleset | None) -> Run:
    """Return how scenarios go. Raises Refusal when too many are being run already."""
    with _taken(_places, 0.0), _taken(_turns, PATIENCE):
        return run_text(gherkin, room.library, instead, Allowed(SECONDS, MEMORY))


@contextmanager
def _taken(semaphore: BoundedSemaphore, patience: float) -> Iterator[None]:
    if not semaphore.acquire(timeout=patience):
        raise Refusal("too-many-runs", headers={"Retry-After": "30"})
    try:
        yield
    finally:
        semaphore.release()


def version_named(room: Room, name: str, pointer: str = "/ruleset") -> Ruleset:
    """Return the version meant by FAMILY or FAMILY:VERSION. Raises Refusal, pointing at where it was named."""
    family, _, version = name.partition(":")
    try:
        return room.library.find(family, version or None, room.today())
    except NoRuleset as absent:
        raise _refused(Mistake(pointer, absent.code, absent.message, absent.help)) from None


def version_written(room: Room, text: str) -> Ruleset:
    """Return the version whose text was sent. Raises Refusal with everything that stops it from being used."""
    ruleset, found = read_ruleset(text.encode(), room.library.vocabulary, room.library.steps, "", "", "")
    if ruleset is not None:
        return ruleset
    stops = [problem for problem in found if problem.severity is Severity.ERROR]
    raise _refused(
        *(Mistake("/yaml", each.code, f"Line {each.span.line}: {each.message}", each.help) for each in stops)
    )


def _refused(*mistakes: Mistake) -> Refusal:
    detail = mistakes[0].message if len(mistakes) == 1 else f"{len(mistakes)} things have to be mended"
    return Refusal("run-has-mistakes", detail, mistakes)
