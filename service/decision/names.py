"""Makes the only names the inference engine ever sees: four letters each, and no two that it could mistake.

The engine tells fields apart by a 32-bit hash alone, so names are compared by that hash here before they are used.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import count

from service.decision.errors import CouldNotDecide

DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
MOST = len(DIGITS) ** 3


class Names:
    """Makes names of a letter and three digits, in order, sharing no hash with one another nor with any `taken`."""

    def __init__(self, taken: Iterable[str]) -> None:
        self._hashes = {fnv1a(name) for name in taken}
        self._numbers: defaultdict[str, Iterator[int]] = defaultdict(count)

    def new(self, letter: str) -> str:
        """Return the next name that starts with the letter."""
        name = letter + _digits(next(self._numbers[letter]))
        if fnv1a(name) in self._hashes:
            return self.new(letter)
        self._hashes.add(fnv1a(name))
        return name


def fnv1a(name: str) -> int:
    """Return the hash by which the engine tells fields apart: 32-bit FNV-1a.

    >>> fnv1a("liquid") == fnv1a("costarring")
    True
    """
    value = 0x811C9DC5
    for byte in name.encode():
        value = ((value ^ byte) * 0x01000193) & 0xFFFFFFFF
    return value


def _digits(number: int) -> str:
    if number >= MOST:
        raise CouldNotDecide(f"A ruleset may not have more than {MOST} rules, definitions and parts of them")
    rest, last = divmod(number, len(DIGITS))
    first, middle = divmod(rest, len(DIGITS))
    return DIGITS[first] + DIGITS[middle] + DIGITS[last]
