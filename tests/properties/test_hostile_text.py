"""Anything written by a user is hostile until checked: whatever the text, reading it ends in an answer with a place."""

from hypothesis import given
from hypothesis import strategies as st

from service.ruleset.read_vocabulary import read_steps, read_vocabulary
from tests.ruleset.test_read import FULL
from tests.shipped import reading, shipped

LINES = FULL.splitlines(keepends=True)
ODD = [
    "{",
    "}",
    "[",
    "]",
    "'",
    '"',
    ":",
    "- ",
    "&a ",
    "*a",
    "!!int ",
    "|",
    "\t",
    "\x00",
    "é",
    "{limit}",
    "at least",
    "\ud83d\ude00",
    "...",
    "---\n",
    "? ",
    "<<: ",
    "yes",
    "9" * 30,
]


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """Draw the full example with lines cut, moved or repeated, and odd pieces put in."""
    lines = list(LINES)
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(lines) - 1))
        what = draw(st.sampled_from(["cut", "repeat", "swap", "insert", "indent", "truncate"]))
        if what == "cut" and len(lines) > 1:
            del lines[at]
        elif what == "repeat":
            lines.insert(at, lines[at])
        elif what == "swap":
            other = draw(st.integers(0, len(lines) - 1))
            lines[at], lines[other] = lines[other], lines[at]
        elif what == "indent":
            lines[at] = " " * draw(st.integers(1, 5)) + lines[at]
        elif what == "truncate":
            lines[at] = lines[at][: draw(st.integers(0, len(lines[at])))]
        else:
            cut = draw(st.integers(0, len(lines[at])))
            lines[at] = lines[at][:cut] + draw(st.sampled_from(ODD)) + lines[at][cut:]
    return "".join(lines).encode("utf-8", "surrogatepass")


@given(damaged())
def test_a_damaged_ruleset_is_a_ruleset_or_problems_with_places(data: bytes) -> None:
    ruleset, problems = reading(data)
    assert (ruleset is None) == any(p.severity == "error" for p in problems)
    assert all(p.code and p.message and p.span.line >= 1 and p.span.column >= 1 for p in problems)


@given(st.binary(max_size=300))
def test_any_bytes_at_all_are_read_to_an_end(data: bytes) -> None:
    assert reading(data)[0] is None
    assert read_vocabulary(data)[0] is None
    assert read_steps(data, shipped()[0])[0] is None


@given(st.text(max_size=200))
def test_any_text_at_all_is_read_to_an_end(text: str) -> None:
    assert reading(text.encode("utf-8", "surrogatepass"))[0] is None
