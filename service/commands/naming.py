"""Which ruleset is meant: a family, FAMILY:VERSION or the path of a file.

One way for every command. Names are those the service would decide by: the files of the folder in the settings, with
what was drafted, proposed and published since in the database of the settings, which is only read. With `--rulesets`
they are the files of that folder alone.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from service.commands.choosing import chosen
from service.commands.terminal import Mistaken, complain
from service.ruleset.library import Library, NoRuleset
from service.ruleset.model import Ruleset
from service.ruleset.problems import Problem
from service.ruleset.read import read_ruleset


def today() -> date:
    """Return the day it is in London."""
    return datetime.now(UTC).astimezone(ZoneInfo("Europe/London")).date()


def is_path(name: str) -> bool:
    """Return whether a name is the path of a file rather than the name of a ruleset."""
    return "/" in name or "\\" in name or name.endswith((".yaml", ".yml"))


Rulesets = Annotated[
    Path | None,
    typer.Option(
        "--rulesets",
        help="Folder whose files alone are used",
        show_default="the folder and the database of the settings",
    ),
]


def versions_at(folder: Path | None) -> Library:
    """Return the versions that names are looked up in. Raises Mistaken."""
    if folder is not None:
        return library_at(folder)
    settings = chosen()
    files = library_at(settings.rulesets)
    if not is_there(settings.database):
        return files
    from service.records.errors import RecordsRefusal  # noqa: PLC0415 - slow to read in, and only few need it
    from service.records.read_only import versions_in  # noqa: PLC0415 - the same

    try:
        library, differing = versions_in(settings.database, files)
    except RecordsRefusal as refusal:
        mend = f"{refusal.help}. The setting is THRESHOLD_DATABASE. `--rulesets FOLDER` uses files alone"
        raise Mistaken(refusal.message, mend) from None
    for each in differing:
        complain(each, "yellow")
    return library


def is_there(database: str) -> bool:
    """Return whether there may be a database at an address or a path: a file has to be there."""
    return "://" in database or Path(database).exists()


def library_at(folder: Path) -> Library:
    """Return what is in a folder of rulesets. Raises Mistaken when there is nothing to read rulesets with."""
    if not folder.is_dir():
        raise Mistaken(
            f"There is no folder {folder}", "Name a folder that holds vocabulary.yaml, steps.yaml and rulesets"
        )
    library = Library.load(folder)
    if not library.steps.by_name:
        found = library.problems[0]
        raise Mistaken(
            f"{found.path}:{found.span.line} {found.message}", f"`threshold check {folder}` shows every problem"
        )
    return library


def read_file(path: Path, library: Library) -> tuple[Ruleset | None, list[Problem]]:
    """Return the ruleset in a lone file, unless a problem stands in the way, and every problem in it."""
    return read_ruleset(bytes_of(path), library.vocabulary, library.steps, str(path))


def bytes_of(path: Path) -> bytes:
    """Return what is in a file. Raises Mistaken when it cannot be opened."""
    try:
        return path.read_bytes()
    except OSError as error:
        what = "There is no file" if isinstance(error, FileNotFoundError) else "This cannot be opened as a file:"
        raise Mistaken(f"{what} {path}", "Check the path for a slip") from None


def find(name: str, library: Library, day: date) -> Ruleset:
    """Return the ruleset meant by a family, FAMILY:VERSION or a path. Raises Mistaken."""
    if is_path(name):
        return _from_file(Path(name), library)
    family, _, version = name.partition(":")
    try:
        return library.find(family or None, version or None, day)
    except NoRuleset as absent:
        raise Mistaken(absent.message, absent.help) from None


def _from_file(path: Path, library: Library) -> Ruleset:
    ruleset, _ = read_file(path, library)
    if ruleset is None:
        raise Mistaken(f"{path} has mistakes in it, so it cannot be used", f"`threshold check {path}` shows them")
    return ruleset
