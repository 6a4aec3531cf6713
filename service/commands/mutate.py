"""`threshold mutate`: every small change there is to a ruleset, and which of them no scenario notices."""

from __future__ import annotations

from typing import Annotated

import typer

from service.commands.naming import Rulesets, find, today, versions_at
from service.commands.scenarios import Features, feature_files, scenarios_in
from service.commands.terminal import FINE, MISTAKES, progress_bar, say_in_words, say_json


def mutate(
    ruleset: Annotated[str, typer.Argument(metavar="RULESET", help="FAMILY, FAMILY:VERSION or the path of a file")],
    path: Features = None,
    *,
    rulesets: Rulesets = None,
    as_json: Annotated[bool, typer.Option("--json", help="Say it as JSON")] = False,
) -> int:
    """Change every number, word and strength of a ruleset, one at a time, and list what no scenario notices."""
    from service.assurance.bench import Bench  # noqa: PLC0415 - slow to read in, and few commands need it
    from service.assurance.survivors import Scenarios, mutated  # noqa: PLC0415 - the same

    library = versions_at(rulesets)
    version = find(ruleset, library, today())
    scenarios = Scenarios(scenarios_in(feature_files(path)), Bench(library), version)
    with progress_bar(f"Changing {version.family} {version.version}") as progress:
        found = mutated(version, scenarios, progress)
    if as_json:
        say_json(found.as_json())
    else:
        for mutant in found.unnoticed:
            say_in_words(f"No scenario notices: {mutant.name}", "yellow")
        noticed = found.changes - len(found.unnoticed)
        said = f"{found.changes} changes, {noticed} noticed by {found.scenarios} scenarios"
        say_in_words(f"{version.family}:{version.version}: {said}", "bold" if found.unnoticed else "bold green")
    return MISTAKES if found.unnoticed else FINE
