"""What inference works with instead of conditions: clauses over whole numbers, with no negation left in them.

A clause holds only `every`, `either` and comparisons of a slot with a limit. A slot that is empty, because something
is not known, satisfies no comparison. `definitely.py` turns conditions into clauses; `plan.py` makes the inference
engine's rules of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum, auto


class Reading(Enum):
    """How a whole number is read from what is known of a case.

    Months are told in halves: twice the whole months, and one more when days are left over.
    """

    YES_OR_NO = auto()
    CHOICE = auto()
    NUMBER = auto()
    DAY = auto()
    DAYS_AGO = auto()
    DAYS_AHEAD = auto()
    HALF_MONTHS_OLD = auto()
    HALF_MONTHS_AGO = auto()
    HALF_MONTHS_AHEAD = auto()
    WORKING_DAYS_AGO = auto()
    WORKING_DAYS_AHEAD = auto()
    KNOWN = auto()
    LEAST = auto()
    MOST = auto()
    MEASURED = auto()


class View(Enum):
    """What a slot holds when the fact does not apply: nothing, or a number under or over every limit."""

    AS_IT_IS = auto()
    FLOOR = auto()
    CEILING = auto()


@dataclass(frozen=True, slots=True)
class Slot:
    """One whole number about a case: how it is read, and of which fact or measure."""

    reading: Reading
    name: str
    view: View = View.AS_IT_IS


@dataclass(frozen=True, slots=True)
class Compare:
    """The slot holds a number that compares so with the limit. `how` is the inference engine's own word."""

    slot: Slot
    how: str
    limit: int


@dataclass(frozen=True, slots=True)
class Settled:
    """A definition is definitely met, or (`met` False) definitely not met."""

    name: str
    met: bool


@dataclass(frozen=True, slots=True)
class Unsettled:
    """A definition is neither definitely met nor definitely not met."""

    name: str


@dataclass(frozen=True, slots=True)
class Enough:
    """At least `needed` of several clauses hold."""

    needed: int
    parts: tuple[Clause, ...]


@dataclass(frozen=True, slots=True)
class Every:
    """All parts hold; with no parts, always so."""

    parts: tuple[Clause, ...]


@dataclass(frozen=True, slots=True)
class Either:
    """At least one part holds; with no parts, never so."""

    parts: tuple[Clause, ...]


Leaf = Compare | Settled | Unsettled | Enough
Clause = Leaf | Every | Either


def every(parts: Iterable[Clause]) -> Clause:
    """Return the clause that all parts hold, without needless nesting."""
    return _joined(Every, parts, Either(()))


def either(parts: Iterable[Clause]) -> Clause:
    """Return the clause that some part holds, without needless nesting."""
    return _joined(Either, parts, Every(()))


def _joined(kind: type[Every | Either], parts: Iterable[Clause], settles: Clause) -> Clause:
    flat = (inner for part in parts for inner in (part.parts if isinstance(part, kind) else (part,)))
    distinct = tuple(dict.fromkeys(flat))
    if settles in distinct:
        return settles
    return distinct[0] if len(distinct) == 1 else kind(distinct)


def leaves(clause: Clause) -> Iterator[Leaf]:
    """Return every leaf of the clause, those inside an `Enough` included."""
    if isinstance(clause, Every | Either | Enough):
        for part in clause.parts:
            yield from leaves(part)
    if not isinstance(clause, Every | Either):
        yield clause
