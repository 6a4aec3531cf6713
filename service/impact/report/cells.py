"""Figures as people read them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from service.impact.study.figures import Cell, Column, FigureTable, Hidden, Kind

NONE, HIDDEN_WORDS, MINUS = "\N{EN DASH}", "c", "\N{MINUS SIGN}"


def cell_words(cell: Cell, kind: Kind) -> str:
    """Return one figure in words.

    >>> cell_words(1234, Kind.COUNT), cell_words(7, Kind.CHANGE), cell_words(0.1234, Kind.SHARE)
    ('1,234', '+7', '12.3%')
    """
    if isinstance(cell, Hidden):
        return HIDDEN_WORDS
    if cell is None:
        return NONE
    if isinstance(cell, str):
        return cell
    if kind is Kind.SHARE:
        return f"{cell:.1%}"
    if kind is Kind.CHANGE:
        return f"{cell:+,}".replace("-", MINUS) if cell else "0"
    return f"{cell:,}" if isinstance(cell, int) else f"{cell:,.1f}"


def read_table(table: FigureTable) -> tuple[list[Column], list[list[str]]]:
    """Return the columns and rows of a table as people read them: a share with its interval in one cell."""
    groups = list(_columns(table.columns))
    places = {column.name: place for place, column in enumerate(table.columns)}
    rows = [[_words(row, group, places) for group in groups] for row in table.rows]
    return [group[0] for group in groups], rows


def _columns(columns: Sequence[Column]) -> Iterator[list[Column]]:
    """Yield each column, with the ends of its interval where it has one."""
    names = {column.name: column for column in columns}
    for column in columns:
        stem = column.name.removesuffix("_share")
        if column.name.endswith("_share") and f"{stem}_low" in names:
            yield [column, names[f"{stem}_low"], names[f"{stem}_high"]]
        elif not column.name.endswith(("_low", "_high")):
            yield [column]


def _words(row: Sequence[Cell], group: Sequence[Column], places: dict[str, int]) -> str:
    words = [cell_words(row[places[column.name]], column.kind) for column in group]
    if len(words) == 1 or words[0] in (HIDDEN_WORDS, NONE):
        return words[0]
    return f"{words[0]} ({words[1]} to {words[2]})"
