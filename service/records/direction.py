"""Which way somebody went from what was recommended for a child: along with it, up, or down. Pure."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from service.records.errors import RecordsRefusal
from service.ruleset.problems import suggest
from service.ruleset.vocabulary import Step, Strength

Direction = Literal["accepted", "up", "down"]
CHOICES = ("accepted", "different")
_STRENGTHS = {strength.word: strength for strength in Strength}
_UNSAID = 0


@dataclass(frozen=True, slots=True)
class Choice:
    """What somebody decided for a child.

    `different` without a step is doing nothing of what was recommended; `accepted` may say the highest step again.
    `supersedes` is the id of the outcome this one stands in the place of.
    """

    child: str = field(repr=False)
    chosen: str
    step: str | None = None
    strength: str | None = None
    reason: str = field(default="", repr=False)
    supersedes: str | None = None


def direction_of(choice: Choice, recommended: Sequence[Mapping[str, Any]], steps: Mapping[str, Step]) -> Direction:
    """Return which way a choice goes from the highest of what was recommended. Raises RecordsRefusal."""
    if choice.chosen not in CHOICES:
        message = "An outcome is either `accepted` or `different`"
        raise RecordsRefusal("wrong-value", message, "Write one of the two", "/decision")
    _check_named(choice, steps)
    height = _height(choice, steps)
    highest = max((_height_of(each, steps) for each in recommended), default=_NOTHING)
    same = height[0] == highest[0] and height[1] in (_UNSAID, highest[1])
    if choice.chosen == "accepted":
        return _accepted(choice, same=same)
    if same:
        message = "This is what was recommended"
        raise RecordsRefusal("wrong-value", message, "Say `accepted`, or name another step", "/step")
    direction: Direction = "up" if height > highest else "down"
    if direction == "down" and not choice.reason.strip():
        message = "Going down from what was recommended needs a reason"
        raise RecordsRefusal("missing", message, "Write in `reason` why less is to be done", "/reason")
    return direction


def leaves_undone(choice: Choice, recommended: Sequence[Mapping[str, Any]], steps: Mapping[str, Step]) -> bool:
    """Return whether a choice falls short of something that must or should be done."""
    weighty = [each for each in recommended if each["strength"] != "consider" and not each.get("below_threshold")]
    height = _height(choice, steps)
    return any(_falls_short(height, _height_of(each, steps)) for each in weighty)


Height = tuple[float, int]
_NOTHING: Height = (-math.inf, _UNSAID)


def _falls_short(height: Height, recommended: Height) -> bool:
    weaker = height[1] != _UNSAID and height[1] < recommended[1]
    return height[0] < recommended[0] or (height[0] == recommended[0] and weaker)


def _height(choice: Choice, steps: Mapping[str, Step]) -> Height:
    if choice.step is None:
        return _NOTHING
    return -steps[choice.step].rank, _STRENGTHS[choice.strength] if choice.strength else _UNSAID


def _height_of(recommendation: Mapping[str, Any], steps: Mapping[str, Step]) -> Height:
    return -steps[recommendation["step"]].rank, _STRENGTHS[recommendation["strength"]]


def _accepted(choice: Choice, *, same: bool) -> Direction:
    if (choice.step or choice.strength) and not same:
        message = "What is accepted is all that was recommended, and this is not the highest of it"
        help_line = "Leave `step` and `strength` out, or say `different`"
        raise RecordsRefusal("wrong-value", message, help_line, "/step")
    return "accepted"


def _check_named(choice: Choice, steps: Mapping[str, Step]) -> None:
    if choice.step is not None and choice.step not in steps:
        message = f"There is no step called `{choice.step[:60]}`"
        raise RecordsRefusal("unknown-step", message, suggest(choice.step[:60], steps), "/step")
    if choice.strength is not None and (choice.step is None or choice.strength not in _STRENGTHS):
        message = "A strength goes with a step, and is `consider`, `should` or `must`"
        raise RecordsRefusal("wrong-value", message, "Write one of the three, or leave it out", "/strength")
