"""What a scenario expects of one child's answer. Each check says what was expected and what was seen, in words.

Reads the answer as it leaves the service (design.md §6), so that a scenario holds for what people are really told.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from service.assurance.draft import NotUnderstood
from service.ruleset.model import Ruleset
from service.ruleset.problems import suggest

Answer = Mapping[str, Any]
EVERY = "*"


@dataclass(frozen=True, slots=True)
class Unmet:
    """An expectation that did not hold. `rules` names those whose trace shows why."""

    expected: str
    seen: str
    rules: tuple[str, ...] = ()


class Check(Protocol):
    """One thing to look for in an answer."""

    def unmet(self, answer: Answer, ruleset: Ruleset) -> Unmet | None:
        """Return what was seen instead, or None when all is as expected. Raises NotUnderstood for unknown names."""


@dataclass(frozen=True, slots=True)
class Refuses:
    """The case is not decided, and these words say why."""

    says: str

    def seen(self, refusal: str) -> str:
        """Return what was said instead, or nothing when the reason has these words in it."""
        if plain(self.says) in plain(refusal):
            return ""
        return refusal or "the case was decided"


@dataclass(frozen=True, slots=True)
class Expectation:
    """A check of one child, of every child (EVERY), or of the only child when none is named; or of a refusal."""

    child: str
    check: Check | Refuses


# --- rules --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class RuleIs:
    """A rule has an outcome: met, not met or undetermined."""

    rule: str
    outcome: str

    def unmet(self, answer: Answer, ruleset: Ruleset) -> Unmet | None:
        """Return the outcome seen instead."""
        rule = rule_name(self.rule, ruleset)
        seen = outcomes(answer)[rule]
        return None if seen == self.outcome else Unmet(f"`{rule}` is {spoken(self.outcome)}", spoken(seen), (rule,))


@dataclass(frozen=True, slots=True)
class RulesMet:
    """These rules are met and no other is; none at all when empty."""

    rules: tuple[str, ...]

    def unmet(self, answer: Answer, ruleset: Ruleset) -> Unmet | None:
        """Return the rules met instead."""
        wanted = {rule_name(rule, ruleset) for rule in self.rules}
        seen = {rule for rule, outcome in outcomes(answer).items() if outcome == "met"}
        if seen == wanted:
            return None
        return Unmet(f"rules met: {listed(wanted)}", listed(seen), tuple(sorted(seen ^ wanted)))


@dataclass(frozen=True, slots=True)
class RestsOn:
    """A rule, whatever its outcome, cites a paragraph of a document."""

    rule: str
    paragraph: str
    document: str

    def unmet(self, answer: Answer, ruleset: Ruleset) -> Unmet | None:
        """Return the paragraph cited instead."""
        rule = rule_name(self.rule, ruleset)
        source = next(entry["source"] for entry in answer["trace"] if entry["rule"] == rule)
        documents = {plain(source["document"]), plain(source.get("title", ""))}
        if plain(source["paragraph"]) == plain(self.paragraph) and plain(self.document) in documents:
            return None
        return Unmet(
            f"`{rule}` rests on {self.paragraph} of {self.document}", f"{source['paragraph']} of {source['document']}"
        )


def outcomes(answer: Answer) -> dict[str, str]:
    """Return the outcome of every rule."""
    return {entry["rule"]: entry["outcome"] for entry in answer["trace"]}


# --- names and words ----------------------------------------------------------------------------------------------


def rule_name(said: str, ruleset: Ruleset) -> str:
    """Return the rule somebody named, by its name or its title."""
    titles = {name: rule.title for name, rule in ruleset.rules.items()}
    return _named(said, titles, f"There is no rule “{said}” in {ruleset.family} {ruleset.version}")


def step_name(said: str, ruleset: Ruleset) -> str:
    """Return the step somebody named, by its name or its title."""
    titles = {name: step.title for name, step in ruleset.steps.by_name.items()}
    return _named(said, titles, f"There is no step “{said}”")


def _named(said: str, titles: Mapping[str, str], problem: str) -> str:
    for name, title in titles.items():
        if plain(said) in {plain(name), plain(title)}:
            return name
    raise NotUnderstood(problem, suggest(said, [*titles.values(), *titles]))


def plain(words: str) -> str:
    """Return words without what people leave out or write differently: case, spaces, hyphens, underscores."""
    return " ".join(words.casefold().replace("_", " ").replace("-", " ").split())


def spoken(outcome: str) -> str:
    """Return an outcome as people say it."""
    return outcome.replace("_", " ")


def listed(names: Iterable[str]) -> str:
    """Return names in one order, or `none`."""
    return ", ".join(sorted(names)) or "none"
