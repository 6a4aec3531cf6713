"""A list of events known only in part is never studied as if it were all there was."""

from __future__ import annotations

from pathlib import Path

import pytest

from service.impact.columns import outcomes
from service.impact.history.history import History, read_history
from service.impact.history.workspace import Workspace
from service.impact.layout import ROW
from service.impact.study.drill import every_case
from service.impact.study.study import make_study
from tests.impact.conftest import plan_of
from tests.impact.test_columns import WORDS
from tests.shipped import shipped

RULE = "third-minor-domestic-abuse-referral"
EVENTS = "household,date,concern,seriousness,incident,status\n"


def _history(folder: Path, cases: str, events: str = "") -> Path:
    folder.mkdir()
    (folder / "cases.csv").write_text(cases)
    (folder / "referrals.csv").write_text(EVENTS + events)
    return folder


def _read(folder: Path, workspace: Workspace) -> History:
    return read_history(folder, shipped()[0], workspace, folder.parent / "refused.csv")


def _outcomes(folder: Path) -> tuple[list[str], list[str]]:
    """Return the outcome of the rule that counts referrals, for each row of the cases: live, and in columns."""
    with Workspace(threads=1) as workspace:
        study = make_study(plan_of(), _read(folder, workspace))
        traces = [case.old["trace"] for case in every_case(study)]
        rule = outcomes(study.plan.old, study.decided.stage, [RULE])[RULE]
        rows = study.decided.database.rows(study.decided.stage.table.select(ROW, rule=rule).order_by(ROW))
    live = [next(each["outcome"] for each in trace if each["rule"] == RULE) for trace in traces]
    return live, [WORDS[row["rule"]] for row in rows]


def test_what_is_said_of_a_list_decides_what_can_be_said_of_a_count(tmp_path: Path) -> None:
    """Two referrals are listed. Whether there may be a third hangs on what is known of the list."""
    says = {"yes,": "not_met", "no,": "undetermined", "yes,2020-01-01": "undetermined", ",": "undetermined",
            ",2026-02-01": "undetermined", "no,2020-01-01": "undetermined"}  # fmt: skip
    cases = "".join(f"h,c{place},2026-03-01,{said}\n" for place, said in enumerate(says))
    events = "".join(f"h,2026-02-0{day},domestic_abuse,minor,i{day},active\n" for day in (1, 2))
    folder = _history(
        tmp_path / "history", f"household,child,as_of,referrals.listed,referrals.in_full_from\n{cases}", events
    )
    assert _outcomes(folder) == (list(says.values()), list(says.values()))


def test_a_file_without_the_column_says_that_its_lists_are_whole(tmp_path: Path) -> None:
    """Of two files of cases, an empty cell means in part only in the one that has the column."""
    folder = _history(tmp_path / "history", "household,child,as_of\nh,a,2026-03-01\n")
    (folder / "cases-2.csv").write_text("household,child,as_of,referrals.in_full_from\nh,b,2026-03-01,\n")
    with Workspace(threads=1) as workspace:
        history = _read(folder, workspace)
        assert history.not_known["referrals.in_full_from"] == 0.5
        rows = history.tables.database.rows(history.tables.cases.order_by(ROW))
    assert [row["referrals__in_full_from"] is None for row in rows] == [False, True]


@pytest.mark.parametrize("name", ["referrals.in_full_form", "referrals.known", "moves__since", "Referrals.in part"])
def test_a_file_that_says_something_else_of_a_list_is_not_studied(tmp_path: Path, name: str) -> None:
    folder = _history(tmp_path / "history", f"household,child,as_of,{name}\nh,a,2026-03-01,2026-01-01\n")
    (folder / "cases-2.csv").write_text("household,child,as_of\nh,b,2026-03-01\n")
    with Workspace(threads=1) as workspace:
        history = _read(folder, workspace)
    assert history.cases == 1
    assert (history.files["cases.csv"].read, history.files["cases.csv"].refused) == (1, 1)
    (said,) = (tmp_path / "refused.csv").read_text().splitlines()[1:]
    assert said.startswith(f"cases.csv,1,{name},not-of-a-list,")


def test_a_day_that_cannot_be_read_refuses_its_row(tmp_path: Path) -> None:
    part = '"{""known"": [], ""in_full_from"": ""2026-01-01""}"'
    folder = _history(
        tmp_path / "history",
        "household,child,as_of,referrals.listed,referrals.in_full_from\n"
        f"h1,a,2026-03-01,,2026-02-30\nh2,b,2026-03-01,{part},\nh3,c,2026-03-01,yes,\n",
    )
    with Workspace(threads=1) as workspace:
        assert _read(folder, workspace).cases == 1
    said = [line.split(",")[:4] for line in (tmp_path / "refused.csv").read_text().splitlines()[1:]]
    assert said == [
        ["cases.csv", "2", "referrals.in_full_from", "impossible-date"],
        ["cases.csv", "3", "referrals.listed", "wrong-value"],
    ]
