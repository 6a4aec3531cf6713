"""The text of a request body, turned into JSON values, strictly: what two readers could take two ways is refused.

A name said twice, NaN, a number of thousands of digits, half a character, a thousand brackets: each is reported at its
place, all at once, and none of them can stop the service.
"""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from service.web.kinds import JSON_MISTAKES
from service.web.problems import Mistake, Refusal

DEEPEST = 20
MOST_DIGITS = 15  # any whole number this long is exact in every JSON reader
MOST_MISTAKES = 100
_HALF_CHARACTER = re.compile("[\ud800-\udfff]")
# A whole string, closed or not, so that brackets inside it are passed over; it never looks at a character twice.
_STRING = re.compile(r'"(?:[^"\\]|\\.)*+(?:"|\\?\Z)', re.DOTALL)
_BRACKET = re.compile(r"[\[\]{}]")


@dataclass(frozen=True, slots=True)
class _Odd:
    """Stands in the tree where something cannot be taken, until its place is known."""

    code: str


class _Twice(dict[str, Any]):
    """Names and values of which some were said twice."""

    def __init__(self, pairs: list[tuple[str, Any]]) -> None:
        super().__init__(pairs)
        times = Counter(name for name, _ in pairs)
        self.names = [name for name, count in times.items() if count > 1]


def read_json(data: bytes) -> Any:  # noqa: ANN401 - JSON is anything
    """Return the values the body holds. Raises Refusal, with every mistake in it at its place."""
    text, values = _text(data), _Values()
    _check_depth(text)
    try:
        value = json.loads(
            text,
            object_pairs_hook=values.pairs,
            parse_constant=values.constant,
            parse_int=values.whole,
            parse_float=values.real,
        )
    except json.JSONDecodeError as error:
        raise _not_json(error) from None
    if not values.are_odd and "\\u" not in text:  # half a character can only be written as `\ud800`
        return value
    mistakes = [Mistake(pointer, code, *JSON_MISTAKES[code]) for pointer, code in _odd_places(value, "")]
    if mistakes:
        raise Refusal.of(mistakes[:MOST_MISTAKES])
    return value


def _text(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise Refusal("body-not-utf-8", f"The body is not UTF-8 text from line {line} on") from None


def _check_depth(text: str) -> None:
    depth = 0
    for bracket in _BRACKET.findall(_STRING.sub("", text)):
        if bracket in "[{":
            depth += 1
            if depth > DEEPEST:
                raise Refusal.of([Mistake("", "too-many-brackets", *JSON_MISTAKES["too-many-brackets"])])
        else:
            depth -= 1


def _not_json(error: json.JSONDecodeError) -> Refusal:
    if not error.doc.strip():
        return Refusal("not-json", "The body is empty")
    return Refusal("not-json", f"The body stops being JSON at line {error.lineno}, column {error.colno}")


class _Values:
    """Makes the values of one body. `are_odd` once there is anything that cannot be taken."""

    def __init__(self) -> None:
        self.are_odd = False

    def pairs(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        plain = dict(pairs)
        if len(plain) == len(pairs):
            return plain
        self.are_odd = True
        return _Twice(pairs)

    def constant(self, _: str) -> _Odd:
        return self._odd("not-a-number")

    def whole(self, digits: str) -> int | _Odd:
        return int(digits) if len(digits.lstrip("-")) <= MOST_DIGITS else self._odd("number-too-long")

    def real(self, digits: str) -> float | _Odd:
        number = float(digits)
        return number if math.isfinite(number) else self._odd("number-too-long")

    def _odd(self, code: str) -> _Odd:
        self.are_odd = True
        return _Odd(code)


def _odd_places(value: Any, pointer: str) -> Iterator[tuple[str, str]]:  # noqa: ANN401
    """Yield the pointer and the code of everything that cannot be taken, in the order of the body."""
    if isinstance(value, _Odd):
        yield pointer, value.code
    elif isinstance(value, str) and not _whole_characters(value):
        yield pointer, "broken-text"
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _odd_places(item, f"{pointer}/{index}")
    elif isinstance(value, dict):
        yield from _odd_names(value, pointer)


def _odd_names(value: dict[str, Any], pointer: str) -> Iterator[tuple[str, str]]:
    for name in value.names if isinstance(value, _Twice) else ():
        yield f"{pointer}/{_escaped(name)}", "said-twice"
    for name, item in value.items():
        if not _whole_characters(name):
            yield pointer, "broken-text"
        else:
            yield from _odd_places(item, f"{pointer}/{_escaped(name)}")


def _whole_characters(text: str) -> bool:
    return text.isascii() or not _HALF_CHARACTER.search(text)


def _escaped(name: str) -> str:
    """Return a name as one step of a JSON pointer (RFC 6901)."""
    return name.replace("~", "~0").replace("/", "~1")
