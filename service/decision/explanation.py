"""Why each rule of a ruleset is met, not met or undetermined for one child: the whole trace.

An evaluator of its own, in strong Kleene logic, that shares nothing with inference but the model. A condition written
in several places is worked out once. Never reads a clock and never stops early: every condition of every rule is in
the trace.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from service.decision.judging import MET, NOT_MET, UNDETERMINED, combine, negate
from service.decision.measures import Measured
from service.decision.nodes import Node, Run, Step, fact_step, is_listed, measure_step
from service.decision.sentences import definition_words, knownness, reasons, rule_words, shortened
from service.decision.values import DOES_NOT_APPLY, Value, Values
from service.ruleset.model import (
    Block,
    BlockKind,
    Condition,
    Count,
    Definition,
    DefinitionRef,
    Elapsed,
    Is,
    Known,
    Phrase,
    Rule,
    Ruleset,
    Streak,
    Subject,
    Test,
)
from service.ruleset.vocabulary import Fact

# How many nodes or traces of one condition or rule are kept for reuse before they are let go.
MOST_KEPT = 256

Answers = tuple[Value | None, ...]
_Kept = TypeVar("_Kept")


@dataclass(frozen=True, slots=True)
class RuleTrace:
    """One rule with its outcome and its node of the trace.

    `answers`, where there are any, are all that the trace rests on: the same answers give the same trace.
    """

    rule: Rule
    outcome: str
    node: Node
    answers: Answers | None


@dataclass(frozen=True, slots=True)
class RuleTraces:
    """Every rule of the ruleset, in its order."""

    rules: tuple[RuleTrace, ...]

    def of(self, outcome: str) -> list[RuleTrace]:
        """Return the rules with this outcome."""
        return [trace for trace in self.rules if trace.outcome == outcome]

    def nodes(self) -> list[Node]:
        """Return the trace as it is answered: met rules are numbered in the order of the ruleset."""
        nodes, order = [], 0
        for trace in self.rules:
            order += trace.outcome == MET
            nodes.append(_numbered(trace.node, order) if trace.outcome == MET else trace.node)
        return nodes


def _numbered(node: Node, order: int) -> Node:
    return {"rule": node["rule"], "title": node["title"], "outcome": node["outcome"], "order": order, **node}


class Explanation:
    """The evaluator of one ruleset, ready for any child."""

    def __init__(self, ruleset: Ruleset) -> None:
        self._steps: list[Step] = []
        self._places: dict[Condition, int] = {}
        self._definitions = ruleset.definitions
        self._rules = [self._tracer(rule, ruleset) for rule in ruleset.rules.values()]

    def explain(self, as_of: date, values: Values, measured: Mapping[str, Measured]) -> RuleTraces:
        """Return the trace of every rule for one child."""
        run = Run(self._steps, as_of, values, measured)
        return RuleTraces(tuple([tracer.trace(run) for tracer in self._rules]))

    # --- getting ready ---

    def _place(self, condition: Condition) -> int:
        """Return the place of a condition among the steps, adding it when it is new."""
        if condition not in self._places:
            step = self._block_step(condition) if isinstance(condition, Block) else self._test_step(condition)
            self._steps.append(step)
            self._places[condition] = len(self._steps) - 1
        return self._places[condition]

    def _test_step(self, test: Test) -> Step:
        if isinstance(test.subject, Fact):
            return fact_step(test, test.subject)
        if isinstance(test.subject, DefinitionRef):
            return _definition_step(test, test.subject, self._place(self._definitions[test.subject.name].when))
        return measure_step(test, test.subject)

    def _block_step(self, block: Block) -> Step:
        places = [self._place(part) for part in block.parts]
        kind, needed, name = block.kind, block.needed, block_name(block)

        def step(run: Run) -> Node:
            parts = [run.at(place) for place in places]
            outcome = combine(kind, needed, [part["outcome"] for part in parts])
            return {"outcome": outcome, "block": name, "parts": parts}

        answered = _Answered.of(subjects_of([block], self._definitions))
        return step if answered.others or answered.measured else _keeping(step, answered.listed)

    def _tracer(self, rule: Rule, ruleset: Ruleset) -> _Tracer:
        unless = None if rule.unless is None else self._place(rule.unless)
        conditions = [rule.when] if rule.unless is None else [rule.when, rule.unless]
        subjects = subjects_of(conditions, self._definitions)
        return _Tracer(rule, self._place(rule.when), unless, _source(rule, ruleset), _Answered.of(subjects))


def _keeping(step: Step, names: Sequence[str]) -> Step:
    """Return a step that keeps its nodes, for a block that rests on nothing but these facts, all with listed values."""
    kept: dict[Answers, Node] = {}

    def keeping(run: Run) -> Node:
        answers = tuple(map(run.values.get, names))
        node = kept.get(answers)
        if node is None:
            node = step(run)
            keep(kept, answers, node)
        return node

    return keeping


def keep(kept: dict[Answers, _Kept], answers: Answers, made: _Kept) -> None:
    """Keep what these answers come to, letting all go when there is too much."""
    if len(kept) >= MOST_KEPT:
        kept.clear()
    kept[answers] = made


def block_name(block: Block) -> str:
    """Return how a block is called in the trace: `all`, or `at least 2 of`."""
    return f"at least {block.needed} of" if block.kind is BlockKind.AT_LEAST else block.kind.value


def subjects_of(conditions: Iterable[Condition], definitions: Mapping[str, Definition]) -> set[Subject]:
    """Return the facts and measures that conditions rest on, and the definitions with theirs."""
    subjects: set[Subject] = set()
    waiting = list(conditions)
    while waiting:
        condition = waiting.pop()
        if isinstance(condition, Block):
            waiting += condition.parts
        elif condition.subject not in subjects:
            subjects.add(condition.subject)
            if isinstance(condition.subject, DefinitionRef):
                waiting.append(definitions[condition.subject.name].when)
    return subjects


def _definition_step(test: Test, ref: DefinitionRef, place: int) -> Step:
    words = definition_words(ref)
    knowing = {known: knownness(test, known=known) for known in (True, False)}
    phrase = test.phrase

    def step(run: Run) -> Node:
        when = run.at(place)
        found: str = when["outcome"]
        says = knowing[found != UNDETERMINED] if isinstance(phrase, Known) else words[found]
        if found == MET:
            says = f"{says}: {shortened(list(reasons(when)))}"
        return {
            "outcome": _of_definition(phrase, found),
            "definition": ref.name,
            "expected": phrase.words,
            "says": says,
            "when": when,
        }

    return step


def _of_definition(phrase: Phrase, found: str) -> str:
    if isinstance(phrase, Known):
        return MET if (found != UNDETERMINED) is phrase.value else NOT_MET
    return negate(found) if isinstance(phrase, Is) and not phrase.value else found


# --- rules --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Answered:
    """The facts a rule rests on, and whether their values alone settle its trace.

    They do when every fact has a listed value, or none at all, and no measure is in the rule. Such a trace says
    nothing of anybody's dates or numbers, and most rules have one in most cases, so these traces are kept for reuse.
    """

    listed: tuple[str, ...]
    others: tuple[str, ...]
    measured: bool

    @classmethod
    def of(cls, subjects: set[Subject]) -> _Answered:
        facts = sorted((subject for subject in subjects if isinstance(subject, Fact)), key=lambda fact: fact.name)
        listed = tuple(fact.name for fact in facts if is_listed(fact))
        measured = any(isinstance(subject, Count | Streak | Elapsed) for subject in subjects)
        return cls(listed, tuple(fact.name for fact in facts if not is_listed(fact)), measured)

    def answers(self, values: Values) -> Answers | None:
        """Return the values the trace rests on, or None when it rests on more than these."""
        if self.measured:
            return None
        others = tuple(map(values.get, self.others))
        for value in others:
            if value is not None and value is not DOES_NOT_APPLY:
                return None
        return (*map(values.get, self.listed), *others)


@dataclass(frozen=True, slots=True)
class _Tracer:
    """A rule, the places of its conditions among the steps, and the traces kept of it."""

    rule: Rule
    when: int
    unless: int | None
    source: dict[str, str]
    answered: _Answered
    kept: dict[Answers, RuleTrace] = field(default_factory=dict)

    def trace(self, run: Run) -> RuleTrace:
        answers = self.answered.answers(run.values)
        if answers is None:
            return self._made(run, None)
        trace = self.kept.get(answers)
        if trace is None:
            trace = self._made(run, answers)
            keep(self.kept, answers, trace)
        return trace

    def _made(self, run: Run, answers: Answers | None) -> RuleTrace:
        when = run.at(self.when)
        unless = None if self.unless is None else run.at(self.unless)
        outcome: str = when["outcome"]
        if unless is not None:
            outcome = combine(BlockKind.ALL, 0, [outcome, negate(unless["outcome"])])
        says = rule_words(outcome, _reasons(outcome, when, unless))
        node = {
            "rule": self.rule.name,
            "title": self.rule.title,
            "outcome": outcome,
            "says": says,
            "source": self.source,
            "when": when,
        }
        if unless is not None:
            node["unless"] = unless
        return RuleTrace(self.rule, outcome, node, answers)


def _source(rule: Rule, ruleset: Ruleset) -> dict[str, str]:
    source = ruleset.sources.get(rule.source.document)
    said = {"document": rule.source.document, "paragraph": rule.source.paragraph}
    extra = {"title": source.title, "date": source.date, "url": source.url, "note": source.note} if source else {}
    return said | {name: text for name, text in extra.items() if text}


def _reasons(outcome: str, when: Node, unless: Node | None) -> list[str]:
    """Return what settles the rule, or keeps it open: of `when` and of `unless`, those that bear on the outcome."""
    said = list(reasons(when)) if when["outcome"] == outcome else []
    if unless is not None and negate(unless["outcome"]) == outcome:
        said += reasons(unless)
    return said
