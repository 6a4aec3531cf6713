"""What came of trying to prove something of a ruleset: proven, refuted by cases, or not settled. In words and JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

Json = dict[str, Any]


class Standing(StrEnum):
    """How a guarantee stands. What ran out of time is never proven."""

    PROVEN = "proven"
    REFUTED = "refuted"
    NOT_SETTLED = "not_settled"


@dataclass(frozen=True, slots=True)
class Example:
    """One case: what is known in it and what the answer is, in words; the body of `POST /v1/decisions`; a scenario."""

    known: str
    answer: str
    case: Mapping[str, Any]
    scenario: str = ""

    @property
    def says(self) -> str:
        """The case and its answer, as a sentence without its full stop."""
        return f"{self.known}, {self.answer}"

    def as_json(self) -> Json:
        """Return it as JSON."""
        words = {"known": self.known, "answer": self.answer}
        return {**words, "case": dict(self.case), "scenario": self.scenario}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found out, with the rules it is about and the cases that show it."""

    says: str
    rules: tuple[str, ...] = ()
    examples: tuple[Example, ...] = ()

    def as_json(self) -> Json:
        """Return it as JSON."""
        return {"says": self.says, "rules": list(self.rules), "examples": [each.as_json() for each in self.examples]}


@dataclass(frozen=True, slots=True)
class Proof:
    """How one guarantee stands, or one thing looked into without being asked.

    `matters` is false for what is worth knowing but may well be meant, such as a rule that adds nothing. `by_case` is
    where it is enough to show one case.
    """

    name: str
    title: str
    standing: Standing
    findings: tuple[Finding, ...] = ()
    why: str = ""
    asked: bool = True
    matters: bool = True
    by_case: bool = False
    seconds: float = field(default=0.0, compare=False)

    @property
    def words(self) -> str:
        """How it stands, as people read it."""
        if self.standing is Standing.NOT_SETTLED:
            return "not settled"
        if self.standing is Standing.REFUTED:
            return "refuted" if self.matters else "worth knowing"
        return "shown by a case" if self.by_case else "proven for every case"

    @property
    def stops(self) -> bool:
        """Whether the ruleset should not come into force as it is."""
        return self.matters and self.standing is not Standing.PROVEN

    def as_json(self) -> Json:
        """Return it as JSON."""
        return {
            "name": self.name,
            "title": self.title,
            "standing": self.standing.value,
            "words": self.words,
            "asked": self.asked,
            "matters": self.matters,
            "findings": [finding.as_json() for finding in self.findings],
            "why": self.why,
            "seconds": round(self.seconds, 2),
        }


@dataclass(frozen=True, slots=True)
class Report:
    """Everything found out about one version of a ruleset. `bounds` says what has been left out of account."""

    family: str
    version: str
    digest: str
    proofs: tuple[Proof, ...]
    bounds: tuple[str, ...]

    @property
    def sound(self) -> bool:
        """Whether nothing found stops the ruleset from coming into force."""
        return not any(proof.stops for proof in self.proofs)

    def as_json(self) -> Json:
        """Return the whole report as JSON."""
        ruleset = {"family": self.family, "version": self.version, "digest": self.digest}
        proofs = [proof.as_json() for proof in self.proofs]
        return {"ruleset": ruleset, "sound": self.sound, "proofs": proofs, "bounds": list(self.bounds)}
