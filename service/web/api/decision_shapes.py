"""Lists of decisions, and what a replay found, as JSON."""

from __future__ import annotations

from datetime import date
from typing import Any

from pydantic import BaseModel

from service.records.decisions import Decision, Found


class RulesetNamed(BaseModel):
    """Which rules decided."""

    family: str
    version: str
    digest: str


class ChildListed(BaseModel):
    """The highest step recommended for a child; null when no threshold was met."""

    ref: str
    highest: dict[str, str] | None


class DecisionListed(BaseModel):
    """One decision in a list; the whole of it is at `/v1/decisions/{id}`."""

    id: str
    recorded_at: str
    as_of: date
    reference: str | None
    ruleset: RulesetNamed
    children: list[ChildListed]

    @classmethod
    def of(cls, decision: Decision) -> DecisionListed:
        """Return the line of a list for a decision."""
        answer = decision.answer
        return cls(
            id=decision.id,
            recorded_at=answer["recorded_at"],
            as_of=answer["as_of"],
            reference=answer.get("reference"),
            ruleset=RulesetNamed(**answer["ruleset"]),
            children=[ChildListed(ref=each["ref"], highest=each["highest"]) for each in answer["children"]],
        )


class DecisionsListed(BaseModel):
    """Decisions, newest first. `more` says that there are older ones than the limit lets through."""

    decisions: list[DecisionListed]
    more: bool

    @classmethod
    def of(cls, found: Found) -> DecisionsListed:
        """Return the list for what a search found."""
        return cls(decisions=[DecisionListed.of(each) for each in found.decisions], more=found.more)


class Difference(BaseModel):
    """One place where a replayed answer differs, also in words. A side that has nothing there is null."""

    pointer: str
    says: str
    kept: Any = None
    replayed: Any = None


class Replayed(BaseModel):
    """Whether the same case and rules gave the same answer again, and where not."""

    same: bool
    ruleset: RulesetNamed
    differences: list[Difference]
