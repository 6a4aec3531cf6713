"""Checks that look at a whole ruleset: what is unused, circular, impossible or always so.

Each check is a function of one form, listed in `CHECKS`. They are cheap: what only a solver can see is left to
`threshold prove`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from service.ruleset.model import Condition, Definition, DefinitionRef, Known, Rule, Ruleset, Test
from service.ruleset.possible import certain, impossible
from service.ruleset.problems import Findings, Span

Place = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Reading:
    """A ruleset as read, with which names it used and where each name was written."""

    ruleset: Ruleset
    used: set[Place]
    places: Mapping[Place, Span]


def check(reading: Reading, findings: Findings) -> Ruleset:
    """Note every problem of the whole in `findings`; return the ruleset with its definitions in order of use."""
    for one_check in CHECKS:
        one_check(reading, findings)
    if findings.stopped:
        return reading.ruleset
    return replace(reading.ruleset, definitions=_in_order_of_use(reading.ruleset))


def tests_in(condition: Condition | None) -> Iterator[Test]:
    """Yield every line of a condition, in the order written."""
    if isinstance(condition, Test):
        yield condition
    elif condition is not None:
        for part in condition.parts:
            yield from tests_in(part)


def _refers_to(condition: Condition) -> list[str]:
    return [test.subject.name for test in tests_in(condition) if isinstance(test.subject, DefinitionRef)]


def _unused(reading: Reading, findings: Findings) -> None:
    if findings.stopped:
        return  # a line that could not be read may be the very one that uses it
    for place, span in reading.places.items():
        if place not in reading.used:
            kind, name = place
            message = f"The {kind} `{name}` is not used"
            findings.warning("unused", message, span, "Use it, or take it out")


def _circular(reading: Reading, findings: Findings) -> None:
    definitions = reading.ruleset.definitions
    reported: set[str] = set()
    for name in definitions:
        loop = _loop_from(name, reading.ruleset)
        if loop and not reported & set(loop):
            reported.update(loop)
            message = "These definitions go round in a circle: " + " → ".join(f"`{each}`" for each in loop)
            findings.error("circular", message, definitions[name].span, "Take one of them out of another's conditions")


def _loop_from(start: str, ruleset: Ruleset) -> list[str]:
    """Return the names on a way from a definition back to itself, or nothing."""
    ways = [[start]]
    seen = set()
    while ways:
        way = ways.pop()
        for name in _refers_to(ruleset.definitions[way[-1]].when):
            if name == start:
                return [*way, start]
            if name in ruleset.definitions and name not in seen:
                seen.add(name)
                ways.append([*way, name])
    return []


def _in_order_of_use(ruleset: Ruleset) -> dict[str, Definition]:
    """Return the definitions so that each comes after those it uses. There is no circle."""
    ordered: dict[str, Definition] = {}

    def place(name: str) -> None:
        if name not in ordered:
            for other in _refers_to(ruleset.definitions[name].when):
                place(other)
            ordered[name] = ruleset.definitions[name]

    for name in ruleset.definitions:
        place(name)
    return ordered


def _never_met(reading: Reading, findings: Findings) -> None:
    if findings.stopped:
        return
    for rule in reading.ruleset.rules.values():
        why = impossible(rule.when, reading.ruleset)
        if not why and rule.unless is not None and certain(rule.unless, reading.ruleset):
            why = "what stands under `unless` is always so"
        if why:
            findings.error("never-met", f"The rule `{rule.name}` can never be met", rule.span, f"Because {why}")
        elif _always(rule, reading.ruleset):
            help_line = "Add a condition that some cases do not meet"
            findings.warning("always-met", f"The rule `{rule.name}` is met by every case", rule.span, help_line)


def _always(rule: Rule, ruleset: Ruleset) -> bool:
    spared = rule.unless is None or bool(impossible(rule.unless, ruleset))
    return spared and certain(rule.when, ruleset)


def _definition_never_so(reading: Reading, findings: Findings) -> None:
    if findings.stopped:
        return
    for definition in reading.ruleset.definitions.values():
        why = impossible(definition.when, reading.ruleset)
        if why:
            message = f"The definition `{definition.name}` can never be so"
            findings.warning("never-met", message, definition.span, f"Because {why}")


def _asks_not_known(reading: Reading, findings: Findings) -> None:
    """Mark what asks whether a fact is known: the one case where learning a fact can take an answer back."""
    ruleset = reading.ruleset
    for condition in [*(d.when for d in ruleset.definitions.values()), *_rule_conditions(ruleset)]:
        for test in tests_in(condition):
            if isinstance(test.phrase, Known):
                message = "This asks whether something is known, so learning it later can take the answer back"
                help_line = "Keep it only where not knowing is itself the concern"
                findings.warning("asks-not-known", message, test.span, help_line)


def _rule_conditions(ruleset: Ruleset) -> Iterator[Condition]:
    for rule in ruleset.rules.values():
        yield rule.when
        if rule.unless is not None:
            yield rule.unless


MOST_LINES, MOST_LEVELS = 2_000, 60


def _too_long_spelt_out(reading: Reading, findings: Findings) -> None:
    """Refuse rules whose definitions, each spelt out where it is used, make a trace that nobody could read or send."""
    if findings.stopped:
        return
    spelt_out: dict[str, tuple[int, int]] = {}
    for definition in _in_order_of_use(reading.ruleset).values():
        spelt_out[definition.name] = _spelt_out(definition.when, spelt_out)
    for rule in reading.ruleset.rules.values():
        sizes = [_spelt_out(condition, spelt_out) for condition in (rule.when, rule.unless) if condition]
        if any(lines > MOST_LINES or levels > MOST_LEVELS for lines, levels in sizes):
            message = f"The rule `{rule.name}` is too long once the definitions it uses are spelt out"
            most = f"at most {MOST_LINES} conditions and {MOST_LEVELS} levels"
            findings.error("too-long-spelt-out", message, rule.span, f"Use fewer definitions of definitions: {most}")


def _spelt_out(condition: Condition, definitions: Mapping[str, tuple[int, int]]) -> tuple[int, int]:
    """Return how many lines and levels a condition has with its definitions in place."""
    if isinstance(condition, Test):
        lines, levels = definitions.get(condition.subject.name, (0, 0))
        return min(lines + 1, MOST_LINES + 1), levels + 1
    parts = [_spelt_out(part, definitions) for part in condition.parts]
    return min(sum(lines for lines, _ in parts) + 1, MOST_LINES + 1), max(levels for _, levels in parts) + 1


def _same_title(reading: Reading, findings: Findings) -> None:
    seen: dict[str, Rule] = {}
    for rule in reading.ruleset.rules.values():
        earlier = seen.setdefault(rule.title.casefold(), rule)
        if earlier is not rule:
            message = f"The rules `{earlier.name}` and `{rule.name}` have the same title"
            findings.warning(
                "same-title", message, rule.span, "Give each a title of its own, so that a trace can be read"
            )


CHECKS: tuple[Callable[[Reading, Findings], None], ...] = (
    _unused,
    _circular,
    _never_met,
    _definition_never_so,
    _asks_not_known,
    _too_long_spelt_out,
    _same_title,
)
