"""A ruleset, changed one small thing at a time, and which of those changes no scenario notices.

A change that no scenario notices is a part of the ruleset that nobody has said they rely on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TypeVar

from service.assurance.measure_changes import due_changes, measure_changes
from service.assurance.phrase_changes import phrase_changes
from service.ruleset.model import (
    Block,
    BlockKind,
    Condition,
    Count,
    DefinitionRef,
    Elapsed,
    Measure,
    Rule,
    Ruleset,
    Streak,
    Test,
)
from service.ruleset.vocabulary import Strength

Named = TypeVar("Named")
SOLE = 1


@dataclass(frozen=True, slots=True)
class Mutant:
    """A ruleset with one thing changed: where, and what changed. `rules` are those the change can reach.

    `conditions` says that the change can make those rules come out otherwise; else it changes what they lead to.
    """

    where: str
    change: str
    ruleset: Ruleset
    rules: frozenset[str]
    conditions: bool = False

    @property
    def name(self) -> str:
        """Where and what, in one line: the name a change is accepted by."""
        return f"{self.where}: {self.change}"


def mutants(ruleset: Ruleset) -> Iterator[Mutant]:
    """Yield the ruleset with each small change there is, in the order of the file."""
    for making in (_in_force, _measures, _definitions, _rules, _below, _steps):
        for number, mutant in enumerate(making(ruleset)):
            # A digest of its own, since the engines keep what they have made of a ruleset by its digest.
            digest = f"{ruleset.digest} {mutant.where} {mutant.change} {number}"
            yield replace(mutant, ruleset=replace(mutant.ruleset, digest=digest))


# --- conditions ---------------------------------------------------------------------------------------------------


def condition_changes(condition: Condition) -> Iterator[tuple[str, Condition]]:
    """Yield a condition with each small change, and what was changed."""
    if isinstance(condition, Test):
        for phrase in phrase_changes(condition.phrase, condition.subject):
            was = f"{subject_name(condition)}: {condition.phrase.words}"
            yield f"{was} → {phrase.words}", replace(condition, phrase=phrase)
        return
    yield from _block_changes(condition)
    for at, part in enumerate(condition.parts):
        for change, changed in condition_changes(part):
            yield change, replace(condition, parts=(*condition.parts[:at], changed, *condition.parts[at + 1 :]))


def _block_changes(block: Block) -> Iterator[tuple[str, Condition]]:
    many = len(block.parts) > SOLE
    for kind in _other_kinds(block.kind, many=many):
        yield f"{_kind(block)} → {kind.value}", replace(block, kind=kind, needed=0)
    if block.kind is BlockKind.AT_LEAST:
        for needed in (block.needed - 1, block.needed + 1):
            if 0 < needed <= len(block.parts):
                yield f"{_kind(block)} → at least {needed} of", replace(block, needed=needed)
    for at, part in enumerate(block.parts if many else ()):
        left = (*block.parts[:at], *block.parts[at + 1 :])
        yield f"without {condition_name(part)}", replace(block, parts=left)


def _other_kinds(kind: BlockKind, *, many: bool) -> tuple[BlockKind, ...]:
    if kind is BlockKind.NONE:
        return (BlockKind.ANY, BlockKind.ALL) if many else (BlockKind.ANY,)
    others = tuple(other for other in (BlockKind.ALL, BlockKind.ANY) if other is not kind)
    return (*others, BlockKind.NONE) if many else (BlockKind.NONE,)


def _kind(block: Block) -> str:
    return f"at least {block.needed} of" if block.kind is BlockKind.AT_LEAST else block.kind.value


def subject_name(test: Test) -> str:
    """Return the left-hand side of a condition as it is written."""
    return test.subject.name


def condition_name(condition: Condition) -> str:
    """Return a condition in a few words."""
    if isinstance(condition, Test):
        return f"{subject_name(condition)}: {condition.phrase.words}"
    return f"{_kind(condition)} ({', '.join(condition_name(part) for part in condition.parts)})"


def rewritten(condition: Condition, change: Callable[[Test], Test]) -> Condition:
    """Return the condition with every test in it passed through `change`."""
    if isinstance(condition, Test):
        return change(condition)
    return replace(condition, parts=tuple(rewritten(part, change) for part in condition.parts))


def lines_in(condition: Condition) -> Iterator[Test]:
    """Yield every test of a condition."""
    if isinstance(condition, Test):
        yield condition
    else:
        for part in condition.parts:
            yield from lines_in(part)


# --- rules and definitions ----------------------------------------------------------------------------------------


def _rules(ruleset: Ruleset) -> Iterator[Mutant]:
    for name, rule in ruleset.rules.items():
        where = f"rule {name}"
        yield Mutant(where, "left out", replace(ruleset, rules=_without(ruleset.rules, name)), frozenset({name}))
        for change, changed in _recommend_changes(rule, ruleset):
            yield Mutant(where, change, _with_rule(ruleset, changed), frozenset({name}))
        for change, changed in _when_changes(rule):
            yield Mutant(where, change, _with_rule(ruleset, changed), frozenset({name}), conditions=True)


def _with_rule(ruleset: Ruleset, rule: Rule) -> Ruleset:
    return replace(ruleset, rules={**ruleset.rules, rule.name: rule})


def _when_changes(rule: Rule) -> Iterator[tuple[str, Rule]]:
    for change, when in condition_changes(rule.when):
        yield f"when, {change}", replace(rule, when=when)
    if rule.unless is not None:
        yield "without unless", replace(rule, unless=None)
        for change, unless in condition_changes(rule.unless):
            yield f"unless, {change}", replace(rule, unless=unless)


def _recommend_changes(rule: Rule, ruleset: Ruleset) -> Iterator[tuple[str, Rule]]:
    for change, recommend in recommendation_changes(rule.recommend, ruleset):
        yield change, replace(rule, recommend=recommend)


def recommendation_changes(
    recommend: Mapping[str, Strength], ruleset: Ruleset
) -> Iterator[tuple[str, Mapping[str, Strength]]]:
    """Yield what is recommended with one strength, or one step, changed or left out."""
    ranked = list(ruleset.steps.by_name)
    for step, strength in recommend.items():
        for other in Strength:
            if other is not strength:
                yield f"{step}: {strength.word} → {other.word}", {**recommend, step: other}
        at = ranked.index(step)
        for neighbour in (*ranked[max(at - 1, 0) : at], *ranked[at + 1 : at + 2]):
            if neighbour not in recommend:
                yield f"{step} → {neighbour}", {**_without(recommend, step), neighbour: strength}
        if len(recommend) > SOLE:
            yield f"without {step}", _without(recommend, step)


def _below(ruleset: Ruleset) -> Iterator[Mutant]:
    for change, recommend in recommendation_changes(ruleset.below.recommend, ruleset):
        below = replace(ruleset.below, recommend=recommend)
        yield Mutant("below threshold", change, replace(ruleset, below=below), frozenset())


def _definitions(ruleset: Ruleset) -> Iterator[Mutant]:
    for name, definition in ruleset.definitions.items():
        reached = rules_using(ruleset, name)
        for change, when in condition_changes(definition.when):
            definitions = {**ruleset.definitions, name: replace(definition, when=when)}
            yield Mutant(
                f"definition {name}", change, replace(ruleset, definitions=definitions), reached, conditions=True
            )


def rules_using(ruleset: Ruleset, name: str) -> frozenset[str]:
    """Return the rules that rest on a measure or definition, directly or through definitions."""
    names = {name}
    for definition in ruleset.definitions.values():  # each comes after those it uses
        if _uses(definition.when, names):
            names.add(definition.name)
    conditions = {rule.name: (rule.when, rule.unless) for rule in ruleset.rules.values()}
    return frozenset(rule for rule, parts in conditions.items() if any(part and _uses(part, names) for part in parts))


def _uses(condition: Condition, names: Iterable[str]) -> bool:
    return any(not _is_fact(test) and test.subject.name in names for test in lines_in(condition))


def _is_fact(test: Test) -> bool:
    return not isinstance(test.subject, Count | Streak | Elapsed | DefinitionRef)


def _without(named: Mapping[str, Named], name: str) -> dict[str, Named]:
    return {key: value for key, value in named.items() if key != name}


# --- the rest of a ruleset ----------------------------------------------------------------------------------------


def _in_force(ruleset: Ruleset) -> Iterator[Mutant]:
    if ruleset.in_force is None:
        return
    for days in (-1, 1):
        in_force = replace(ruleset.in_force, start=ruleset.in_force.start + timedelta(days=days))
        changed = replace(ruleset, in_force=in_force)
        yield Mutant("in force", f"from {in_force.start}", changed, frozenset(ruleset.rules))


def _measures(ruleset: Ruleset) -> Iterator[Mutant]:
    for name, measure in ruleset.measures.items():
        reached = rules_using(ruleset, name)
        for change, changed in measure_changes(measure):
            yield Mutant(f"measure {name}", change, with_measure(ruleset, changed), reached, conditions=True)


def with_measure(ruleset: Ruleset, measure: Measure) -> Ruleset:
    """Return the ruleset with the measure of that name replaced wherever it is used."""

    def change(test: Test) -> Test:
        used = isinstance(test.subject, Count | Streak | Elapsed) and test.subject.name == measure.name
        return replace(test, subject=measure) if used else test

    rules = {
        name: replace(rule, when=rewritten(rule.when, change), unless=rule.unless and rewritten(rule.unless, change))
        for name, rule in ruleset.rules.items()
    }
    definitions = {
        name: replace(definition, when=rewritten(definition.when, change))
        for name, definition in ruleset.definitions.items()
    }
    measures = {**ruleset.measures, measure.name: measure}
    return replace(ruleset, rules=rules, definitions=definitions, measures=measures)


def _steps(ruleset: Ruleset) -> Iterator[Mutant]:
    """Yield the ruleset with the day a step is due changed, for the steps its rules recommend."""
    for name in dict.fromkeys(step for rule in ruleset.rules.values() for step in rule.recommend):
        step = ruleset.steps.by_name[name]
        reached = frozenset(rule.name for rule in ruleset.rules.values() if name in rule.recommend)
        for change, due in due_changes(step, ruleset.vocabulary):
            by_name = {**ruleset.steps.by_name, name: replace(step, due=due)}
            changed = replace(ruleset, steps=replace(ruleset.steps, by_name=by_name))
            yield Mutant(f"step {name}", change, changed, reached)
