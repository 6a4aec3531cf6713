"""Which rulesets there are on a day, and what a check of one found, as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Literal

from pydantic import BaseModel

from service.records.current_library import Snapshot
from service.records.states import State, state_of
from service.ruleset.library import Library, NoRuleset
from service.ruleset.model import Ruleset
from service.ruleset.problems import Problem
from service.web.api.ruleset_shapes import DaysShape, days_shape


class VersionListed(BaseModel):
    """One version of a family. `in_force` is null for what is not published; `proposal` is the id of its record."""

    version: str
    title: str
    digest: str
    state: State
    in_force: DaysShape | None
    rules: int
    proposal: str | None


class FamilyListed(BaseModel):
    """A family, the version in force today, every version that can be used, and those that have mistakes."""

    family: str
    in_force: str | None
    versions: list[VersionListed]
    with_mistakes: list[str]


class Rulesets(BaseModel):
    """Every family of rulesets."""

    rulesets: list[FamilyListed]


def list_rulesets(current: Snapshot, today: date) -> Rulesets:
    """Return every family, as things stand on the day."""
    return Rulesets(rulesets=list(_families(current, today)))


def _families(current: Snapshot, today: date) -> Iterator[FamilyListed]:
    library = current.library
    for family in sorted({*library.families, *library.unusable}):
        in_force = in_force_on(library, family, today)
        versions = library.families.get(family, {})
        yield FamilyListed(
            family=family,
            in_force=in_force.version if in_force else None,
            versions=[_version(each, current, today) for each in versions.values()],
            with_mistakes=sorted(library.unusable.get(family, {})),
        )


def in_force_on(library: Library, family: str, day: date) -> Ruleset | None:
    """Return the version of a family in force on a day, or None."""
    try:
        return library.find(family, None, day)
    except NoRuleset:
        return None


def _version(ruleset: Ruleset, current: Snapshot, today: date) -> VersionListed:
    kept = current.versions.get(ruleset.family, {}).get(ruleset.version)
    return VersionListed(
        version=ruleset.version,
        title=ruleset.title,
        digest=ruleset.digest,
        state=state_in(current, ruleset, today),
        in_force=days_shape(ruleset.in_force),
        rules=len(ruleset.rules),
        proposal=kept.id if kept else None,
    )


def state_in(current: Snapshot, ruleset: Ruleset, today: date) -> State:
    """Return how a version stands on a day. A file without a day in force is a proposal of the folder."""
    family = current.versions.get(ruleset.family, {})
    kept = family.get(ruleset.version)
    if kept is None:
        return "proposal"
    return state_of(kept, family.values(), today, ruleset.in_force.to if ruleset.in_force else None)


class FoundProblem(BaseModel):
    """One mistake in a ruleset, where it is, and the address of the page about it. Columns count from 1."""

    code: str
    severity: Literal["error", "warning"]
    line: int
    column: int
    end_line: int
    end_column: int
    message: str
    help: str
    more: str

    @classmethod
    def of(cls, problem: Problem, public_address: str = "") -> FoundProblem:
        """Return a problem as JSON."""
        return cls(
            code=problem.code,
            severity=problem.severity.value,
            line=problem.span.line,
            column=problem.span.column,
            end_line=problem.span.end_line,
            end_column=problem.span.end_column,
            message=problem.message,
            help=problem.help,
            more=f"{public_address}/help/{problem.code}",
        )


class Checked(BaseModel):
    """Whether a ruleset can be used, and everything found in it, in the order of the file."""

    ok: bool
    problems: list[FoundProblem]
