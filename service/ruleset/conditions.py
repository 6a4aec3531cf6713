"""Blocks and the lines in them, turned into conditions on facts, measures and definitions."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from service.ruleset.fields import list_of_words, lone_name
from service.ruleset.model import (
    Block,
    BlockKind,
    Condition,
    DefinitionRef,
    Elapsed,
    Length,
    Measure,
    Parameter,
    Phrase,
    Subject,
    Test,
)
from service.ruleset.phrases import read_phrase
from service.ruleset.problems import Findings, Span, suggest
from service.ruleset.shapes import NotUnderstood, Shape
from service.ruleset.time_phrases import read_length
from service.ruleset.vocabulary import Fact, Kind, Vocabulary
from service.ruleset.yaml_nodes import Entries, Entry, Items, Node, Words, spoken

_SIMPLE = {"all": BlockKind.ALL, "any": BlockKind.ANY, "none": BlockKind.NONE}
_AT_LEAST = re.compile(r"at least (?P<count>\d{1,4}|\{[^{}]+\}) of")
_PARAMETER = re.compile(r"\{([^{}]*)\}")


@dataclass
class Names:
    """Everything a condition may name, and which of it has been used."""

    vocabulary: Vocabulary
    findings: Findings
    parameters: Mapping[str, Parameter] = field(default_factory=dict)
    measures: dict[str, Measure] = field(default_factory=dict)
    definitions: dict[str, Span] = field(default_factory=dict)
    used: set[tuple[str, str]] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._facts = {spoken(name): fact for name, fact in self.vocabulary.facts.items()}

    def subject(self, words: Words) -> Subject | None:
        """Return what the words name, or None with a report."""
        name = spoken(words.text)
        if name in self._facts:
            return self._usable(self._facts[name], words)
        for measure in self.measures.values():
            if spoken(measure.name) == name:
                self.used.add(("measure", measure.name))
                return measure
        for definition in self.definitions:
            if spoken(definition) == name:
                self.used.add(("definition", definition))
                return DefinitionRef(definition)
        self._unknown(words)
        return None

    def _usable(self, fact: Fact, words: Words) -> Fact | None:
        if not fact.monitoring:
            return fact
        self.findings.error(
            "monitoring-fact",
            f"`{words.text}` is kept only to monitor fairness and may not decide anything",
            words.span,
            "Take the condition out; ask `threshold help monitoring-fact` why",
        )
        return None

    def _unknown(self, words: Words) -> None:
        names = [*self.vocabulary.facts, *self.measures, *self.definitions]
        what = "fact" if "." in words.text else "fact, measure or definition"
        help_line = suggest(spoken(words.text), [spoken(name) for name in names])
        for name in names:
            help_line = help_line.replace(f"`{spoken(name)}`", f"`{name}`")
        if words.text in self.vocabulary.events:
            help_line = f"Count the {words.text} under `measures`, and use the count here"
        self.findings.error("unknown-fact", f"There is no {what} called `{words.text}`", words.span, help_line)

    def fill(self, words: Words) -> tuple[str, tuple[str, ...]] | None:
        """Return the words with each `{parameter}` replaced, and the parameters used; None with a report."""
        names = {spoken(name): name for name in self.parameters}
        used = []
        for found in _PARAMETER.finditer(words.text):
            name = names.get(spoken(found[1]))
            if name is None:
                message = f"There is no parameter called `{found[1]}`"
                help_line = suggest(spoken(found[1]), names) or "Add it under `parameters`"
                self.findings.error("unknown-parameter", message, words.span, help_line)
                return None
            used.append(name)
            self.used.add(("parameter", name))
        return _PARAMETER.sub(lambda m: self.parameters[names[spoken(m[1])]].value, words.text), tuple(used)

    def length(self, words: Words) -> Length | None:
        """Return the length of time written, parameters filled in, or None with a report."""
        filled = self.fill(words)
        if filled is None:
            return None
        try:
            return read_length(filled[0])
        except NotUnderstood as error:
            self.findings.error(error.code, error.message, words.span, error.help)
            return None

    def phrase(self, node: Node, shape: Shape) -> Phrase | None:
        """Return the phrase written to fit the shape, or None with a report."""
        values = list_of_words(node, self.findings, f"`{shape.name}`")
        count = len(node.items) if isinstance(node, Items) else 1
        filled = [self.fill(value) for value in values]
        if len(values) < count or None in filled:
            return None
        if not values:
            self.findings.error("empty-value", f"`{shape.name}` has an empty list", node.span, "Write what it may be")
            return None
        texts = tuple(each[0] for each in filled if each)
        parameters = tuple(dict.fromkeys(name for each in filled if each for name in each[1]))
        try:
            return read_phrase(texts, shape, parameters)
        except NotUnderstood as error:
            self.findings.error(error.code, error.message, node.span, error.help)
            return None


def shape_of(subject: Subject, written: str) -> Shape:
    """Return what a phrase about this subject must fit."""
    if isinstance(subject, Fact):
        choices = subject.choices if subject.kind is Kind.CHOICE else None
        return Shape(subject.kind.value, written, choices, subject.unit)
    if isinstance(subject, DefinitionRef):
        return Shape("definition", written)
    if isinstance(subject, Elapsed):
        return Shape("count", written, unit="working days" if subject.working else "days")
    return Shape("count", written)


def read_block(node: Node, names: Names, what: str, kind: BlockKind = BlockKind.ALL, needed: int = 0) -> Block | None:
    """Return the conditions of a block, or None when none can be read. Everything wrong is reported.

    A block is lines of `fact: phrase`, or a list of them.
    """
    if isinstance(node, Entries):
        parts = [_line(entry, names) for entry in node.entries]
    elif isinstance(node, Items):
        parts = [_item(item, names) for item in node.items]
    else:
        help_line = "Write conditions under it, each as `fact: what it must be`"
        names.findings.error("not-conditions", f"{what} has no conditions", node.span, help_line)
        return None
    if not parts:
        names.findings.error("empty-block", f"{what} is empty", node.span, "Add a condition, or take it out")
    read = tuple(part for part in parts if part is not None)
    if kind is BlockKind.AT_LEAST and not 1 <= needed <= len(parts):
        message = f"{what} asks for {needed} of {len(parts)}"
        names.findings.error("wrong-count", message, node.span, f"Use a number from 1 to {len(parts)}")
    return Block(kind, read, needed, node.span) if read else None


def _item(item: Node, names: Names) -> Condition | None:
    """Return one `- ` line of a block: a condition, or several that must all hold."""
    if isinstance(item, Words):
        message = f"`{item.text}` does not say what it must be"
        names.findings.error("not-conditions", message, item.span, f"Write `{item.text}: yes`")
        return None
    if isinstance(item, Entries) and len(item.entries) == 1:
        return _line(item.entries[0], names)
    return read_block(item, names, "This part of the list")


def _line(entry: Entry, names: Names) -> Condition | None:
    key = " ".join(entry.key.text.casefold().split())
    if key in _SIMPLE:
        return read_block(entry.value, names, f"`{entry.key.text}`", _SIMPLE[key])
    if key in ("unless", "not"):
        message = f"`{entry.key.text}` cannot be used inside a block"
        help_line = "Use `none` here; `unless` goes beside `when`"
        names.findings.error("unknown-block", message, entry.key.span, help_line)
        return None
    if found := _AT_LEAST.fullmatch(key):
        return _at_least(entry, found["count"], names)
    return _test(entry, names)


def _at_least(entry: Entry, count: str, names: Names) -> Block | None:
    filled = names.fill(Words(count, entry.key.span))
    if filled is None:
        return None
    if not filled[0].isdecimal():
        message = f"`{filled[0]}` is not a number"
        names.findings.error("wrong-value", message, entry.key.span, "Write it like `at least 2 of`")
        return None
    return read_block(entry.value, names, f"`{entry.key.text}`", BlockKind.AT_LEAST, int(filled[0]))


def _test(entry: Entry, names: Names) -> Test | None:
    subject = names.subject(entry.key)
    if subject is None:
        for words in _all_words(entry.value):
            names.fill(words)  # an unknown parameter on the same line is a mistake of its own
        return None
    if isinstance(entry.value, Entries) and not lone_name(entry.value):
        message = f"`{entry.key.text}` is followed by more lines, not by what it must be"
        names.findings.error("not-words", message, entry.value.span, "Write it on one line, like `at least 3`")
        return None
    phrase = names.phrase(entry.value, shape_of(subject, entry.key.text))
    if phrase is None:
        return None
    where = Span(entry.key.span.line, entry.key.span.column, entry.value.span.end_line, entry.value.span.end_column)
    return Test(subject, phrase, where)


def _all_words(node: Node) -> Iterator[Words]:
    if isinstance(node, Words):
        yield node
    for inner in node.items if isinstance(node, Items) else ():
        yield from _all_words(inner)
