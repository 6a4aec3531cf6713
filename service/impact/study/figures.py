"""Figures as they are shown: tables whose cells are counts, rates or words, and where a count is hidden, said so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any


class Hidden(Enum):
    """Stands for a figure that may not be shown."""

    HIDDEN = "c"


HIDDEN = Hidden.HIDDEN
Cell = int | float | str | Hidden | None


class Kind(Enum):
    """What the cells of a column are."""

    WORDS = "words"
    COUNT = "count"
    CHANGE = "change"
    RATE = "rate"
    SHARE = "share"


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table: the name machines read it by, its title, and what its cells are."""

    name: str
    title: str
    kind: Kind = Kind.COUNT


@dataclass(frozen=True, slots=True)
class FigureTable:
    """One table of figures. `name` is its file's; `about` says in a sentence what it counts."""

    name: str
    title: str
    about: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]

    @property
    def any_hidden(self) -> bool:
        """Whether any figure is hidden."""
        return any(cell is HIDDEN for row in self.rows for cell in row)

    def as_json(self) -> dict[str, Any]:
        """Return it as JSON; a hidden figure is the letter c."""
        columns = [{"name": each.name, "title": each.title, "kind": each.kind.value} for each in self.columns]
        rows = [[cell.value if isinstance(cell, Hidden) else cell for cell in row] for row in self.rows]
        return {"name": self.name, "title": self.title, "about": self.about, "columns": columns, "rows": rows}


def rate(count: Cell, of: Cell, per: int = 1000) -> Cell:
    """Return a count per thousand, hidden when either is; empty of nothing.

    >>> rate(3, 1500), rate(HIDDEN, 1500), rate(3, 0)
    (2.0, <Hidden.HIDDEN: 'c'>, None)
    """
    if isinstance(count, Hidden) or isinstance(of, Hidden):
        return HIDDEN
    if not isinstance(count, int | float) or not isinstance(of, int | float) or of == 0:
        return None
    return round(count * per / of, 2)


def less(count: Cell, other: Cell) -> Cell:
    """Return how much larger a count is than another, hidden when either is.

    >>> less(5, 3), less(5, HIDDEN)
    (2, <Hidden.HIDDEN: 'c'>)
    """
    if isinstance(count, Hidden) or isinstance(other, Hidden):
        return HIDDEN
    return count - other if isinstance(count, int | float) and isinstance(other, int | float) else None
