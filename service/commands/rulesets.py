"""`threshold rulesets`: the versions in the records listed, written out as files, and files taken in as drafts.

For those who keep rulesets in git. Proposing and approving take people who are known, so they are done on the pages or
over HTTP. What these commands need is read in only when one of them runs: every other command would wait for it.
"""
# ruff: noqa: PLC0415

from __future__ import annotations

import getpass
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from service.commands.choosing import chosen
from service.commands.naming import bytes_of, library_at, today
from service.commands.records import Database, opened
from service.commands.terminal import FINE, Mistaken, say, say_json

if TYPE_CHECKING:
    from service.records.publication import Publication
    from service.records.versions import KeptVersion

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="List, export and import versions of rulesets.")


@app.command("list")
def list_versions(
    *, as_json: Annotated[bool, typer.Option("--json", help="Say it as JSON")] = False, database: Database = None
) -> int:
    """Say how every version of every family stands today."""
    from service.records.states import state_of

    with _publication(database) as publication:
        versions = publication.versions()
    shown = [
        (each, state_of(each, [other for other in versions if other.family == each.family], today()))
        for each in sorted(versions, key=lambda each: (each.family, each.version))
    ]
    if as_json:
        say_json(
            [{"family": each.family, "version": each.version, "state": state, "id": each.id} for each, state in shown]
        )
    else:
        for each, state in shown:
            say(f"{each.family}:{each.version}  {state}{_days(each)}")
    return FINE


@app.command()
def export(
    folder: Annotated[Path, typer.Argument(help="The folder to write into, a folder a family")],
    *,
    drafts: Annotated[bool, typer.Option("--drafts", help="Drafts and proposals too")] = False,
    database: Database = None,
) -> int:
    """Write each published version as the file it is, byte for byte. A file that says something else is left alone."""
    with _publication(database) as publication:
        texts = [(each, publication.get(each.id).text) for each in publication.versions() if drafts or each.published]
    paths = [(folder / each.family / f"{each.version}.yaml", text.encode()) for each, text in texts]
    other = [path for path, text in paths if path.exists() and bytes_of(path) != text]
    if other:
        message = f"{other[0]} says something else than the version in the records, so nothing was written"
        raise Mistaken(message, "Move it away, or export to another folder")
    written = [(path, text) for path, text in paths if not path.exists()]
    for path, text in written:
        _write(path, text)
        say(f"Wrote {path}")
    say(f"{len(written)} written, {len(paths) - len(written)} there already")
    return FINE


@app.command("import")
def bring_in(
    path: Annotated[Path, typer.Argument(help="A ruleset file, or a folder with a folder a family")],
    *,
    name: Annotated[str, typer.Option(help="What to call the draft, for one file", show_default="by the day")] = "",
    database: Database = None,
) -> int:
    """Begin a draft from each file whose text is not there yet. Somebody proposes it, and somebody else approves it."""
    files = sorted(path.glob("*/*.yaml")) if path.is_dir() else [path]
    if not files:
        raise Mistaken(f"There are no rulesets in {path}", "Name a file, or a folder with a folder for each family")
    if name and len(files) > 1:
        raise Mistaken(
            "One name cannot be given to several drafts", "Import the files one by one, or leave `--name` out"
        )
    with _publication(database) as publication:
        there = {(each.family, publication.get(each.id).text) for each in publication.versions()}
        for file in files:
            _import(publication, file, name, there)
    return FINE


def _import(publication: Publication, file: Path, name: str, there: set[tuple[str, str]]) -> None:
    text = _text(file)
    ruleset, found = publication.words.read(text.encode(), "", "")
    if ruleset is None:
        first = found[0]
        raise Mistaken(f"{file}:{first.span.line} {first.message}", f"`threshold check {file}` shows every problem")
    family = ruleset.family
    if (family, text) in there:
        say(f"{file} is there already")
        return
    begun = publication.start(family, text, f"{getpass.getuser()} (on this machine)", name).version
    there.add((family, text))
    say(f"{file} is now the draft {family}:{begun.name}, at /proposals/{begun.id}")


def _text(file: Path) -> str:
    try:
        return bytes_of(file).decode()
    except UnicodeDecodeError:
        raise Mistaken(f"{file} is not saved as UTF-8", "Save it again as UTF-8") from None


def _write(path: Path, text: bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text)
    except OSError as error:
        raise Mistaken(f"{path} cannot be written: {error.strerror}", "Name a folder that can be written to") from None


def _days(version: KeptVersion) -> str:
    from service.ruleset.wording import date_words

    start = f" from {date_words(version.starts)}" if version.starts else ""
    return start + (f" to {date_words(version.ends)}" if version.ends else "")


@contextmanager
def _publication(database: str | None) -> Iterator[Publication]:
    """Open the versions in the records, with the files of the folder recorded. Raises Mistaken."""
    from service.records.kept_rulesets import KeptRulesets
    from service.records.publication import Publication
    from service.records.seeding import seed

    files = library_at(chosen().rulesets)
    with opened(database) as ledger:
        kept = KeptRulesets(ledger)
        for each in seed(ledger, kept, files):
            say(each, "yellow")
        yield Publication(ledger, kept, files)
