"""Texts of rulesets, read and digested with the vocabulary and steps of one service."""

from __future__ import annotations

from dataclasses import dataclass

from service.records.errors import RecordsRefusal
from service.ruleset.model import Ruleset
from service.ruleset.problems import Problem, Severity
from service.ruleset.read import read_ruleset, ruleset_digest
from service.ruleset.vocabulary import Steps, Vocabulary


class Unusable(RecordsRefusal):
    """A text that has mistakes in it. `problems` are the mistakes, in the order of the file."""

    def __init__(self, problems: list[Problem]) -> None:
        errors = [each for each in problems if each.severity is Severity.ERROR]
        count = "1 mistake" if len(errors) == 1 else f"{len(errors)} mistakes"
        first = "" if len(errors) == 1 else "the first "
        message = f"The text has {count} in it, {first}on line {errors[0].span.line}: {errors[0].message}"
        super().__init__("text-has-mistakes", message, errors[0].help)
        self.problems = errors


@dataclass(frozen=True, slots=True)
class Words:
    """What texts are checked with: the vocabulary and the steps of this service."""

    vocabulary: Vocabulary
    steps: Steps

    def read(self, text: bytes, family: str, name: str) -> tuple[Ruleset | None, list[Problem]]:
        """Return the ruleset in a text, unless it has mistakes, and everything found in it."""
        return read_ruleset(text, self.vocabulary, self.steps, "", family, name)

    def digest(self, text: bytes) -> str:
        """Return the digest of a text with what it is checked with."""
        return ruleset_digest(text, self.vocabulary, self.steps)
