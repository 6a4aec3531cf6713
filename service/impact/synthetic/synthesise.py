"""Writes a made-up history, the same for the same seed, a part at a time so that memory is bounded."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as arrow_csv
import pyarrow.parquet as pq

from service.impact.history.files import CASES
from service.impact.synthetic.columns import Array
from service.impact.synthetic.contacts import Columns, Contacts, year_start
from service.impact.synthetic.families import families
from service.impact.synthetic.figures import ASSUMED_REPEATED_ROWS
from service.impact.synthetic.happenings import Happenings
from service.impact.synthetic.later import outcomes
from service.ruleset.vocabulary import Vocabulary

MADE_UP = "made-up.txt"  # says of a history that it is made up, so that every report says so too
PART = 130_000
LAST_DAY = date(2026, 3, 31)

Tick = Callable[[int], None]


def synthesise(
    folder: Path,
    vocabulary: Vocabulary,
    *,
    referrals: int,
    seed: int,
    as_csv: bool = False,
    tick: Tick = lambda _: None,
) -> dict[str, int]:
    """Write a history of so many referrals of children into a folder; return how many rows each file has.

    Some rows are there twice, as in real extracts; they come on top of the referrals asked for.
    """
    folder.mkdir(parents=True, exist_ok=True)
    (folder / MADE_UP).write_text(f"Made up by Threshold: {referrals} referrals, seed {seed}. About nobody.\n", "utf-8")
    files: dict[str, _File] = {}
    done = 0
    try:
        for part, count in enumerate(_parts(referrals)):
            for name, table in _tables(np.random.default_rng([seed, part]), vocabulary, count, part).items():
                files.setdefault(name, _File(folder / name, as_csv=as_csv)).write(table)
            done += count
            tick(done)
    finally:
        for file in files.values():
            file.close()
    return {name: file.rows for name, file in files.items()}


def _parts(referrals: int) -> Iterator[int]:
    while referrals > 0:
        yield min(referrals, PART)
        referrals -= PART


def _tables(rng: np.random.Generator, vocabulary: Vocabulary, count: int, part: int) -> dict[str, pa.Table]:
    start = year_start(LAST_DAY)
    contacts = Contacts(rng, families(rng, count), vocabulary, start)
    cases = contacts.columns()
    tables = {CASES: cases | outcomes(rng, cases, start), **Happenings(rng, contacts).lists()}
    known = {CASES, *vocabulary.events}
    return {name: _with_repeats(rng, _told_apart(columns, part)) for name, columns in tables.items() if name in known}


def _told_apart(columns: Columns, part: int) -> pa.Table:
    """Return the columns as a table; households and children of different parts have different references."""
    for name in ("household", "child"):
        if name in columns:
            columns[name] = pc.binary_join_element_wise(columns[name], str(part), "-")
    return pa.table(columns)


def _with_repeats(rng: np.random.Generator, table: pa.Table) -> pa.Table:
    """Return the table with a few of its rows there twice."""
    twice: Array = np.flatnonzero(rng.random(table.num_rows) < ASSUMED_REPEATED_ROWS)
    return pa.concat_tables([table, table.take(pa.array(twice))]) if len(twice) else table


class _File:
    """One file of the history, written part by part."""

    def __init__(self, stem: Path, *, as_csv: bool) -> None:
        self.path = stem.with_suffix(".csv" if as_csv else ".parquet")
        self._as_csv = as_csv
        self._writer: pq.ParquetWriter | arrow_csv.CSVWriter | None = None
        self.rows = 0

    def write(self, table: pa.Table) -> None:
        if self._writer is None:
            make = arrow_csv.CSVWriter if self._as_csv else pq.ParquetWriter
            self._writer = make(self.path, table.schema)
        self._writer.write_table(table)
        self.rows += table.num_rows

    def close(self) -> None:
        if self._writer is not None:
            self._writer.close()
