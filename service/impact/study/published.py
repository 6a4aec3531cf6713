"""A study as tables that may be shown: small counts hidden, shares and rates with their intervals beside them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from service.impact.study.changes import StepCounts
from service.impact.study.figures import HIDDEN, Cell, Column, FigureTable, Hidden, Kind, less, rate
from service.impact.study.groups import period_words
from service.impact.study.intervals import wilson
from service.impact.study.sheets import ALL, Sheets
from service.impact.study.study import Study
from service.impact.study.suppress import Key
from service.ruleset.vocabulary import Strength

TIME = "over time"
CHANGES = ("old", "new", "newly", "no_longer")
TITLES = {
    "old": "Before",
    "new": "After",
    "newly": "Newly recommended",
    "no_longer": "No longer recommended",
    "stronger": "More strongly",
    "weaker": "Less strongly",
}


class Published:
    """The tables of one study. What is hidden is worked out once, for all of them together."""

    def __init__(self, study: Study) -> None:
        self.study, self.plan = study, study.plan
        self.smallest = study.plan.smallest
        self._splits = self._every_split()
        sizes = {
            name: {group: _size(of, study) for group, of in groups.items()} for name, groups in self._splits.items()
        }
        self._sizes, self._sheets = sizes, Sheets(sizes, self.smallest)
        self._hidden = {step: self._hidden_of(step) for step in self.plan.steps}

    def tables(self) -> list[FigureTable]:
        """Return the tables about steps."""
        found = [self.steps(), self.rates(), self.strengths(), self.over_time()]
        return found + [self.by(name) for name in self.study.by_group]

    # --- what may be shown --------------------------------------------------------------------------------------------

    def _every_split(self) -> dict[str, dict[str, Mapping[str, StepCounts]]]:
        splits: dict[str, dict[str, Mapping[str, StepCounts]]] = {
            name: dict(groups) for name, groups in self.study.by_group.items()
        }
        over = {period_words(self.plan.over, number): counts for number, counts in self.study.over_time.items()}
        return {**splits, TIME: over}

    def _hidden_of(self, step: str) -> set[Key]:
        splits = {name: {group: of[step] for group, of in groups.items()} for name, groups in self._splits.items()}
        return self._sheets.hidden_of(self.study.overall[step], splits)

    def _shown(self, step: str, key: Key, value: int) -> Cell:
        return HIDDEN if key in self._hidden[step] else value

    def small(self, value: int) -> Cell:
        """Return a figure that stands by itself, hidden when it is small."""
        return HIDDEN if 0 < value < self.smallest else value

    def size(self, table: str, group: str) -> Cell:
        """Return how many children's referrals a group has."""
        return HIDDEN if (table, group, "n") in self._sheets.hidden_sizes else self._sizes[table][group]

    def cell(self, table: str, group: str, step: str, column: str) -> Cell:
        """Return one figure of a step in a group, or in a stretch of time."""
        value = getattr(self._splits[table][group][step], column)()
        return self._shown(step, (table, group, column), value)

    def changed_steps(self) -> list[str]:
        """Return the steps whose answer changes for anybody."""
        return [
            step
            for step, of in self.study.overall.items()
            if any(n for (was, now), n in of.moved.items() if was != now)
        ]

    def overall(self, step: str, column: str) -> Cell:
        """Return one figure of a step among everyone."""
        counts = self.study.overall[step]
        name, _, level = column.partition("_")
        if level.isdigit():
            value = counts.old(int(level), int(level)) if name == "old" else counts.new(int(level), int(level))
        else:
            value = getattr(counts, column)()
        return self._shown(step, (ALL, "", column), value)

    # --- tables -------------------------------------------------------------------------------------------------------

    def steps(self) -> FigureTable:
        """Return how many children's referrals each step is recommended for, before and after."""
        columns = [
            Column("step", "Step", Kind.WORDS),
            *(Column(name, title) for name, title in TITLES.items()),
            Column("change", "Change", Kind.CHANGE),
        ]
        about = "Each count is of children's referrals: one child at one contact."
        rows = [self._step(step) for step in self.plan.steps]
        return FigureTable("steps", "What each version recommends", about, columns, rows)

    def _step(self, step: str) -> list[Cell]:
        cells = {name: self.overall(step, name) for name in TITLES}
        return [self.plan.title(step), *cells.values(), less(cells["new"], cells["old"])]

    def rates(self) -> FigureTable:
        """Return the rate of each step, how many different children it is, and how many may yet be recommended it."""
        columns = [
            Column("step", "Step", Kind.WORDS),
            Column("old_per_1000", "Before, per 1,000 referrals", Kind.RATE),
            Column("new_per_1000", "After, per 1,000 referrals", Kind.RATE),
            Column("children_old", "Different children, before"),
            Column("children_new", "Different children, after"),
            Column("open_old", "May yet be recommended, before"),
            Column("open_new", "May yet be recommended, after"),
        ]
        about = (
            "It may yet be recommended where a rule that hangs on something not known could add it or make it stronger."
        )
        return FigureTable(
            "rates", "Rates, children and what is open", about, columns, [*map(self._rates, self.plan.steps)]
        )

    def _rates(self, step: str) -> list[Cell]:
        counts = self.study.overall[step]
        shown = [self.overall(step, side) for side in ("old", "new")]
        children = [
            HIDDEN if each is HIDDEN else self.small(number)
            for each, number in zip(shown, self.study.children[step], strict=True)
        ]
        per = [rate(each, self.study.history.cases) for each in shown]
        return [self.plan.title(step), *per, *children, self.small(counts.open_old), self.small(counts.open_new)]

    def strengths(self) -> FigureTable:
        """Return how strongly each step is recommended, before and after."""
        words = {int(each): each.word for each in Strength}
        columns = [Column("step", "Step", Kind.WORDS)]
        names = [f"{side}_{level}" for level in words for side in ("old", "new")]
        for name in names:
            side, level = name.split("_")
            columns.append(Column(name, f"{words[int(level)].capitalize()}, {TITLES[side].lower()}"))
        rows = [[self.plan.title(step), *(self.overall(step, name) for name in names)] for step in self.plan.steps]
        about = "The word each step is recommended with: it may be considered, should or must be taken."
        return FigureTable("strengths", "How strongly", about, columns, rows)

    def over_time(self) -> FigureTable:
        """Return what each version recommends in each stretch of time."""
        columns = [Column("period", self.plan.over.capitalize(), Kind.WORDS), *_split_columns()]
        rows = [[group, *cells] for group, cells in self._split_rows(TIME)]
        return FigureTable(f"over-{self.plan.over}", f"Each {self.plan.over}", _SPLIT_ABOUT, columns, rows)

    def by(self, name: str) -> FigureTable:
        """Return what each version recommends for each group."""
        grouping = next(each for each in self.study.groupings if each.name == name)
        columns = [Column("group", grouping.title, Kind.WORDS), *_split_columns()]
        rows = [[grouping.label(group), *cells] for group, cells in self._split_rows(name)]
        file = name.replace(".", "-").replace("_", "-")
        return FigureTable(f"by-{file}", f"By {_lower(grouping.title)}", _SPLIT_ABOUT, columns, rows)

    def _split_rows(self, name: str) -> Iterator[tuple[str, Sequence[Cell]]]:
        for step in self.plan.steps:
            if not self._ever(step):
                continue
            for group in self._splits[name]:
                yield (
                    group,
                    [
                        self.plan.title(step),
                        self.size(name, group),
                        *self._split_cells(name, group, step),
                    ],
                )

    def _ever(self, step: str) -> bool:
        counts = self.study.overall[step]
        return bool(counts.old() or counts.new())

    def _split_cells(self, name: str, group: str, step: str) -> Iterator[Cell]:
        size = self.size(name, group)
        cells = {column: self.cell(name, group, step, column) for column in CHANGES}
        yield from cells.values()
        for column in ("old", "new"):
            yield from _share(cells[column], size)


_SPLIT_ABOUT = (
    "Shares are of the referrals in the same row, with the 95% interval in which the true share lies if these "
    "referrals are taken as a sample of many like them (Wilson's interval)."
)


def _split_columns() -> list[Column]:
    found = [Column("step", "Step", Kind.WORDS), Column("referrals", "Referrals")]
    found += [Column(name, TITLES[name]) for name in CHANGES]
    for name in ("old", "new"):
        title = TITLES[name].lower()
        found.append(Column(f"{name}_share", f"Share {title}", Kind.SHARE))
        found.append(Column(f"{name}_low", f"Low, {title}", Kind.SHARE))
        found.append(Column(f"{name}_high", f"High, {title}", Kind.SHARE))
    return found


def _share(count: Cell, size: Cell) -> list[Cell]:
    if isinstance(count, Hidden) or isinstance(size, Hidden):
        return [HIDDEN, HIDDEN, HIDDEN]
    if not isinstance(count, int) or not isinstance(size, int) or not size:
        return [None, None, None]
    low, high = wilson(count, size)
    return [round(count / size, 6), round(low, 6), round(high, 6)]


def _size(counts: Mapping[str, StepCounts], study: Study) -> int:
    return counts[study.plan.steps[0]].total()


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]
