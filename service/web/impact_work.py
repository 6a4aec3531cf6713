"""A study as a job: what a child process is given to do, and the words people see when it cannot be done.

What it needs is read in only when it runs.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from service.ruleset.model import Ruleset
from service.web.job_child import CannotDo, Report

Json = dict[str, Any]
KIND = "impact"
MADE_UP_SEED = 7


@dataclass(frozen=True, slots=True)
class Ask:
    """A study that was asked for: of the history in a folder, or, when there is none, of so many made-up referrals."""

    old: Ruleset
    new: Ruleset
    history: Path | None
    referrals: int
    by: tuple[str, ...]
    over: str
    sweeps: tuple[str, ...]
    teams: int
    smallest: int


def study(report: Report, ask: Ask) -> Json:
    """Make a study, leave everything it wrote as files of the job, and return what stands above them."""
    from service.impact.history.history import NoHistory  # noqa: PLC0415 - see the top
    from service.impact.job import Order, run  # noqa: PLC0415 - the same
    from service.impact.study.plan import CannotStudy, Plan  # noqa: PLC0415 - the same

    try:
        plan = Plan(
            ask.old, ask.new, by=ask.by, over=ask.over, sweeps=ask.sweeps, teams=ask.teams, smallest=ask.smallest
        )
        history = ask.history or _made_up(report, ask)
        named = history.name if ask.history else f"{ask.referrals:,} referrals that are made up"
        order = Order(plan, history, report.files, parent=report.room, named=named)
        said = run(order, lambda saying, done: report(done, saying))
    except (CannotStudy, NoHistory) as refused:
        raise CannotDo(refused.message, refused.help) from None
    return {name: value for name, value in said.items() if name != "tables"}


def _made_up(report: Report, ask: Ask) -> Path:
    from service.impact.synthetic.synthesise import synthesise  # noqa: PLC0415 - see the top

    folder = report.room / "made-up"
    synthesise(
        folder, ask.new.vocabulary, referrals=ask.referrals, seed=MADE_UP_SEED,
        tick=lambda done: report(0.0, f"Making up {done:,} referrals"),
    )  # fmt: skip
    return folder
