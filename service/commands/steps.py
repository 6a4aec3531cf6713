"""`threshold steps`: every sentence a scenario may use, written from the code and the vocabulary themselves."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from service.commands.naming import library_at
from service.commands.reading import say_markdown
from service.commands.terminal import FINE, MISTAKES, say, say_json
from service.settings import SHIPPED_RULESETS


def steps(
    words: Annotated[
        list[str] | None, typer.Argument(metavar="[WORDS]", help="Only the sentences with these words in them")
    ] = None,
    *,
    rulesets: Annotated[Path, typer.Option(help="Folder of rulesets", show_default="the shipped folder")] = (
        SHIPPED_RULESETS
    ),
    as_json: Annotated[bool, typer.Option("--json", help="Say it as JSON")] = False,
) -> int:
    """List every sentence that a scenario may use, or those with some words in them."""
    from service.assurance.step_list import listed, step_json  # noqa: PLC0415 - slow to read in
    from service.assurance.steps import StepTable  # noqa: PLC0415 - the same
    from service.assurance.steps_page import steps_page  # noqa: PLC0415 - the same

    vocabulary = library_at(rulesets).vocabulary
    if not words and not as_json:
        say_markdown(steps_page(vocabulary).partition("\n\n")[2])
        return FINE
    found = list(listed(StepTable(vocabulary), " ".join(words or ())))
    if as_json:
        say_json([step_json(step) for step in found])
        return FINE
    for step in found:
        for example in step.examples:
            say(f"{step.keyword.capitalize():<5} {example}{', with a table under it' if step.table else ''}")
        say(f"      {step.says}", "dim")
    if not found:
        say("No sentence has these words in it; `threshold steps` lists them all")
    return FINE if found else MISTAKES
