"""Whatever the bytes, reading YAML ends in nodes that keep what was written, or in a sentence at the right place."""

import pytest

from service.ruleset.problems import Enough, Findings
from service.ruleset.yaml_nodes import Entries, Items, Words, read_nodes


def _read(data: bytes):
    findings = Findings()
    return read_nodes(data, findings), findings.problems


def test_values_stay_the_text_their_author_wrote() -> None:
    node, problems = _read(b"a: no\nb: 010\nc: 1e3\nd: 2026-03-18\ne: ~\nf: 'no'\n")
    assert problems == []
    assert isinstance(node, Entries)
    values = {entry.key.text: entry.value for entry in node.entries}
    texts = {key: value.text for key, value in values.items() if isinstance(value, Words)}
    assert texts == {"a": "no", "b": "010", "c": "1e3", "d": "2026-03-18", "e": "~", "f": "no"}
    assert [value.quoted for value in values.values() if isinstance(value, Words)] == [False] * 5 + [True]


def test_every_node_knows_its_line_and_column() -> None:
    node, _ = _read("título: é\nlist:\n  - [x, yy]\n".encode())
    assert isinstance(node, Entries)
    assert (node.entries[0].value.span.line, node.entries[0].value.span.column) == (1, 9)
    inner = node.entries[1].value
    assert isinstance(inner, Items)
    flow = inner.items[0]
    assert isinstance(flow, Items)
    assert (flow.items[1].span.line, flow.items[1].span.column, flow.items[1].span.end_column) == (3, 9, 11)


@pytest.mark.parametrize(
    ("data", "code", "line", "column"),
    [
        (b"a: b: c\n", "indentation", 1, 5),
        (b"a:\n  b: 1\n c: 2\n", "indentation", 3, 2),
        (b"a: [1, 2\nb: 3\n", "unclosed-bracket", 2, 2),
        (b"a: 'x\n", "unclosed-quote", 2, 1),
        (b'a: "\\q"', "backslash", 1, 5),
        (b"a: @x", "odd-character", 1, 4),
        (b"a: 1\nb\n", "missing-colon", 3, 1),
        (b"a: &x 1\nb: *x\n", "anchor", 1, 4),
        (b"a: *x\n", "anchor", 1, 4),
        (b"a: !!python/object/apply:os.system [ls]\n", "tag", 1, 4),
        (b"a: 1\n\tb: 2", "tab-character", 2, 1),
        (b"a: 1\x002", "hidden-character", 1, 5),
        ("a: b\u00a0c".encode(), "hidden-character", 1, 5),
        ("a: \u202eb".encode(), "hidden-character", 1, 4),
        (b"a: 1\nb: caf\xe9\n", "not-utf-8", 2, 7),
        ("a: 1".encode("utf-16"), "not-utf-8", 1, 1),
        (b"a: 1\n---\nb: 2\n", "second-document", 2, 1),
        (b"", "empty-file", 1, 1),
        (b"# only a comment\n", "empty-file", 1, 1),
        (b"? [a]\n: b\n", "key-not-words", 1, 3),
        (b"%YAML 9\n---\na: 1", "not-yaml", 1, 8),
        (b"x" * 10_000_000, "too-large", 1, 1),
        (b"[" * 100_000, "too-deep", 1, 31),
        (b"{a: " * 200_000, "too-deep", 1, 121),
        (b"- " * 400_000, "too-deep", 1, 61),
    ],
)
def test_what_cannot_be_read_gets_a_sentence_at_its_place(data: bytes, code: str, line: int, column: int) -> None:
    node, problems = _read(data)
    assert node is None
    found = [(p.code, p.span.line, p.span.column) for p in problems]
    assert found[0] == (code, line, column)
    assert all(p.message and p.help for p in problems)


def test_one_name_in_two_spellings_is_a_duplicate_and_names_the_first_line() -> None:
    _, problems = _read(b"in force: 1\nx: 2\nIn_Force: 3\n")
    assert [(p.code, p.span.line, p.message) for p in problems] == [
        ("duplicate-key", 3, "`In_Force` is already here, on line 1")
    ]


def test_a_byte_order_mark_and_windows_line_ends_are_read_past() -> None:
    node, problems = _read(b"\xef\xbb\xbfa: 1\r\nb: 2\r\n")
    assert problems == []
    assert isinstance(node, Entries)
    assert [entry.key.text for entry in node.entries] == ["a", "b"]


def test_a_file_with_thousands_of_mistakes_says_there_are_more() -> None:
    findings = Findings()
    with pytest.raises(Enough):
        read_nodes(b"\ta\n" * 5_000, findings)
    assert findings.problems[-1].code == "more-problems"
    assert len(findings.problems) == 201
