"""`threshold read` and `threshold help`: a ruleset in plain English, and what a code means."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.console import Console

from service.commands.naming import Rulesets, find, today, versions_at
from service.commands.terminal import FINE, Mistaken, say
from service.ruleset.problems import suggest
from service.ruleset.reading import read_back
from service.web.help import all_codes, help_page


def read(
    ruleset: Annotated[str, typer.Argument(metavar="RULESET", help="FAMILY, FAMILY:VERSION or the path of a file")],
    rulesets: Rulesets = None,
) -> int:
    """Read a ruleset back in plain English."""
    say_markdown(read_back(find(ruleset, versions_at(rulesets), today())))
    return FINE


def help_about(
    code: Annotated[str, typer.Argument(metavar="CODE", help="The code of a problem", show_default=False)] = "",
) -> int:
    """Say what a problem means and how to mend it; without a code, list them all."""
    if not code:
        for each, title in sorted(all_codes().items()):
            say(f"{each:<28} {title}")
        return FINE
    page = help_page(code)
    if page is None:
        near = suggest(code, all_codes())
        raise Mistaken(f"There is no help page called `{code}`", near or "`threshold help` lists them all")
    say_markdown(page)
    return FINE


def say_markdown(text: str) -> None:
    """Write Markdown: laid out on a terminal, as it is anywhere else."""
    console = Console(highlight=False)
    if console.is_terminal:
        from rich.markdown import Markdown  # noqa: PLC0415 - slow to read in, and only wanted here

        console.print(Markdown(text))
    else:
        say(text.rstrip("\n"))
