"""No small count is shown, and none follows from what is shown, by any sums: seen with exact arithmetic of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from service.impact.study.changes import LEVELS, StepCounts
from service.impact.study.figures import HIDDEN
from service.impact.study.more_tables import one_by_one
from service.impact.study.published import Published
from service.impact.study.sheets import ALL, PIECES, Sheets
from service.impact.study.study import Study
from service.impact.study.tables import every_table

SMALLEST = 6
KINDS = [(0, 0), (0, 1), (1, 0), (1, 1), (2, 1), (1, 3)]
Row = dict[object, int]


def counts(numbers: Sequence[int]) -> StepCounts:
    moved = {(was, now): 0 for was in LEVELS for now in LEVELS}
    return StepCounts({**moved, **dict(zip(KINDS, numbers, strict=True))}, 0, 0)


@st.composite
def splits(draw: st.DrawFn) -> tuple[StepCounts, dict[str, dict[str, StepCounts]]]:
    """Draw the same referrals split in two ways, with many small numbers."""
    first, second = draw(st.integers(2, 4)), draw(st.integers(2, 3))
    number = st.sampled_from([0, 0, 1, 2, 5, 6, 7, 30, 400])
    cells = [[[draw(number) for _ in KINDS] for _ in range(second)] for _ in range(first)]

    def added(rows: Sequence[Sequence[int]]) -> list[int]:
        return [sum(each) for each in zip(*rows, strict=True)]

    by_first = {f"a{i}": counts(added(row)) for i, row in enumerate(cells)}
    by_second = {f"b{j}": counts(added([row[j] for row in cells])) for j in range(second)}
    return counts(added([added(row) for row in cells])), {"a": by_first, "b": by_second}


def follows(wanted: Row, known: list[Row]) -> bool:
    """Return whether one sum of unknown counts is made of others, by Gauss's elimination with fractions."""
    unknowns = sorted({name for row in (wanted, *known) for name in row}, key=str)
    rows = [[Fraction(row.get(name, 0)) for name in unknowns] for row in known]
    target = [Fraction(wanted.get(name, 0)) for name in unknowns]
    done: list[list[Fraction]] = []
    for place in range(len(unknowns)):
        pivot = next((row for row in rows if row[place]), None)
        if pivot is None:
            continue
        rows.remove(pivot)
        pivot = [value / pivot[place] for value in pivot]
        rows = [_less(row, pivot, row[place]) for row in rows]
        target = _less(target, pivot, target[place])
        done.append(pivot)
    return not any(target)


def _less(row: list[Fraction], pivot: list[Fraction], times: Fraction) -> list[Fraction]:
    return [value - times * other for value, other in zip(row, pivot, strict=True)] if times else row


def cell(name: str, group: str, was_now: object) -> tuple[str, str, object]:
    return name, group, was_now


@given(splits())
@settings(max_examples=60, deadline=None)
def test_no_small_count_follows_from_what_is_shown(drawn: tuple[StepCounts, dict[str, dict[str, StepCounts]]]) -> None:
    overall, by = drawn
    sizes = {name: {group: each.total() for group, each in groups.items()} for name, groups in by.items()}
    sheets = Sheets(sizes, SMALLEST)
    out = sheets.hidden_of(overall, by)
    known = [each for name, groups in by.items() for each in _adding_up(name, list(groups))] + _of_everyone(out)
    secrets: list[Row] = []
    for name, group, counted in [(name, group, each) for name, groups in by.items() for group, each in groups.items()]:
        for column, row in _columns(name, group).items():
            value = counted.total() if column == "n" else getattr(counted, column)()
            if (name, group, column) not in out | sheets.hidden_sizes:
                assert not 0 < value < SMALLEST
                known.append(row)
            elif 0 < value < SMALLEST:
                secrets.append(row)
    for row in secrets:
        assert not follows(row, known)


def _adding_up(name: str, groups: list[str]) -> list[Row]:
    """Return that the groups of a split are everyone."""
    return [{cell(ALL, "", kind): -1, **{cell(name, group, kind): 1 for group in groups}} for kind in KINDS]


def _columns(name: str, group: str) -> dict[str, Row]:
    pieces = {"both": (True, True), "newly": (False, True), "no_longer": (True, False)}
    found: dict[str, Row] = {
        column: {cell(name, group, k): 1 for k in KINDS if (k[0] > 0, k[1] > 0) in [pieces[part] for part in parts]}
        for column, parts in PIECES.items()
    }
    return {**found, "n": {cell(name, group, kind): 1 for kind in KINDS}}


def _of_everyone(out: set[tuple[str, ...]]) -> list[Row]:
    sides: Mapping[str, list[tuple[int, int]]] = {
        "old": [k for k in KINDS if k[0]],
        "new": [k for k in KINDS if k[1]],
        "newly": [k for k in KINDS if k[1] and not k[0]],
        "no_longer": [k for k in KINDS if k[0] and not k[1]],
        "stronger": [k for k in KINDS if k[0] and k[1] > k[0]],
        "weaker": [k for k in KINDS if k[1] and k[1] < k[0]],
        **{f"old_{level}": [k for k in KINDS if k[0] == level] for level in (1, 2, 3)},
        **{f"new_{level}": [k for k in KINDS if k[1] == level] for level in (1, 2, 3)},
    }
    shown: list[Row] = [
        {cell(ALL, "", k): 1 for k in kinds} for name, kinds in sides.items() if (ALL, "", name) not in out
    ]
    shown.append({cell(ALL, "", k): 1 for k in KINDS})
    return shown


def test_one_small_group_hides_itself_and_one_more_and_no_others() -> None:
    groups = {
        "f": counts([7000, 103, 0, 1600, 0, 0]),
        "m": counts([8000, 95, 0, 2001, 0, 0]),
        "n": counts([300, 3, 0, 74, 0, 0]),
    }
    everyone = counts([15300, 201, 0, 3675, 0, 0])
    sheets = Sheets({"sex": {name: each.total() for name, each in groups.items()}}, SMALLEST)

    out = sheets.hidden_of(everyone, {"sex": groups})

    assert ("sex", "n", "newly") in out
    assert len({key[1] for key in out}) == 2


@given(st.lists(st.integers(0, 60), max_size=12))
def test_along_a_curve_no_two_shown_counts_differ_by_a_small_one(values: list[int]) -> None:
    shown = [value for value in one_by_one(values, SMALLEST) if value is not HIDDEN]
    assert not [v for v in shown if isinstance(v, int) and 0 < v < SMALLEST]
    pairs = [(a, b) for a in shown for b in shown if isinstance(a, int) and isinstance(b, int)]
    assert not [pair for pair in pairs if 0 < abs(pair[0] - pair[1]) < SMALLEST]


def test_every_table_of_a_study_shows_no_small_count(study: Study) -> None:
    tables = every_table(Published(study))
    assert {"steps", "strengths", "over-month", "by-age-band", "workload", "rules", "not-known", "look-back"} <= {
        table.name for table in tables
    }
    for table in tables:
        if table.name == "account":
            continue
        for place, column in enumerate(table.columns):
            if column.kind.value == "count" and not column.name.startswith(("number", "days_")):
                small = [row for row in table.rows if isinstance(row[place], int) and 0 < abs(row[place]) < SMALLEST]  # type: ignore[arg-type]
                assert small == [], (table.name, column.name)
