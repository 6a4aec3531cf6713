"""The facts, event lists and steps that rulesets and cases may name. Turns the YAML of both files into types."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum

# Facts by name, each with the answers that count: `yes`, `no` or choices.
Openers = Mapping[str, tuple[str, ...]]


class Scope(StrEnum):
    """Whom a fact is about: everyone in the household, or one child."""

    HOUSEHOLD = "household"
    CHILD = "child"


class Kind(StrEnum):
    """What a fact's value looks like. An AGE is never sent: it is reckoned from the date of birth."""

    YES_NO = "yes or no"
    NUMBER = "number"
    DATE = "date"
    TEXT = "text"
    CHOICE = "choice"
    AGE = "age"


class Strength(IntEnum):
    """The modal verb of the source, weakest first."""

    CONSIDER = 1
    SHOULD = 2
    MUST = 3

    @property
    def word(self) -> str:
        """The verb as written in a ruleset."""
        return self.name.lower()


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that can be known about a household, a child or an event.

    `label` is a noun phrase (`the DASH score`); a yes-or-no fact has two clauses instead, `yes` (`a weapon was used`)
    and `no` (`no weapon was used`). Numbers are whole and lie between `least` and `most`.
    `derived_from` names the facts this one is worked out from; `ask` is the fact to ask a person for.
    `not_with` names facts which, once known, leave this one with nothing to say (a born child has no due date);
    `not_when` names facts that do so by certain answers (no family nurse ever, so no day the visits ended).
    `ask_only_when` names facts that open this question by certain answers: it says when a person is asked, and nothing
    about what follows from the answer.
    """

    name: str
    scope: Scope
    kind: Kind
    label: str
    question: str
    help: str
    yes: str = ""
    no: str = ""
    choices: Mapping[str, str] = field(default_factory=dict, hash=False)
    unit: str = ""
    least: int = 0
    most: int = 1_000_000
    past: bool = False
    census: tuple[str, ...] = ()
    monitoring: bool = False
    derived_from: tuple[str, ...] = ()
    may_be_sent: bool = True
    ask: str = ""
    not_with: tuple[str, ...] = ()
    not_when: Openers = field(default_factory=dict, hash=False)
    ask_only_when: Openers = field(default_factory=dict, hash=False)
    unless_said: str = ""

    @property
    def group(self) -> str:
        """The part before the dot."""
        return self.name.partition(".")[0]

    @property
    def short(self) -> str:
        """The part after the dot."""
        return self.name.partition(".")[2] or self.name


def answered_so(value: object, answers: tuple[str, ...]) -> bool:
    """Whether a value, as a case holds it, is one of these answers.

    >>> answered_so(True, ("yes",)), answered_so("ended", ("never",)), answered_so(None, ("no",))
    (True, False, False)
    """
    return ("yes" if value is True else "no" if value is False else value) in answers


@dataclass(frozen=True, slots=True)
class EventList:
    """A list of dated things: referrals, moves. `fields` are facts named by the field alone (`seriousness`)."""

    name: str
    scope: Scope
    one: str
    many: str
    question: str
    help: str
    dated_by: str
    fields: Mapping[str, Fact] = field(hash=False)
    ask_only_when: Openers = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Every fact and event list, by name, in the order of the file. `groups` maps a group to its title."""

    facts: Mapping[str, Fact]
    events: Mapping[str, EventList]
    groups: Mapping[str, str]
    text: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True)
class Due:
    """When a step is due. `count` of `unit` after `after`; zero days is the same day. `says` is how it was written."""

    count: int
    unit: str
    after: str
    says: str


@dataclass(frozen=True, slots=True)
class Step:
    """One thing the front door can be recommended to do. A smaller `rank` is the higher step."""

    name: str
    title: str
    rank: int
    owner: str
    due: Due | None
    basis: str
    guidance: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Steps:
    """Every step by name, highest rank first."""

    by_name: Mapping[str, Step]
    text: bytes = field(default=b"", repr=False)
