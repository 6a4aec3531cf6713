"""The JSON of one case, turned into typed values for each child, or into everything that is wrong with it.

Nothing sent is passed over: what is not understood is refused, with a pointer to it and how to mend it. What is absent
or null is not known. Never reads a clock: `today` is given.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from service.decision.born import contradictions, settle
from service.decision.case_facts import Event, Events, FactReader
from service.decision.case_problems import LONGEST_NAME, CaseProblem, CaseRefused, Path, Refusals, shown
from service.decision.case_values import NotTaken, read_date, read_text
from service.decision.values import Value, Values
from service.ruleset.problems import closest
from service.ruleset.vocabulary import Scope, Vocabulary

__all__ = ["Case", "CaseProblem", "CaseRefused", "ChildCase", "Event", "read_case"]

MOST_CHILDREN = 30
_KEYS = ("ruleset", "version", "as_of", "reference", "household", "children")


@dataclass(frozen=True, slots=True)
class ChildCase:
    """What is known of one child, the household's facts included. A list of events that is absent is not known."""

    ref: str
    values: Values
    events: Events


@dataclass(frozen=True, slots=True)
class Case:
    """One household's case, for one day, under one family of rulesets; no version means the one in force."""

    family: str
    version: str | None
    as_of: date
    reference: str | None
    children: tuple[ChildCase, ...]


def read_case(body: object, vocabulary: Vocabulary, today: date) -> Case:
    """Return the case in the body of a request. Raises CaseRefused with every problem in it."""
    refusals = Refusals()
    if not isinstance(body, dict):
        refusals.add((), "wrong-value", "A case is a group of named values", "Start it with `{`")
        raise CaseRefused(tuple(refusals.problems))
    case = _CaseReader(body, vocabulary, today, refusals).case()
    refusals.refuse()
    return case


class _CaseReader:
    """Reads one body from the top, noting every problem."""

    def __init__(self, body: Mapping[str, Any], vocabulary: Vocabulary, today: date, refusals: Refusals) -> None:
        self.body, self.refusals = body, refusals
        self.unknown = [key for key in body if key not in _KEYS]
        self.as_of = self._as_of(today)
        self.facts = FactReader(vocabulary, self.as_of, refusals)
        self.silent = self.facts.readers.silent

    def case(self) -> Case:
        """Return the case, with gaps where there are problems."""
        for key in self.unknown:
            self.refusals.add(
                (key,), "unknown-key", f"A case has nothing called `{shown(key)}`", self.refusals.hint(key, _KEYS)
            )
        family = self._text("ruleset")
        if self._lacks("ruleset"):
            self.refusals.add(
                (), "missing", "A case needs a `ruleset`", 'Add `"ruleset": "…"`, naming a family of rulesets'
            )
        return Case(family or "", self._text("version"), self.as_of, self._text("reference"), self._children())

    def _lacks(self, key: str) -> bool:
        """Whether a key is left out; a misspelt one has been pointed out already."""
        return self.body.get(key) is None and not any(closest(each[:LONGEST_NAME], [key]) for each in self.unknown)

    def _as_of(self, today: date) -> date:
        sent = self.body.get("as_of")
        if sent is None:
            return today
        try:
            return read_date("`as_of`", sent)
        except NotTaken as problem:
            self.refusals.add(("as_of",), problem.code, problem.message, problem.help)
            return today

    def _text(self, key: str) -> str | None:
        sent = self.body.get(key)
        return None if sent is None else self._words(key, sent, (key,))

    def _words(self, name: str, sent: object, path: Path) -> str | None:
        try:
            return read_text(f"`{name}`", sent)
        except NotTaken as problem:
            self.refusals.add(path, problem.code, problem.message, problem.help)
            return None

    # --- household and children ---

    def _household(self) -> tuple[dict[str, Value], Events]:
        sent = self.body.get("household")
        if sent is None:
            return {}, {}
        if not isinstance(sent, dict):
            message = "`household` is made of groups of facts"
            self.refusals.add(("household",), "wrong-value", message, 'Write it like `"household": {"contact": {…}}`')
            return {}, {}
        return self.facts.read(sent, ("household",), Scope.HOUSEHOLD)

    def _children(self) -> tuple[ChildCase, ...]:
        values, events = self._household()
        sent = self.body.get("children")
        if not isinstance(sent, list) or not sent:
            self._no_children(sent)
            return ()
        if len(sent) > MOST_CHILDREN:
            message = f"A case has at most {MOST_CHILDREN} children"
            self.refusals.add(("children",), "too-many", message, "Send the others as a second case")
            return ()
        children = [self._child(at, child, values, events) for at, child in enumerate(sent)]
        self._check_refs([child.ref for child in children])
        return tuple(children)

    def _no_children(self, sent: object) -> None:
        if sent is not None or self._lacks("children"):
            path: Path = () if sent is None else ("children",)
            code = "wrong-value" if sent else "missing"
            message = "A case needs a list of `children`, with at least one child"
            self.refusals.add(path, code, message, 'Add `"children": [{"ref": "A"}]`')

    def _child(self, at: int, sent: object, values: Mapping[str, Value], events: Events) -> ChildCase:
        path: Path = ("children", at)
        if not isinstance(sent, dict):
            message = "Each child is a group of named values"
            self.refusals.add(path, "wrong-value", message, 'Write it like `{"ref": "A"}`')
            return ChildCase("", {}, {})
        own_values, own_events = self.facts.read(sent, path, Scope.CHILD, ("ref",))
        known = {**values, **own_values}
        for problem in contradictions(known, self.silent, self.as_of):
            group, _, short = problem.fact.partition(".")
            where = path if problem.fact in own_values else ("household",)
            self.refusals.add((*where, group, short), problem.code, problem.message, problem.help)
        settle(known, self.silent, self.as_of)
        return ChildCase(self._ref(sent, path), known, {**events, **own_events})

    def _ref(self, sent: Mapping[str, Any], path: Path) -> str:
        if sent.get("ref") is None:
            self.refusals.add(
                path, "missing", "Each child needs a `ref`", "Give each child a short name of its own, like `A`"
            )
            return ""
        return self._words("ref", sent["ref"], (*path, "ref")) or ""

    def _check_refs(self, refs: list[str]) -> None:
        for at, ref in enumerate(refs):
            if ref and ref in refs[:at]:
                message = f"This child has the same `ref` as child {refs.index(ref) + 1} of the case"
                self.refusals.add(
                    ("children", at, "ref"), "duplicate-ref", message, "Give each child a `ref` of its own"
                )
