"""A threshold moved through a range of values: a ruleset for each value, made by changing one parameter in its text.

infant age=3..24 months      infant age=3..24 months by 3      minor referral limit=2,3,5
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from service.impact.study.plan import CannotStudy
from service.ruleset.model import Ruleset
from service.ruleset.problems import Findings, Severity, Span, suggest
from service.ruleset.read import read_ruleset
from service.ruleset.yaml_nodes import Entries, Entry, Words, read_nodes, spoken

MOST_VALUES = 60
_RANGE = re.compile(r"(\d{1,6})\s*\.\.\s*(\d{1,6})\s*([a-z ]*?)(?:\s+by\s+(\d{1,6}))?")


@dataclass(frozen=True, slots=True)
class Variant:
    """The ruleset with the parameter at one value. `value` is as it would be written; `number` puts it on a scale."""

    value: str
    number: int
    ruleset: Ruleset


@dataclass(frozen=True, slots=True)
class Sweep:
    """One parameter and the rulesets with it at each value; `now` is its value in the version swept."""

    parameter: str
    title: str
    unit: str
    now: str
    variants: tuple[Variant, ...]


def make_sweep(words: str, ruleset: Ruleset) -> Sweep:
    """Return the sweep that is asked for like `infant age=3..24 months`. Raises CannotStudy."""
    name, equals, values = (part.strip() for part in words.partition("="))
    parameter = next((p for p in ruleset.parameters.values() if spoken(p.name) == spoken(name)), None)
    if not equals or not values:
        raise CannotStudy(f"`{words}` does not say which values to try", "Write it like `infant age=3..24 months`")
    if parameter is None:
        hint = suggest(spoken(name), ruleset.parameters)
        raise CannotStudy(f"{ruleset.family} {ruleset.version} has no parameter called `{name}`", hint)
    written = list(_values(values))
    if not 1 < len(written) <= MOST_VALUES:
        raise CannotStudy(f"`{words}` has {len(written)} values", f"Try from 2 to {MOST_VALUES} of them")
    variants = tuple(Variant(value, number, _with(ruleset, parameter.name, value)) for number, value in written)
    unit = " ".join(written[0][1].split()[1:])
    return Sweep(parameter.name, parameter.title, unit, parameter.value, variants)


def _values(words: str) -> Iterator[tuple[int, str]]:
    found = _RANGE.fullmatch(words.lower())
    if found:
        low, high, unit, by = int(found[1]), int(found[2]), found[3].strip(), int(found[4] or 1)
        yield from ((number, f"{number} {unit}".strip()) for number in range(low, high + 1, max(by, 1)))
        return
    for part in words.split(","):
        number = re.match(r"\d+", part.strip())
        if number:
            yield int(number[0]), part.strip()


def _with(ruleset: Ruleset, name: str, value: str) -> Ruleset:
    """Return the ruleset with one parameter at another value."""
    text = _replaced(ruleset.text.decode("utf-8-sig"), _place(ruleset.text, name), value)
    changed, problems = read_ruleset(
        text.encode(), ruleset.vocabulary, ruleset.steps, "", ruleset.family, f"{ruleset.version} with {name} {value}"
    )
    if changed is None:
        error = next(each for each in problems if each.severity is Severity.ERROR)
        raise CannotStudy(f"With {name} at {value} the ruleset cannot be used: {error.message}", error.help)
    return changed


def _place(text: bytes, name: str) -> Span:
    """Return where the value of a parameter is written."""
    parameters = _entry(read_nodes(text, Findings()), "parameters")
    value = _entry(parameters.value, name) if parameters else None
    node = value.value if value else None
    inner = _entry(node, "value") if isinstance(node, Entries) else None
    place = inner.value if inner else node
    if not isinstance(place, Words):
        raise CannotStudy(f"The value of {name} cannot be found in the ruleset", "Write it on one line")
    return place.span


def _entry(node: object, name: str) -> Entry | None:
    entries: Sequence[Entry] = node.entries if isinstance(node, Entries) else ()
    return next((entry for entry in entries if spoken(entry.key.text) == spoken(name)), None)


def _replaced(text: str, span: Span, value: str) -> str:
    lines = text.replace("\r\n", "\n").split("\n")
    line = lines[span.line - 1]
    lines[span.line - 1] = line[: span.column - 1] + value + line[span.end_column - 1 :]
    return "\n".join(lines)
