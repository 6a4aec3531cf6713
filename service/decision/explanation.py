"""Why each rule of a ruleset is met, not met or undetermined for one child: the whole trace.

An evaluator of its own, in strong Kleene logic, that shares nothing with inference but the model. A condition written
in several places is worked out once. Never reads a clock and never stops early: every condition of every rule is in
the trace.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import count
from typing import NamedTuple

from service.decision.judging import MET, NOT_MET, UNDETERMINED, combine, combiner, negate
from service.decision.measures import NOT_LISTED, Measured
from service.decision.nodes import Node, Reasons, Run, Seen, Step, fact_step, is_listed, keep, measure_step
from service.decision.sentences import definition_words, knownness, rule_words, shortened
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

Answers = tuple[Value | None, ...]


class RuleTrace(NamedTuple):
    """One rule with its outcome and its node of the trace.

    `answers`, where there are any, are all that the trace rests on: the same answers give the same trace.
    """

    rule: Rule
    outcome: str
    node: Node
    answers: Answers | None


class RuleTraces:
    """Every rule of the ruleset, in its order."""

    __slots__ = ("_by_outcome", "rules")

    def __init__(self, rules: tuple[RuleTrace, ...]) -> None:
        self.rules = rules
        self._by_outcome: dict[str, list[RuleTrace]] = {MET: [], NOT_MET: [], UNDETERMINED: []}
        for trace in rules:
            self._by_outcome[trace.outcome].append(trace)

    def of(self, outcome: str) -> list[RuleTrace]:
        """Return the rules with this outcome."""
        return self._by_outcome[outcome]

    def nodes(self) -> list[Node]:
        """Return the trace as it is answered: met rules are numbered in the order of the ruleset."""
        numbers = count(1)
        return [_numbered(node, next(numbers)) if outcome == MET else node for _, outcome, node, _ in self.rules]


# The outcome of the parts that settle a block, by the outcome of the block; in `none` it is the other way round.
_SAME = {outcome: outcome for outcome in (MET, NOT_MET, UNDETERMINED)}
_OPPOSITES = {outcome: negate(outcome) for outcome in _SAME}


def _numbered(node: Node, order: int) -> Node:
    return {"rule": node["rule"], "title": node["title"], "outcome": node["outcome"], "order": order, **node}


class Explanation:
    """The evaluator of one ruleset, ready for any child."""

    def __init__(self, ruleset: Ruleset) -> None:
        self._steps: list[Step] = []
        self._places: dict[Condition, int] = {}
        self._definitions = ruleset.definitions
        self._written = Counter(_all_conditions(ruleset))
        self._rules = [self._tracer(rule, ruleset) for rule in ruleset.rules.values()]

    def explain(self, as_of: date, values: Values, measured: Mapping[str, Measured]) -> RuleTraces:
        """Return the trace of every rule for one child."""
        run = Run(self._steps, as_of, values, measured)
        return RuleTraces(tuple([tracer.trace(run) for tracer in self._rules]))

    # --- getting ready ---

    def _place(self, condition: Condition) -> int:
        """Return the place of a condition among the steps, adding it when it is new."""
        if condition not in self._places:
            self._steps.append(self._made(condition))
            self._places[condition] = len(self._steps) - 1
        return self._places[condition]

    def _step(self, condition: Condition) -> Step:
        """Return the step of a condition; one that is written in several places is worked out once in a decision."""
        if self._written[condition] == 1:
            return self._made(condition)
        place = self._place(condition)
        return lambda run: run.at(place)

    def _made(self, condition: Condition) -> Step:
        return self._block_step(condition) if isinstance(condition, Block) else self._test_step(condition)

    def _test_step(self, test: Test) -> Step:
        if isinstance(test.subject, Fact):
            return fact_step(test, test.subject)
        if isinstance(test.subject, DefinitionRef):
            return _definition_step(test, test.subject, self._step(self._definitions[test.subject.name].when))
        return measure_step(test, test.subject)

    def _block_step(self, block: Block) -> Step:
        steps = [self._step(part) for part in block.parts]
        combined, name = combiner(block.kind, block.needed), block_name(block)
        settled_by = _OPPOSITES if block.kind is BlockKind.NONE else _SAME

        def step(run: Run) -> Seen:
            parts = [made(run) for made in steps]
            outcome = combined([part[0] for part in parts])
            node = {"outcome": outcome, "block": name, "parts": [part[1] for part in parts]}
            bearing = settled_by[outcome]
            return outcome, node, tuple([reason for part in parts if part[0] == bearing for reason in part[2]])

        answered = _Answered.of(subjects_of([block], self._definitions))
        return _keeping(step, answered.listed) if answered.only_listed else step

    def _tracer(self, rule: Rule, ruleset: Ruleset) -> _Tracer:
        unless = None if rule.unless is None else self._step(rule.unless)
        conditions = [rule.when] if rule.unless is None else [rule.when, rule.unless]
        subjects = subjects_of(conditions, self._definitions)
        return _Tracer(rule, self._step(rule.when), unless, _source(rule, ruleset), _Answered.of(subjects))


def _keeping(step: Step, names: Iterable[str]) -> Step:
    """Return a step that keeps its nodes, for a block that rests on nothing but these facts, all with listed values."""
    kept: dict[Answers, Seen] = {}

    def keeping(run: Run) -> Seen:
        answers = tuple(map(run.values.get, names))
        seen = kept.get(answers)
        if seen is None:
            seen = step(run)
            keep(kept, answers, seen)
        return seen

    return keeping


def _all_conditions(ruleset: Ruleset) -> Iterator[Condition]:
    """Yield every condition as often as it is written, those of a definition once for each line that names it."""
    waiting: list[Condition] = [
        condition for rule in ruleset.rules.values() for condition in (rule.when, rule.unless) if condition is not None
    ]
    seen: set[str] = set()
    while waiting:
        condition = waiting.pop()
        yield condition
        if isinstance(condition, Block):
            waiting += condition.parts
        elif isinstance(condition.subject, DefinitionRef):
            when = ruleset.definitions[condition.subject.name].when
            if condition.subject.name in seen:
                yield when
            else:
                seen.add(condition.subject.name)
                waiting.append(when)


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


def _definition_step(test: Test, ref: DefinitionRef, inner: Step) -> Step:
    words = definition_words(ref)
    knowing = {known: knownness(test, known=known) for known in (True, False)}
    phrase = test.phrase

    def step(run: Run) -> Seen:
        found, when, reasons = inner(run)
        says = knowing[found != UNDETERMINED] if isinstance(phrase, Known) else words[found]
        if found == MET:
            says = f"{says}: {shortened(reasons)}"
        outcome = _of_definition(phrase, found)
        node = {
            "outcome": outcome,
            "definition": ref.name,
            "expected": phrase.words,
            "says": says,
            "when": when,
        }
        return outcome, node, (says,)

    return step


def _of_definition(phrase: Phrase, found: str) -> str:
    if isinstance(phrase, Known):
        return MET if (found != UNDETERMINED) is phrase.value else NOT_MET
    return negate(found) if isinstance(phrase, Is) and not phrase.value else found


# --- rules --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Answered:
    """The facts a condition rests on, and whether their values alone settle its trace.

    They do when no date or text is known among them, and none of the lists of events. Such a trace says nothing that is
    anybody's own, and most rules have one in most cases, so these traces are kept for reuse. `never` is when one end of
    a length of time is the day of the decision, which the trace tells.
    """

    listed: tuple[str, ...]
    others: tuple[str, ...]
    counts: tuple[str, ...]
    never: bool
    only_listed: bool

    @classmethod
    def of(cls, subjects: set[Subject]) -> _Answered:
        lengths = [subject for subject in subjects if isinstance(subject, Elapsed)]
        ends = {end for length in lengths for end in (length.start, length.end)}
        facts = sorted({each for each in {*subjects, *ends} if isinstance(each, Fact)}, key=lambda fact: fact.name)
        counts = sorted(subject.name for subject in subjects if isinstance(subject, Count | Streak))
        listed = tuple(fact.name for fact in facts if is_listed(fact))
        others = tuple(fact.name for fact in facts if not is_listed(fact))
        never = None in ends
        return cls(listed, others, tuple(counts), never, only_listed=not (others or counts or never))

    def answers(self, run: Run) -> Answers | None:
        """Return the values the trace rests on, or None when it rests on more than these."""
        get = run.values.get
        if self.only_listed:
            return tuple(map(get, self.listed))
        if self.never:
            return None
        for name in self.counts:
            if run.measured[name] is not NOT_LISTED:
                return None
        for name in self.others:
            value = get(name)
            if value is not None and value is not DOES_NOT_APPLY:
                return None
        return (*map(get, self.listed), *map(get, self.others))


@dataclass(frozen=True, slots=True)
class _Tracer:
    """A rule, the steps of its conditions, and the traces kept of it."""

    rule: Rule
    when: Step
    unless: Step | None
    source: dict[str, str]
    answered: _Answered
    kept: dict[Answers, RuleTrace] = field(default_factory=dict)
    said: dict[tuple[str, Reasons], str] = field(default_factory=dict)

    def trace(self, run: Run) -> RuleTrace:
        answers = self.answered.answers(run)
        if answers is None:
            return self._made(run, None)
        trace = self.kept.get(answers)
        if trace is None:
            trace = self._made(run, answers)
            keep(self.kept, answers, trace)
        return trace

    def _made(self, run: Run, answers: Answers | None) -> RuleTrace:
        rule = self.rule
        outcome, when, reasons = self.when(run)
        unless = None if self.unless is None else self.unless(run)
        if unless is not None:
            outcome, reasons = _excepted(outcome, reasons, unless)
        node = {
            "rule": rule.name,
            "title": rule.title,
            "outcome": outcome,
            "says": self._words(outcome, reasons),
            "source": self.source,
            "when": when,
        }
        if unless is not None:
            node["unless"] = unless[1]
        return RuleTrace(rule, outcome, node, answers)

    def _words(self, outcome: str, reasons: Reasons) -> str:
        """Return the sentence of the rule, kept for the same reasons where they can tell no date and no text."""
        if self.answered.others or self.answered.never:
            return rule_words(outcome, reasons)
        words = self.said.get((outcome, reasons))
        if words is None:
            words = rule_words(outcome, reasons)
            keep(self.said, (outcome, reasons), words)
        return words


def _source(rule: Rule, ruleset: Ruleset) -> dict[str, str]:
    source = ruleset.sources.get(rule.source.document)
    said = {"document": rule.source.document, "paragraph": rule.source.paragraph}
    extra = {"title": source.title, "date": source.date, "url": source.url, "note": source.note} if source else {}
    return said | {name: text for name, text in extra.items() if text}


def _excepted(when: str, reasons: Reasons, unless: Seen) -> tuple[str, Reasons]:
    """Return the outcome of a rule that has an `unless`, and what settles it or keeps it open, of either."""
    excepts = negate(unless[0])
    outcome = combine(BlockKind.ALL, 0, [when, excepts])
    return outcome, (*(reasons if when == outcome else ()), *(unless[2] if excepts == outcome else ()))
