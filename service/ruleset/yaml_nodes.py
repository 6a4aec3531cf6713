"""YAML text, turned into nodes that each know their line and column.

Composed from PyYAML's events, so that depth and size are bounded before anything is built, and every value stays the
text its author wrote: `no` is not False and `010` is not 8 until a reader of ours says so. Whatever the bytes, the
answer is nodes or problems, never an exception.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import yaml

from service.ruleset.problems import NOWHERE, Findings, Span

LARGEST_FILE = 1_000_000
DEEPEST = 30

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Words:
    """One value or key, as written, without its quote marks."""

    text: str
    span: Span
    quoted: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """One `key: value` line."""

    key: Words
    value: Node


@dataclass(frozen=True, slots=True)
class Entries:
    """Several `key: value` lines."""

    entries: tuple[Entry, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Items:
    """Several `- item` lines, or `[one, of, several]`."""

    items: tuple[Node, ...]
    span: Span


Node = Words | Entries | Items


@lru_cache(maxsize=4096)
def spoken(text: str) -> str:
    """Return a name the one way it is compared: case, underscores, hyphens and extra spaces make no difference.

    >>> spoken("Domestic_Abuse.present")
    'domestic abuse.present'
    """
    return re.sub(r"\s*\.\s*", ".", " ".join(re.sub(r"[_\-]", " ", text.casefold()).split()))


def read_nodes(data: bytes, findings: Findings) -> Node | None:
    """Return the one document in the bytes, or None with the reasons noted in `findings`."""
    text = _readable_text(data, findings)
    if text is None:
        return None
    try:
        return _Composer(findings).compose(text)
    except yaml.MarkedYAMLError as error:
        _explain(error, findings)
    except yaml.YAMLError:
        findings.error("not-yaml", "This file cannot be read as YAML", NOWHERE, "Compare it with a shipped ruleset")
    except _Stop:
        pass
    return None


class _Stop(Exception):  # noqa: N818 - the reason is already noted
    """The document cannot be composed any further."""


# --- text that can be read at all ---------------------------------------------------------------------------------

_HIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\xa0\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufffe\uffff]")
_LEADING_TAB = re.compile(r"^ *\t", re.MULTILINE)


def _readable_text(data: bytes, findings: Findings) -> str | None:
    if len(data) > LARGEST_FILE:
        message = f"This file has {len(data) / 1_000_000:.1f} million characters; at most 1 million are read"
        findings.error("too-large", message, NOWHERE, "Split it into a ruleset for each family")
        return None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        span = _at(data[: error.start].decode("utf-8", "replace"))
        findings.error("not-utf-8", "This character is not saved as UTF-8", span, "Save the file again as UTF-8")
        return None
    text = text.replace("\r\n", "\n")
    _note_hidden(text, findings)
    return None if findings.stopped else text


def _note_hidden(text: str, findings: Findings) -> None:
    for found in _HIDDEN.finditer(text):
        code = f"U+{ord(found.group()):04X}"
        message = f"There is a character here that cannot be seen ({code})"
        findings.error(
            "hidden-character", message, _at(text[: found.start()]), "Delete it and put in an ordinary space"
        )
    for found in _LEADING_TAB.finditer(text):
        findings.error(
            "tab-character",
            "This line starts with a tab",
            _at(text[: found.end() - 1]),
            "Use spaces: two for each step in",
        )


def _at(before: str) -> Span:
    """Return the place of the character that follows the text `before`."""
    line = before.count("\n") + 1
    column = len(before) - (before.rfind("\n") + 1) + 1
    return Span(line, column, line, column + 1)


# --- events to nodes ----------------------------------------------------------------------------------------------


class _Composer:
    """Builds nodes from events. Refuses what a policy lead never needs and an attacker might: aliases and tags."""

    def __init__(self, findings: Findings) -> None:
        self.findings = findings
        self.depth = 0

    def compose(self, text: str) -> Node | None:
        loader = _Loader(text)
        try:
            events: Iterator[yaml.Event] = iter(loader.get_event, None)
            return self._document(events)
        finally:
            loader.dispose()

    def _document(self, events: Iterator[yaml.Event]) -> Node | None:
        root: Node | None = None
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent) and root is not None:
                self.findings.error(
                    "second-document", "A second document starts here", _span(event), "Keep one ruleset to a file"
                )
                raise _Stop
            if isinstance(event, yaml.NodeEvent):
                root = self._node(event, events)
        if root is None:
            self.findings.error("empty-file", "This file is empty", NOWHERE, "Start from a copy of a shipped ruleset")
        return root

    def _node(self, event: yaml.Event, events: Iterator[yaml.Event]) -> Node:
        self._refuse_shorthand(event)
        if isinstance(event, yaml.ScalarEvent):
            return Words(event.value, _span(event), quoted=bool(event.style))
        self.depth += 1
        if self.depth > DEEPEST:
            message = f"This is more than {DEEPEST} levels deep"
            self.findings.error("too-deep", message, _span(event), "Give the inner parts names under `definitions`")
            raise _Stop
        node = self._entries(event, events) if isinstance(event, yaml.MappingStartEvent) else self._items(event, events)
        self.depth -= 1
        return node

    def _entries(self, start: yaml.Event, events: Iterator[yaml.Event]) -> Entries:
        entries: list[Entry] = []
        seen: dict[str, Words] = {}
        for event in events:
            if isinstance(event, yaml.MappingEndEvent):
                return Entries(tuple(entries), _between(start, event))
            key = self._node(event, events)
            value = self._node(next(events), events)
            if not isinstance(key, Words):
                self.findings.error(
                    "key-not-words", "The part before a colon has to be plain words", key.span, "Put quotes round it"
                )
                raise _Stop
            if self._is_new(key, seen):
                entries.append(Entry(key, value))
        raise _Stop

    def _is_new(self, key: Words, seen: dict[str, Words]) -> bool:
        earlier = seen.setdefault(spoken(key.text), key)
        if earlier is key:
            return True
        self.findings.error(
            "duplicate-key",
            f"`{key.text}` is already here, on line {earlier.span.line}",
            key.span,
            "Keep one of the two; to test one fact twice, write the conditions as a list of `- ` lines",
        )
        return False

    def _items(self, start: yaml.Event, events: Iterator[yaml.Event]) -> Items:
        items: list[Node] = []
        for event in events:
            if isinstance(event, yaml.SequenceEndEvent):
                return Items(tuple(items), _between(start, event))
            items.append(self._node(event, events))
        raise _Stop

    def _refuse_shorthand(self, event: yaml.Event) -> None:
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            message = "`&` and `*` shorthand is not used in rulesets"
            self.findings.error("anchor", message, _span(event), "Write the part out, or name it under `definitions`")
            raise _Stop
        if getattr(event, "tag", None):
            message = "A word that starts with `!` has a meaning of its own in YAML, which rulesets do not use"
            self.findings.error("tag", message, _span(event), "Put quotes round it, or leave the `!` out")
            raise _Stop


def _span(event: yaml.Event) -> Span:
    return _between(event, event)


def _between(first: yaml.Event, last: yaml.Event) -> Span:
    start, end = first.start_mark, last.end_mark
    if start is None or end is None:
        return NOWHERE
    return Span(start.line + 1, start.column + 1, end.line + 1, end.column + 1)


# --- YAML's own complaints, in words ------------------------------------------------------------------------------

_EXPLAINED = (
    (
        r"escape",
        "backslash",
        "A backslash inside double quotes has a meaning of its own in YAML",
        "Use single quotes, or write the backslash twice",
    ),
    (
        r"mapping values are not allowed",
        "indentation",
        "There is a second colon here, or this line is not in line with those it belongs with",
        "Put quotes round words that hold a colon, or move the line so that it starts under its neighbours",
    ),
    (
        r"did not find expected key|block collection|block mapping|expected <block end>",
        "indentation",
        "This line is not in line with those it belongs with",
        "Start it in the same column as its neighbours",
    ),
    (
        r"expected '-'|block sequence",
        "indentation",
        "This line does not belong to the list above it",
        "Start it with `- ` in the same column as the other items, or move it out of the list",
    ),
    (
        r"could not find expected ':'|simple key",
        "missing-colon",
        "This line has no colon, or one is missing just above",
        "Write `name: value`, with a space after the colon",
    ),
    (
        r"expected ',' or|flow (sequence|mapping|node)",
        "unclosed-bracket",
        "A bracket is opened and not closed, or a comma is missing",
        "Close it with `]` or `}`, and put a comma between the items",
    ),
    (
        r"quoted scalar|end of stream",
        "unclosed-quote",
        "A quote mark is opened and not closed",
        "Close it with the same quote mark",
    ),
    (
        r"cannot start any token",
        "odd-character",
        "A value cannot start with this character",
        "Put quotes round the value",
    ),
)


def _explain(error: yaml.MarkedYAMLError, findings: Findings) -> None:
    """Turn a complaint of the YAML library into a sentence a policy lead can act on."""
    span = _mark_span(error)
    said = f"{error.context or ''} {error.problem or ''}"
    for pattern, code, message, help_line in _EXPLAINED:
        if re.search(pattern, said):
            findings.error(code, message, span, help_line)
            return
    findings.error(
        "not-yaml", "This line cannot be read", span, "Check its colon, quote marks and the spaces before it"
    )


def _mark_span(error: yaml.MarkedYAMLError) -> Span:
    mark = error.problem_mark or error.context_mark
    if mark is None:
        return NOWHERE
    return Span(mark.line + 1, mark.column + 1, mark.line + 1, mark.column + 2)
