"""`threshold impact A B --history FOLDER`: what a change of threshold would do. Also `check`, `synthesise` and `rows`.

What these commands need is read in only when one of them runs: every other command would wait for it.
"""
# ruff: noqa: PLC0415

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from service.commands.naming import Rulesets, bytes_of, find, today, versions_at
from service.commands.terminal import FINE, MISTAKES, Mistaken, complain, progress_bar, say, say_json
from service.ruleset.library import Library

if TYPE_CHECKING:
    from service.impact.history.history import History
    from service.impact.history.mapping import TableMapping
    from service.impact.job import Order, Tick
    from service.impact.study.plan import Plan

STUDY = "study"
PARTS = 1000


class _StudyUnlessNamed(TyperGroup):
    """Makes a study whenever the first word is not the name of another command."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:  # noqa: ANN401 - as the library has it
        if args and args[0] not in self.commands and args[0] != "--help":
            args = [STUDY, *args]
        rest: list[str] = super().parse_args(ctx, args)
        return rest


app = typer.Typer(
    cls=_StudyUnlessNamed,
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Say what a change of threshold would have done to a history of referrals.",
)

Old = Annotated[str, typer.Argument(help="The version in use: FAMILY, FAMILY:VERSION or the path of a file")]
New = Annotated[str, typer.Argument(help="The version proposed, named in the same way")]
FromHistory = Annotated[Path, typer.Option("--history", help="Folder of the history, or its one file of cases")]
WithMapping = Annotated[
    Path | None, typer.Option("--mapping", help="File that says which of your columns is which fact")
]
By = Annotated[str, typer.Option("--by", help="What to split the figures by, like age_band,source,ethnicity,sex")]
Memory = Annotated[str, typer.Option(help="Most memory to work in; the rest is spilled to disk")]
AsJson = Annotated[bool, typer.Option("--json", help="Say it as JSON")]


@app.command(STUDY, hidden=True)
def study(  # noqa: PLR0913 - each is an option of the command
    old: Old,
    new: New,
    history: FromHistory,
    *,
    out: Annotated[Path, typer.Option(help="Folder to write the report to")] = Path("study"),
    mapping: WithMapping = None,
    by: By = "age_band,sex",
    over: Annotated[str, typer.Option(help="week, month, quarter or year")] = "month",
    teams: Annotated[int, typer.Option(help="How many teams share the enquiries")] = 0,
    sweep: Annotated[list[str] | None, typer.Option(help="A threshold to move, like 'infant age=3..24 months'")] = None,
    smallest: Annotated[int, typer.Option(help="Smallest count that is shown")] = 6,
    memory: Memory = "2GB",
    rulesets: Rulesets = None,
    as_json: AsJson = False,
) -> int:
    """Study what a change of threshold would do, and write a report and a consultation pack."""
    from service.impact.job import run

    library = versions_at(rulesets)
    with _refusals_said():
        plan = _plan(
            library, old, new, by=_listed(by), over=over, teams=teams, sweeps=tuple(sweep or ()), smallest=smallest
        )
        with _one_folder(history) as folder, _ticking("Studying") as tick:
            said = run(_order(plan, folder, out, memory, _mapping(mapping, library), history.name), tick)
    if as_json:
        say_json(said)
    else:
        say(said["headline"])
        say(f"The report is {out / 'report.html'}; the consultation pack is {out / 'consultation.html'}")
        with (out / "refused.csv").open(encoding="utf-8") as file:
            refused = sum(1 for _ in file) - 1
        if refused:
            say(f"{out / 'refused.csv'} names what could not be used, line by line: {refused:,} lines")
    return FINE


@app.command()
def check(
    history: FromHistory,
    *,
    mapping: WithMapping = None,
    refused: Annotated[Path, typer.Option(help="File to name what cannot be used in")] = Path("refused.csv"),
    rulesets: Rulesets = None,
    as_json: AsJson = False,
) -> int:
    """Say what becomes of every row of a history, and how much is not known. Exits with 1 when a row is refused."""
    from service.impact.history.history import read_history
    from service.impact.history.workspace import Workspace

    library = versions_at(rulesets)
    with _refusals_said(), _one_folder(history) as folder, Workspace() as workspace, _ticking("Reading") as tick:
        found = read_history(
            folder, library.vocabulary, workspace, refused, mapping=_mapping(mapping, library),
            tick=lambda table: tick(f"Reading {table}", 0.5),
        )  # fmt: skip
        said = _account(found)
    any_refused = any(each["refused"] for each in said["files"].values())
    if as_json:
        say_json(said)
    else:
        _tell(found, refused, any_refused=any_refused)
    return MISTAKES if any_refused else FINE


@app.command()
def synthesise(
    *,
    out: Annotated[Path, typer.Option(help="Folder to write it to")],
    referrals: Annotated[int, typer.Option(min=1, max=50_000_000, help="How many children's referrals")] = 20_000,
    seed: Annotated[int, typer.Option(min=0, help="The same seed makes the same history")] = 7,
    as_csv: Annotated[bool, typer.Option("--csv", help="Write CSV files rather than Parquet")] = False,
    rulesets: Rulesets = None,
) -> int:
    """Make up a plausible year of referrals, to try everything without anybody's data."""
    from service.impact.synthetic.synthesise import synthesise as make_up

    vocabulary = versions_at(rulesets).vocabulary
    with progress_bar("Making up") as bar:
        rows = make_up(
            out, vocabulary, referrals=referrals, seed=seed, as_csv=as_csv, tick=lambda done: bar(done, referrals)
        )
    for name, count in rows.items():
        say(f"{name}: {count:,} rows")
    say(f"They are in {out}. They are about nobody, and nothing may be concluded from them")
    return FINE


@app.command()
def rows(  # noqa: PLR0913 - each is an option of the command
    old: Old,
    new: New,
    history: FromHistory,
    *,
    change: Annotated[
        str, typer.Option(help="newly, no_longer, stronger, weaker, old, new, open_old, open_new")
    ] = "newly",
    step: Annotated[str, typer.Option(help="The step whose answer changes")] = "section_47_enquiry",
    where: Annotated[list[str] | None, typer.Option(help="Only of a group, like 'age_band=under 1'")] = None,
    most: Annotated[int, typer.Option(min=1, max=200, help="Most cases to show")] = 5,
    lines: Annotated[
        bool, typer.Option("--lines", help="Say the line of the file, for those who hold the file")
    ] = False,
    mapping: WithMapping = None,
    memory: Memory = "2GB",
    rulesets: Rulesets = None,
) -> int:
    """Show cases behind a figure as JSON, without a name, each decided and traced by the live engines."""
    from service.impact.job import studied
    from service.impact.study.drill import Asked, cases_behind

    library = versions_at(rulesets)
    groups = dict(_named(each) for each in where or [])
    with _refusals_said(), TemporaryDirectory(prefix="threshold-rows-") as out:
        plan = _plan(library, old, new, by=tuple(groups))
        with _one_folder(history) as folder, _ticking("Studying") as tick:
            order = _order(plan, folder, Path(out), memory, _mapping(mapping, library))
            with studied(order, tick) as made:
                found = cases_behind(made, Asked(step, change, groups, most=most))
                names = made.history.names
    say_json([each.as_json(names[each.place] if lines else None) for each in found])
    return FINE


# --- what is given --------------------------------------------------------------------------------------------------


def _plan(library: Library, old: str, new: str, **asked: Any) -> Plan:  # noqa: ANN401 - what a plan takes
    from service.impact.study.plan import Plan

    before, after = (find(name, library, today()) for name in (old, new))
    return Plan(old=before, new=after, **asked)


def _order(
    plan: Plan, history: Path, out: Path, memory: str, mapping: dict[str, TableMapping] | None, named: str = ""
) -> Order:
    from service.impact.job import Order, memory_words

    return Order(plan, history, out, memory_words(memory), mapping=mapping, named=named)


def _listed(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


def _named(text: str) -> tuple[str, str]:
    name, equals, value = (part.strip() for part in text.partition("="))
    if not equals or not value:
        raise Mistaken(f"`{text}` does not say which group", "Write it like --where 'age_band=under 1'")
    return name, value


def _mapping(path: Path | None, library: Library) -> dict[str, TableMapping] | None:
    """Return a mapping file, read. Raises Mistaken when anything in it cannot be used, once every problem is shown."""
    from service.impact.history.mapping import read_mapping

    if path is None:
        return None
    data = bytes_of(path)
    mapping, problems = read_mapping(data, library.vocabulary, str(path))
    for problem in problems:
        complain(f"{path}:{problem.span.line}:{problem.span.column} {problem.message}. {problem.help}")
    if mapping is None:
        raise Mistaken(f"The mapping {path} cannot be used", "Mend what is named above")
    return dict(mapping)


@contextmanager
def _one_folder(history: Path) -> Iterator[Path]:
    """Give a folder that holds the history: the one named, or one with the single file that is named."""
    if history.is_dir():
        yield history
        return
    if not history.is_file():
        raise Mistaken(f"There is no folder or file {history}", "Name the folder that holds cases.csv or cases.parquet")
    with TemporaryDirectory(prefix="threshold-history-") as folder:
        (Path(folder) / f"cases{history.suffix.lower()}").symlink_to(history.absolute())
        yield Path(folder)


@contextmanager
def _refusals_said() -> Iterator[None]:
    """Say what cannot be studied in the way every command says what is wrong."""
    from service.impact.history.history import NoHistory
    from service.impact.study.plan import CannotStudy

    try:
        yield
    except (CannotStudy, NoHistory) as refused:
        raise Mistaken(refused.message, refused.help) from None


@contextmanager
def _ticking(what: str) -> Iterator[Tick]:
    with progress_bar(what) as bar:
        yield lambda _say, done: bar(int(done * PARTS), PARTS)


# --- what is said ---------------------------------------------------------------------------------------------------


def _account(found: History) -> dict[str, Any]:
    files = {
        name: {"read": each.read, "kept": each.kept, "refused": each.refused, "reasons": dict(each.reasons)}
        for name, each in found.files.items()
    }
    return {"files": files, "cases": found.cases, "children": found.children, "not_known": dict(found.not_known)}


def _tell(found: History, refused: Path, *, any_refused: bool) -> None:
    for name, each in found.files.items():
        say(f"{name}: {each.read:,} rows read, {each.kept:,} can be studied, {each.refused:,} refused", "bold")
        for reason, count in each.reasons.most_common():
            say(f"  {count:,} {reason}")
    say(f"{found.cases:,} referrals of {found.children:,} children, {found.first_day} to {found.last_day}")
    say()
    say("Not known, of every 100 referrals:", "bold")
    for name, share in sorted(found.not_known.items(), key=lambda each: -each[1]):
        say(f"  {share * 100:5.1f}  {name}")
    if any_refused:
        say()
        say(f"{refused} names every line that was refused, and how to mend it")
