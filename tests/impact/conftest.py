"""A made-up history, small, and one study of it: what the 2004 proposals would do."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from service.impact.history.history import History, read_history
from service.impact.history.workspace import Workspace
from service.impact.study.plan import Plan
from service.impact.study.study import Study, make_study
from service.impact.synthetic.synthesise import synthesise
from tests.shipped import RULESETS, shipped, sound

REFERRALS = 3000
FEW = 300
BY = ("age_band", "sex", "source", "domestic_abuse.present")
SWEEPS = ("infant age=3..12 months by 3", "minor referral limit=2,3,5")


def plan_of(**asked: object) -> Plan:
    """Return a study of the 2004 procedure and what was proposed then."""
    old, new = (sound((RULESETS / "lcpc" / name).read_text()) for name in ("2004-04-01.yaml", "proposed.yaml"))
    return Plan(old, new, **asked)  # type: ignore[arg-type]


@pytest.fixture(scope="session")
def made_up(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A history of a few thousand referrals, as CSV files."""
    folder = tmp_path_factory.mktemp("history")
    synthesise(folder, shipped()[0], referrals=REFERRALS, seed=7, as_csv=True)
    return folder


@pytest.fixture(scope="session")
def few(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A history small enough for the live engines to decide every case of it."""
    folder = tmp_path_factory.mktemp("few")
    synthesise(folder, shipped()[0], referrals=FEW, seed=11, as_csv=True)
    return folder


@pytest.fixture(scope="session")
def history(made_up: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[History]:
    """The history, read."""
    with Workspace(threads=1) as workspace:
        yield read_history(made_up, shipped()[0], workspace, tmp_path_factory.mktemp("read") / "refused.csv")


@pytest.fixture(scope="session")
def study(history: History) -> Study:
    """A study of the history with everything asked for."""
    return make_study(plan_of(by=BY, sweeps=SWEEPS, teams=3), history)
