"""Two hundred broken files: none stops the reading, every row is accounted for, each problem is named by line."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path
from random import Random

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from service.impact.history.history import History, NoHistory, read_history
from service.impact.history.workspace import Workspace
from tests.shipped import shipped

HEADER = b"household,child,as_of,child.date_of_birth,contact.source,harm.suspected,domestic_abuse.dash_score\n"
GOOD = b"h%d,c%d,2026-03-0%d,2020-01-01,police,yes,7\n"
ROWS = [GOOD % (n, n, n) for n in range(1, 7)]
BROKEN_LINE = 4
EACH = 8


def with_row(row: bytes) -> Callable[[Random], bytes]:
    return lambda _: HEADER + b"".join([*ROWS[:2], row.rstrip(b"\n") + b"\n", *ROWS[3:]])


# What is done to the third row of six, and the reason it is refused for, at line 4.
ROW_FAULTS: dict[str, tuple[bytes, str]] = {
    "day": (b"h3,c3,2026-02-30,2020-01-01,police,yes,7", "impossible-date"),
    "words-for-a-day": (b"h3,c3,last Tuesday,2020-01-01,police,yes,7", "wrong-value"),
    "born-later": (b"h3,c3,2026-03-03,2026-05-01,police,yes,7", "after-the-day"),
    "too-old": (b"h3,c3,2026-03-03,1960-05-01,police,yes,7", "too-old"),
    "choice": (b"h3,c3,2026-03-03,2020-01-01,the milkman,yes,7", "unknown-choice"),
    "yes-no": (b"h3,c3,2026-03-03,2020-01-01,police,perhaps,7", "wrong-value"),
    "number": (b"h3,c3,2026-03-03,2020-01-01,police,yes,=2+5", "wrong-value"),
    "range": (b"h3,c3,2026-03-03,2020-01-01,police,yes,900", "out-of-range"),
    "no-child": (b"h3,,2026-03-03,2020-01-01,police,yes,7", "no-child"),
    "no-day": (b"h3,c3,,2020-01-01,police,yes,7", "no-day"),
    "cells": (b"h3,c3,2026-03-03,2020-01-01,police,yes,7,8,9", "wrong-columns"),
    "few-cells": (b"h3,c3", "wrong-columns"),
    "quote": (b'h3,"c3,2026-03-03,2020-01-01,police,yes,7', "stray-quote"),
    "bytes": (b"h3,c\xff\xfe3,2026-03-03,2020-01-01,police,yes,7", "not-utf-8"),
    "nul": (b"h3,c\x003,2026-03-03,2020-01-01,police,yes,7", "hidden-characters"),
    "control": (b"h3,c\x1b[2J3,2026-03-03,2020-01-01,police,yes,7", "hidden-characters"),
    "long-reference": (b"h3," + b"c" * 5000 + b",2026-03-03,2020-01-01,police,yes,7", "too-long"),
    "repeat": (ROWS[0], "repeat"),
}


def _spoilt(data: bytes, rng: Random) -> bytes:
    spoilt = bytearray(data)
    for _ in range(rng.randint(1, 30)):
        spoilt[rng.randrange(len(spoilt))] = rng.randrange(256)
    return bytes(spoilt)


def _parquet(table: pa.Table) -> bytes:
    out = io.BytesIO()
    pq.write_table(table, out)
    return out.getvalue()


def _table(**columns: object) -> pa.Table:
    return pa.table({"child": ["a", "b"], "as_of": ["2026-03-01", "2026-03-02"], **columns})


SOUND = HEADER + b"".join(ROWS)
WHOLE_FAULTS: dict[str, Callable[[Random], bytes]] = {
    "spoilt.csv": lambda rng: _spoilt(SOUND, rng),
    "cut.csv": lambda rng: SOUND[: rng.randrange(len(SOUND))],
    "noise.csv": lambda rng: rng.randbytes(rng.randint(1, 4000)),
    "utf-16.csv": lambda _: SOUND.decode().encode("utf-16"),
    "old-ends.csv": lambda _: SOUND.replace(b"\n", b"\r"),
    "empty.csv": lambda _: b"",
    "two-names.csv": lambda _: SOUND.replace(b"contact.source", b"child"),
    "no-names.csv": lambda _: b"".join(ROWS),
    "quotes.csv": lambda rng: b'"' * rng.randint(1, 999) + SOUND,
    "long-line.csv": lambda _: HEADER + b"x" * 1_100_000 + b"\n" + ROWS[0],
    "spoilt.parquet": lambda rng: _spoilt(_parquet(_table()), rng),
    "cut.parquet": lambda rng: _parquet(_table())[: -rng.randint(1, 200)],
    "noise.parquet": lambda rng: b"PAR1" + rng.randbytes(500) + b"PAR1",
    "nested.parquet": lambda _: _parquet(_table(**{"harm.suspected": [{"a": [1]}, {"a": []}]})),
    "kinds.parquet": lambda _: _parquet(
        _table(**{"child.date_of_birth": [b"\xff", b"\x00"], "contact.source": [1, 2]})
    ),
    "no-rows.parquet": lambda _: _parquet(_table().slice(0, 0)),
    "no-columns.parquet": lambda _: _parquet(pa.table({"x": [1]})),
}


def _read(folder: Path, refused: Path) -> History:
    with Workspace(threads=1, memory="500MB") as workspace:
        return read_history(folder, shipped()[0], workspace, refused)


@pytest.fixture(scope="module")
def reading(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, History, list[dict[str, str]]]:
    """All of them read as one history, with one sound file among them."""
    folder, refused = tmp_path_factory.mktemp("broken"), tmp_path_factory.mktemp("read") / "refused.csv"
    rng = Random(5)
    (folder / "cases-sound.csv").write_bytes(HEADER + b"".join(b"s" + row for row in ROWS))
    for name, (row, _) in ROW_FAULTS.items():
        row_of = with_row(row)(rng)
        (folder / f"cases-row-{name}.csv").write_bytes(row_of.replace(b"\nh", b"\n%s-h" % name.encode()))
    for place in range(EACH + 3):
        for name, make in WHOLE_FAULTS.items():
            (folder / f"cases-{place}-{name}").write_bytes(make(rng))
    history = _read(folder, refused)
    with refused.open(encoding="utf-8", newline="") as file:
        return folder, history, list(csv.DictReader(file))


def test_none_stops_the_reading_and_every_row_is_accounted_for(
    reading: tuple[Path, History, list[dict[str, str]]],
) -> None:
    folder, history, _ = reading
    assert len(list(folder.iterdir())) > 200
    assert set(history.files) | {"cases-sound.csv"} <= {path.name for path in folder.iterdir()}
    assert all(each.read == each.kept + each.refused for each in history.files.values())
    assert sum(each.kept for each in history.files.values()) == history.cases
    assert history.files["cases-sound.csv"].kept == len(ROWS)


@pytest.mark.parametrize("name", ROW_FAULTS)
def test_a_broken_row_is_named_by_its_line_and_its_neighbours_are_studied(
    name: str, reading: tuple[Path, History, list[dict[str, str]]]
) -> None:
    _, history, refused = reading
    file = f"cases-row-{name}.csv"
    found = [(int(row["line"]), row["reason"]) for row in refused if row["file"] == file]
    assert found == [(BROKEN_LINE, ROW_FAULTS[name][1])]
    assert history.files[file].kept == len(ROWS) - 1


def test_every_file_that_is_not_read_whole_says_why_and_how_to_mend_it(
    reading: tuple[Path, History, list[dict[str, str]]],
) -> None:
    folder, history, refused = reading
    named = {row["file"] for row in refused}
    for path in folder.iterdir():
        counts = history.files.get(path.name)
        assert path.name in named or (counts is not None and counts.refused == 0), path.name
    assert all(row["what is wrong"] and row["how to mend it"] for row in refused)


def test_nothing_that_is_said_repeats_what_a_cell_holds(reading: tuple[Path, History, list[dict[str, str]]]) -> None:
    said = "".join(row["what is wrong"] + row["how to mend it"] for row in reading[2])
    assert "milkman" not in said
    assert "last Tuesday" not in said


def test_a_folder_with_nothing_to_study_says_so(tmp_path: Path) -> None:
    for name in ("empty.csv", "cut.parquet"):
        folder = tmp_path / name
        folder.mkdir()
        (folder / f"cases-{name}").write_bytes(WHOLE_FAULTS[name](Random(1)))
        with pytest.raises(NoHistory):
            _read(folder, tmp_path / "refused.csv")
