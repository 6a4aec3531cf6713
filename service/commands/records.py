"""`threshold records`: verify the ledger, copy it, export it, fill an empty one, purge what was kept long enough.

What these commands need is read in only when one of them runs: every other command would wait for it.
"""
# ruff: noqa: PLC0415

from __future__ import annotations

import getpass
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, BinaryIO

import typer

from service.commands.choosing import chosen
from service.commands.terminal import FINE, MISTAKES, Mistaken, progress_bar, say, say_json

if TYPE_CHECKING:
    from service.records.ledger import Ledger
    from service.records.verification import Verification

MOST_SHOWN = 100

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="Look after the records of decisions.")
Database = Annotated[str | None, typer.Option("--database", help="Where the records are", show_default="the setting")]


@app.command()
def verify(
    anchor: Annotated[list[str] | None, typer.Option(help="A hash noted elsewhere; may be repeated")] = None,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Say it as JSON, for a machine")] = False,
    database: Database = None,
) -> int:
    """Name every record that was altered, removed, put in or moved. Exits with 1 when there is any."""
    from service.records.verification import verify as verify_ledger

    with opened(database) as ledger, progress_bar("Verifying") as progress:
        found = verify_ledger(ledger.database.reading, progress, anchor or ())
    if as_json:
        say_json({"sound": found.sound, "records": found.records, "hash": found.hash, "findings": found.findings})
    else:
        _tell(found)
    return FINE if found.sound else MISTAKES


@app.command()
def export(file: Annotated[Path, typer.Argument(help="The file to write")], database: Database = None) -> int:
    """Write the whole ledger to a file, as lines of JSON."""
    from service.records.transfer import export as export_ledger

    with opened(database) as ledger, _new_file(file) as out, progress_bar("Exporting") as progress:
        count = export_ledger(ledger.database, out, progress)
    say(f"{count:,} records are in {file}")
    return FINE


@app.command("import")
def bring_in(file: Annotated[Path, typer.Argument(help="What `export` wrote")], database: Database = None) -> int:
    """Fill an empty database with an exported ledger."""
    from service.records.transfer import bring_in as fill_ledger

    try:
        lines = file.open("rb")
    except OSError as error:
        raise Mistaken(f"`{file}` cannot be read: {error.strerror}") from None
    with lines, opened(database) as ledger, progress_bar("Importing") as progress:
        count = fill_ledger(ledger.database, lines, progress)
    say(f"{count:,} records were imported, and the ledger is sound")
    return FINE


@app.command()
def backup(file: Annotated[Path, typer.Argument(help="The file to write")], database: Database = None) -> int:
    """Copy a file of records while it is in use, and verify the copy."""
    from service.records.transfer import back_up

    with opened(database) as ledger:
        found = back_up(ledger.database, file)
    _tell(found)
    return FINE if found.sound else MISTAKES


@app.command()
def purge(
    before: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="Purge what was recorded before this day")],
    database: Database = None,
) -> int:
    """Take away what old records say. That is recorded, and the ledger still verifies."""
    from service.records.retention import purge as purge_ledger

    with opened(database) as ledger:
        done = purge_ledger(ledger, before.date(), getpass.getuser())
    say(f"{done.records:,} records were purged")
    return FINE


def _tell(found: Verification) -> None:
    for each in found.findings[:MOST_SHOWN]:
        say(each.says, "bold red")
    if len(found.findings) > MOST_SHOWN:
        say(f"and {len(found.findings) - MOST_SHOWN:,} more; `--json` shows them all")
    verdict = "the ledger is sound" if found.sound else "the ledger is not sound"
    say(f"{found.records:,} records, and {verdict}. The hash of the last is {found.hash}")


@contextmanager
def opened(database: str | None) -> Iterator[Ledger]:
    """Open the ledger that is meant. Raises Mistaken in place of what the records refuse."""
    from service.records.errors import RecordsRefusal
    from service.records.ledger import Ledger

    try:
        ledger = Ledger.open(database or chosen().database)
        try:
            yield ledger
        finally:
            ledger.close()
    except RecordsRefusal as refusal:
        raise Mistaken(refusal.message, refusal.help) from None


@contextmanager
def _new_file(file: Path) -> Iterator[BinaryIO]:
    """Open a file that is not there yet, for its owner only; take it away again unless all goes well."""
    try:
        out = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise Mistaken(f"`{file}` cannot be written: {error.strerror}", "Name a file that is not there yet") from None
    try:
        with os.fdopen(out, "wb") as opened:
            yield opened
    except BaseException:
        file.unlink()
        raise
