"""What a ruleset says, once read and checked: the typed model that every engine shares.

Inference, explanation, columns and solver each give these types a meaning of their own and are held to one meaning
by tests. Names here are written one way: facts as `group.fact`, measures and definitions in lower case with spaces,
rules in lower case with hyphens. Spans never take part in comparison: two files laid out differently mean the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Literal

from service.ruleset.problems import NOWHERE, Span
from service.ruleset.vocabulary import EventList, Fact, Steps, Strength, Vocabulary

Unit = Literal["days", "working days", "weeks", "months", "years"]


class Outcome(StrEnum):
    """The answer to a condition or a rule. Not known is never No."""

    MET = "met"
    NOT_MET = "not_met"
    UNDETERMINED = "undetermined"


@dataclass(frozen=True, slots=True)
class Length:
    """A stretch of calendar time, such as 6 months."""

    count: int
    unit: Unit


# --- phrases: the right-hand side of a condition -----------------------------------------------------------------
# `words` is the phrase written back one way, with parameter values in place; `parameters` names those it used.


@dataclass(frozen=True, slots=True)
class Is:
    """`yes` or `no`."""

    value: bool
    words: str
    parameters: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OneOf:
    """A choice or a text, or any of several."""

    values: tuple[str, ...]
    words: str
    parameters: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Known:
    """`known`, or `not known` when `value` is False. Always settled."""

    value: bool
    words: str
    parameters: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NumberRange:
    """A whole number from `low` to `high`, both included; None is no limit. `more than 3` has low 4."""

    low: int | None
    high: int | None
    words: str
    parameters: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TimeRange:
    """A stretch of time between `low` and `high`; an open end leaves out the limit itself.

    With `direction` "age": how long since a birth (`under 6 months`: high 6 months, open).
    With "ago": a date so long before `as_of` (`in the last 14 days`: low 0 days, high 14 days, both included).
    With "ahead": a date so long after `as_of`.
    """

    direction: Literal["age", "ago", "ahead"]
    low: Length | None
    low_open: bool
    high: Length | None
    high_open: bool
    words: str
    parameters: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DateRange:
    """A date from `low` to `high`, both included. `before 2026-03-01` has high 2026-02-28."""

    low: date | None
    high: date | None
    words: str
    parameters: tuple[str, ...] = ()


Phrase = Is | OneOf | Known | NumberRange | TimeRange | DateRange


# --- measures: numbers counted or reckoned -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class FieldTest:
    """One line of a measure's `where`: a field of the event and what it must be."""

    field: Fact
    phrase: Phrase


@dataclass(frozen=True, slots=True)
class Count:
    """How many events of a list match every line of `where`, dated from `as_of` less `within` up to `as_of`.

    With `once_per` a field, events sharing its value count once.
    """

    name: str
    events: EventList
    where: tuple[FieldTest, ...]
    within: Length | None
    once_per: Fact | None
    one: str
    many: str
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Streak:
    """How many of the latest events in a row, dated no later than `as_of`, match every line of `where`."""

    name: str
    events: EventList
    where: tuple[FieldTest, ...]
    one: str
    many: str
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Elapsed:
    """Whole days, or England working days, from one date to another; None stands for `as_of`. May be negative."""

    name: str
    start: Fact | None
    end: Fact | None
    working: bool
    span: Span = field(default=NOWHERE, compare=False)


Measure = Count | Streak | Elapsed


# --- conditions ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class DefinitionRef:
    """A definition used as the left-hand side of a condition."""

    name: str


Subject = Fact | Count | Streak | Elapsed | DefinitionRef


@dataclass(frozen=True, slots=True)
class Test:
    """One line of a block: something that can be known, and what it must be."""

    __test__ = False  # not a test case, whatever pytest thinks of the name

    subject: Subject
    phrase: Phrase
    span: Span = field(default=NOWHERE, compare=False)


class BlockKind(StrEnum):
    """How the parts of a block combine, in strong Kleene logic."""

    ALL = "all"
    ANY = "any"
    NONE = "none"
    AT_LEAST = "at_least"


@dataclass(frozen=True, slots=True)
class Block:
    """Several conditions as one. `needed` is the N of `at least N of`, and 0 for the other kinds."""

    kind: BlockKind
    parts: tuple[Condition, ...]
    needed: int = 0
    span: Span = field(default=NOWHERE, compare=False)


Condition = Block | Test


@dataclass(frozen=True, slots=True)
class Definition:
    """A condition with a name, usable wherever a fact is."""

    name: str
    when: Condition
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Citation:
    """The paragraph something rests on: `document` is a key of the ruleset's sources."""

    document: str
    paragraph: str


@dataclass(frozen=True, slots=True)
class Source:
    """A document rules cite."""

    name: str
    title: str
    date: str = ""
    url: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Parameter:
    """A number or length a policy lead may change in one place."""

    name: str
    value: str
    title: str
    source: Citation | None = None
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Rule:
    """One threshold. Met when `when` is met and `unless` (if there is one) is not met."""

    name: str
    title: str
    when: Condition
    unless: Condition | None
    recommend: Mapping[str, Strength]
    because: str
    source: Citation
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class BelowThreshold:
    """What to do when no rule is met; never nothing."""

    recommend: Mapping[str, Strength]
    guidance: str


@dataclass(frozen=True, slots=True)
class Promise:
    """A guarantee: whenever this holds, at least one of these steps at least so strongly, or a higher one."""

    name: str
    title: str
    whenever: Condition
    then: Mapping[str, Strength]
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class NeverLowers:
    """A guarantee of the form: adding any of these yes-or-no facts never lowers the response."""

    name: str
    title: str
    facts: tuple[Fact, ...]
    span: Span = field(default=NOWHERE, compare=False)


Guarantee = Promise | NeverLowers


@dataclass(frozen=True, slots=True)
class InForce:
    """The days a version applies, both included; `to` None means until another version takes over."""

    start: date
    to: date | None = None


@dataclass(frozen=True, slots=True)
class Ruleset:
    """One whole version of one family, with the vocabulary and steps it was checked against.

    `digest` is over the exact text of all three, so the same digest always decides alike. `definitions` are in an
    order where each comes after those it uses.
    """

    family: str
    version: str
    title: str
    in_force: InForce | None
    sources: Mapping[str, Source]
    parameters: Mapping[str, Parameter]
    measures: Mapping[str, Measure]
    definitions: Mapping[str, Definition]
    rules: Mapping[str, Rule]
    below: BelowThreshold
    guarantees: Mapping[str, Guarantee]
    vocabulary: Vocabulary = field(repr=False)
    steps: Steps = field(repr=False)
    digest: str = ""
    text: bytes = field(default=b"", repr=False)
