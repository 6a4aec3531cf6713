"""Scenarios, run: each is told, decided and checked, and says what was expected, what was seen and why.

`plan` follows the sentences once; `run` decides a plan with any ruleset, so that many versions, or many small changes
of one, can be tried against the same scenarios. The pytest-bdd plugin runs the same sentences by the same rules.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from service.assurance.draft import NotDecided, NotUnderstood, UnknownSentence
from service.assurance.expectations import EVERY, Answer, Check, Expectation, Refuses, Unmet
from service.assurance.features import Scenario
from service.assurance.steps import Decide, Sentence, StepTable, Telling
from service.ruleset.model import Ruleset

Answers = Mapping[str, Any]

# Decides a case by a ruleset and answers as the service does (design.md §6). Raises NotDecided.
Decider = Callable[[Ruleset, dict[str, object]], Answers]

# Finds the ruleset a scenario names (a family, or `family:version`) on the day it takes place. Raises NotDecided.
Finder = Callable[[str, date], Ruleset]


@dataclass(frozen=True, slots=True)
class Failure:
    """A sentence that did not hold or could not be followed. `trace` has the rules concerned, line by line.

    `expected` is empty where the sentence could not be followed; `nearest` is then the known one most like it, if the
    sentence itself is not known.
    """

    sentence: Sentence
    expected: str
    seen: str
    trace: tuple[str, ...] = ()
    nearest: str = ""

    @property
    def goes_on(self) -> bool:
        """Whether the scenario can go on after it: what did not hold was looked at, and changes nothing."""
        return self.sentence.keyword == "then" and bool(self.expected)

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
    """A scenario, followed: what each sentence asks for, up to the first that could not be followed."""

    scenario: Scenario
    acts: tuple[Decide | Expectation | None, ...]
    problem: Failure | None = None

    @property
    def rulesets(self) -> frozenset[str]:
        """The rulesets it names."""
        return frozenset(act.ruleset for act in self.acts if isinstance(act, Decide))


def plan(scenario: Scenario, table: StepTable) -> Plan:
    """Follow a scenario's sentences, up to the first that cannot be followed."""
    telling = Telling(table, scenario.sentences)
    acts: list[Decide | Expectation | None] = []
    for sentence in scenario.sentences:
        try:
            acts.append(telling.tell(sentence))
        except NotUnderstood as error:
            return Plan(scenario, tuple(acts), _not_followed(sentence, error))
    return Plan(scenario, tuple(acts))


class Stage:
    """One scenario under way: each sentence in turn, and the latest answer."""

    def __init__(self, planned: Plan, find: Finder, decide: Decider) -> None:
        """Begin before the first sentence."""
        self.planned = planned
        self.answers: list[Answers] = []
        self._find, self._decide = find, decide
        self._ruleset: Ruleset | None = None

    def follow(self, at: int) -> list[Failure]:
        """Follow one sentence, counted from 0, and return what did not hold. Sentences are followed in order."""
        sentence = self.planned.scenario.sentences[at]
        if at == len(self.planned.acts):
            return [self.planned.problem] if self.planned.problem else []
        act = self.planned.acts[at]
        try:
            if isinstance(act, Decide):
                return self._answer(act, at)
            return list(self._unmet(sentence, act)) if act else []
        except NotUnderstood as error:
            return [_not_followed(sentence, error)]

    def _answer(self, act: Decide, at: int) -> list[Failure]:
        """Decide the case. That it is refused is a failure, unless the next sentence expects just that."""
        try:
            self._ruleset = self._find(act.ruleset, act.day)
            self.answers.append(self._decide(self._ruleset, act.case))
        except NotDecided as refusal:
            following = self.planned.acts[at + 1 : at + 2]
            if not any(isinstance(each, Expectation) and isinstance(each.check, Refuses) for each in following):
                raise
            self.answers.append({"refused": _sentences(refusal), "children": []})
        return []

    def _unmet(self, sentence: Sentence, expectation: Expectation) -> Iterator[Failure]:
        latest, check = self.answers[-1], expectation.check
        if isinstance(check, Refuses):
            seen = check.seen(latest.get("refused", ""))
            if seen:
                yield Failure(sentence, f"not decided: {check.says}", seen)
        elif self._ruleset:
            yield from _failures(sentence, expectation.child, check, latest, self._ruleset)


def run(planned: Plan, find: Finder, decide: Decider, *, stop: bool = False) -> Result:
    """Follow a whole plan. With `stop`, no further than the first thing that does not hold."""
    stage = Stage(planned, find, decide)
    failures: list[Failure] = []
    for at in range(len(planned.scenario.sentences)):
        found = stage.follow(at)
        failures += found
        if found and (stop or not found[0].goes_on):
            break
    return Result(planned.scenario, tuple(failures), tuple(stage.answers))


def _not_followed(sentence: Sentence, error: NotUnderstood) -> Failure:
    """Return a sentence that cannot be followed as a failure."""
    nearest = error.nearest if isinstance(error, UnknownSentence) else ""
    return Failure(sentence, "", _sentences(error), nearest=nearest)


def _sentences(error: NotUnderstood) -> str:
    return ". ".join(filter(None, (error.message, error.help)))


def _failures(sentence: Sentence, wanted: str, check: Check, answers: Answers, ruleset: Ruleset) -> Iterator[Failure]:
    """Yield a failure for each child that is wanted and that the check does not hold for."""
    for answer in answers["children"]:
        if wanted in ("", EVERY, answer["ref"]):
            unmet = check.unmet(answer, ruleset)
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
    if "block" in node and len(node["parts"]) == 1 and node["outcome"] == node["parts"][0]["outcome"]:
        yield from _node_lines(node["parts"][0], depth)
        return
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
