"""One study from its plan and a history: everything counted once, ready to be written up.

Runs step by step and says how far it has come, so that it can be watched, and stopped between steps.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from service.impact.history.history import History
from service.impact.study.blame import Blamed, blame
from service.impact.study.changes import (
    Counts,
    RuleCounts,
    count_children,
    count_rules,
    count_steps,
    periods,
)
from service.impact.study.decided import Decided, decide_all
from service.impact.study.groups import Grouping
from service.impact.study.look_back import LookBack, look_back
from service.impact.study.plan import Plan
from service.impact.study.sweep import Sweep, make_sweep
from service.impact.study.swept import Sweeping, SweptFigures

Tick = Callable[[str, float], None]


@dataclass(frozen=True, slots=True)
class Study:
    """Everything a study counted, nothing of it hidden yet."""

    plan: Plan
    history: History
    decided: Decided
    overall: Counts
    children: Mapping[str, tuple[int, int]]
    by_group: Mapping[str, Mapping[str, Counts]]
    over_time: Mapping[int, Counts]
    groupings: Sequence[Grouping]
    rules: tuple[Mapping[str, RuleCounts], Mapping[str, RuleCounts]]
    blamed: tuple[Sequence[Blamed], Sequence[Blamed]]
    look_backs: Sequence[LookBack]
    swept: Sequence[SweptFigures]

    @property
    def weeks(self) -> float:
        """How many weeks the history spans."""
        return ((self.history.last_day - self.history.first_day).days + 1) / 7


def make_study(plan: Plan, history: History, tick: Tick = lambda _say, _done: None) -> Study:
    """Return everything a plan asks, counted. Raises CannotStudy."""
    sweeps = [make_sweep(words, plan.new) for words in plan.sweeps]
    return _Counting(plan, history, tick).study(sweeps)


class _Counting:
    """Counts one study."""

    def __init__(self, plan: Plan, history: History, tick: Tick) -> None:
        self.plan, self.history, self.tick = plan, history, tick

    def study(self, sweeps: Sequence[Sweep]) -> Study:
        plan, steps = self.plan, self.plan.steps
        self.tick("Deciding every case under both versions", 0.0)
        variants = [variant.ruleset for sweep in sweeps for variant in sweep.variants]
        decided = decide_all(self.history.tables, plan, [*self.history.outcomes, *self.history.groups], variants)
        self.tick("Counting what each version recommends", 0.35)
        overall = count_steps(decided, steps)[None]
        children = count_children(decided, steps)
        by_group = {each.name: self._groups(decided, each) for each in decided.groupings}
        self.tick("Counting over time", 0.5)
        over_time = periods(decided, steps)
        self.tick("Counting rules", 0.6)
        rules = count_rules(decided)
        self.tick("Finding which facts are to blame", 0.65)
        blamed = (blame(decided, decided.old), blame(decided, decided.new))
        self.tick("Looking back from what came later", 0.8)
        later = [look_back(decided, outcome, plan.enquiries) for outcome in self.history.outcomes]
        swept = list(self._sweeps(decided, sweeps))
        self.tick("Counted", 1.0)
        return Study(
            plan,
            self.history,
            decided,
            overall,
            children,
            by_group,
            over_time,
            decided.groupings,
            rules,
            blamed,
            later,
            swept,
        )

    def _groups(self, decided: Decided, grouping: Grouping) -> dict[str, Counts]:
        self.tick(f"Counting by {grouping.title.lower()}", 0.4)
        found = count_steps(decided, self.plan.steps, decided.group_columns[grouping.name])
        return {group: found[group] for group in grouping.order(list(found))}

    def _sweeps(self, decided: Decided, sweeps: Sequence[Sweep]) -> Sequence[SweptFigures]:
        found = []
        for sweep in sweeps:
            self.tick(f"Trying values of {sweep.parameter}", 0.9)
            found.append(Sweeping(decided, sweep, self.plan.enquiries).figures(self.history.outcomes))
        return found
