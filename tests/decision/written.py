"""Conditions, rulesets and what comes of them, written by hand in as few words as will do."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Literal

from service.decision.inference import Inference
from service.decision.values import Reading, Value
from service.ruleset.model import (
    BelowThreshold,
    Block,
    BlockKind,
    Citation,
    Condition,
    Definition,
    Is,
    Known,
    Length,
    NumberRange,
    Rule,
    Ruleset,
    Subject,
    Test,
    TimeRange,
)
from service.ruleset.vocabulary import EventList, Fact, Kind, Scope, Steps, Vocabulary

TODAY = date(2026, 11, 23)
YES, NO = Is(value=True, words="yes"), Is(value=False, words="no")
KNOWN, NOT_KNOWN = Known(value=True, words="known"), Known(value=False, words="not known")
EVENTS = EventList("referrals", Scope.HOUSEHOLD, "referral", "referrals", "", "", "date", {})


def fact(name: str, kind: Kind = Kind.YES_NO) -> Fact:
    return Fact(name, Scope.CHILD, kind, "", "", "")


def is_yes(*names: str) -> list[Condition]:
    return [Test(fact(name), YES) for name in names]


def all_of(*parts: Condition) -> Block:
    return Block(BlockKind.ALL, parts)


def any_of(*parts: Condition) -> Block:
    return Block(BlockKind.ANY, parts)


def none_of(*parts: Condition) -> Block:
    return Block(BlockKind.NONE, parts)


def at_least(needed: int, *parts: Condition) -> Block:
    return Block(BlockKind.AT_LEAST, parts, needed)


def number(subject: Subject, low: int | None, high: int | None = None) -> Test:
    return Test(subject, NumberRange(low, high, ""))


def over(direction: Literal["age", "ago", "ahead"], low: Length, *, itself: bool = False) -> TimeRange:
    """So long or longer; `itself` when the limit counts."""
    return TimeRange(direction, low, not itself, None, high_open=False, words="")


def under(direction: Literal["age", "ago", "ahead"], high: Length, *, itself: bool = False) -> TimeRange:
    """Less long, and for a date not the other side of today; `itself` when the limit counts."""
    floor = None if direction == "age" else Length(0, "days")
    return TimeRange(direction, floor, low_open=False, high=high, high_open=not itself, words="")


def a_ruleset(
    rules: Mapping[str, Condition | tuple[Condition, Condition]], definitions: Mapping[str, Condition] | None = None
) -> Ruleset:
    """Return a ruleset of these conditions; a pair is `when` and `unless`."""
    pairs = {name: each if isinstance(each, tuple) else (each, None) for name, each in rules.items()}
    return Ruleset(
        "front-door",
        "made",
        "",
        None,
        {},
        {},
        {},
        {name: Definition(name, when) for name, when in (definitions or {}).items()},
        {name: Rule(name, "", when, unless, {}, "", Citation("", "")) for name, (when, unless) in pairs.items()},
        BelowThreshold({}, ""),
        {},
        Vocabulary({}, {}, {}),
        Steps({}),
    )


def met(
    ruleset: Ruleset,
    values: Mapping[str, Value] | None = None,
    readings: Mapping[str, Reading] | None = None,
    as_of: date = TODAY,
) -> tuple[str, ...]:
    with Inference(ruleset) as inference:
        return inference.met(as_of, values or {}, readings or {})
