"""The text of one ruleset file, turned into a checked ruleset or the list of everything wrong with it.

Promises that a ruleset it returns can be evaluated on every case without error. Never raises on any bytes.
"""

from __future__ import annotations

import hashlib
from datetime import date

from service.ruleset.check import Reading, check
from service.ruleset.conditions import Names, read_block
from service.ruleset.fields import Fields, entries_of
from service.ruleset.model import Definition, InForce, Parameter, Ruleset, Source
from service.ruleset.problems import Enough, Findings, Problem, Span, in_file_order
from service.ruleset.read_measures import read_measure
from service.ruleset.read_rules import KEBAB, Citations, RuleReader
from service.ruleset.shapes import NotUnderstood
from service.ruleset.time_phrases import read_day
from service.ruleset.vocabulary import Steps, Vocabulary
from service.ruleset.yaml_nodes import Entry, Node, Words, read_nodes, spoken

_TOP = (
    "ruleset", "title", "in force", "sources", "parameters", "measures", "definitions", "rules", "below threshold",
    "guarantees",
)  # fmt: skip
_REQUIRED = ("ruleset", "title", "sources", "rules", "below threshold")


def read_ruleset(
    data: bytes, vocabulary: Vocabulary, steps: Steps, path: str = "", family: str = "", version: str = ""
) -> tuple[Ruleset | None, list[Problem]]:
    """Return the ruleset in the bytes, or None, with every problem found, in file order.

    A ruleset with an error is None; warnings come with it. `family` and `version` are what the library calls the file;
    left empty, the family is the file's own and the version its date in force, else `proposed`.
    """
    findings = Findings(path)
    ruleset = None
    try:
        root = read_nodes(data, findings)
        if root is not None:
            ruleset = _Reader(root, vocabulary, steps, findings).ruleset(data, family, version)
    except Enough:
        pass
    return (None if findings.stopped else ruleset), in_file_order(findings.problems)


def ruleset_digest(text: bytes, vocabulary: Vocabulary, steps: Steps) -> str:
    """Return the digest of everything an answer depends on: the ruleset, vocabulary and steps, byte for byte."""
    whole = hashlib.sha256()
    for part in (text, vocabulary.text, steps.text):
        whole.update(hashlib.sha256(part).digest())
    return f"sha256:{whole.hexdigest()}"


class _Reader:
    """Reads the parts of a ruleset in the order in which they name one another."""

    def __init__(self, root: Node, vocabulary: Vocabulary, steps: Steps, findings: Findings) -> None:
        self.top = Fields(root, findings, "A ruleset", _TOP, _REQUIRED)
        self.findings = findings
        self.vocabulary = vocabulary
        self.steps = steps
        self.sources = {e.key.text: self._source(e) for e in self._lines("sources")}
        self.citations = Citations(self.sources)
        self.names = Names(vocabulary, findings, self._parameters())

    def ruleset(self, data: bytes, family: str, version: str) -> Ruleset | None:
        """Return the whole ruleset, checked; parts that cannot be read are left out, and reported."""
        in_force = self._in_force()
        self._measures()
        definitions = self._definitions()
        reader = RuleReader(self.names, self.steps, self.citations)
        ruleset = Ruleset(
            family=self._family(family),
            version=version or (in_force.start.isoformat() if in_force else "proposed"),
            title=self.top.text("title"),
            in_force=in_force,
            sources=self.sources,
            parameters=self.names.parameters,
            measures=self.names.measures,
            definitions=definitions,
            rules=reader.rules(self._lines("rules")),
            below=reader.below(self.top.node("below threshold")),
            guarantees=reader.guarantees(self._lines("guarantees")),
            vocabulary=self.vocabulary,
            steps=self.steps,
            digest=ruleset_digest(data, self.vocabulary, self.steps),
            text=data,
        )
        if "rules" in self.top and not self._lines("rules"):
            self.findings.error(
                "no-rules", "This ruleset has no rules", self.top.place("rules"), "Add at least one rule"
            )
        return check(Reading(ruleset, self.names.used | self.citations.used, self._places()), self.findings)

    def _lines(self, name: str) -> tuple[Entry, ...]:
        node = self.top.node(name)
        return entries_of(node, self.findings, f"`{name}`") if node is not None else ()

    def _places(self) -> dict[tuple[str, str], Span]:
        """Return where each named part is written, for the checks that look at the whole."""
        parts = {"source": "sources", "parameter": "parameters", "measure": "measures", "definition": "definitions"}
        return {
            (one, " ".join(e.key.text.split())): e.key.span for one, many in parts.items() for e in self._lines(many)
        }

    # --- head ---

    def _family(self, expected: str) -> str:
        family = self.top.text("ruleset")
        if expected and family and family != expected:
            message = f"This ruleset calls itself `{family}`, but it is in the folder `{expected}`"
            self.findings.error(
                "wrong-family", message, self.top.place("ruleset"), f"Write `ruleset: {expected}`, or move the file"
            )
        if family and not KEBAB.fullmatch(family):
            message = f"`{family}` is not a name for a family of rulesets"
            self.findings.error(
                "wrong-name", message, self.top.place("ruleset"), "Use small letters, digits and hyphens"
            )
        return expected or family

    def _in_force(self) -> InForce | None:
        node = self.top.node("in force")
        if node is None:
            return None
        fields = Fields(node, self.findings, "`in force`", ("from", "to"), ("from",))
        start, end = self._day(fields, "from"), self._day(fields, "to")
        if start and end and end < start:
            self.findings.error("empty-range", f"{end} comes before {start}", fields.place("to"), "Swap the two dates")
        return InForce(start, end) if start else None

    def _day(self, fields: Fields, name: str) -> date | None:
        words = fields.words(name)
        if words is None:
            return None
        try:
            return read_day(words.text)
        except NotUnderstood as error:
            self.findings.error(error.code, error.message, words.span, error.help)
            return None

    def _source(self, entry: Entry) -> Source:
        fields = Fields(
            entry.value, self.findings, f"The source `{entry.key.text}`", ("title", "date", "url", "note"), ("title",)
        )
        texts = (fields.text(name) for name in ("title", "date", "url", "note"))
        return Source(entry.key.text, *texts)

    def _parameters(self) -> dict[str, Parameter]:
        parameters = {}
        for entry in self._lines("parameters"):
            name = " ".join(entry.key.text.split())
            fields = Fields(
                entry.value, self.findings, f"The parameter `{name}`", ("value", "title", "source"), ("value", "title")
            )
            source = self.citations.read(fields, needed=False)
            parameters[name] = Parameter(name, fields.text("value"), fields.text("title"), source, entry.key.span)
        return parameters

    # --- what conditions name ---

    def _new_name(self, words: Words) -> str | None:
        """Return the name of a measure or definition, or None when it already means something else."""
        name = " ".join(words.text.split())
        taken = [*self.vocabulary.facts, *self.names.measures, *self.names.definitions]
        if spoken(name) in {spoken(other) for other in taken}:
            message = f"`{name}` already means something else"
            self.findings.error("name-taken", message, words.span, "Choose another name")
            return None
        return name

    def _measures(self) -> None:
        for entry in self._lines("measures"):
            name = self._new_name(entry.key)
            measure = read_measure(entry, self.names) if name else None
            if measure is not None:
                self.names.measures[measure.name] = measure

    def _definitions(self) -> dict[str, Definition]:
        entries = {}
        for entry in self._lines("definitions"):
            name = self._new_name(entry.key)
            if name:
                entries[name] = entry
                self.names.definitions[name] = entry.key.span
        definitions = {}
        for name, entry in entries.items():
            when = read_block(entry.value, self.names, f"The definition `{name}`")
            if when is not None:
                definitions[name] = Definition(name, when, entry.key.span)
        return definitions
