"""What a series of measurements says of growth: the power of the size that the time goes with."""

from __future__ import annotations

from collections.abc import Mapping
from math import log

# A fit errs by a tenth on a machine that does other things as well: what is in step with the size may look so steep.
STEEPEST = 1.1


def exponent(times: Mapping[int, float]) -> float:
    """Return the power of growth by least squares on logarithms: 1 is in step with the size, 2 with its square.

    The lowest third of the sizes is left out, lest what everything costs anyway hides how it grows.

    >>> round(exponent({1: 1.0, 10: 2.0, 20: 8.0, 40: 32.0}), 6)
    2.0
    """
    sizes = sorted(size for size in times if size)
    points = [(log(size), log(times[size])) for size in sizes[min(len(sizes) // 3, len(sizes) - 2) :]]
    across, up = (sum(values) / len(points) for values in zip(*points, strict=True))
    return sum((x - across) * (y - up) for x, y in points) / sum((x - across) ** 2 for x, _ in points)


def slope(times: Mapping[int, float]) -> float:
    """Return how much one more costs, by least squares.

    >>> slope({0: 5.0, 10: 25.0, 20: 45.0})
    2.0
    """
    across, up = sum(times) / len(times), sum(times.values()) / len(times)
    return sum((x - across) * (y - up) for x, y in times.items()) / sum((x - across) ** 2 for x in times)
