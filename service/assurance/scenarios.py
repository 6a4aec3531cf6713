"""Scenarios, run: each is told, decided and checked, and says what was expected, what was seen and why.

`plan` follows the sentences once; `run` decides a plan with any ruleset, so that many versions, or many small changes
of one, can be tried against the same scenarios. The pytest-bdd plugin runs the same sentences by the same rules.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from service.assurance.draft import NotUnderstood
from service.assurance.expectations import EVERY, Answer, Expectation, Unmet
from service.assurance.features import Scenario
from service.assurance.steps import Decide, Sentence, StepTable, Telling
from service.ruleset.model import Ruleset

Answers = Mapping[str, Any]

# Decides a case by a ruleset and answers as the service does (design.md §6). Raises CaseRefused.
Decider = Callable[[Ruleset, dict[str, object]], Answers]

# Finds the ruleset a scenario names (a family, or `family:version`) on the day it takes place. Raises NotUnderstood.
Finder = Callable[[str, date], Ruleset]


@dataclass(frozen=True, slots=True)
class Failure:
    """A sentence that did not hold or could not be followed. `trace` has the rules concerned, line by line."""

    sentence: Sentence
    expected: str
    seen: str
    trace: tuple[str, ...] = ()

    def text(self) -> str:
        """Return it as people read it."""
        lines = [f"line {self.sentence.line}: {self.sentence.keyword.capitalize()} {self.sentence.text}"]
        lines += [f"  expected: {self.expected}", f"  seen:     {self.seen}"] if self.expected else [f"  {self.seen}"]
        return "\n".join([*lines, *(f"  {line}" for line in self.trace)])


@dataclass(frozen=True, slots=True)
class Result:
    """How a scenario went: what did not hold, and the answers it was given, one for each time it was decided."""

    scenario: Scenario
    failures: tuple[Failure, ...]
    answers: tuple[Answers, ...] = ()

    @property
    def passed(self) -> bool:
        """Whether everything expected was seen."""
        return not self.failures


@dataclass(frozen=True, slots=True)
class Plan:
    """A scenario, followed: what to decide and what to check, in order; or the sentence that could not be followed."""

    scenario: Scenario
    acts: tuple[tuple[Sentence, Decide | Expectation], ...]
    problem: Failure | None = None

    @property
    def rulesets(self) -> frozenset[str]:
        """The rulesets it names."""
        return frozenset(act.ruleset for _, act in self.acts if isinstance(act, Decide))


def plan(scenario: Scenario, table: StepTable) -> Plan:
    """Follow a scenario's sentences, up to the first that cannot be followed."""
    telling = Telling(table, scenario.sentences)
    acts: list[tuple[Sentence, Decide | Expectation]] = []
    for sentence in scenario.sentences:
        try:
            act = telling.tell(sentence)
        except NotUnderstood as error:
            return Plan(scenario, tuple(acts), not_followed(sentence, error))
        if act is not None:
            acts.append((sentence, act))
    return Plan(scenario, tuple(acts))


def run(planned: Plan, find: Finder, decide: Decider, *, stop: bool = False) -> Result:
    """Decide and check a plan. With `stop`, no further than the first thing that does not hold."""
    if planned.problem:
        return Result(planned.scenario, (planned.problem,))
    failures: list[Failure] = []
    answers: list[Answers] = []
    ruleset: Ruleset | None = None
    for sentence, act in planned.acts:
        try:
            if isinstance(act, Decide):
                ruleset = find(act.ruleset, act.day)
                answers.append(decide(ruleset, act.case))
            elif ruleset:
                failures += failures_of(sentence, act, answers[-1], ruleset)
        except NotUnderstood as error:
            return Result(planned.scenario, (*failures, not_followed(sentence, error)), tuple(answers))
        if stop and failures:
            break
    return Result(planned.scenario, tuple(failures), tuple(answers))


def not_followed(sentence: Sentence, error: NotUnderstood) -> Failure:
    """Return a sentence that cannot be followed as a failure."""
    return Failure(sentence, "", ". ".join(filter(None, (error.message, error.help))))


def failures_of(sentence: Sentence, expectation: Expectation, answers: Answers, ruleset: Ruleset) -> Iterator[Failure]:
    """Yield a failure for each child the expectation is about and does not hold for."""
    wanted = expectation.child
    for answer in answers["children"]:
        if wanted in ("", EVERY, answer["ref"]):
            unmet = expectation.check.unmet(answer, ruleset)
            if unmet:
                yield _failure(sentence, unmet, answer, about=wanted == EVERY)


def _failure(sentence: Sentence, unmet: Unmet, answer: Answer, *, about: bool) -> Failure:
    whose = f'for child "{answer["ref"]}", ' if about else ""
    shown = [entry for entry in answer["trace"] if entry["rule"] in unmet.rules]
    return Failure(
        sentence, unmet.expected, whose + unmet.seen, tuple(line for each in shown for line in trace_lines(each))
    )


# --- the trace of a rule, as text ---------------------------------------------------------------------------------


def trace_lines(entry: Mapping[str, Any]) -> Iterator[str]:
    """Yield the trace of one rule, a line for each condition, each part of a block two spaces further in."""
    yield f"{entry['rule']}: {_outcome(entry)}"
    yield from _node_lines(entry["when"], 1)
    if entry.get("unless"):
        yield "  unless"
        yield from _node_lines(entry["unless"], 2)


def _node_lines(node: Mapping[str, Any], depth: int) -> Iterator[str]:
    inset = "  " * depth
    inner: Sequence[Mapping[str, Any]] = node.get("parts", ())
    if "block" in node:
        yield f"{inset}{node['block']}: {_outcome(node)}"
    else:
        seen = f" (seen: {_seen(node['seen'])})" if "seen" in node else ""
        yield f"{inset}{node['says']}: {_outcome(node)}{seen}"
        inner = [node["when"]] if "definition" in node else ()
    for part in inner:
        yield from _node_lines(part, depth + 1)


def _outcome(node: Mapping[str, Any]) -> str:
    return str(node["outcome"]).replace("_", " ")


def _seen(value: object) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{name} {_seen(each)}" for name, each in value.items())
    if value is None:
        return "not known"
    return ("yes" if value else "no") if isinstance(value, bool) else str(value)
