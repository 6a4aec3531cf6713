"""The rules, guarantees and guidance of a ruleset, turned into what they recommend, when and on whose word."""

from __future__ import annotations

import re
from collections.abc import Mapping

from service.ruleset.conditions import Names, read_block
from service.ruleset.fields import Fields, entries_of
from service.ruleset.model import BelowThreshold, Block, Citation, Guarantee, NeverLowers, Promise, Rule, Source
from service.ruleset.problems import suggest
from service.ruleset.vocabulary import Fact, Kind, Steps, Strength
from service.ruleset.yaml_nodes import Entry, Node, Words, spoken

KEBAB = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


class Citations:
    """Reads what rules and parameters rest on, and remembers which sources were cited."""

    def __init__(self, sources: Mapping[str, Source]) -> None:
        self.sources = sources
        self.used: set[tuple[str, str]] = set()

    def read(self, fields: Fields, *, needed: bool) -> Citation | None:
        """Return the document and paragraph, written as two lines or as `document paragraph` on one."""
        node = fields.node("source")
        if node is None:
            return None
        if isinstance(node, Words):
            document, _, paragraph = " ".join(node.text.split()).partition(" ")
        else:
            inner = Fields(node, fields.findings, "`source`", ("document", "paragraph"), ("document",))
            document, paragraph = inner.text("document"), inner.text("paragraph")
        if document and document not in self.sources:
            message = f"There is no source called `{document}`"
            help_line = suggest(document, self.sources) or "Add it under `sources`"
            fields.findings.error("unknown-source", message, node.span, help_line)
        elif needed and document and not paragraph:
            message = f"{fields.what} does not say which paragraph it rests on"
            fields.findings.error("no-paragraph", message, node.span, "Add `paragraph: …`, as the document numbers it")
        self.used.add(("source", document))
        return Citation(document, paragraph)


class RuleReader:
    """Reads the parts of a ruleset that recommend something, once everything they may name is known."""

    def __init__(self, names: Names, steps: Steps, citations: Citations) -> None:
        self.names = names
        self.findings = names.findings
        self.citations = citations
        self.steps = steps
        self._step_names = {spoken(name): name for name in steps.by_name}

    def rules(self, entries: tuple[Entry, ...]) -> dict[str, Rule]:
        """Return the rules by name, in the order of the file."""
        rules = {}
        for entry in entries:
            self._check_name(entry, "rule")
            rule = self._rule(entry)
            if rule is not None:
                rules[rule.name] = rule
        return rules

    def _check_name(self, entry: Entry, what: str) -> None:
        if not KEBAB.fullmatch(entry.key.text):
            message = f"`{entry.key.text}` is not a name for a {what}"
            better = re.sub(r"[^a-z0-9]+", "-", entry.key.text.casefold()).strip("-")
            help_line = f"Use small letters, digits and hyphens, like `{better or 'infant-domestic-abuse'}`"
            self.findings.error("wrong-name", message, entry.key.span, help_line)

    def _rule(self, entry: Entry) -> Rule | None:
        name = entry.key.text
        lines = ("title", "when", "unless", "recommend", "because", "source")
        needed = ("title", "when", "recommend", "because", "source")
        fields = Fields(entry.value, self.findings, f"The rule `{name}`", lines, needed)
        when = self._block(fields, "when", name)
        unless = self._block(fields, "unless", name)
        recommend = self._recommend(fields, f"The rule `{name}`")
        source = self.citations.read(fields, needed=True)
        because = fields.text("because")
        if when is None or source is None:
            return None
        return Rule(name, fields.text("title"), when, unless, recommend, because, source, entry.key.span)

    def _block(self, fields: Fields, line: str, rule: str) -> Block | None:
        node = fields.node(line)
        return read_block(node, self.names, f"`{line}` of the rule `{rule}`") if node is not None else None

    def _recommend(self, fields: Fields, what: str, line: str = "recommend") -> dict[str, Strength]:
        node = fields.node(line)
        if node is None:
            return {}
        lines = entries_of(node, self.findings, f"`{line}`")
        if not lines:
            self.findings.error(
                "empty-block", f"{what} recommends nothing", node.span, "Write `step: consider`, `should` or `must`"
            )
        found = {}
        for entry in lines:
            step, strength = self._step_names.get(spoken(entry.key.text)), self._strength(entry)
            if step is None:
                message = f"There is no step called `{entry.key.text}`"
                self.findings.error(
                    "unknown-step", message, entry.key.span, suggest(entry.key.text, self.steps.by_name)
                )
                continue
            found[step] = strength
        return dict(sorted(found.items(), key=lambda item: self.steps.by_name[item[0]].rank))

    def _strength(self, entry: Entry) -> Strength:
        words = entry.value.text if isinstance(entry.value, Words) else ""
        for strength in Strength:
            if strength.word == spoken(words):
                return strength
        message = f"`{words}` is not how strongly a step is recommended"
        self.findings.error("unknown-strength", message, entry.value.span, suggest(words, [s.word for s in Strength]))
        return Strength.CONSIDER

    def below(self, node: Node | None) -> BelowThreshold:
        """Return what to do when no rule is met."""
        if node is None:
            return BelowThreshold({}, "")
        lines = ("recommend", "guidance")
        fields = Fields(node, self.findings, "`below threshold`", lines, lines)
        return BelowThreshold(self._recommend(fields, "`below threshold`"), fields.text("guidance"))

    # --- guarantees ---

    def guarantees(self, entries: tuple[Entry, ...]) -> dict[str, Guarantee]:
        """Return the guarantees by name, in the order of the file."""
        found = {}
        for entry in entries:
            self._check_name(entry, "guarantee")
            guarantee = self._guarantee(entry)
            if guarantee is not None:
                found[guarantee.name] = guarantee
        return found

    def _guarantee(self, entry: Entry) -> Guarantee | None:
        name, what = entry.key.text, f"The guarantee `{entry.key.text}`"
        lowers = any(spoken(e.key.text) == "never lowers" for e in entries_of(entry.value, self.findings, what))
        if lowers:
            fields = Fields(entry.value, self.findings, what, ("title", "never lowers"), ())
            return NeverLowers(name, fields.text("title") or name, self._harms(fields), entry.key.span)
        lines = ("title", "whenever", "then")
        fields = Fields(entry.value, self.findings, what, lines, ("whenever", "then"))
        node = fields.node("whenever")
        whenever = read_block(node, self.names, f"`whenever` of `{name}`") if node is not None else None
        then = self._recommend(fields, what, "then")
        if whenever is None or not then:
            return None
        return Promise(name, fields.text("title") or name, whenever, then, entry.key.span)

    def _harms(self, fields: Fields) -> tuple[Fact, ...]:
        found = []
        for words in fields.texts("never lowers"):
            subject = self.names.subject(words)
            if isinstance(subject, Fact) and subject.kind in (Kind.YES_NO, Kind.NUMBER):
                found.append(subject)
            elif subject is not None:
                message = f"`{words.text}` is not a yes-or-no fact or a number"
                self.findings.error(
                    "wrong-value", message, words.span, "Name only facts that can be answered yes, or counted"
                )
        return tuple(found)
