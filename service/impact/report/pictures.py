"""Which charts a report has. Each is of figures that may be shown, and stands before their table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from service.impact.report import charts
from service.impact.report.blocks import Picture
from service.impact.report.charts import AFTER, BEFORE, Chart
from service.impact.study.figures import Cell, FigureTable, rate
from service.impact.study.groups import period_words
from service.impact.study.intervals import wilson
from service.impact.study.more_tables import looked_back, one_by_one
from service.impact.study.published import TIME, Published
from service.impact.study.swept import SweptFigures

MOST_FACTS = 10
MOST_GROUPS = 14
LONGEST_QUESTION = 62
SIDES = (("old", BEFORE), ("new", AFTER))


class Pictures:
    """Draws the charts of one study."""

    def __init__(self, published: Published) -> None:
        self.published, self.plan, self.study = published, published.plan, published.study
        self._enquiry = self.plan.title(self.plan.enquiry) if self.plan.enquiry in self.plan.steps else ""

    def steps(self) -> Iterator[Picture]:
        """Yield what each version recommends per 1,000 referrals."""
        rows = []
        for step in self.plan.steps:
            for side, words in SIDES:
                value = rate(self.published.overall(step, side), self.study.history.cases)
                rows.append({"name": self.plan.title(step), "side": words, "value": value})
        says = "Bars of each step per 1,000 referrals, before and after. The table below has the same figures."
        yield from _drawn(charts.bars, "Steps recommended per 1,000 referrals", says, rows, "Per 1,000 referrals")

    def over_time(self) -> Iterator[Picture]:
        """Yield enquiries in each stretch of time."""
        rows = [
            {"name": group, "side": words, "value": self.published.cell(TIME, group, self.plan.enquiry, side)}
            for group in (period_words(self.plan.over, each) for each in self.study.over_time)
            for side, words in SIDES
            if self._enquiry
        ]
        says = f"Two lines of {self._enquiry} over time, before and after. The table below has the same figures."
        title = f"{self._enquiry}: referrals each {self.plan.over}"
        yield from _drawn(charts.lines, title, says, rows, "Referrals")

    def group(self, name: str) -> Iterator[Picture]:
        """Yield the share of each group that an enquiry is recommended for, with its interval."""
        grouping = next(each for each in self.study.groupings if each.name == name)
        rows = []
        for group in list(self.study.by_group[name])[:MOST_GROUPS] if self._enquiry else ():
            size = self.published.size(name, group)
            for side, words in SIDES:
                count = self.published.cell(name, group, self.plan.enquiry, side)
                if isinstance(count, int) and isinstance(size, int) and size:
                    low, high = wilson(count, size)
                    label = grouping.label(group)
                    rows.append({"name": label, "side": words, "value": count / size, "low": low, "high": high})
        title = f"{self._enquiry}: share of referrals"
        says = "The share of each group, before and after, with 95% intervals. The table below has the same figures."
        yield from _drawn(charts.intervals, title, says, rows, "Share of the group's referrals")

    def blamed(self) -> Iterator[Picture]:
        """Yield the facts that keep most enquiries open."""
        vocabulary = self.plan.new.vocabulary
        questions = {name: each.question for name, each in vocabulary.facts.items()}
        questions |= {name: each.question for name, each in vocabulary.events.items()}
        worst = [each for each in self.study.blamed[1] if each.step == self.plan.enquiry][:MOST_FACTS]
        rows = [{"name": _short(questions[each.fact]), "value": self.published.small(each.cases)} for each in worst]
        title = f"{self._enquiry}: questions that keep it open"
        says = "Bars of the referrals each unanswered question keeps open. The table below has the same figures."
        yield from _drawn(charts.plain_bars, title, says, rows, "Referrals it keeps open")

    def sweep(self, swept: SweptFigures) -> Iterator[Picture]:
        """Yield workload against threshold, and what is caught against workload."""
        rows: list[dict[str, Any]] = []
        for step in swept.steps:
            shown = one_by_one(swept.recommended[step], self.published.smallest)
            rows += [
                {"name": self.plan.title(step), "at": variant.number, "value": value}
                for variant, value in zip(swept.sweep.variants, shown, strict=True)
            ]
        axis = f"{swept.sweep.parameter.capitalize()}{f', {swept.sweep.unit}' if swept.sweep.unit else ''}"
        says = (
            f"How many referrals each value of {swept.sweep.parameter} reaches. The table below has the same figures."
        )
        now = next((each.number for each in swept.sweep.variants if each.value == swept.sweep.now), None)
        kept = [row for row in rows if isinstance(row["value"], int)]
        if kept:
            title = f"Referrals at each value of “{swept.sweep.parameter}”"
            yield Picture(charts.curve(title, says, kept, (axis, "Referrals"), now))

    def caught(self) -> Iterator[Picture]:
        """Yield the share of what came later that each version would have caught."""
        table = looked_back(self.published)
        at = {column.name: place for place, column in enumerate(table.columns)}
        rows = [
            {"name": row[at["outcome"]], "side": words, "value": _share(row[at[side]], row[at["total"]])}
            for row in table.rows
            for side, words in SIDES
        ]
        says = "Bars of the share of children each version would have caught. The table below has the same figures."
        title = "Caught before it came, of every 100 children"
        yield from _drawn(charts.bars, title, says, rows, "Children of every 100")

    def early(self, table: FigureTable) -> Iterator[Picture]:
        """Yield how early each version would have caught one outcome."""
        rows = [
            {"name": name, "at": row[1], "value": row[place]}
            for place, name in ((2, BEFORE), (3, AFTER))
            for row in table.rows
            if isinstance(row[place], int)
        ]
        if rows:
            says = "How many children were caught at least so many days before. The table below has the same figures."
            yield Picture(charts.curve(table.title, says, rows, ("Days before it, at least", "Children caught")))


def _drawn(draw: Any, title: str, says: str, rows: list[dict[str, Any]], axis: str) -> Iterator[Picture]:  # noqa: ANN401
    """Yield a chart of the figures that may be shown, if there are any."""
    kept: list[Mapping[str, Any]] = [row for row in rows if isinstance(row["value"], int | float)]
    if kept:
        chart: Chart = draw(title, says, kept, axis)
        yield Picture(chart)


def _share(part: Cell, whole: Cell) -> Cell:
    return rate(part, whole, 100)


def _short(question: str) -> str:
    return question if len(question) <= LONGEST_QUESTION else f"{question[: LONGEST_QUESTION - 1].rstrip()}…"
