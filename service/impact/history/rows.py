"""The rows of one table of a history, from text to values: SQL that keeps what can be used and says why of the rest.

A row is refused whole when anything in it cannot be so: half a row would be a different child.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from service.decision.born import BORN, DUE, FURTHEST_AHEAD, OLDEST_YEARS, UNBORN
from service.impact.history.cells import Cell, clean, named, quoted, reason, value
from service.impact.history.files import CASES, CHILD, DAY, HOUSEHOLD
from service.impact.history.findings import CODES, NAMES
from service.impact.layout import ROW, column
from service.ruleset.vocabulary import Fact, Kind, Scope, Vocabulary

RECEIVED = "contact.received_on"
LINE, REASONS, SAME = "_line", "_reasons", "_same"
CHILD_KEY, HOUSEHOLD_KEY = "child_key", "household_key"
A_FILE = 2**40  # a row's number is its line, after so many for each file before it
A_COLUMN = 1000  # a reason and its column as one number: the column's place, thousands, and the reason's code


@dataclass(frozen=True, slots=True)
class Reading:
    """One cell of a row, the SQL it is read from and what kind of column that is."""

    cell: Cell
    source: str
    physical: str = "VARCHAR"


class TableReader:
    """Writes the SQL that reads the files of one table. The columns that come out are the same for every file."""

    def __init__(self, table: str, vocabulary: Vocabulary, cells: Sequence[Cell]) -> None:
        self.table, self.vocabulary, self.cells = table, vocabulary, list(cells)
        self._places = {cell.name: place for place, cell in enumerate(self.cells, start=1)}

    def columns(self) -> str:
        """Return the columns of the table as SQL declares them."""
        keys = (f"{ROW} BIGINT", f"{HOUSEHOLD_KEY} BIGINT", f"{CHILD_KEY} BIGINT", f"{SAME} UBIGINT")
        declared = (f"{named(cell.column)} {cell.type}" for cell in self._kept())
        return ", ".join([*keys, *declared, f"{REASONS} INTEGER[]"])

    def _kept(self) -> list[Cell]:
        """Return the cells that are kept: nobody's reference is."""
        return [cell for cell in self.cells if cell.name not in (HOUSEHOLD, CHILD)]

    def reason(self, number: int) -> tuple[str, str]:
        """Return the reason a number stands for, and the name of the column it is about."""
        place, code = divmod(number, A_COLUMN)
        return NAMES[code], self.cells[place - 1].name if place else ""

    def query(self, raw: str, file: int, readings: Sequence[Reading]) -> str:
        """Return the query that reads the raw rows of one file, each with the reasons it is refused for."""
        read = {reading.cell.name: reading for reading in readings}
        cleaned = [f"{clean(r.cell, r.source, r.physical)} AS {self._text(name)}" for name, r in read.items()]
        values = [f"{self._value(cell, read.get(cell.name))} AS {named(cell.column)}" for cell in self.cells]
        cells = ", ".join(named(cell.column) for cell in self._kept())
        reasons = ", ".join([*self._cell_reasons(read), *self._row_reasons(set(read))])
        found = f"list_filter([{reasons}]::INTEGER[], lambda each: each IS NOT NULL)"
        return (
            f"SELECT {file * A_FILE} + {LINE}, {self._keys()}, hash({cells}), {cells}, {found} "
            f"FROM (SELECT * REPLACE ({self._defaults()}) FROM ("
            f"SELECT *, {', '.join(values)} FROM (SELECT {LINE}, {', '.join(cleaned)} FROM {raw})))"
        )

    def _keys(self) -> str:
        """Return SQL for the numbers that stand for a household and a child."""
        has_child = any(cell.name == CHILD for cell in self.cells)
        child = f"(hash({HOUSEHOLD}, {CHILD}) >> 1)::BIGINT" if has_child else "0::BIGINT"
        return f"CASE WHEN {HOUSEHOLD} IS NOT NULL THEN (hash({HOUSEHOLD}) >> 1)::BIGINT END, {child}"

    def _text(self, name: str) -> str:
        return f"_text{self._places[name]}"

    def _value(self, cell: Cell, reading: Reading | None) -> str:
        if reading is None:
            return f"CAST(NULL AS {cell.type})"
        return value(cell, self._text(cell.name), reading.physical)

    def _defaults(self) -> str:
        """Return what a cell is when it is left empty and something else says what it then is."""
        if self.table == CASES:
            received = named(column(RECEIVED))
            return f"coalesce({DAY}, {received}) AS {DAY}, coalesce({HOUSEHOLD}, {CHILD}) AS {HOUSEHOLD}"
        events = self.vocabulary.events[self.table]
        fields = events.fields.items()
        said = [f"coalesce({HOUSEHOLD}, {CHILD}) AS {HOUSEHOLD}"] if events.scope is Scope.CHILD else []
        said += [
            f"coalesce({named(name)}, {quoted(f.unless_said)}) AS {named(name)}" for name, f in fields if f.unless_said
        ]
        return ", ".join(said) or f"{LINE} AS {LINE}"

    # --- why a row is refused -----------------------------------------------------------------------------------------

    def _cell_reasons(self, read: Mapping[str, Reading]) -> Iterator[str]:
        for name, reading in read.items():
            why = reason(reading.cell, self._text(name), named(reading.cell.column), reading.physical)
            yield f"{self._places[name] * A_COLUMN} + ({why})"

    def _row_reasons(self, read: set[str]) -> Iterator[str]:
        """Yield SQL for the number of each reason that takes more than one cell to see."""
        if self.table != CASES:
            whose = CHILD if self.vocabulary.events[self.table].scope is Scope.CHILD else HOUSEHOLD
            yield self._when(f"no-{whose}", self._blank(read, whose))
            return
        yield self._when("no-child", self._blank(read, CHILD))
        yield self._when("no-day", self._blank(read, DAY, RECEIVED))
        for fact in self._known(read):
            if fact.kind is Kind.DATE and fact.past:
                yield self._when("after-the-day", f"{named(column(fact.name))} > {DAY}", fact.name)
        yield from self._births()
        yield from self._left_with_nothing(read)

    def _when(self, reason_name: str, condition: str, about: str = "") -> str:
        number = self._places.get(about, 0) * A_COLUMN + CODES[reason_name]
        return f"CASE WHEN {condition} THEN {number} END"

    def _blank(self, read: set[str], *names: str) -> str:
        """Return that all of these were left empty, not merely misread."""
        return " AND ".join([f"{self._text(name)} IS NULL" for name in names if name in read] or ["TRUE"])

    def _known(self, read: set[str]) -> list[Fact]:
        return [cell.fact for cell in self.cells if cell.fact and cell.name in read]

    def _births(self) -> Iterator[str]:
        born, due, unborn = (named(column(name)) for name in (BORN, DUE, UNBORN))
        yield self._when("born-and-due", f"{born} IS NOT NULL AND {due} IS NOT NULL")
        yield self._when("born-and-unborn", f"{born} IS NOT NULL AND {due} IS NULL AND {unborn}")
        yield self._when("due-and-born", f"{due} IS NOT NULL AND {born} IS NULL AND NOT {unborn}")
        yield self._when("too-old", f"{DAY} >= {born} + INTERVAL {OLDEST_YEARS} YEARS", BORN)
        yield self._when("due-too-far", f"{due} > {DAY} + INTERVAL {FURTHEST_AHEAD.days} DAYS", DUE)

    def _left_with_nothing(self, read: set[str]) -> Iterator[str]:
        for fact in self._known(read):
            for other in fact.not_with:
                if other in read and {fact.name, other} != {BORN, DUE}:
                    both = f"{named(column(fact.name))} IS NOT NULL AND {named(column(other))} IS NOT NULL"
                    yield self._when("nothing-to-say", both, fact.name)
            for other, answers in fact.not_when.items():
                if other in read:
                    both = f"{named(column(fact.name))} IS NOT NULL AND {self._answered_so(other, answers)}"
                    yield self._when("nothing-to-say", both, fact.name)

    def _answered_so(self, name: str, answers: Iterable[str]) -> str:
        yes_no = self.vocabulary.facts[name].kind is Kind.YES_NO
        said = [str(each == "yes") if yes_no else quoted(each) for each in answers]
        return f"COALESCE({named(column(name))} IN ({', '.join(said)}), FALSE)"
