"""Which figures may be shown: no small count, and none from which a small count could be worked out.

Every figure is a sum of the same few counts (atoms) that are never shown themselves. A figure from 1 to less than the
smallest is hidden; then others are hidden until no hidden figure follows from those shown, in one step or by any
number of them. Hidden figures look alike, so nobody can tell which is the small one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Key = tuple[str, ...]  # (table, row, column): `("by source", "police", "newly")`


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure: its value, and the atoms it is the sum of (an atom taken away counts -1)."""

    value: int
    atoms: Mapping[Key, int]


@dataclass(frozen=True, slots=True)
class Sheet:
    """Figures published together. `same` are sums of atoms known to be equal: two ways to split one total.

    `lines` are figures that stand in one row or column, where hiding one calls for hiding another; `near` are figures
    that bear on one another less closely, to hide among where one is given away.
    """

    figures: Mapping[Key, Figure]
    same: Sequence[Mapping[Key, int]] = ()
    lines: Sequence[Sequence[Key]] = field(default=())
    near: Sequence[Sequence[Key]] = field(default=())


def hidden(sheet: Sheet, smallest: int, also: Collection[Key] = ()) -> set[Key]:
    """Return the figures that may not be shown; `also` are hidden for reasons of their own."""
    small = {key for key, figure in sheet.figures.items() if 0 < abs(figure.value) < smallest} | set(also)
    if not small:
        return set()
    kept = _hide_with_neighbours(sheet, set(small), smallest)
    solver = _Solver(sheet)
    while given_away := solver.given_away(kept):
        more = {_next_to_hide(sheet, key, kept) for key in given_away} - {None}
        if not more:
            return set(sheet.figures)
        kept = _hide_with_neighbours(sheet, kept | {key for key in more if key is not None}, smallest)
    return kept


def _hide_with_neighbours(sheet: Sheet, kept: set[Key], smallest: int) -> set[Key]:
    """Hide more until every line has none hidden, or at least two that together are not small."""
    changed = True
    while changed:
        changed = False
        for line in sheet.lines:
            out = [key for key in line if key in kept]
            if out and (len(out) == 1 or sum(abs(sheet.figures[key].value) for key in out) < smallest):
                more = _smallest_shown(sheet, line, kept)
                if more is not None:
                    kept.add(more)
                    changed = True
    return kept


def _smallest_shown(sheet: Sheet, line: Iterable[Key], kept: set[Key]) -> Key | None:
    """Return the figure to hide next: beside one that is hidden already if there is one, so that few rows suffer."""
    shown = [key for key in line if key not in kept and sheet.figures[key].value]
    touched = {key[:2] for key in kept}
    return min(shown, key=lambda key: (key[:2] not in touched, abs(sheet.figures[key].value), key), default=None)


def _next_to_hide(sheet: Sheet, given_away: Key, kept: set[Key]) -> Key | None:
    """Return the smallest figure still shown that shares a line with one given away, or else any that is shown."""
    beside = [key for line in [*sheet.lines, *sheet.near] if given_away in line for key in line]
    return _smallest_shown(sheet, beside, kept) or _smallest_shown(sheet, sheet.figures, kept)


class _Solver:
    """Finds the hidden figures that follow from those shown."""

    def __init__(self, sheet: Sheet) -> None:
        atoms = {atom: place for place, atom in enumerate(_atoms(sheet))}
        self._rows = {key: _row(figure.atoms, atoms) for key, figure in sheet.figures.items()}
        self._same = [_row(each, atoms) for each in sheet.same]

    def given_away(self, kept: set[Key]) -> list[Key]:
        """Return the hidden figures that are sums and differences of what is shown."""
        shown = [row for key, row in self._rows.items() if key not in kept] + self._same
        out = sorted(kept)
        if not shown or not out:
            return []
        basis = _basis(np.array(shown))
        wanted = np.array([self._rows[key] for key in out])
        rest = wanted - (wanted @ basis.T) @ basis
        return [key for key, left in zip(out, np.abs(rest).max(axis=1), strict=True) if left < _NOTHING]


_NOTHING = 1e-7


def _basis(rows: NDArray[np.float64]) -> NDArray[np.float64]:
    _, sizes, directions = np.linalg.svd(rows, full_matrices=False)
    found: NDArray[np.float64] = directions[sizes > _NOTHING]
    return found


def _atoms(sheet: Sheet) -> dict[Key, None]:
    found = dict.fromkeys(atom for figure in sheet.figures.values() for atom in figure.atoms)
    return found | dict.fromkeys(atom for each in sheet.same for atom in each)


def _row(sums: Mapping[Key, int], atoms: Mapping[Key, int]) -> NDArray[np.float64]:
    row = np.zeros(len(atoms))
    for atom, sign in sums.items():
        row[atoms[atom]] = sign
    return row
