"""An answer as a page shows it: each child's steps with their reasons, near misses, and every rule."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from service.ruleset.library import Library
from service.ruleset.model import Ruleset
from service.ruleset.vocabulary import Step, Vocabulary
from service.web.screens.tree import Line, Tree

Json = Mapping[str, Any]

OUTCOMES = ("met", "undetermined", "not_met")


@dataclass(frozen=True, slots=True)
class RuleShown:
    """One rule with what came of it. `because` is the ruleset's own reason, when the ruleset is still held."""

    name: str
    title: str
    outcome: str
    says: str
    because: str
    source: Json
    trace: Json
    tree: Tree

    @property
    def lines(self) -> list[Line]:
        """What the rule asks, line by line, with what was seen. Made when it is shown: most are not."""
        return self.tree.lines(self.trace)


@dataclass(frozen=True, slots=True)
class StepShown:
    """One recommended step: how strongly, by when, by whom, and the rules that recommend it."""

    name: str
    title: str
    strength: str
    owner: str
    due: Json | None
    step: Step | None
    rules: Sequence[RuleShown]


@dataclass(frozen=True, slots=True)
class ChildShown:
    """What is advised about one child. `guidance` is there only when no rule is met."""

    number: int
    ref: str
    steps: Sequence[StepShown]
    guidance: str
    near: Sequence[tuple[RuleShown, str]]
    rules: Sequence[RuleShown]
    questions: Sequence[Json]

    def of(self, outcome: str) -> list[RuleShown]:
        """Return the rules with one outcome."""
        return [rule for rule in self.rules if rule.outcome == outcome]


@dataclass(frozen=True, slots=True)
class NearShown:
    """A rule that is nearly met, and for whom."""

    rule: RuleShown
    says: str
    refs: list[str]


@dataclass(frozen=True, slots=True)
class AnswerShown:
    """A whole answer. `ruleset` is the one that decided, when it is still held as it was."""

    answer: Json
    ruleset: Ruleset | None
    children: Sequence[ChildShown]

    @property
    def rules_address(self) -> str:
        """Where the version that decided can be read."""
        named = self.answer["ruleset"]
        return f"/rulesets/{named['family']}/{named['version']}"

    @property
    def near(self) -> list[NearShown]:
        """Rules that are nearly met, each once, with the children it is so for."""
        found: dict[tuple[str, str], NearShown] = {}
        for child in self.children:
            for rule, says in child.near:
                near = found.setdefault((rule.name, says), NearShown(rule, says, []))
                near.refs.append(child.ref)
        return list(found.values())

    @property
    def in_a_line(self) -> str:
        """The highest step of each child, in few words, to be read aloud."""
        return ". ".join(_headline(child) for child in self.children)


def held(library: Library, answer: Json) -> Ruleset | None:
    """Return the ruleset that an answer was made with, or None when it is not held as it was then."""
    named = answer["ruleset"]
    ruleset = library.families.get(named["family"], {}).get(named["version"])
    return ruleset if ruleset and ruleset.digest == named["digest"] else None


def shown(vocabulary: Vocabulary, answer: Json, ruleset: Ruleset | None) -> AnswerShown:
    """Return an answer ready for a template. `ruleset` is the one that decided, where there still is one."""
    tree = Tree(ruleset.vocabulary if ruleset else vocabulary, ruleset, date.fromisoformat(answer["as_of"]))
    children = [_child(number, child, ruleset, tree) for number, child in enumerate(answer["children"])]
    return AnswerShown(answer, ruleset, children)


def _child(number: int, child: Json, ruleset: Ruleset | None, tree: Tree) -> ChildShown:
    rules = {trace["rule"]: _rule(trace, ruleset, tree) for trace in child["trace"]}
    return ChildShown(
        number=number,
        ref=child["ref"],
        steps=list(_steps(child, ruleset, rules)),
        guidance=child.get("guidance", ""),
        near=[(rules[near["rule"]], near["says"]) for near in child["near_misses"]],
        rules=sorted(rules.values(), key=lambda rule: OUTCOMES.index(rule.outcome)),
        questions=child["questions"],
    )


def _rule(trace: Json, ruleset: Ruleset | None, tree: Tree) -> RuleShown:
    rule = ruleset.rules.get(trace["rule"]) if ruleset else None
    because = " ".join(rule.because.split()) if rule else ""
    return RuleShown(
        name=trace["rule"],
        title=trace["title"],
        outcome=trace["outcome"],
        says=trace["says"],
        because=because,
        source=trace["source"],
        trace=trace,
        tree=tree,
    )


def _steps(child: Json, ruleset: Ruleset | None, rules: Mapping[str, RuleShown]) -> Iterator[StepShown]:
    for each in child["recommendations"]:
        step = ruleset.steps.by_name.get(each["step"]) if ruleset else None
        because = [rules[name] for name in each["because"]]
        yield StepShown(each["step"], each["title"], each["strength"], each["owner"], each["due"], step, because)


def _headline(child: ChildShown) -> str:
    if child.guidance:
        return f"Child {child.ref}: no threshold met on what is known"
    first = child.steps[0]
    return f"Child {child.ref}: {first.title}, {first.strength}"
