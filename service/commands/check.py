"""`threshold check`: everything wrong with a ruleset, a folder of them, or the shipped ones."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from service.commands.naming import library_at, read_file
from service.commands.problem_lines import count_words, show
from service.commands.terminal import FINE, MISTAKES, Mistaken, say, say_json
from service.ruleset.library import Library, record
from service.ruleset.problems import Problem, Severity
from service.settings import SHIPPED_RULESETS

SHARED = ("vocabulary.yaml", "steps.yaml")


def check(
    path: Annotated[
        Path, typer.Argument(metavar="PATH", help="A ruleset, or a folder of them", show_default="the shipped folder")
    ] = (SHIPPED_RULESETS),
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Say it as JSON")] = False,
    record_digests: Annotated[
        bool, typer.Option("--record", help="Record the digest of each version with a date in force")
    ] = False,
) -> int:
    """Say everything that is wrong in a ruleset or a folder of them, and how to mend it."""
    if path.is_dir():
        library = Library.load(path)
        problems, fine = list(library.problems), _folder_words(library)
    else:
        problems, fine = _check_file(path), "Nothing to mend"
    stopped = any(problem.severity is Severity.ERROR for problem in problems)
    if as_json:
        say_json(_as_json(problems, ok=not stopped))
    else:
        show(problems)
        say(count_words(problems) or fine, "bold")
    if record_digests and not stopped:
        _record(path)
    return MISTAKES if stopped else FINE


def _as_json(problems: list[Problem], *, ok: bool) -> dict[str, object]:
    """Return what `POST /v1/rulesets/check` would answer, with the path of the file in each problem."""
    from service.web.api.ruleset_lists import FoundProblem  # noqa: PLC0415 - slow to read in, and only wanted here

    listed = [{"path": problem.path, **FoundProblem.of(problem).model_dump()} for problem in problems]
    return {"ok": ok, "problems": listed}


def _check_file(path: Path) -> list[Problem]:
    """Check one file, with the vocabulary beside its folder or, for a file on its own, the shipped one."""
    if path.name in SHARED:
        return [each for each in Library.load(path.parent).problems if Path(each.path).name == path.name]
    folder = path.absolute().parent.parent
    library = library_at(folder if (folder / "vocabulary.yaml").exists() else SHIPPED_RULESETS)
    return read_file(path, library)[1]


def _folder_words(library: Library) -> str:
    versions = sum(len(each) for each in library.families.values())
    return f"Nothing to mend in {len(library.families)} families of rulesets, {versions} versions in all"


def _record(path: Path) -> None:
    if not path.is_dir():
        raise Mistaken("Digests are recorded for a folder of rulesets", "Name the folder rather than a file in it")
    names = record(path)
    for name in names:
        say(f"Recorded {name}")
    if not names:
        say("Every version with a date in force is recorded already")
