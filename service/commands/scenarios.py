"""`threshold scenarios`: a folder of feature files, run against the versions they name or against another."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from service.commands.choosing import chosen
from service.commands.naming import Rulesets, bytes_of, find, today, versions_at
from service.commands.terminal import FINE, MISTAKES, OUR_FAULT, Mistaken, progress_bar, say, say_in_words, say_json

if TYPE_CHECKING:
    from service.assurance.features import Scenario
    from service.assurance.results import Played, Run

COLOURS = {"failed": "bold red", "not_understood": "bold yellow", "expects_nothing": "bold yellow", "not_run": "yellow"}


Features = Annotated[
    Path | None,
    typer.Argument(
        metavar="PATH", help="A folder of .feature files, or one of them", show_default="the folder of the settings"
    ),
]


def scenarios(
    path: Features = None,
    *,
    ruleset: Annotated[
        str, typer.Option(help="Decide by FAMILY:VERSION or a file, instead of what scenarios name", show_default=False)
    ] = "",
    rulesets: Rulesets = None,
    as_json: Annotated[bool, typer.Option("--json", help="Say it as JSON")] = False,
    junit: Annotated[Path | None, typer.Option(help="Also write JUnit XML to this file")] = None,
    html: Annotated[Path | None, typer.Option(help="Also write a page to this file")] = None,
) -> int:
    """Run scenarios, and say what was expected and what was seen wherever one does not hold."""
    from service.assurance.apart import run_files  # noqa: PLC0415 - slow to read in, and few commands need it
    from service.assurance.results import as_junit  # noqa: PLC0415 - the same
    from service.web.screens.results import as_page  # noqa: PLC0415 - the same

    files, library = feature_files(path), versions_at(rulesets)
    instead = find(ruleset, library, today()) if ruleset else None
    with progress_bar("Running scenarios") as progress:
        run = run_files(files, library, instead, progress=progress)
    if junit:
        write(junit, as_junit(run))
    if html:
        write(html, as_page(run).encode())
    if as_json:
        say_json(run.as_json())
    else:
        _show(run)
    if run.stopped:
        return OUR_FAULT
    return FINE if run.passed else MISTAKES


def feature_files(named: Path | None) -> list[Path]:
    """Return every feature file in a folder and those below it, or the one that is named. Raises Mistaken."""
    path = named or chosen().features
    files = sorted(path.rglob("*.feature")) if path.is_dir() else [path]
    if not files:
        raise Mistaken(f"There is no scenario in {path}", "Scenarios are in files that end in .feature")
    if not files[0].is_file():
        raise Mistaken(f"There is no file {path}", "Check the path for a slip")
    return files


def scenarios_in(files: list[Path]) -> list[Scenario]:
    """Return the scenarios of some feature files. Raises Mistaken for the first that cannot be read."""
    from service.assurance.features import FeatureProblem, read_feature  # noqa: PLC0415 - see above

    found = []
    for file in files:
        try:
            found += read_feature(bytes_of(file).decode(), str(file))
        except UnicodeDecodeError:
            raise Mistaken(f"{file} is not UTF-8 text", "Save it as UTF-8") from None
        except FeatureProblem as problem:
            raise Mistaken(f"{file}:{problem.line}  {problem.message}", problem.help) from None
    return found


def write(file: Path, content: bytes) -> None:
    """Write a report to a file. Raises Mistaken."""
    try:
        file.write_bytes(content)
    except OSError as error:
        raise Mistaken(f"{file} cannot be written: {error.strerror}", "Name a file in a folder that is there") from None


def _show(run: Run) -> None:
    for problem in run.unreadable:
        say_in_words(f"{_short(problem.path)}:{problem.line}  {problem.message}", "bold red")
        say_in_words(f"      {problem.help}")
    left = [each for each in run.scenarios if each.outcome != "passed"]
    for path, those in groupby(left, key=lambda each: each.path):
        _show_file(path, list(those))
    if run.unreadable or left:
        say()
    for words, style in _summary(run):
        say_in_words(words, style)


def _show_file(path: str, left: list[Played]) -> None:
    from service.assurance.results import words_of  # noqa: PLC0415 - see above

    say()
    say_in_words(f"{left[0].feature} ({_short(path)})", "bold")
    for each in left:
        say_in_words(f"  {each.outcome.words}: {each.title} (line {each.line})", COLOURS[each.outcome.value])
        for line in words_of(each):
            say_in_words(f"      {line}")


def _summary(run: Run) -> list[tuple[str, str]]:
    counts = run.counts()
    said = [f"{number:,} {name.replace('_', ' ')}" for name, number in counts.items() if number or name == "passed"]
    by = f" by {run.ruleset['family']}:{run.ruleset['version']}" if run.ruleset else ""
    lines = [(f"{', '.join(said)}{by}", "bold green" if run.passed else "bold red")]
    if run.others:
        lines.append((f"{run.others:,} are about other rulesets, and were not run", ""))
    if run.unreadable:
        lines.append((f"{len(run.unreadable):,} files cannot be read", "bold red"))
    return [*lines, *([(run.stopped, "bold red")] if run.stopped else [])]


def _short(path: str) -> str:
    """Return a path from where the command is run, where the file is below it."""
    here = Path.cwd()
    return str(Path(path).relative_to(here)) if Path(path).is_relative_to(here) else path
