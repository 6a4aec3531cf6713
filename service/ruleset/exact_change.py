"""One value in the text of a ruleset changed, and every other byte of it left as its author laid it out.

The place is the one the reading of the nodes marks, never a search and never a new dump of the file. A change is given
back only when the text reads the same as before but for that value; anything else is CannotChange. Pure.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from service.ruleset.problems import Findings, Span
from service.ruleset.yaml_nodes import Entries, Entry, Node, Words, read_nodes, spoken

LONGEST_VALUE = 200
MOST_TRIED = 3
Place = tuple[str, ...]
_BOM = "\ufeff"


class CannotChange(Exception):  # noqa: N818 - it carries what to tell the person
    """The change cannot be made by itself. Carries the sentence and the line of help."""

    def __init__(self, message: str, help_line: str) -> None:
        super().__init__(message)
        self.message, self.help = message, help_line


def change_parameter(text: bytes, name: str, value: str) -> bytes:
    r"""Return the text with another value for a parameter. Raises CannotChange.

    >>> change_parameter(b"parameters:\n  limit: {value: 3, title: Most}  # three\n", "limit", "4")
    b'parameters:\n  limit: {value: 4, title: Most}  # three\n'
    """
    wanted = " ".join(value.split())
    if not wanted:
        raise CannotChange(f"There is no value for `{name}`", "Write a number, or a length like `6 months`")
    if len(wanted) > LONGEST_VALUE:
        message = f"The value for `{name}` is longer than {LONGEST_VALUE} characters"
        raise CannotChange(message, "Write a number, or a length like `6 months`")
    return _changed(text, ("parameters", name, "value"), wanted)


def put_in_force(text: bytes, start: date) -> bytes:
    r"""Return the text with the day it comes into force, changed or on a line of its own. Raises CannotChange.

    >>> put_in_force(b"ruleset: mine\ntitle: Mine\n", date(2027, 1, 1))
    b'ruleset: mine\ntitle: Mine\nin force: {from: 2027-01-01}\n'
    """
    root = _nodes(text)
    if _find(root, ("in force", "from")) is not None:
        return _changed(text, ("in force", "from"), start.isoformat())
    if _find(root, ("in force",)) is not None:
        raise CannotChange(
            "The line `in force` has no `from`", "Write it in the editor: `in force: {from: 2026-12-01}`"
        )
    return _with_line(text, root, f"in force: {{from: {start.isoformat()}}}")


def as_laid_out(before: bytes, typed: str) -> bytes:
    r"""Return a text typed into a page with the line endings its file had: a page sends its own.

    >>> as_laid_out(b"a: 1\r\nb: 2\r\n", "a: 1\nb: 3\n")
    b'a: 1\r\nb: 3\r\n'
    """
    plain = typed.replace("\r\n", "\n")
    crlf = before.count(b"\r\n")
    return (plain.replace("\n", "\r\n") if crlf and crlf == before.count(b"\n") else plain).encode()


# --- finding the place ----------------------------------------------------------------------------------------------


def _nodes(text: bytes) -> Node:
    findings = Findings()
    root = read_nodes(text, findings)
    if root is None or findings.stopped:
        raise CannotChange("The text cannot be read as it stands", "Mend it in the editor first")
    return root


def _entry(node: Node | None, name: str) -> Entry | None:
    entries = node.entries if isinstance(node, Entries) else ()
    return next((each for each in entries if spoken(each.key.text) == spoken(name)), None)


def _find(root: Node, place: Place) -> Node | None:
    node: Node | None = root
    for name in place:
        entry = _entry(node, name)
        node = entry.value if entry else None
    return node


@dataclass(frozen=True, slots=True)
class _Lines:
    """A text as characters, by the lines and columns that nodes are marked with."""

    text: str
    starts: tuple[int, ...]

    @classmethod
    def of(cls, data: bytes) -> _Lines:
        text = data.decode("utf-8")
        starts = [len(_BOM) if text.startswith(_BOM) else 0]
        starts += [at + 1 for at, character in enumerate(text) if character == "\n"]
        return cls(text, tuple(starts))

    def between(self, span: Span) -> tuple[int, int]:
        return self.starts[span.line - 1] + span.column - 1, self.starts[span.end_line - 1] + span.end_column - 1

    def with_part(self, start: int, end: int, new: str) -> bytes:
        return (self.text[:start] + new + self.text[end:]).encode()


# --- changing it ----------------------------------------------------------------------------------------------------


def _changed(text: bytes, place: Place, value: str) -> bytes:
    root = _nodes(text)
    words = _find(root, place)
    if not isinstance(words, Words):
        raise CannotChange(f"There is no `{' '.join(place)}` in the text", "Change it in the editor")
    if words.span.line != words.span.end_line:
        message = f"`{' '.join(place)}` is written over several lines"
        raise CannotChange(message, "Change it in the editor")
    lines = _Lines.of(text)
    start, end = lines.between(words.span)
    for spelling in _spellings(lines.text[start:end], value):
        new = lines.with_part(start, end, spelling)
        if _differs_only_at(root, new, place, value):
            return new
    raise CannotChange(f"`{value}` cannot be written here", "Write it in the editor")


def _spellings(before: str, value: str) -> Iterator[str]:
    """Yield ways to write a value: as the one before was written, then as simply as can be."""
    single, double = (
        f"'{value.replace(chr(39), chr(39) * 2)}'",
        '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"',
    )
    if before.startswith('"'):
        yield double
    elif before.startswith("'"):
        yield single
    space = "" if before else " "
    yield from (space + value, space + single, space + double)


def _differs_only_at(root: Node, new: bytes, place: Place, value: str) -> bool:
    findings = Findings()
    again = read_nodes(new, findings)
    return again is not None and not findings.stopped and _said(again) == _said(root, place, value)


def _said(node: Node, place: Place = (), value: str = "") -> object:
    """Return what nodes say, whatever their layout; with another value at a place."""
    if isinstance(node, Words):
        return node.text
    if isinstance(node, Entries):
        return [(each.key.text, _said_of(each, place, value)) for each in node.entries]
    return tuple(_said(each) for each in node.items)


def _said_of(entry: Entry, place: Place, value: str) -> object:
    if place and spoken(entry.key.text) == spoken(place[0]):
        return value if len(place) == 1 else _said(entry.value, place[1:], value)
    return _said(entry.value)


def _with_line(text: bytes, root: Node, line: str) -> bytes:
    """Return the text with a line of its own after the title, or else after the first line that will do."""
    lines, entries = _Lines.of(text), root.entries if isinstance(root, Entries) else ()
    after = sorted(entries, key=lambda each: spoken(each.key.text) != "title")
    for entry in after[:MOST_TRIED]:
        at = entry.key.span.end_line
        if entry.key.span.column == 1 and at < len(lines.starts):
            ending = "\r\n" if lines.text[: lines.starts[at]].endswith("\r\n") else "\n"
            new = lines.with_part(lines.starts[at], lines.starts[at], line + ending)
            if _adds_only(root, new, "in force"):
                return new
    raise CannotChange("There is no line to put the day after", f"Write `{line}` in the editor")


def _adds_only(root: Node, new: bytes, name: str) -> bool:
    findings = Findings()
    again = read_nodes(new, findings)
    return isinstance(again, Entries) and not findings.stopped and _without(again, name) == _said(root)


def _without(node: Entries, name: str) -> object:
    return [(each.key.text, _said(each.value)) for each in node.entries if spoken(each.key.text) != spoken(name)]
