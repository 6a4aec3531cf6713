"""Which rules of two versions say the same, definitions and measures spelt out: only the others need asking again."""

from __future__ import annotations

from collections.abc import Hashable, Iterable

from service.ruleset.model import Condition, DefinitionRef, Rule, Ruleset, Test


def changed_rules(base: Ruleset, others: Iterable[Ruleset]) -> list[str]:
    """Return the rules of the base that any of the others says differently, in the order of the base."""
    own = {name: meaning(rule, base) for name, rule in base.rules.items()}
    found: set[str] = set()
    for other in others:
        found |= {name for name, rule in other.rules.items() if own.get(name) != meaning(rule, other)}
    return [name for name in base.rules if name in found]


def meaning(rule: Rule, ruleset: Ruleset) -> Hashable:
    """Return all that decides an answer of a rule's, so that two that are equal always answer alike."""
    unless = None if rule.unless is None else _spelt_out(rule.unless, ruleset)
    return _spelt_out(rule.when, ruleset), unless, tuple(sorted(rule.recommend.items()))


def _spelt_out(condition: Condition, ruleset: Ruleset) -> Hashable:
    if not isinstance(condition, Test):
        return condition.kind, condition.needed, tuple(_spelt_out(part, ruleset) for part in condition.parts)
    if isinstance(condition.subject, DefinitionRef):
        return condition.phrase, _spelt_out(ruleset.definitions[condition.subject.name].when, ruleset)
    return condition
