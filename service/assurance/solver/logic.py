"""Formulas, whole numbers and words for the solver to look for, and the solver itself. All that speaks to Z3.

A formula is built once and never changed. The solver answers that a case exists and what it is like, that none can
exist, or that it could not tell in the time it had.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, NewType, Protocol

import z3  # type: ignore[import-untyped]

Formula = NewType("Formula", object)


class Number(Protocol):
    """A whole number that the solver chooses, or one reckoned from such numbers."""

    def __add__(self, other: Number | int) -> Number:
        """Return the sum."""

    def __sub__(self, other: Number | int) -> Number:
        """Return the difference."""

    def __rmul__(self, times: int) -> Number:
        """Return the number so many times."""

    def __le__(self, other: Number | int) -> Formula:
        """Return the formula that this is no more than the other."""

    def __lt__(self, other: Number | int) -> Formula:
        """Return the formula that this is less than the other."""


@dataclass(frozen=True, slots=True)
class Word:
    """One of so many words, told by its place among them in binary."""

    bits: tuple[Formula, ...]
    size: int


class Logic:
    """Makes formulas. Names are the solver's own: the same name is the same unknown."""

    def __init__(self) -> None:
        self.context = z3.Context()
        # The interpreter may clear formulas away in another thread than the one that made them.
        z3.Z3_enable_concurrent_dec_ref(self.context.ref())
        self.yes, self.no = (Formula(z3.BoolVal(value, self.context)) for value in (True, False))

    def unknown(self, name: str) -> Formula:
        """Return something that is so or not, for the solver to choose."""
        return Formula(z3.Bool(name, self.context))

    def number(self, name: str) -> Number:
        """Return a whole number for the solver to choose."""
        found: Number = z3.Int(name, self.context)
        return found

    def constant(self, value: int) -> Number:
        """Return a number that is known."""
        found: Number = z3.IntVal(value, self.context)
        return found

    # --- formulas ---

    def every(self, parts: Iterable[Formula]) -> Formula:
        """Return that all of them are so; with none, always so."""
        kept = [part for part in parts if part is not self.yes]
        if any(part is self.no for part in kept):
            return self.no
        return kept[0] if len(kept) == 1 else self._joined(z3.Z3_mk_and, kept) if kept else self.yes

    def some(self, parts: Iterable[Formula]) -> Formula:
        """Return that at least one of them is so; with none, never so."""
        kept = [part for part in parts if part is not self.no]
        if any(part is self.yes for part in kept):
            return self.yes
        return kept[0] if len(kept) == 1 else self._joined(z3.Z3_mk_or, kept) if kept else self.no

    def _joined(self, join: Any, parts: Sequence[Any]) -> Formula:  # noqa: ANN401 - Z3 has no types of its own
        """Join formulas by the solver's own call: its library looks at each again, which takes ten times as long."""
        array = (z3.Ast * len(parts))(*[part.as_ast() for part in parts])
        return Formula(z3.BoolRef(join(self.context.ref(), len(parts), array), self.context))

    def both(self, ones: Iterable[Formula], others: Iterable[Formula]) -> list[Formula]:
        """Return, pair by pair, that both are so."""
        return [self.every(pair) for pair in zip(ones, others, strict=True)]

    def opposite(self, part: Formula) -> Formula:
        """Return that it is not so."""
        if part is self.yes or part is self.no:
            return self.no if part is self.yes else self.yes
        negated: Any = part
        return Formula(z3.BoolRef(z3.Z3_mk_not(self.context.ref(), negated.as_ast()), self.context))

    def if_so(self, one: Formula, other: Formula) -> Formula:
        """Return that the other is so whenever the one is."""
        return self.some((self.opposite(one), other))

    def same(self, one: Formula | Number, other: Formula | Number | int) -> Formula:
        """Return that two formulas are so together, or that two numbers are equal."""
        return Formula(one == other)

    def choose(self, condition: Formula, one: Number, other: Number) -> Number:
        """Return the one number where the condition is so, and the other elsewhere."""
        found: Number = z3.If(condition, one, other)
        return found

    # --- words ---

    def word(self, name: str, size: int) -> Word:
        """Return one of so many words, for the solver to choose."""
        return Word(tuple(self.unknown(f"{name} bit {bit}") for bit in range(max(size - 1, 0).bit_length())), size)

    def within(self, word: Word) -> Formula:
        """Return that the word is one of those there are."""
        places = range(word.size, 2 ** len(word.bits))
        return self.every(self.opposite(self.word_is(word, place)) for place in places)

    def word_is(self, word: Word, place: int) -> Formula:
        """Return that the word is the one at this place, counted from 0."""
        return self.every(bit if place >> at & 1 else self.opposite(bit) for at, bit in enumerate(word.bits))

    def same_word(self, one: Word, other: Word) -> Formula:
        """Return that two words of the same list are equal."""
        return self.every(self.same(a, b) for a, b in zip(one.bits, other.bits, strict=True))

    # --- counting ---

    def counts(self, parts: Sequence[Formula], most: int) -> list[Formula]:
        """Return for each number from 1 to `most` that at least so many of the parts are so."""
        reached = [self.no] * most
        for part in parts:
            before = [self.yes, *reached]
            reached = [self.some((reached[at], self.every((before[at], part)))) for at in range(most)]
        return reached


class Solver:
    """Looks for a case in which everything told to it is so, for as long as it is given."""

    def __init__(self, logic: Logic) -> None:
        self._z3 = z3.Solver(ctx=logic.context)
        self._logic = logic
        self._deadline = time.monotonic()

    def tell(self, formulas: Iterable[Formula]) -> None:
        """Add what must be so, until the end of the innermost `supposing`."""
        self._z3.add([formula for formula in formulas if formula is not self._logic.yes])

    @contextmanager
    def supposing(self, *formulas: Formula) -> Iterator[None]:
        """Add what must be so inside the block alone."""
        self._z3.push()
        try:
            self.tell(formulas)
            yield
        finally:
            self._z3.pop()

    def spend(self, costs: Sequence[tuple[Formula, int]], most: int) -> None:
        """Allow no more than so much in all, each formula that is so costing what is given with it."""
        if costs:
            self.tell([Formula(z3.PbLe([(formula, cost) for formula, cost in costs], most))])

    def give(self, seconds: float) -> None:
        """Give it so long, from now, for all its looks together."""
        self._deadline = time.monotonic() + seconds

    def look(self, seconds: float = 1e6) -> bool | None:
        """Return whether a case exists, or None when it could not be told in the time there was."""
        left = min(self._deadline - time.monotonic(), seconds)
        if left <= 0:
            return None
        self._z3.set("timeout", max(1, min(int(left * 1000), 2**31)))
        answer = self._z3.check()
        return True if answer == z3.sat else False if answer == z3.unsat else None

    def found(self) -> Found:
        """Return the case that the last look found."""
        return Found(self._z3.model())


class Found:
    """One case the solver found: what each formula, number and word is in it."""

    def __init__(self, model: Any) -> None:  # noqa: ANN401 - Z3 has no types of its own
        self._model = model

    def so(self, formula: Formula) -> bool:
        """Return whether the formula is so."""
        return z3.is_true(self._model.eval(formula, model_completion=True)) is True

    def number(self, number: Number) -> int:
        """Return the number."""
        return int(self._model.eval(number, model_completion=True).as_long())

    def word(self, word: Word) -> int:
        """Return the place of the word."""
        return sum(self.so(bit) << at for at, bit in enumerate(word.bits))
