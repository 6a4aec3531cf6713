"""The tables of a study that are not about one step at a time: rules, workload, blame, looking back, the account."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from service.impact.study.figures import HIDDEN, Cell, Column, FigureTable, Hidden, Kind, less, rate
from service.impact.study.intervals import quantile
from service.impact.study.look_back import LookBack
from service.impact.study.published import TITLES, Published
from service.impact.study.suppress import Figure, Key, Sheet, hidden
from service.impact.study.swept import SweptFigures

WORST = 12  # how many facts to blame are shown for each step


def workload(published: Published) -> FigureTable:
    """Return what the change means in enquiries a week, for every team together and for each."""
    plan, study = published.plan, published.study
    columns = [
        Column("what", "Enquiries", Kind.WORDS),
        Column("old", "Before", Kind.RATE),
        Column("new", "After", Kind.RATE),
    ]
    columns.append(Column("change", "Change", Kind.RATE))
    rows: list[list[Cell]] = []
    if plan.enquiry in plan.steps:
        old, new = (published.overall(plan.enquiry, side) for side in ("old", "new"))
        divided = [("In the whole history", 1.0), ("A week", study.weeks)]
        divided += [(f"A week, for each of {plan.teams} teams", study.weeks * plan.teams)] if plan.teams else []
        for words, by in divided:
            cells = [each if by == 1 else rate(each, by, 1) for each in (old, new, less(new, old))]
            rows.append([words, *cells])
    about = f"An enquiry here is “{plan.title(plan.enquiry)}” recommended with any strength." if rows else ""
    return FigureTable("workload", "What it means for teams", about, columns, rows)


def rules(published: Published) -> FigureTable:
    """Return how often each rule is met, not settled and not met, before and after."""
    old, new = published.study.rules
    columns = [Column("rule", "Rule", Kind.WORDS)]
    for side, title in (("old", "before"), ("new", "after")):
        columns += [Column(f"{side}_met", f"Met, {title}"), Column(f"{side}_open", f"Not settled, {title}")]
        columns.append(Column(f"{side}_unmet", f"Not met, {title}"))
    rows = []
    both = {**published.plan.new.rules, **published.plan.old.rules}
    for name, rule in both.items():
        cells: list[Cell] = [rule.title]
        for counts in (old.get(name), new.get(name)):
            values = {} if counts is None else {"met": counts.met, "open": counts.open, "unmet": counts.unmet}
            cells += _adding_up(values, published.smallest) if values else [None, None, None]
        rows.append(cells)
    about = (
        "A rule is not settled while something it asks about is not known. A rule of only one version has no figures "
        "in the other."
    )
    return FigureTable("rules", "Rule by rule", about, columns, rows)


def _adding_up(values: dict[str, int], smallest: int) -> list[Cell]:
    """Return counts that add up to a total that is known, with hidden ones where one is small."""
    keys: dict[str, Key] = {name: ("row", "", name) for name in values}
    figures = {keys[name]: Figure(value, {keys[name]: 1}) for name, value in values.items()}
    out = hidden(Sheet(figures, [dict.fromkeys(figures, 1)], [list(figures)]), smallest)
    return [HIDDEN if keys[name] in out else value for name, value in values.items()]


def blamed(published: Published) -> FigureTable:
    """Return which facts, not known, keep each step open under the new version, the worst first."""
    facts, events = published.plan.new.vocabulary.facts, published.plan.new.vocabulary.events
    columns = [
        Column("step", "Step that may yet be recommended", Kind.WORDS),
        Column("fact", "What is not known", Kind.WORDS),
        Column("name", "Its name", Kind.WORDS),
        Column("cases", "Referrals it keeps open"),
        Column("per_1000", "Per 1,000 referrals", Kind.RATE),
    ]
    rows: list[list[Cell]] = []
    for step in published.plan.steps:
        worst = [each for each in published.study.blamed[1] if each.step == step][:WORST]
        for each in worst:
            words = facts[each.fact].question if each.fact in facts else events[each.fact].question
            shown = published.small(each.cases)
            rows.append(
                [published.plan.title(step), words, each.fact, shown, rate(shown, published.study.history.cases)]
            )
    about = (
        "A fact is counted where it is not known and a rule that might recommend the step, or recommend it more "
        "strongly, hangs on it. One referral may wait for several facts."
    )
    return FigureTable("not-known", "What is not known, and what hangs on it", about, columns, rows)


def looked_back(published: Published) -> FigureTable:
    """Return how many of the children for whom something came later each version would have caught."""
    columns = [
        Column("outcome", "What came later", Kind.WORDS),
        Column("total", "Children it came to"),
        Column("old", f"Caught, {TITLES['old'].lower()}"),
        Column("new", f"Caught, {TITLES['new'].lower()}"),
        Column("only_new", "Newly caught"),
        Column("only_old", "No longer caught"),
        Column("days_old", "Days before it, half or more, before", Kind.COUNT),
        Column("days_new", "Days before it, half or more, after", Kind.COUNT),
        Column("sooner", "Caught sooner than before"),
        Column("later", "Caught later than before"),
        Column("cost_old", "Enquiries for each one caught, before", Kind.RATE),
        Column("cost_new", "Enquiries for each one caught, after", Kind.RATE),
        Column("cost_more", "Further enquiries for each further one caught", Kind.RATE),
    ]
    rows = [list(_look_back(published, each)) for each in published.study.look_backs if each.total]
    about = (
        "Caught means that at some contact up to the day it came, an enquiry or a higher step was recommended. "
        "Enquiries are all that the version recommends in the whole history."
    )
    return FigureTable("look-back", "Looking back", about, columns, rows)


def _look_back(published: Published, found: LookBack) -> Iterator[Cell]:
    pieces = {"both": found.both, "only_old": found.only_old, "only_new": found.only_new, "neither": found.neither}
    sums = {
        "total": pieces,
        "old": ("both", "only_old"),
        "new": ("both", "only_new"),
        "only_new": ("only_new",),
        "only_old": ("only_old",),
    }
    keys: dict[str, Key] = {name: ("look back", "", name) for name in sums}
    figures = {
        keys[name]: Figure(sum(pieces[part] for part in parts), {("piece", "", part): 1 for part in parts})
        for name, parts in sums.items()
    }
    lines = [[keys["only_new"], keys["only_old"], keys["new"], keys["old"]], [keys["total"], keys["old"], keys["new"]]]
    out = hidden(Sheet(figures, (), lines), published.smallest)
    shown: dict[str, Cell] = {name: HIDDEN if key in out else figures[key].value for name, key in keys.items()}
    yield found.name.replace("_", " ").capitalize()
    yield from shown.values()
    for side, days in (("old", found.days_old), ("new", found.days_new)):
        yield HIDDEN if shown[side] is HIDDEN else quantile(days, 0.5)
    yield published.small(sum(count for days, count in found.days_sooner.items() if days > 0))
    yield published.small(sum(count for days, count in found.days_sooner.items() if days < 0))
    enquiry = published.plan.enquiry
    cost = {side: published.overall(enquiry, side) for side in ("old", "new")}
    yield from (_each(cost[side], shown[side]) for side in ("old", "new"))
    yield _each(less(cost["new"], cost["old"]), less(shown["new"], shown["old"]))


DAYS_BEFORE = (0, 1, 7, 14, 28, 56, 91, 182, 273, 364)


def caught_early(published: Published, found: LookBack) -> FigureTable:
    """Return how many children of one outcome were caught at least so many days before it, by each version."""
    columns = [
        Column("days", "At least so long before", Kind.WORDS),
        Column("number", "Days"),
        Column("old", "Caught, before"),
        Column("new", "Caught, after"),
    ]
    series = [
        one_by_one([sum(n for day, n in days.items() if day >= least) for least in DAYS_BEFORE], published.smallest)
        for days in (found.days_old, found.days_new)
    ]
    rows = [
        [f"{least} day{'' if least == 1 else 's'}", least, old, new]
        for least, old, new in zip(DAYS_BEFORE, *series, strict=True)
    ]
    name = found.name.replace("_", " ")
    about = "Counted from the first contact at which a version recommended an enquiry or a higher step."
    return FigureTable(f"early-{found.name.replace('_', '-')}", f"How early: {name}", about, columns, rows)


def _each(cost: Cell, caught: Cell) -> Cell:
    return rate(cost, caught, 1)


def sweep(published: Published, swept: SweptFigures) -> FigureTable:
    """Return the curve of one sweep as a table: the children and what is caught at each value."""
    columns = [Column("value", swept.sweep.title, Kind.WORDS), Column("number", "Value")]
    series: list[Sequence[Cell]] = []
    for step in swept.steps:
        title = published.plan.title(step)
        shown = one_by_one(swept.recommended[step], published.smallest)
        columns.append(Column(f"{step}", f"{title}, referrals"))
        columns.append(Column(f"{step}_per_1000", f"{title}, per 1,000 referrals", Kind.RATE))
        series += [shown, [rate(each, published.study.history.cases) for each in shown]]
    for outcome, caught in swept.caught.items():
        name = outcome.removeprefix("later__").removesuffix("_on").replace("_", " ")
        columns.append(Column(f"caught_{name.replace(' ', '_')}", f"Caught of {name}"))
        series.append(one_by_one(caught, published.smallest))
    rows = [
        [variant.value, variant.number, *(each[place] for each in series)]
        for place, variant in enumerate(swept.sweep.variants)
    ]
    now = f"{swept.sweep.parameter.capitalize()} is {swept.sweep.now} in the new version."
    about = f"Every other rule stays as it is. {now}"
    file = swept.sweep.parameter.replace(" ", "-")
    return FigureTable(f"sweep-{file}", f"Moving “{swept.sweep.parameter}”", about, columns, rows)


def one_by_one(values: Sequence[int], smallest: int) -> list[Cell]:
    """Return counts of a curve, hiding one that is small or differs by a small count from any already shown.

    >>> one_by_one([3, 40, 43, 60], 6)
    [<Hidden.HIDDEN: 'c'>, 40, <Hidden.HIDDEN: 'c'>, 60]
    """
    shown: list[int] = []
    found: list[Cell] = []
    for value in values:
        apart = all(value == other or abs(value - other) >= smallest for other in shown)
        if 0 < value < smallest or not apart:
            found.append(HIDDEN)
        else:
            shown.append(value)
            found.append(value)
    return found


def account(published: Published) -> FigureTable:
    """Return what became of every row that was read."""
    columns = [
        Column("file", "File", Kind.WORDS),
        Column("read", "Rows read"),
        Column("kept", "Rows studied"),
        Column("refused", "Rows refused"),
        Column("unused", "Of those studied, belonging to nobody here"),
    ]
    rows: list[list[Cell]] = [
        [name, each.read, each.kept, each.refused, each.unused] for name, each in published.study.history.files.items()
    ]
    about = (
        "Rows read are rows studied and rows refused together. Each refused row is named, with the reason, in "
        "refused.csv."
    )
    return FigureTable("account", "What was read", about, columns, rows)


def not_known(published: Published) -> FigureTable:
    """Return what share of the referrals each fact and list is not known of."""
    facts, events = published.plan.new.vocabulary.facts, published.plan.new.vocabulary.events
    columns = [Column("fact", "Fact or list", Kind.WORDS), Column("name", "Its name", Kind.WORDS)]
    columns.append(Column("share", "Not known", Kind.SHARE))
    rows: list[list[Cell]] = []
    for name, share in published.study.history.not_known.items():
        whose = name.removesuffix(".in_full_from")
        words = facts[name].question if name in facts else events[whose].question
        words = words if whose == name else f"{words} Known, but only in part"
        count = round(share * published.study.history.cases)
        cases = published.study.history.cases
        hide = isinstance(published.small(count), Hidden) or isinstance(published.small(cases - count), Hidden)
        rows.append([words, name, HIDDEN if hide else round(share, 4)])
    about = "Not known is never taken as no: what hangs on it stays open."
    return FigureTable("facts-not-known", "How much is known", about, columns, rows)
