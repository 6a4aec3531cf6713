"""What two versions of a ruleset say differently, part by part, in the words they are read back in."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from service.assurance.solver.mentions import all_tests_in, conditions_of
from service.ruleset.model import (
    Condition,
    Definition,
    Guarantee,
    Measure,
    NeverLowers,
    Parameter,
    Rule,
    Ruleset,
)
from service.ruleset.reading import citation_words, in_force_words, measure_words, recommend_words
from service.ruleset.vocabulary import Step
from service.ruleset.wording import condition_lines, either

Named = TypeVar("Named")
Lines = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """One thing said differently: what it is, and how it read before and reads now."""

    what: str
    was: Lines
    now: Lines


@dataclass(frozen=True, slots=True)
class Change:
    """One part of a ruleset that was added, left out, renamed or changed, in a sentence and line by line.

    `kind` is the part's own word (`rule`), `rules` are those it bears on. `in_words_only` can change no answer.
    """

    kind: str
    how: str
    name: str
    says: str
    parts: tuple[Part, ...] = ()
    rules: tuple[str, ...] = ()
    in_words_only: bool = False

    def as_json(self) -> dict[str, Any]:
        """Return it as JSON."""
        parts = [{"what": part.what, "was": list(part.was), "now": list(part.now)} for part in self.parts]
        return {
            "kind": self.kind,
            "how": self.how,
            "name": self.name,
            "says": self.says,
            "parts": parts,
            "rules": list(self.rules),
            "in_words_only": self.in_words_only,
        }


def differences(old: Ruleset, new: Ruleset) -> Iterator[Change]:
    """Yield everything the new version says differently, rules first, each in the order of the files."""
    yield from _rules(old, new)
    yield from _each("parameter", old.parameters, new.parameters, _parameter)
    yield from _used(_each("measure", old.measures, new.measures, _measure), old, new)
    yield from _used(_each("definition", old.definitions, new.definitions, _definition), old, new)
    yield from _below(old, new)
    yield from _each("guarantee", old.guarantees, new.guarantees, lambda each: _guarantee(each, new))
    yield from _each("step", old.steps.by_name, new.steps.by_name, _step)
    yield from _head(old, new)


# --- rules --------------------------------------------------------------------------------------------------------


def _rules(old: Ruleset, new: Ruleset) -> Iterator[Change]:
    gone = {name: rule for name, rule in old.rules.items() if name not in new.rules}
    for name, rule in new.rules.items():
        before = old.rules.get(name) or _same_but_for_name(rule, gone)
        if before is None:
            says = f"The rule “{rule.title}” is new"
            yield Change("rule", "added", name, says, _rule_parts(None, rule, old, new), (name,))
            continue
        gone.pop(before.name, None)
        yield from _changed_rule(before, rule, old, new)
    for name, rule in gone.items():
        says = f"The rule “{rule.title}” is left out"
        yield Change("rule", "removed", name, says, _rule_parts(rule, None, old, new), (name,))


def _same_but_for_name(rule: Rule, gone: Mapping[str, Rule]) -> Rule | None:
    """Return the rule left out that says just what this one does under another name."""
    for other in gone.values():
        if (other.when, other.unless, other.recommend) == (rule.when, rule.unless, rule.recommend):
            return other
    return None


def _changed_rule(before: Rule, rule: Rule, old: Ruleset, new: Ruleset) -> Iterator[Change]:
    parts = _rule_parts(before, rule, old, new)
    if before.name != rule.name:
        says = f"The rule `{before.name}` is now called `{rule.name}`"
        yield Change("rule", "renamed", rule.name, says, parts, (rule.name,), in_words_only=True)
    elif parts:
        told = either([part.what for part in parts], "and")
        words_only = all(part.what in ("title", "reason", "source") for part in parts)
        says = f"The rule “{rule.title}” has changed: {told}"
        yield Change("rule", "changed", rule.name, says, parts, (rule.name,), in_words_only=words_only)


def _rule_parts(before: Rule | None, rule: Rule | None, old: Ruleset, new: Ruleset) -> tuple[Part, ...]:
    """Return the parts of a rule that read differently; of a rule that is new or left out, all it does."""
    was, now = _rule_lines(before, old), _rule_lines(rule, new)
    both = before is not None and rule is not None
    kept = was.keys() if both else ("when", "unless", "recommends", "source")
    return tuple(Part(what, was[what], now[what]) for what in kept if was[what] != now[what])


def _rule_lines(rule: Rule | None, ruleset: Ruleset) -> dict[str, Lines]:
    if rule is None:
        return dict.fromkeys(("title", "when", "unless", "recommends", "reason", "source"), ())
    return {
        "title": (rule.title,),
        "when": lines_of(rule.when),
        "unless": lines_of(rule.unless) if rule.unless else (),
        "recommends": tuple(recommend_words(rule.recommend, ruleset)),
        "reason": (" ".join(rule.because.split()),),
        "source": (citation_words(rule.source, ruleset.sources),),
    }


def lines_of(condition: Condition) -> Lines:
    """Return a condition as lines, each block's parts set further in."""
    return tuple(f"{'  ' * line.depth}{line.text}{':' * line.heading}" for line in condition_lines(condition))


# --- everything else that has a name ------------------------------------------------------------------------------


def _each(
    kind: str, old: Mapping[str, Named], new: Mapping[str, Named], lines: Callable[[Named], Lines]
) -> Iterator[Change]:
    """Yield what was added, changed and left out among named parts, told apart by the lines they are read back in."""
    for name, part in new.items():
        was, now = lines(old[name]) if name in old else (), lines(part)
        if was != now:
            how = "changed" if name in old else "added"
            says = f"The {kind} “{name}” {'has changed' if name in old else 'is new'}"
            yield Change(kind, how, name, says, (Part(kind, was, now),), in_words_only=kind == "guarantee")
    for name, part in old.items():
        if name not in new:
            says = f"The {kind} “{name}” is left out"
            yield Change(kind, "removed", name, says, (Part(kind, lines(part), ()),), in_words_only=kind == "guarantee")


def _used(changes: Iterator[Change], old: Ruleset, new: Ruleset) -> Iterator[Change]:
    """Add to each change the rules that rest on it."""
    for change in changes:
        rules = {
            name: None for each in (old, new) for name, rule in each.rules.items() if _uses(rule, change.name, each)
        }
        yield replace(change, rules=tuple(rules))


def _uses(rule: Rule, name: str, ruleset: Ruleset) -> bool:
    return any(test.subject.name == name for test in all_tests_in(conditions_of(rule), ruleset))


def _parameter(parameter: Parameter) -> Lines:
    return (parameter.value,)


def _measure(measure: Measure) -> Lines:
    return (measure_words(measure),)


def _definition(definition: Definition) -> Lines:
    return lines_of(definition.when)


def _guarantee(guarantee: Guarantee, ruleset: Ruleset) -> Lines:
    if isinstance(guarantee, NeverLowers):
        return ("never lowers:", *(f"  {fact.yes or fact.label}" for fact in guarantee.facts))
    return ("whenever:", *lines_of(guarantee.whenever), "then:", *recommend_words(guarantee.then, ruleset))


def _step(step: Step) -> Lines:
    return (step.title, f"rank {step.rank}", *([step.due.says] if step.due else []))


# --- below threshold, and the head of the file --------------------------------------------------------------------


def _below(old: Ruleset, new: Ruleset) -> Iterator[Change]:
    pairs = {
        "recommends": (recommend_words(old.below.recommend, old), recommend_words(new.below.recommend, new)),
        "guidance": ([" ".join(old.below.guidance.split())], [" ".join(new.below.guidance.split())]),
    }
    parts = tuple(Part(what, tuple(was), tuple(now)) for what, (was, now) in pairs.items() if was != now)
    if parts:
        yield Change("below threshold", "changed", "below threshold", "What to do below threshold has changed", parts)


def _head(old: Ruleset, new: Ruleset) -> Iterator[Change]:
    pairs: Sequence[tuple[str, str, str]] = (
        ("title", old.title, new.title),
        ("in force", in_force_words(old.in_force), in_force_words(new.in_force)),
    )
    for what, was, now in pairs:
        if was != now:
            told = f"The title has changed to “{now}”" if what == "title" else f"Its days: {now.rstrip('.')}"
            yield Change(what, "changed", what, told, (Part(what, (was,), (now,)),), in_words_only=True)
