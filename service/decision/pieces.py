"""Clauses with their names made, weighed for the inference engine: how much one rule of it can hold, and no more.

The engine keeps at most 64 matches waiting, allows 15 groups in a rule and goes round for ever at 513 comparisons side
by side. One rule here stays far inside all three; `plan.py` adds rules up to what one ruleset of the engine may hold.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

# What one rule may hold: ways to be true at once, groups within groups, and comparisons.
RULE_PATHS, RULE_GROUPS, RULE_TESTS = 16, 10, 80

Kind = Literal["$and", "$or"]


@dataclass(frozen=True, slots=True)
class Piece:
    """A clause with its names made, and how much it asks of the engine. `level` is the first pass that can hold it."""

    kind: Kind | Literal[""]
    parts: tuple[Piece, ...] = ()
    test: str = ""
    paths: int = 1
    groups: int = 0
    tests: int = 1
    level: int = 0
    fields: frozenset[str] = frozenset()

    def text(self) -> str:
        """Return the condition as the engine reads it."""
        return f'{{"{self.kind}":[{",".join(part.text() for part in self.parts)}]}}' if self.kind else self.test

    def fits(self) -> bool:
        """Whether one rule of the engine can hold it."""
        return self.paths <= RULE_PATHS and self.groups <= RULE_GROUPS and self.tests <= RULE_TESTS


def joined(kind: Kind, parts: Sequence[Piece]) -> Piece:
    """Return the pieces as one, the plain comparisons first, so that most cases go no further."""
    inner = tuple(sorted(dict.fromkeys(parts), key=lambda part: (part.paths, part.tests)))
    if len(inner) == 1:
        return inner[0]
    return Piece(
        kind,
        inner,
        paths=_paths(kind, inner),
        groups=1 + sum(part.groups for part in inner),
        tests=sum(part.tests for part in inner),
        level=max((part.level for part in inner), default=0),
        fields=frozenset().union(*(part.fields for part in inner)),
    )


def _paths(kind: str, parts: Sequence[Piece]) -> int:
    """Return in how many ways at once the whole can hold. One field equals one number at a time."""
    if kind == "$or":
        same_field = len(frozenset().union(*(part.fields for part in parts))) == 1
        if same_field and all(not part.kind and not part.test.startswith('{"$') for part in parts):
            return 1
        return sum(part.paths for part in parts)
    product = 1
    for part in parts:
        product *= part.paths
    return product


def packed(kind: Kind, parts: Sequence[Piece]) -> list[Piece]:
    """Return the pieces in as few as fit one rule each, in order."""
    whole = joined(kind, parts)
    if whole.fits():
        return [whole]
    packs: list[Piece] = []
    held: list[Piece] = []
    for part in parts:
        if held and not joined(kind, [*held, part]).fits():
            packs.append(joined(kind, held))
            held = []
        held.append(part)
    return [*packs, joined(kind, held)]


def comparison(name: str, how: str, limit: int, level: int = 0) -> Piece:
    """Return the comparison of one field with a limit."""
    field = f'{{"{name}":{limit}}}'
    return Piece("", test=field if how == "$eq" else f'{{"{how}":{field}}}', level=level, fields=frozenset({name}))
