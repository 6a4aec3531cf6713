"""A set of numbers, held as stretches, so that a million in a row take no more room than one."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator


class Numbers:
    """Numbers added in any order. `settle` brings them in order; only then can they be asked about."""

    def __init__(self) -> None:
        self._stretches: list[tuple[int, int]] = []

    def add(self, first: int, last: int | None = None) -> None:
        """Add a number, or all from one to another."""
        last = first if last is None else last
        if self._stretches and self._stretches[-1][1] == first - 1:
            first, _ = self._stretches.pop()
        self._stretches.append((first, last))

    def settle(self) -> list[tuple[int, int]]:
        """Bring the numbers in order, and return those that were added more than once.

        >>> numbers = Numbers()
        >>> for number in (1, 2, 3, 7, 3): numbers.add(number)
        >>> numbers.settle(), list(numbers.gaps(9)), 7 in numbers, 4 in numbers
        ([(3, 3)], [(4, 6), (8, 9)], True, False)
        """
        settled: list[tuple[int, int]] = []
        twice: list[tuple[int, int]] = []
        for first, last in sorted(self._stretches):
            if settled and first <= settled[-1][1] + 1:
                before, end = settled.pop()
                if first <= end:
                    twice.append((first, min(last, end)))
                settled.append((before, max(last, end)))
            else:
                settled.append((first, last))
        self._stretches = settled
        return twice

    def gaps(self, end: int) -> Iterator[tuple[int, int]]:
        """Yield the stretches from 1 up to an end that are not there."""
        expected = 1
        for first, last in self._stretches:
            if first > expected:
                yield expected, first - 1
            expected = max(expected, last + 1)
        if expected <= end:
            yield expected, end

    def __contains__(self, number: int) -> bool:
        at = bisect_right(self._stretches, (number, float("inf"))) - 1
        return at >= 0 and self._stretches[at][0] <= number <= self._stretches[at][1]
