"""How sure a share is: Wilson's interval, which stays between 0 and 1 and is sound for small numbers."""

from __future__ import annotations

from math import sqrt

Z_95 = 1.959963984540054


def wilson(count: int, of: int) -> tuple[float, float]:
    """Return the 95% interval of a share; from 0 to 1 when it is a share of nothing.

    >>> tuple(round(end, 4) for end in wilson(5, 50))
    (0.0435, 0.2136)
    >>> wilson(0, 0)
    (0.0, 1.0)
    """
    if of == 0:
        return 0.0, 1.0
    share, z2 = count / of, Z_95**2
    middle = share + z2 / (2 * of)
    half = Z_95 * sqrt(share * (1 - share) / of + z2 / (4 * of * of))
    low, high = (middle - half) / (1 + z2 / of), (middle + half) / (1 + z2 / of)
    return (0.0 if count == 0 else max(low, 0.0)), (1.0 if count == of else min(high, 1.0))


def quantile(histogram: dict[int, int], share: float) -> int | None:
    """Return the smallest value that at least this share of a count of values does not exceed.

    >>> quantile({1: 1, 5: 2, 9: 1}, 0.5), quantile({}, 0.5)
    (5, None)
    """
    needed, reached = share * sum(histogram.values()), 0
    for value in sorted(histogram):
        reached += histogram[value]
        if reached >= needed:
            return value
    return None
