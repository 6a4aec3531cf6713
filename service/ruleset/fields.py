"""The lines of one part of a file, taken name by name. Whatever nobody may write there is reported, not passed over."""

from __future__ import annotations

from collections.abc import Sequence

from service.ruleset.problems import Findings, Span, closest, suggest
from service.ruleset.yaml_nodes import Entries, Entry, Items, Node, Words, spoken


class Fields:
    """One part whose names are fixed: a rule, a step, a fact.

    `what` says what the part is, in messages (`A rule`). Reports unknown and missing names as it is made.
    """

    def __init__(
        self, node: Node | None, findings: Findings, what: str, allowed: Sequence[str], required: Sequence[str] = ()
    ) -> None:
        self.findings = findings
        self.what = what
        self.entries: dict[str, Entry] = {}
        self.span = node.span if node is not None else Span(1, 1, 1, 1)
        lines = entries_of(node, findings, what)
        meant = self._take(lines, allowed)
        self._report_missing(set(required) - meant - set(self.entries), lines)

    def _take(self, lines: tuple[Entry, ...], allowed: Sequence[str]) -> set[str]:
        """Keep the lines with a known name; return the names that a misspelt line was probably meant to be."""
        meant = set()
        names = {spoken(name): name for name in allowed}
        for entry in lines:
            name = names.get(spoken(entry.key.text))
            if name:
                self.entries[name] = entry
                continue
            near = closest(spoken(entry.key.text), names)
            meant.add(names[near] if near else "")
            message = f"{self.what} has no line called `{entry.key.text}`"
            self.findings.error("unknown-key", message, entry.key.span, suggest(spoken(entry.key.text), allowed))
        return meant

    def _report_missing(self, missing: set[str], lines: tuple[Entry, ...]) -> None:
        span = lines[0].key.span if lines else self.span
        for name in sorted(missing):
            self.findings.error("missing-key", f"{self.what} needs a `{name}` line", span, f"Add `{name}: …`")

    def __contains__(self, name: str) -> bool:
        return name in self.entries

    def node(self, name: str) -> Node | None:
        """Return what was written after the name, or None when the line is absent."""
        entry = self.entries.get(name)
        return entry.value if entry else None

    def words(self, name: str) -> Words | None:
        """Return the words written after the name; None when absent, or when they are not words (reported)."""
        entry = self.entries.get(name)
        if entry is None:
            return None
        return words_of(entry.value, self.findings, f"`{name}`", entry.key.span)

    def text(self, name: str, default: str = "") -> str:
        """Return the words after the name as text on one line, or the default."""
        words = self.words(name)
        return " ".join(words.text.split()) if words else default

    def place(self, name: str) -> Span:
        """Return where the value is, else where the part starts."""
        entry = self.entries.get(name)
        return entry.value.span if entry else self.span

    def texts(self, name: str) -> tuple[Words, ...]:
        """Return one or several values: `x` and `[x, y]` are both lists here."""
        node = self.node(name)
        if node is None:
            return ()
        return list_of_words(node, self.findings, f"`{name}`")

    def yes(self, name: str, *, default: bool = False) -> bool:
        """Return whether the line says yes."""
        words = self.words(name)
        if words is None:
            return default
        if spoken(words.text) not in ("yes", "no"):
            self.findings.error(
                "wrong-value", f"`{name}` is yes or no, and this is `{words.text}`", words.span, "Write `yes` or `no`"
            )
        return spoken(words.text) == "yes"

    def number(self, name: str, default: int) -> int:
        """Return the whole number on the line, or the default."""
        words = self.words(name)
        if words is None:
            return default
        try:
            return int(words.text)
        except ValueError:
            message = f"`{name}` is a whole number, and this is `{words.text}`"
            self.findings.error("wrong-value", message, words.span, "Write it in digits, like `3`")
            return default


def entries_of(node: Node | None, findings: Findings, what: str) -> tuple[Entry, ...]:
    """Return the `name: value` lines of a part, or none with a report when it is something else."""
    if isinstance(node, Entries):
        return node.entries
    if node is not None:
        findings.error(
            "not-lines",
            f"{what} is written as lines of `name: value`",
            node.span,
            "Put each on its own line, two spaces further in",
        )
    return ()


def words_of(node: Node, findings: Findings, what: str, where: Span) -> Words | None:
    """Return a plain value, or None with a report when it is empty or is several lines."""
    if isinstance(node, Words) and (node.text.strip() or node.quoted):
        return node
    if isinstance(node, Words):
        findings.error(
            "empty-value", f"{what} has nothing after the colon", where, "Write what it is, or take the line out"
        )
    elif lone_name(node):
        findings.error(
            "unquoted-parameter",
            "A value that starts with `{` needs quote marks",
            node.span,
            f'Write `"{{{lone_name(node)}}}"`',
        )
    else:
        findings.error(
            "not-words", f"{what} is plain words on one line", node.span, "Take out the brackets or the extra lines"
        )
    return None


def lone_name(node: Node) -> str | None:
    """Return NAME when YAML has read an unquoted `{NAME}` as a part of its own."""
    if isinstance(node, Entries) and len(node.entries) == 1:
        only = node.entries[0]
        if isinstance(only.value, Words) and not only.value.text and not only.value.quoted:
            return only.key.text
    return None


def list_of_words(node: Node, findings: Findings, what: str) -> tuple[Words, ...]:
    """Return the values of a list, or of a single value, leaving out (and reporting) what is not plain words."""
    items = node.items if isinstance(node, Items) else (node,)
    found = [words_of(item, findings, what, item.span) for item in items]
    return tuple(words for words in found if words is not None)
