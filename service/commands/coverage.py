"""`threshold coverage`: what scenarios show of each rule of a version, what none shows, and scenarios that would."""

from __future__ import annotations

import sys
from shutil import get_terminal_size
from typing import TYPE_CHECKING, Annotated

import typer
from rich.cells import cell_len, set_cell_size

from service.commands.naming import Rulesets, find, today, versions_at
from service.commands.scenarios import Features, feature_files, scenarios_in
from service.commands.terminal import FINE, MISTAKES, progress_bar, say, say_in_words, say_json

if TYPE_CHECKING:
    from service.assurance.coverage import Coverage
    from service.assurance.suggestions import Suggested

WIDEST, SHORTEST = 60, 16
HEADINGS = ("met", "not met", "open", "only reason", "conditions", "limits")


def coverage(
    ruleset: Annotated[str, typer.Argument(metavar="RULESET", help="FAMILY, FAMILY:VERSION or the path of a file")],
    path: Features = None,
    *,
    suggest: Annotated[bool, typer.Option("--suggest", help="Write the missing scenarios, ready to paste")] = False,
    rulesets: Rulesets = None,
    seconds: Annotated[float, typer.Option(help="Most seconds to spend on looking for the missing scenarios")] = 60.0,
    as_json: Annotated[bool, typer.Option("--json", help="Say it as JSON")] = False,
) -> int:
    """Say what scenarios show of each rule: met, not met and open, each condition deciding, each limit at its edge."""
    from service.assurance.bench import Bench  # noqa: PLC0415 - slow to read in, and few commands need it
    from service.assurance.coverage import coverage as covered_by  # noqa: PLC0415 - the same
    from service.assurance.solver.search import Limits  # noqa: PLC0415 - the same
    from service.assurance.suggestions import suggest as suggested_for  # noqa: PLC0415 - the same
    from service.assurance.survivors import Scenarios  # noqa: PLC0415 - the same

    library = versions_at(rulesets)
    bench, version = Bench(library), find(ruleset, library, today())
    with progress_bar("Looking at scenarios") as progress:
        covered = covered_by(Scenarios(scenarios_in(feature_files(path)), bench, version), version, progress)
    with progress_bar("Looking for what is missing") as progress:
        suggested = suggested_for(covered, bench, today(), Limits(whole=seconds), progress)
    if as_json:
        say_json({**covered.as_json(), "suggested": suggested.as_json()})
    elif suggest:
        _write(suggested)
    else:
        _show(covered, suggested)
    return MISTAKES if suggested.scenarios or suggested.not_settled else FINE


def _show(covered: Coverage, suggested: Suggested) -> None:
    ruleset = covered.ruleset
    say_in_words(f"{ruleset.title} ({ruleset.family} {ruleset.version}), by {covered.scenarios} scenarios", "bold")
    say()
    rows = [(part.title, covered.row(part, suggested.cannot)) for part in covered.parts]
    width = min(_widest(), max(cell_len(title) for title, _ in rows))
    say(f"{'':{width}}  {'  '.join(HEADINGS)}", "bold")
    for title, row in rows:
        cells = [f"{cell:<{len(heading)}}" for heading, cell in zip(HEADINGS, row.cells(), strict=True)]
        say(f"{set_cell_size(title, width)}  {'  '.join(cells)}".rstrip(), "" if row.complete else "yellow")
    _show_missing(covered, suggested)


def _widest() -> int:
    """Return how much of a title there is room for."""
    if not sys.stdout.isatty():
        return WIDEST
    beside = sum(len(heading) + 2 for heading in HEADINGS)
    return max(SHORTEST, min(WIDEST, get_terminal_size().columns - beside))


def _show_missing(covered: Coverage, suggested: Suggested) -> None:
    why = dict(suggested.not_settled)
    missing = [aim for aim in covered.missing if aim not in suggested.cannot]
    for heading, aims in (("No scenario shows", missing), ("No case can show", suggested.cannot)):
        if aims:
            say()
            say(heading, "bold")
        for aim in aims:
            say_in_words(f"  {aim.words}{f' (not settled: {why[aim]})' if aim in why else ''}")
    say()
    shown, wanted = len(covered.shown) - len(covered.missing), len(covered.shown) - len(suggested.cannot)
    say(f"{shown} of {wanted} that can be shown are shown", "bold" if missing else "bold green")
    if suggested.scenarios:
        say_in_words(f"--suggest writes {len(suggested.scenarios)} scenarios that show what is missing")


def _write(suggested: Suggested) -> None:
    """Write the scenarios as one feature, what has none as comments, so that the whole of it can be kept in a file."""
    say(suggested.feature or "# No scenario is missing")
    for aim in suggested.cannot:
        say(f"# No case can show {aim.words}")
    for aim, why in suggested.not_settled:
        say(f"# Not settled: {aim.words}. {why}")
