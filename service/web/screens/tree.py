"""The trace of a rule as a page shows it: what each line asks, what was seen, and what came of it.

The lines ask in the words of the ruleset when it is still held as it was; else in the words of the trace alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from service.ruleset.model import Block, Condition, Ruleset, Test
from service.ruleset.vocabulary import EventList, Fact, Kind, Vocabulary
from service.ruleset.wording import ISO_DATE, clause, date_words, value_words

Node = Mapping[str, Any]

OUTCOMES = {"met": "Met", "not_met": "Not met", "undetermined": "Not known"}
HEADINGS = {"all": "All of these", "any": "At least one of these", "none": "None of these"}
_FACT = re.compile(r"\b[a-z_]+\.[a-z_]+\b")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a rule. `seen` is the value it was judged on; `notes` say where that came from."""

    outcome: str
    words: str
    seen: str = ""
    notes: Sequence[str] = ()
    parts: Sequence[Line] = ()

    @property
    def said(self) -> str:
        """What came of it, in a word or two."""
        return OUTCOMES[self.outcome]


class Tree:
    """Makes the lines of rules. `ruleset` is the one that decided, when it is still held; `as_of` is the day."""

    def __init__(self, vocabulary: Vocabulary, ruleset: Ruleset | None, as_of: date) -> None:
        self.vocabulary, self.ruleset, self.as_of = vocabulary, ruleset, as_of

    def lines(self, trace: Node) -> list[Line]:
        """Return what a rule asks, line by line; what would undo it comes last, under a heading of its own."""
        rule = self.ruleset.rules.get(trace["rule"]) if self.ruleset else None
        lines = self._top(trace["when"], rule.when if rule else None)
        if "unless" in trace:
            unless = self._top(trace["unless"], rule.unless if rule else None)
            lines.append(Line(trace["unless"]["outcome"], "Unless", parts=unless))
        return lines

    def _top(self, node: Node, condition: Condition | None) -> list[Line]:
        line = self._line(node, condition)
        return list(line.parts) if node.get("block") == "all" else [line]

    def _line(self, node: Node, condition: Condition | None) -> Line:
        if "block" in node:
            return self._block(node, condition)
        words = clause(condition) if isinstance(condition, Test) else node["says"]
        if "definition" in node:
            inner = self._definition(node["definition"])
            return Line(node["outcome"], words, parts=self._top(node["when"], inner))
        return Line(node["outcome"], words, self._seen(node), list(self._notes(node)))

    def _block(self, node: Node, condition: Condition | None) -> Line:
        inner = condition.parts if isinstance(condition, Block) else [None] * len(node["parts"])
        parts = [self._line(part, each) for part, each in zip(node["parts"], inner, strict=True)]
        if len(parts) == 1 and node["block"] in ("all", "any"):
            return parts[0]
        return Line(node["outcome"], HEADINGS.get(node["block"]) or _counted_heading(node["block"]), parts=parts)

    def _definition(self, name: str) -> Condition | None:
        return self.ruleset.definitions[name].when if self.ruleset and name in self.ruleset.definitions else None

    # --- what was seen ---

    def _seen(self, node: Node) -> str:
        seen = node["seen"]
        if isinstance(seen, dict):
            return _interval(seen)
        fact = self.vocabulary.facts.get(node.get("fact", ""))
        return said_value(fact, seen, self.as_of) if fact else "not known" if seen is None else str(seen)

    def _notes(self, node: Node) -> Iterator[str]:
        if node.get("from"):
            yield f"from {self._in_words(node['from'])}"
        for name, heading in (("counted", "Counted"), ("possible", "Possible"), ("left_out", "Left out")):
            for event in node.get(name, ()):
                yield f"{heading}: {self._event(node['measure'], event)}"

    def _in_words(self, text: str) -> str:
        named = _FACT.sub(lambda found: self._label(found[0]), text)
        return ISO_DATE.sub(lambda found: date_words(date.fromisoformat(found[0])), named)

    def _label(self, name: str) -> str:
        fact = self.vocabulary.facts.get(name)
        return f"{fact.label}," if fact and fact.label else name

    def _event(self, measure: str, event: Node) -> str:
        events = _events_of(self.ruleset, measure)
        said = [self._field(events, name, value) for name, value in event.items() if name != "why"]
        return ", ".join(said) + (f" ({event['why']})" if "why" in event else "")

    def _field(self, events: EventList | None, name: str, value: Any) -> str:  # noqa: ANN401 - any value of a field
        fact = events.fields.get(name) if events else None
        if fact and isinstance(value, bool):
            return fact.yes if value else fact.no
        return said_value(fact, value, self.as_of) if fact else str(value)


def said_value(fact: Fact, value: bool | int | str | None, as_of: date) -> str:  # noqa: FBT001 - any value of a fact
    """Return a value, as a case or a trace has it in JSON, in words."""
    if isinstance(value, str) and fact.kind not in (Kind.CHOICE, Kind.TEXT):
        return date_words(date.fromisoformat(value)) if ISO_DATE.fullmatch(value) else value
    return value_words(fact, value, as_of)


def _events_of(ruleset: Ruleset | None, measure: str) -> EventList | None:
    return getattr(ruleset.measures.get(measure), "events", None) if ruleset else None


def _interval(seen: Node) -> str:
    definite, possible = seen["definite"], seen["possible"]
    return f"{definite} for certain, any number possible" if possible is None else f"from {definite} to {possible}"


def _counted_heading(block: str) -> str:
    return f"{block[:1].upper()}{block[1:]} these"
