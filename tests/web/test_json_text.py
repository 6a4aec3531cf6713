"""Whatever bytes are sent, reading them as JSON either gives what any reader would, or refuses; it never breaks."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from service.web.json_text import read_json
from service.web.kinds import JSON_MISTAKES, KINDS
from service.web.problems import Refusal

PLAIN = st.none() | st.booleans() | st.integers(-(10**14), 10**14) | st.floats(allow_nan=False, allow_infinity=False)
TEXT = st.text(st.characters(exclude_categories=["Cs"]))
VALUES = st.recursive(
    PLAIN | TEXT, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4)
)
PIECES = st.sampled_from([*'{}[],:"\\ 10-eE.', "\n", "null", "true", "NaN", '"a":', "\\ud800", "\\u0000"])


def depth(value: object) -> int:
    inside = value.values() if isinstance(value, dict) else value if isinstance(value, list) else []
    return 1 + max(map(depth, inside), default=0) if isinstance(value, dict | list) else 0


@given(VALUES.filter(lambda value: depth(value) <= 20))
def test_json_is_read_as_it_was_written(value: object) -> None:
    assert read_json(json.dumps(value).encode()) == value
    assert read_json(json.dumps(value, ensure_ascii=False, indent=1).encode()) == value


def refusal_of(data: bytes) -> Refusal | None:
    """Return how the bytes are refused; or, when they are read, see that they are read as anybody would."""
    try:
        value = read_json(data)
    except Refusal as refusal:
        return refusal
    assert value == json.loads(data.decode("utf-8-sig"))
    assert json.dumps(value, allow_nan=False, ensure_ascii=False).encode("utf-8")
    return None


def check(data: bytes) -> None:
    refusal = refusal_of(data)
    if refusal:
        assert refusal.code in KINDS
        assert all(mistake.code in JSON_MISTAKES and mistake.message for mistake in refusal.errors)


@given(st.binary(max_size=200))
def test_no_bytes_break_it(data: bytes) -> None:
    check(data)


@given(st.lists(PIECES, max_size=40).map("".join))
def test_nothing_like_json_breaks_it(text: str) -> None:
    check(text.encode())
