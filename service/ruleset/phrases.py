"""The right-hand side of a condition, turned from words into a phrase: `at least 3`, `under 6 months`, `no`.

Read forgivingly (case and spacing do not matter), written back one way in `words`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from service.ruleset.model import Is, Known, NumberRange, OneOf, Phrase
from service.ruleset.problems import suggest
from service.ruleset.shapes import NotUnderstood, Shape
from service.ruleset.time_phrases import COMPARE, ONE_WAY, read_age, read_date_phrase
from service.ruleset.yaml_nodes import spoken


def read_phrase(words: tuple[str, ...], shape: Shape, parameters: tuple[str, ...] = ()) -> Phrase:
    """Return the phrase that the words say about something of this shape. Several words are `one of`.

    Raises NotUnderstood.

    >>> read_phrase(("At least  3",), Shape("count", "referrals")).words
    'at least 3'
    """
    if len(words) == 1 and spoken(words[0]) in ("known", "not known"):
        return Known(spoken(words[0]) == "known", spoken(words[0]), parameters)
    if shape.kind in ("choice", "text"):
        return _one_of(words, shape, parameters)
    if len(words) != 1:
        message = f"`{shape.name}` cannot be one of several values"
        raise NotUnderstood("wrong-value", message, "Give one value, or a range such as `between 2 and 4`")
    return _READERS[shape.kind](" ".join(words[0].casefold().split()), shape, parameters)


def _one_of(words: tuple[str, ...], shape: Shape, parameters: tuple[str, ...]) -> OneOf:
    if shape.choices is None:
        values = tuple(sorted({" ".join(word.split()) for word in words}))
        return OneOf(values, _either(values), parameters)
    names = {spoken(name): name for name in shape.choices}
    chosen = []
    for word in words:
        if spoken(word) not in names:
            message = f"`{word}` is not one of the answers to `{shape.name}`"
            raise NotUnderstood("unknown-choice", message, _choices_help(word, shape.choices))
        chosen.append(names[spoken(word)])
    values = tuple(name for name in shape.choices if name in chosen)
    return OneOf(values, _either(values), parameters)


def _choices_help(word: str, choices: Mapping[str, str]) -> str:
    return suggest(spoken(word).replace(" ", "_"), choices) or "Look it up in vocabulary.yaml"


def _either(values: tuple[str, ...]) -> str:
    return values[0] if len(values) == 1 else "[" + ", ".join(values) + "]"


def _yes_or_no(text: str, shape: Shape, parameters: tuple[str, ...]) -> Is:
    if text not in ("yes", "no"):
        message = f"`{shape.name}` is yes or no, and this is `{text}`"
        raise NotUnderstood("wrong-value", message, "Write `yes`, `no`, `known` or `not known`")
    return Is(text == "yes", text, parameters)


# --- numbers ------------------------------------------------------------------------------------------------------

_NUMBER = re.compile(rf"(?:{COMPARE} )?(?P<number>-?\d{{1,9}})(?: (?P<unit>\D+))?")
_NUMBERS = re.compile(r"between (?P<low>-?\d{1,9}) and (?P<high>-?\d{1,9})(?: (?P<unit>\D+))?")


def _number(text: str, shape: Shape, parameters: tuple[str, ...]) -> NumberRange:
    between = _NUMBERS.fullmatch(text)
    if between:
        scale = _scale(between["unit"], shape)
        low, high = int(between["low"]), int(between["high"])
        if low > high:
            raise NotUnderstood(
                "empty-range", f"Nothing lies between {low} and {high}", "Write the smaller number first"
            )
        return NumberRange(
            low * scale, high * scale, _with_unit(f"between {low} and {high}", between["unit"]), parameters
        )
    found = _NUMBER.fullmatch(text)
    if not found or found["how"] in ("under", "over"):
        raise _not_a_number(text, found, shape)
    how = ONE_WAY.get(found["how"], found["how"])
    number = int(found["number"])
    low_high = _limits(how, number * _scale(found["unit"], shape))
    return NumberRange(*low_high, _with_unit(f"{how} {number}" if how else str(number), found["unit"]), parameters)


def _limits(how: str | None, number: int) -> tuple[int | None, int | None]:
    return {
        None: (number, number),
        "at least": (number, None),
        "more than": (number + 1, None),
        "at most": (None, number),
        "fewer than": (None, number - 1),
    }[how]


def _with_unit(words: str, unit: str | None) -> str:
    return f"{words} {unit}" if unit else words


def _scale(unit: str | None, shape: Shape) -> int:
    """Return by what to multiply: a number of days may be compared with weeks, and nothing else may differ."""
    if not unit or unit.rstrip("s") == shape.unit.rstrip("s"):
        return 1
    if shape.unit == "days" and unit in ("week", "weeks"):
        return 7
    has = f"is in {shape.unit}" if shape.unit else "has no unit"
    fix = f"Write it in {shape.unit}" if shape.unit else "Leave the unit out"
    raise NotUnderstood("wrong-unit", f"`{shape.name}` {has}, but this is in `{unit}`", fix)


def _not_a_number(text: str, found: re.Match[str] | None, shape: Shape) -> NotUnderstood:
    message = f"`{shape.name}` is a number, and this says `{text}`"
    if found:
        better = "fewer than" if found["how"] == "under" else "more than"
        return NotUnderstood("wrong-value", message, f"Did you mean `{better} {found['number']}`?")
    return NotUnderstood(
        "wrong-value", message, "Write a number in digits, like `3`, `at least 3` or `between 2 and 4`"
    )


_READERS: dict[str, Callable[[str, Shape, tuple[str, ...]], Phrase]] = {
    "yes or no": _yes_or_no,
    "definition": _yes_or_no,
    "number": _number,
    "count": _number,
    "age": read_age,
    "date": read_date_phrase,
}
