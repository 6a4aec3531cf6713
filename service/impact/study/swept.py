"""The figures of a sweep: how many children each value of a parameter reaches, and what it would have caught."""

from __future__ import annotations

import operator
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any

import ibis
from ibis.expr import types as ir

from service.impact.columns import outcomes
from service.impact.comparisons import Days, opposite
from service.impact.layout import NO, ROW
from service.impact.stage import Stage
from service.impact.study.decided import Decided
from service.impact.study.look_back import first_caught
from service.impact.study.meaning import changed_rules
from service.impact.study.sweep import Sweep, Variant
from service.ruleset.model import Ruleset


@dataclass(frozen=True, slots=True)
class SweptFigures:
    """The figures of one sweep, a value after another: children by step, and children caught by outcome."""

    sweep: Sweep
    steps: Sequence[str]
    recommended: Mapping[str, Sequence[int]]
    caught: Mapping[str, Sequence[int]]


class Sweeping:
    """Counts one sweep. Rules that no value of the parameter changes are asked once, the others once for each value."""

    def __init__(self, decided: Decided, sweep: Sweep, enquiries: Sequence[str]) -> None:
        self._decided, self._sweep, self._enquiries = decided, sweep, enquiries
        self._base = decided.new.ruleset
        self._changed = changed_rules(self._base, [variant.ruleset for variant in sweep.variants])
        self._steps = [step for step in decided.new.steps if self._bears_on(step)]
        self._stage = self._with_the_rest()

    def _bears_on(self, step: str) -> bool:
        touched = any(step in self._base.rules[name].recommend for name in self._changed)
        return touched or step in self._enquiries or step in self._base.below.recommend

    def figures(self, outcomes_later: Sequence[str]) -> SweptFigures:
        """Return the figures of the sweep."""
        asked = [self._recommended(variant) for variant in self._sweep.variants]
        steps = [step for step in self._steps if any(step in self._base.rules[n].recommend for n in self._changed)]
        sums = {
            f"n_{place}_{at}": ibis.ifelse(found[step], 1, 0).sum().cast("int64")
            for place, found in enumerate(asked)
            for at, step in enumerate(steps)
        }
        (row,) = self._decided.database.rows(self._stage.table.aggregate(**sums)) if sums else ({},)
        recommended = {
            step: [row[f"n_{place}_{at}"] or 0 for place in range(len(asked))] for at, step in enumerate(steps)
        }
        return SweptFigures(
            self._sweep, steps, recommended, {each: self._caught(each, asked) for each in outcomes_later}
        )

    def _caught(self, outcome: str, asked: Sequence[Mapping[str, Any]]) -> list[int]:
        enquiries = [step for step in self._enquiries if step in self._steps]
        caught = {
            f"v{place}": reduce(operator.or_, [found[step] for step in enquiries], NO)
            for place, found in enumerate(asked)
        }
        firsts = first_caught(self._stage.table, outcome, caught)
        counts = {name: firsts[name].count().cast("int64") for name in caught}
        (row,) = self._decided.database.rows(firsts.aggregate(**counts))
        return [row[name] or 0 for name in caught]

    # --- what every value shares, and what one adds -------------------------------------------------------------------

    def _with_the_rest(self) -> Stage:
        """Return the stage with what the rules that do not change come to."""
        staged = self._decided.stage
        met = {name: outcome.fill_null(NO) for name, outcome in outcomes(self._base, staged).items()}
        same = {name: each for name, each in met.items() if name not in self._changed}
        rest = {f"rest_{at}": _any(same, self._base, step) for at, step in enumerate(self._steps)}
        rest["rest_met"] = reduce(operator.or_, same.values(), NO)
        kept = self._decided.database.keep("rest", staged.table.select(ROW, **rest)).rename({f"its_{ROW}": ROW})
        table = staged.table.left_join(kept, staged.table[ROW] == kept[f"its_{ROW}"])
        return Stage(Days(table, staged.days.working), staged.measures, staged.nothing)

    def _recommended(self, variant: Variant) -> dict[str, ir.BooleanValue]:
        """Return whether each step is recommended with the parameter at one value."""
        found = outcomes(variant.ruleset, self._stage, only=self._changed)
        met = {name: outcome.fill_null(NO) for name, outcome in found.items()}
        none_met = opposite(reduce(operator.or_, met.values(), self._stage.table["rest_met"]))
        below = variant.ruleset.below.recommend
        return {
            step: self._stage.table[f"rest_{at}"]
            | _any(met, variant.ruleset, step)
            | (none_met if step in below else NO)
            for at, step in enumerate(self._steps)
        }


def _any(met: Mapping[str, Any], ruleset: Ruleset, step: str) -> Any:  # noqa: ANN401 - a column
    return reduce(operator.or_, [met[name] for name in met if step in ruleset.rules[name].recommend], NO)
