"""Which rulesets there are on a day, and what a check of one found, as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Literal

from pydantic import BaseModel

from service.ruleset.library import Library, NoRuleset
from service.ruleset.model import Ruleset
from service.ruleset.problems import Problem
from service.web.api.ruleset_shapes import DaysShape, days_shape

State = Literal["in force", "coming", "past", "proposal"]


class VersionListed(BaseModel):
    """One version of a family. `in_force` is null for a proposal."""

    version: str
    title: str
    digest: str
    state: State
    in_force: DaysShape | None
    rules: int


class FamilyListed(BaseModel):
    """A family, the version in force today, every version that can be used, and those that have mistakes."""

    family: str
    in_force: str | None
    versions: list[VersionListed]
    with_mistakes: list[str]


class Rulesets(BaseModel):
    """Every family of rulesets."""

    rulesets: list[FamilyListed]


def list_rulesets(library: Library, today: date) -> Rulesets:
    """Return every family, as things stand on the day."""
    return Rulesets(rulesets=list(_families(library, today)))


def _families(library: Library, today: date) -> Iterator[FamilyListed]:
    for family in sorted({*library.families, *library.unusable}):
        current = in_force_on(library, family, today)
        versions = library.families.get(family, {})
        yield FamilyListed(
            family=family,
            in_force=current.version if current else None,
            versions=[_version(each, current, today) for each in versions.values()],
            with_mistakes=sorted(library.unusable.get(family, {})),
        )


def in_force_on(library: Library, family: str, day: date) -> Ruleset | None:
    """Return the version of a family in force on a day, or None."""
    try:
        return library.find(family, None, day)
    except NoRuleset:
        return None


def _version(ruleset: Ruleset, current: Ruleset | None, today: date) -> VersionListed:
    return VersionListed(
        version=ruleset.version,
        title=ruleset.title,
        digest=ruleset.digest,
        state=_state(ruleset, current, today),
        in_force=days_shape(ruleset.in_force),
        rules=len(ruleset.rules),
    )


def _state(ruleset: Ruleset, current: Ruleset | None, today: date) -> State:
    if ruleset.in_force is None:
        return "proposal"
    if ruleset is current:
        return "in force"
    return "coming" if ruleset.in_force.start > today else "past"


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
