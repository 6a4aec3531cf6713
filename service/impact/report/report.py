"""The report of a study: what was asked, what was found, each chart with its table, and how far it can be trusted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from service.impact.report.blocks import Block, Bullets, Document, Facts, Heading, Paragraph, Table
from service.impact.report.pictures import Pictures
from service.impact.study.figures import Cell, FigureTable, Hidden
from service.impact.study.look_back import CAVEATS
from service.impact.study.published import Published
from service.impact.study.tables import every_table
from service.ruleset.model import Ruleset
from service.ruleset.reading import in_force_words
from service.ruleset.wording import date_words

MADE_UP = (
    "This history is made up. It shows what a report looks like; nothing may be concluded from it about any place, any "
    "family or any threshold."
)


@dataclass(frozen=True, slots=True)
class Written:
    """What a report is written from: figures that may be shown, their tables, and the history they are about."""

    published: Published
    tables: Sequence[FigureTable]
    made_up: bool
    history: str = ""

    @classmethod
    def of(cls, published: Published, *, made_up: bool, history: str = "") -> Written:
        """Return a study ready to be written up; `history` is what its history is called."""
        return cls(published, every_table(published), made_up, history)

    def table(self, name: str) -> FigureTable | None:
        """Return the table of this name, or None when there is none."""
        return next((each for each in self.tables if each.name == name), None)

    def starting(self, start: str) -> list[FigureTable]:
        """Return the tables whose names start so."""
        return [each for each in self.tables if each.name.startswith(start)]


def report(written: Written) -> Document:
    """Return the whole report of a study."""
    plan = written.published.plan
    title = f"What changes if {named(plan.new)} takes the place of {named(plan.old)}"
    return Document("Impact study", title, list(_Report(written).blocks()))


def named(ruleset: Ruleset) -> str:
    """Return what a version is called in a sentence."""
    return f"“{ruleset.title}” ({ruleset.family} {ruleset.version})"


class _Report:
    """Writes one report, part by part."""

    def __init__(self, written: Written) -> None:
        self.written, self.published = written, written.published
        self.plan, self.study = written.published.plan, written.published.study
        self.pictures = Pictures(written.published)

    def blocks(self) -> Iterator[Block]:
        yield from self.opening()
        yield from self.what_each_recommends()
        yield from self.teams()
        yield from self.over_time()
        yield from self.groups()
        yield from self.not_known()
        yield from self.sweeps()
        yield from self.looking_back()
        yield from self.the_rest()

    def opening(self) -> Iterator[Block]:
        if self.written.made_up:
            yield Paragraph(MADE_UP, "note")
        yield Paragraph(" ".join(headline(self.written)), "lead")
        yield Heading("What was studied")
        yield Facts(self._facts())
        yield Paragraph(
            "One referral here is one child at one contact. Each was decided under both versions, on what was known on "
            "that day. A step counts as recommended with the strongest word of the rules that are met; where a rule "
            "hangs on something not known, the step may yet be recommended. A recommendation is not a decision."
        )

    def _facts(self) -> list[tuple[str, str]]:
        history = self.study.history
        days = f"{date_words(history.first_day)} to {date_words(history.last_day)}"
        found = [
            ("Before", f"{named(self.plan.old)}. {in_force_words(self.plan.old.in_force)} {self.plan.old.digest}"),
            ("After", f"{named(self.plan.new)}. {in_force_words(self.plan.new.in_force)} {self.plan.new.digest}"),
            ("History", f"{history.cases:,} referrals of {history.children:,} different children, {days}"),
        ]
        refused = sum(each.refused for each in history.files.values())
        read = sum(each.read for each in history.files.values())
        return [*found, ("Rows read", f"{read:,}, of which {refused:,} were refused; each is named in refused.csv")]

    def what_each_recommends(self) -> Iterator[Block]:
        yield Heading("What each version recommends")
        yield from self.pictures.steps()
        yield from self._table("steps")
        yield from self._table("rates")

    def teams(self) -> Iterator[Block]:
        if self.written.table("workload"):
            yield Heading("What it means for teams")
            yield from self._table("workload")

    def over_time(self) -> Iterator[Block]:
        yield Heading(f"{self.plan.over.capitalize()} by {self.plan.over}")
        yield from self.pictures.over_time()
        yield from self._changed_only(f"over-{self.plan.over}")

    def groups(self) -> Iterator[Block]:
        if self.study.by_group:
            yield Heading("Who it falls on")
            yield Paragraph(
                "Characteristics are looked at here to see whom a change falls on. No rule uses them. Groups differ in "
                "what is referred, and why; a difference here is a question to ask, not its answer."
            )
        for name, table in zip(self.study.by_group, self.written.starting("by-"), strict=True):
            yield Heading(table.title, 3)
            yield from self.pictures.group(name)
            yield from self._changed_only(table.name)

    def not_known(self) -> Iterator[Block]:
        if self.written.table("not-known"):
            yield Heading("What is not known, and what hangs on it")
            yield Paragraph(
                "Asking these questions at the front door would settle the most. The facts are listed under the new "
                "version, for each step, the worst first."
            )
            yield from self.pictures.blamed()
            yield from self._table("not-known")

    def sweeps(self) -> Iterator[Block]:
        if self.study.swept:
            yield Heading("Moving a threshold")
        for swept, table in zip(self.study.swept, self.written.starting("sweep-"), strict=True):
            yield Heading(table.title, 3)
            yield Paragraph(f"{swept.sweep.title}. The dashed line is where the new version has it: {swept.sweep.now}.")
            yield from self.pictures.sweep(swept)
            yield from self._table(table.name)

    def looking_back(self) -> Iterator[Block]:
        if self.written.table("look-back"):
            yield Heading("Looking back")
            yield Paragraph(
                "Of the children for whom something came later, how many each version would have caught beforehand, "
                "how early, and what that cost in enquiries. Read the cautions first."
            )
            yield Bullets(CAVEATS)
            yield from self.pictures.caught()
            yield from self._table("look-back")
            for table in self.written.starting("early-"):
                yield from self.pictures.early(table)
                yield Table(table)

    def the_rest(self) -> Iterator[Block]:
        yield Heading("How strongly, and rule by rule")
        yield from self._table("strengths")
        yield from self._table("rules")
        yield Heading("What was read, and how much of it is known")
        yield from self._table("account")
        yield from self._table("facts-not-known")
        yield Heading("Small numbers")
        yield Paragraph(
            f"Counts from 1 to {self.plan.smallest - 1} are hidden, and with them whatever else would let them be "
            "worked out from rows, columns, totals or the differences between the two versions. Hidden figures look "
            "alike, and their rates and intervals are hidden with them. Figures of different kinds of table are worked "
            "out apart: read them together with care before you publish more than one about very small groups."
        )

    def _table(self, name: str) -> Iterator[Block]:
        table = self.written.table(name)
        if table:
            yield Table(table)

    def _changed_only(self, name: str) -> Iterator[Block]:
        """Yield a table with the steps whose answer changes; all are in its file of figures."""
        table = self.written.table(name)
        if table is None:
            return
        place = [column.name for column in table.columns].index("step")
        changed = {self.plan.title(step) for step in self.published.changed_steps()}
        rows = [row for row in table.rows if row[place] in changed]
        if rows:
            more = f" Steps that do not change are in figures/{table.name}.csv."
            yield Table(replace(table, rows=rows, about=table.about + more))


def headline(written: Written) -> Iterator[str]:
    """Yield the main finding, in sentences."""
    published = written.published
    plan, cases = published.plan, published.study.history.cases
    if plan.enquiry not in plan.steps:
        yield f"Neither version recommends the step {plan.enquiry}."
        return
    title = plan.title(plan.enquiry)
    old, new, newly, no_longer = (
        published.overall(plan.enquiry, each) for each in ("old", "new", "newly", "no_longer")
    )
    yield (
        f"Of {cases:,} referrals, “{title}” would be recommended for {_number(new)} instead of {_number(old)}: newly "
        f"for {_number(newly)}, and no longer for {_number(no_longer)}."
    )
    if isinstance(old, int) and isinstance(new, int):
        week = (new - old) / published.study.weeks
        yield f"That is {abs(week):,.1f} {'more' if week >= 0 else 'fewer'} a week{_of_teams(week, plan.teams)}."
    still_open = published.small(published.study.overall[plan.enquiry].open_new)
    yield f"For {_number(still_open)} it may yet be recommended, or more strongly, once more is known."


def _of_teams(week: float, teams: int) -> str:
    return f", {abs(week) / teams:,.1f} for each of {teams} teams" if teams else ""


def _number(cell: Cell) -> str:
    return "a number too small to show" if isinstance(cell, Hidden) else f"{cell:,}"
