"""Strong Kleene logic: a block is settled exactly when nothing that may yet be learned could change it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product

from hypothesis import assume, given
from hypothesis import strategies as st

from service.decision.judging import MET, NOT_MET, UNDETERMINED, combine, judge_reading, negate
from service.decision.values import Interval
from service.ruleset.model import BlockKind, NumberRange

OUTCOMES = st.sampled_from([MET, NOT_MET, UNDETERMINED])
PARTS = st.lists(OUTCOMES, min_size=1, max_size=6)
KINDS = st.sampled_from(list(BlockKind))


def fillings(parts: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """Yield every way in which what is undetermined may turn out."""
    yield from product(*([MET, NOT_MET] if part == UNDETERMINED else [part] for part in parts))


@given(KINDS, PARTS, st.data())
def test_a_block_is_settled_when_every_filling_agrees(kind: BlockKind, parts: list[str], data: st.DataObject) -> None:
    needed = data.draw(st.integers(1, len(parts)))
    possible = {combine(kind, needed, filling) for filling in fillings(parts)}
    assert combine(kind, needed, parts) == (possible.pop() if len(possible) == 1 else UNDETERMINED)


@given(KINDS, PARTS, st.data())
def test_the_order_of_parts_does_not_matter(kind: BlockKind, parts: list[str], data: st.DataObject) -> None:
    needed = data.draw(st.integers(1, len(parts)))
    assert combine(kind, needed, data.draw(st.permutations(parts))) == combine(kind, needed, parts)


@given(PARTS)
def test_blocks_are_each_others_opposites(parts: list[str]) -> None:
    opposite = [negate(part) for part in parts]
    assert combine(BlockKind.NONE, 0, parts) == negate(combine(BlockKind.ANY, 0, parts))
    assert combine(BlockKind.ALL, 0, opposite) == combine(BlockKind.NONE, 0, parts)
    assert combine(BlockKind.AT_LEAST, 1, parts) == combine(BlockKind.ANY, 0, parts)
    assert combine(BlockKind.AT_LEAST, len(parts), parts) == combine(BlockKind.ALL, 0, parts)


@given(PARTS, PARTS)
def test_blocks_of_blocks_are_blocks(first: list[str], second: list[str]) -> None:
    for kind in (BlockKind.ALL, BlockKind.ANY):
        inner = [combine(kind, 0, first), combine(kind, 0, second)]
        assert combine(kind, 0, inner) == combine(kind, 0, first + second)


LIMITS = st.none() | st.integers(-3, 8)


@given(st.integers(-3, 8), st.none() | st.integers(0, 5), LIMITS, LIMITS)
def test_an_interval_is_judged_as_every_number_in_it(
    low: int, width: int | None, least: int | None, most: int | None
) -> None:
    assume(least is None or most is None or least <= most)
    high = None if width is None else low + width
    phrase = NumberRange(least, most, "a range")
    numbers = range(low, (low + 20 if high is None else high) + 1)
    possible = {judge_reading(phrase, Interval(number, number)) for number in numbers}
    settled = possible.pop() if len(possible) == 1 else UNDETERMINED
    assert judge_reading(phrase, Interval(low, high)) == settled
