"""A number changed by a form: that value and nothing else, whatever the file is laid out like."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.ruleset.exact_change import CannotChange, as_laid_out, change_parameter, put_in_force
from service.ruleset.problems import Findings
from service.ruleset.yaml_nodes import Entries, Words, read_nodes
from tests.shipped import RULESETS

FRONT_DOOR = (RULESETS / "front-door" / "2026-03-18.yaml").read_bytes()

GAPS = st.sampled_from(["", "\n", "  # a note\n", "# é ünïcode 🙂: {not} a value\n", "\n\n"])
NAMES = st.sampled_from(["infant age", "Limit", "dash_score", "🙂 period", "it's"])
OLD = st.sampled_from(["3", "6 months", "'6 months'", '"1 year"', "", "'it''s'", '"a \\" b"'])
VALUES = st.sampled_from(["4", "12 months", "at least 3", "5 years"]) | st.text(
    st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=20
)


@st.composite
def layouts(draw: st.DrawFn) -> tuple[bytes, str]:
    """Return the text of a made-up file with comments and odd layout, and the name of one of its parameters."""
    names = draw(st.lists(NAMES, min_size=1, max_size=4, unique_by=lambda name: name.casefold()))
    text = draw(st.sampled_from(["", "\ufeff"])) + f"ruleset: mine\ntitle: 'Mine'\n{draw(GAPS)}parameters:\n"
    for name in names:
        old, key = draw(OLD), f'"{name}"' if "'" in name else name
        flow = f"  {key}:   {{title: T,  value: {old or chr(39) * 2} }}  # note\n"
        block = f"  {key}:\n      title:  T\n      value:{' ' * draw(st.integers(1, 3)) if old else ''}{old}   # note\n"
        text += draw(GAPS).replace("  #", "#") + (flow if draw(st.booleans()) else block)
    text += "rules:\n  a: {when: {x: yes}}\n" + draw(GAPS)
    ending = draw(st.sampled_from(["\n", "\r\n"]))
    return text.replace("\n", ending).encode(), draw(st.sampled_from(names))


@given(layouts(), VALUES)
def test_only_that_value_changes(layout: tuple[bytes, str], value: str) -> None:
    text, name = layout
    try:
        changed = change_parameter(text, name, value)
    except CannotChange:
        assert not value.isalnum()  # what cannot be written without more than the value changing is refused
        return
    start, end = value_of(text, name), value_of(changed, name)
    assert end.text == " ".join(value.split())
    before, after = text.decode().split("\n"), changed.decode().split("\n")
    line = start.span.line - 1
    assert before[:line] + before[line + 1 :] == after[:line] + after[line + 1 :]
    at = start.span.column - 1 + (line == 0 and text.startswith(b"\xef\xbb\xbf"))
    assert before[line][:at] == after[line][:at]
    rest = before[line][at + start.span.end_column - start.span.column :]
    assert after[line].endswith(rest)


def value_of(text: bytes, name: str) -> Words:
    top = read_nodes(text, Findings())
    assert isinstance(top, Entries)
    parameters = next(each.value for each in top.entries if each.key.text == "parameters")
    assert isinstance(parameters, Entries)
    one = next(each.value for each in parameters.entries if each.key.text == name)
    assert isinstance(one, Entries)
    value = next(each.value for each in one.entries if each.key.text == "value")
    assert isinstance(value, Words)
    return value


def test_the_infant_age_of_the_shipped_rules_is_one_value_on_one_line() -> None:
    changed = change_parameter(FRONT_DOOR, "Infant_age", "12 months")
    before, after = FRONT_DOOR.splitlines(), changed.splitlines()
    differing = [(was, now) for was, now in zip(before, after, strict=True) if was != now]
    assert len(differing) == 1
    assert differing[0][0].replace(b"6 months", b"12 months", 1) == differing[0][1]


@pytest.mark.parametrize("path", sorted(RULESETS.glob("*/*.yaml")), ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_the_day_in_force_of_a_shipped_ruleset_is_one_line(path: Path) -> None:
    text = path.read_bytes()
    changed = put_in_force(text, date(2027, 4, 1))
    added = [line for line in changed.splitlines() if line not in text.splitlines()]
    assert len(added) == 1
    assert b"2027-04-01" in added[0]
    assert len(changed.splitlines()) - len(text.splitlines()) in (0, 1)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (b"parameters: {limit: {value: 3}}", "There is no `parameters age value` in the text"),
        (
            b"parameters:\n  age:\n    value: >\n      3\n      months\n",
            "`parameters age value` is written over several lines",
        ),
        (b"parameters: [", "The text cannot be read as it stands"),
        (b"\xff", "The text cannot be read as it stands"),
    ],
)
def test_what_cannot_be_changed_is_said(text: bytes, says: str) -> None:
    with pytest.raises(CannotChange, match=says):
        change_parameter(text, "age", "4 months")


@pytest.mark.parametrize("value", ["", "  \n ", "x" * 201])
def test_a_value_that_is_none(value: str) -> None:
    with pytest.raises(CannotChange):
        change_parameter(FRONT_DOOR, "infant age", value)


def test_a_typed_text_keeps_the_line_endings_of_its_file() -> None:
    assert as_laid_out(b"a\r\nb\r\n", "a\r\nc\r\n") == b"a\r\nc\r\n"
    assert as_laid_out(b"a\nb\n", "a\r\nc\r\n") == b"a\nc\n"
    assert as_laid_out(b"a\r\nb\n", "a\r\nc\r\n") == b"a\nc\n"
