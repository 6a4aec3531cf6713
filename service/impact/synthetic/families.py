"""The families of a made-up year: who their children are, and the days on which somebody was worried enough to say so.

Each referral is followed by another within a year as often as England's are, so chains of them arise by themselves.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from service.impact.synthetic.figures import (
    ASSUMED_AGES,
    ASSUMED_CHILDREN,
    CHILDREN_IN_NEED_2020,
    REFERRALS,
    REREFERRALS_WITHIN_A_YEAR,
    UNBORN,
)

Ints = NDArray[np.int64]
YEAR = 365
YEARS_BEFORE = 3
SHORTEST_GAP = 5


@dataclass(frozen=True, slots=True)
class Families:
    """Families, their contacts and children. Days count from the first of the year studied; children from 0.

    `contact_family` and `contact_day` have a value for each contact; `family_children` for each family, and
    `child_family` and `child_born` for each child. A child born after a contact is not yet born at it.
    """

    family_children: Ints
    contact_family: Ints
    contact_day: Ints
    child_family: Ints
    child_born: Ints


def drawn(rng: np.random.Generator, shares: Mapping[str, float] | Mapping[str, int], count: int) -> NDArray[np.str_]:
    """Return so many of the names, each as often as its share."""
    weights = np.array(list(shares.values()), float)
    return np.array(list(shares), dtype=str)[rng.choice(len(weights), count, p=weights / weights.sum())]


def families(rng: np.random.Generator, referrals: int) -> Families:
    """Return families with exactly so many children's referrals in the year, and the contacts of years before it."""
    if referrals < 1:
        nobody = np.zeros(0, np.int64)
        return Families(nobody, nobody, nobody, nobody, nobody)
    family, day = _chains(rng, referrals)
    sizes = rng.choice(list(ASSUMED_CHILDREN), int(np.max(family)) + 1, p=list(ASSUMED_CHILDREN.values())).astype(
        np.int64
    )
    family, day, sizes = _cut(family, day, sizes, referrals)
    child_family = np.repeat(np.arange(len(sizes)), sizes)
    first_in_year = np.full(len(sizes), YEAR)
    np.minimum.at(first_in_year, family[day >= 0], day[day >= 0])
    return Families(sizes, family, day, child_family, first_in_year[child_family] - _ages(rng, len(child_family)))


def _chains(rng: np.random.Generator, referrals: int) -> tuple[Ints, Ints]:
    """Return contacts as family and day: first ones spread evenly, each followed by another as often as in England."""
    again = REREFERRALS_WITHIN_A_YEAR / REFERRALS
    mean_children = sum(size * share for size, share in ASSUMED_CHILDREN.items())
    first_ones = int(referrals / mean_children * (1 - again) * (1 + YEARS_BEFORE) * 1.1) + 50
    family = np.arange(first_ones)
    day = rng.integers(-YEARS_BEFORE * YEAR, YEAR, first_ones)
    found = [(family, day)]
    while len(family):
        followed = rng.random(len(family)) < again
        family, day = family[followed], day[followed] + rng.integers(SHORTEST_GAP, YEAR + 1, int(followed.sum()))
        family, day = family[day < YEAR], day[day < YEAR]
        found.append((family, day))
    return np.concatenate([f for f, _ in found]), np.concatenate([d for _, d in found])


def _cut(family: Ints, day: Ints, sizes: Ints, referrals: int) -> tuple[Ints, Ints, Ints]:
    """Keep families, in the order they come, until the year has exactly so many referrals of children."""
    in_year = np.bincount(family[day >= 0], minlength=len(sizes))
    reached = np.cumsum(in_year * sizes)
    last = int(np.searchsorted(reached, referrals))
    keep = (family <= last) & np.isin(family, np.flatnonzero(in_year))
    family, day = family[keep], day[keep]
    over = int(reached[last]) - referrals
    if over:
        family, day, sizes = _trim_last(family, day, sizes, last, over)
    kept, family = np.unique(family, return_inverse=True)
    order = np.lexsort((day, family))
    return family[order].astype(np.int64), day[order], sizes[kept]


def _trim_last(family: Ints, day: Ints, sizes: Ints, last: int, over: int) -> tuple[Ints, Ints, Ints]:
    """Make the last family just as large as is needed: one child, and contacts of this year taken off or added."""
    in_year = int((day[family == last] >= 0).sum())
    wanted = in_year * int(sizes[last]) - over
    sizes = sizes.copy()
    sizes[last] = 1
    others = family != last
    days = np.linspace(0, YEAR - 1, wanted).astype(np.int64)
    return (
        np.concatenate([family[others], np.full(wanted, last)]),
        np.concatenate([day[others], days]),
        sizes,
    )


def _ages(rng: np.random.Generator, count: int) -> Ints:
    """Return ages in days on the family's first contact of the year; less than none for a child not yet born."""
    bands = np.array(list(ASSUMED_AGES))
    band = rng.choice(len(bands), count, p=list(ASSUMED_AGES.values()))
    low, high = bands[band, 0] * 365.25, bands[band, 1] * 365.25
    ages = (low + rng.random(count) * (high - low)).astype(np.int64)
    unborn = rng.random(count) < UNBORN / CHILDREN_IN_NEED_2020
    return np.where(unborn, -rng.integers(1, 200, count), ages)
