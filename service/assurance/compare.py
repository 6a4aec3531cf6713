"""Two versions of a ruleset, compared: what each says, and every kind of case whose answer differs, with one of each.

Answers differ when a step is recommended by one version and not by the other, or more strongly; when a rule left open
could yet add to what one version recommends and not to the other; or when what is offered below threshold differs. The
reasons given may differ without that. That no case differs is proven, for every case on every day from 1900 to 2100.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any, Self

from service.assurance.differences import Change, differences
from service.assurance.examples import example, recommended_sentence, rule_sentence
from service.assurance.proof import Example
from service.assurance.solver.cases import Decided, Engines
from service.assurance.solver.formulas import Meaning
from service.assurance.solver.logic import Formula
from service.assurance.solver.search import Answer, Limits, Reply, Search
from service.ruleset.model import Rule, Ruleset
from service.ruleset.vocabulary import Strength


class Kind(StrEnum):
    """How the answers differ about one step."""

    NEWLY_RECOMMENDED = "newly_recommended"
    NO_LONGER_RECOMMENDED = "no_longer_recommended"
    STRONGER = "stronger"
    WEAKER = "weaker"
    NEWLY_UNDETERMINED = "newly_undetermined"
    NO_LONGER_UNDETERMINED = "no_longer_undetermined"
    BELOW_THRESHOLD = "below_threshold"

    @property
    def heading(self) -> str:
        """What a group of such cases is called."""
        return _HEADINGS[self]


_HEADINGS = {
    Kind.NEWLY_RECOMMENDED: "Newly recommended",
    Kind.NO_LONGER_RECOMMENDED: "No longer recommended",
    Kind.STRONGER: "Recommended more strongly",
    Kind.WEAKER: "Recommended less strongly",
    Kind.NEWLY_UNDETERMINED: "Newly hangs on what is not known",
    Kind.NO_LONGER_UNDETERMINED: "No longer hangs on what is not known",
    Kind.BELOW_THRESHOLD: "Below threshold",
}


@dataclass(frozen=True, slots=True)
class Difference:
    """One kind of case whose answer differs: about which step, because of which rule, and one such case in both.

    The rule is the new version's for what it adds or leaves open, and the old one's for what is lost.
    """

    kind: Kind
    step: str
    was: str
    now: str
    rule: str
    says: str
    old: Example
    new: Example

    def as_json(self) -> dict[str, Any]:
        """Return it as JSON."""
        told = {"kind": self.kind.value, "step": self.step, "was": self.was or None, "now": self.now or None}
        cases = {"old": self.old.as_json(), "new": self.new.as_json()}
        return {**told, "rule": self.rule or None, "says": self.says, **cases}


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two versions compared. `not_settled` says what could not be told in the time allowed."""

    old: Ruleset
    new: Ruleset
    changes: tuple[Change, ...]
    differences: tuple[Difference, ...]
    not_settled: tuple[str, ...] = ()
    bounds: tuple[str, ...] = ()

    @property
    def same(self) -> bool:
        """Whether it is proven that no case differs."""
        return not self.differences and not self.not_settled

    def as_json(self) -> dict[str, Any]:
        """Return the whole comparison as JSON."""
        return {
            "old": _named(self.old),
            "new": _named(self.new),
            "changes": [change.as_json() for change in self.changes],
            "same": self.same,
            "differences": [difference.as_json() for difference in self.differences],
            "not_settled": list(self.not_settled),
            "bounds": list(self.bounds),
        }


def _named(ruleset: Ruleset) -> dict[str, str]:
    return {"family": ruleset.family, "version": ruleset.version, "digest": ruleset.digest}


def compare(old: Ruleset, new: Ruleset, as_of: date, limits: Limits | None = None) -> Comparison:
    """Return what the new version says differently, and every kind of case whose answer differs."""
    with Comparer(old, new, as_of, limits) as comparer:
        found = tuple(comparer.differences())
        return comparer.comparison(found)


@dataclass(frozen=True, slots=True)
class _Side:
    """One version with the sense in which it is looked at: what it gives, or what it takes away."""

    meaning: Meaning
    other: Meaning
    gives: bool

    def in_order(self, mine: Decided, others: Decided) -> tuple[Decided, Decided]:
        """Return the two answers, the old version's first."""
        return (others, mine) if self.gives else (mine, others)


class Comparer:
    """Looks for cases that two versions answer differently. Close it when done."""

    def __init__(self, old: Ruleset, new: Ruleset, as_of: date, limits: Limits | None = None) -> None:
        self._old, self._new = old, new
        self._engines = Engines()
        self._search = Search([old, new], as_of, self._engines, limits)
        self._logic = self._search.logic
        was, now = self._search.meaning(old), self._search.meaning(new)
        self._sides = (_Side(now, was, gives=True), _Side(was, now, gives=False))
        self._steps = list(dict.fromkeys((*new.steps.by_name, *old.steps.by_name)))
        self._not_settled: list[str] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._engines.close()

    def comparison(self, found: tuple[Difference, ...]) -> Comparison:
        """Return the differences found with everything else there is to say."""
        changes = tuple(differences(self._old, self._new))
        return Comparison(self._old, self._new, changes, found, tuple(self._not_settled), self._search.bounds())

    def differences(self) -> Iterator[Difference]:
        """Yield each kind of case whose answer differs, highest step first; none at all once that is proven."""
        for step in self._steps:
            reply = self._search.ask(self._differs(step))
            if reply.answer is Answer.NONE:
                continue
            for side in self._sides:
                yield from self._of_step(step, side)
            if reply.answer is Answer.NOT_SETTLED:
                self._note(step, reply)
        yield from self._below()

    def _note(self, step: str, reply: Reply) -> None:
        self._not_settled.append(f"Whether other cases differ about {self._title(step)}: {reply.why}")

    def _title(self, step: str) -> str:
        return (self._new.steps.by_name.get(step) or self._old.steps.by_name[step]).title

    def _differs(self, step: str) -> Formula:
        """Return that the two versions answer differently about a step."""
        new, old = self._sides[0].meaning, self._sides[1].meaning
        pairs = [(new.recommended(step, each), old.recommended(step, each)) for each in Strength]
        pairs += [(new.possible(step, each), old.possible(step, each)) for each in Strength]
        return self._logic.some(self._logic.opposite(self._logic.same(*pair)) for pair in pairs)

    def _exactly(self, meaning: Meaning, step: str, strength: int) -> Formula:
        """Return that a step is recommended just so strongly; with 0, not at all."""
        least = meaning.recommended(step, Strength(strength)) if strength else self._logic.yes
        more = meaning.recommended(step, Strength(strength + 1)) if strength < Strength.MUST else self._logic.no
        return self._logic.every((least, self._logic.opposite(more)))

    # --- about one step, because of one rule ------------------------------------------------------------------------

    def _of_step(self, step: str, side: _Side) -> Iterator[Difference]:
        for rule in side.meaning.recommenders(step, Strength.CONSIDER):
            strength = rule.recommend[step]
            for others in range(strength):
                yield from self._settled_otherwise(step, side, rule, others)
            yield from self._left_open(step, side, rule)

    def _settled_otherwise(self, step: str, side: _Side, rule: Rule, others: int) -> Iterator[Difference]:
        """Yield a case in which a rule has a step recommended, and the other version has it less so or not."""
        strength = rule.recommend[step]
        met = side.meaning.rule(rule).met
        holds = (met, self._exactly(side.meaning, step, strength), self._exactly(side.other, step, others))
        reply = self._search.ask(*holds, show=(side.meaning, side.other))
        if reply.answer is Answer.YES:
            yield self._told(_kind(side, others), step, side, rule, reply)
        elif reply.answer is Answer.NOT_SETTLED:
            self._note(step, reply)

    def _left_open(self, step: str, side: _Side, rule: Rule) -> Iterator[Difference]:
        """Yield a case that both answer alike about a step, but in which a rule may yet add it in one of them alone."""
        logic, sides, strength = self._logic, side.meaning.rule(rule), rule.recommend[step]
        alike = [
            logic.same(side.meaning.recommended(step, each), side.other.recommended(step, each)) for each in Strength
        ]
        is_open = (logic.opposite(sides.met), logic.opposite(sides.unmet))
        never = logic.opposite(side.other.possible(step, strength))
        reply = self._search.ask(*is_open, never, *alike, show=(side.meaning, side.other))
        if reply.answer is Answer.YES:
            kind = Kind.NEWLY_UNDETERMINED if side.gives else Kind.NO_LONGER_UNDETERMINED
            yield self._told(kind, step, side, rule, reply)
        elif reply.answer is Answer.NOT_SETTLED:
            self._note(step, reply)

    def _told(self, kind: Kind, step: str, side: _Side, rule: Rule, reply: Reply) -> Difference:
        old, new = side.in_order(*reply.decided)
        was, now = (decided.strengths().get(step, "") for decided in (old, new))
        says = f"{self._title(step)} {_words(kind, was, now)}"
        examples = [self._example(decided, step, kind, rule) for decided in (old, new)]
        return Difference(kind, step, was, now, rule.name, says, *examples)

    def _example(self, decided: Decided, step: str, kind: Kind, rule: Rule) -> Example:
        """Return the case as one version decides it, with a scenario that holds for that version alone."""
        expected, also = [], ""
        if step in decided.ruleset.steps.by_name:
            expected.append(recommended_sentence(step, decided.strengths().get(step, ""), decided.ruleset))
        about_rule = kind in (Kind.NEWLY_UNDETERMINED, Kind.NO_LONGER_UNDETERMINED)
        if about_rule and rule.name in decided.ruleset.rules:
            outcome = decided.outcomes()[rule.name]
            expected.append(rule_sentence(rule.name, outcome))
            also = f", and “{decided.ruleset.rules[rule.name].title}” is {outcome.replace('_', ' ')}"
        title = f"{self._title(step)} under {decided.ruleset.family}:{decided.ruleset.version}"
        shown = example(decided, title, expected)
        return replace(shown, answer=shown.answer + also)

    # --- below threshold --------------------------------------------------------------------------------------------

    def _below(self) -> Iterator[Difference]:
        if self._old.below.recommend == self._new.below.recommend:
            return
        new, old = self._sides[0].meaning, self._sides[1].meaning
        reply = self._search.ask(new.nothing_met(), old.nothing_met(), likely=True, show=(old, new))
        if reply.answer is Answer.YES:
            says = "What is offered when no threshold is met has changed"
            examples = [example(each, "Below threshold", ["no threshold is met"]) for each in reply.decided]
            yield Difference(Kind.BELOW_THRESHOLD, "", "", "", "", says, *examples)
        elif reply.answer is Answer.NOT_SETTLED:
            self._not_settled.append(f"Whether any case meets no rule in both: {reply.why}")


def _kind(side: _Side, others: int) -> Kind:
    if side.gives:
        return Kind.STRONGER if others else Kind.NEWLY_RECOMMENDED
    return Kind.WEAKER if others else Kind.NO_LONGER_RECOMMENDED


def _words(kind: Kind, was: str, now: str) -> str:
    return {
        Kind.NEWLY_RECOMMENDED: f"is newly recommended ({now})",
        Kind.NO_LONGER_RECOMMENDED: f"is no longer recommended (it was {was})",
        Kind.STRONGER: f"is recommended more strongly ({now}, and was {was})",
        Kind.WEAKER: f"is recommended less strongly ({now}, and was {was})",
        Kind.NEWLY_UNDETERMINED: "may now be recommended, depending on what is not known",
        Kind.NO_LONGER_UNDETERMINED: "no longer depends on what is not known",
        Kind.BELOW_THRESHOLD: "",
    }[kind]
