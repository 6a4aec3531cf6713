"""The files of a history: which they are, and each one's columns matched with what they are to become."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from service.impact.history.cells import LONGEST_KEY, Cell
from service.ruleset.problems import closest
from service.ruleset.vocabulary import EventList, Fact, Kind, Scope, Vocabulary
from service.ruleset.yaml_nodes import spoken

CASES = "cases"
HOUSEHOLD, CHILD, DAY, KNOWN_ON = "household", "child", "as_of", "known_on"
ENDINGS = (".csv", ".parquet")
_OUTCOME = re.compile(r"later\.[a-z][a-z0-9_]{0,40}_on")
_GROUP = re.compile(r"by\.[a-z][a-z0-9_]{0,40}")


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One file, and the table it belongs to: the cases, or a list of events by its name."""

    path: Path
    table: str


def files_in(folder: Path, vocabulary: Vocabulary) -> list[SourceFile]:
    """Return the files of a history folder that are read: `cases.csv`, `cases-2025.parquet`, `referrals.csv`."""
    tables = (CASES, *vocabulary.events)
    found: list[SourceFile] = []
    for path in sorted(folder.iterdir()):
        if path.suffix.lower() in ENDINGS:
            named = (table for table in tables if re.fullmatch(rf"{table}([-.].*)?", path.stem.lower()))
            found.extend(SourceFile(path, table) for table in named)
    return found


def cells_of(table: str, vocabulary: Vocabulary) -> dict[str, Cell]:
    """Return everything a column of this table may be, by the name it is written with."""
    cells = _case_cells(vocabulary) if table == CASES else _event_cells(vocabulary.events[table])
    return {cell.name: cell for cell in cells}


def _case_cells(vocabulary: Vocabulary) -> Iterator[Cell]:
    yield from (Cell(HOUSEHOLD, Kind.TEXT, longest=LONGEST_KEY), Cell(CHILD, Kind.TEXT, longest=LONGEST_KEY))
    yield Cell(DAY, Kind.DATE)
    yield from (Cell(fact.name, fact.kind, fact) for fact in vocabulary.facts.values() if fact.may_be_sent)
    yield from (Cell(f"{name}.listed", Kind.YES_NO) for name in vocabulary.events)
    yield from (Cell(f"{name}.in_full_from", Kind.DATE) for name in vocabulary.events)


def _event_cells(events: EventList) -> Iterator[Cell]:
    yield Cell(HOUSEHOLD, Kind.TEXT, longest=LONGEST_KEY)
    if events.scope is Scope.CHILD:
        yield Cell(CHILD, Kind.TEXT, longest=LONGEST_KEY)
    yield Cell(KNOWN_ON, Kind.DATE)
    yield from (Cell(name, field.kind, field) for name, field in events.fields.items())


def cell_named(header: str, cells: Mapping[str, Cell], table: str) -> Cell | None:
    """Return what a column is by its header, read forgivingly; None when it is the name of nothing."""
    name = header.strip().replace("__", ".")
    by_spoken = {spoken(each): cell for each, cell in cells.items()}
    if spoken(name) in by_spoken:
        return by_spoken[spoken(name)]
    own = name.lower().replace(" ", "_").replace("-", "_")
    if table == CASES and _OUTCOME.fullmatch(own):
        return Cell(own, Kind.DATE)
    if table == CASES and _GROUP.fullmatch(own):
        return Cell(own, Kind.TEXT, longest=LONGEST_KEY)
    return None


@dataclass(frozen=True, slots=True)
class Matched:
    """The columns of one file that are read, each with its place in the file, and what was found of the others."""

    cells: Mapping[int, Cell]
    unknown: Sequence[str]
    worked_out: Sequence[str]
    repeated: Sequence[str]
    of_lists: Sequence[str]


def match(header: Sequence[str], table: str, vocabulary: Vocabulary) -> Matched:
    """Return what each column of a header is to become."""
    allowed = cells_of(table, vocabulary)
    cells: dict[int, Cell] = {}
    unknown: list[str] = []
    worked_out: list[str] = []
    repeated: list[str] = []
    of_lists: list[str] = []
    for place, name in enumerate(header):
        cell = cell_named(name, allowed, table)
        if cell is None and table == CASES and _is_of_a_list(name, vocabulary):
            of_lists.append(name)
        elif cell is None:
            (worked_out if _is_worked_out(name, vocabulary) else unknown).append(name)
        elif cell in cells.values():
            repeated.append(cell.name)
        else:
            cells[place] = cell
    return Matched(cells, unknown, worked_out, repeated, of_lists)


def _is_of_a_list(name: str, vocabulary: Vocabulary) -> bool:
    """Whether a column says something of a list of events: unread, a list known in part would pass for all of it."""
    return spoken(name.strip().replace("__", ".").partition(".")[0]) in map(spoken, vocabulary.events)


def _is_worked_out(name: str, vocabulary: Vocabulary) -> bool:
    fact: Fact | None = vocabulary.facts.get(name.strip())
    return fact is not None and not fact.may_be_sent


def meant(name: str, table: str, vocabulary: Vocabulary) -> str:
    """Return the name a misspelt header was probably meant to be, or nothing."""
    return closest(spoken(name[:80]), cells_of(table, vocabulary)) or ""
